//! Validates the fields of an operation in one pass: faults, warnings and the request body.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use chrono::NaiveDateTime;
use serde_json::{Map, Value, json};

use super::{
    Fault, Field, FieldFault, IdentifierTarget, Kind, Need, Operation, Provider,
    prepared_request::{Checked, PreparedRequest},
};
use crate::{release::Release, secret::Pin};

/// Maximum length of a text in characters. The API states no limit; its ids have 32 characters and its names few more.
const MAX_TEXT_CHARS: usize = 255;
const PIN_MASK: &str = "••••";

pub(super) struct Check<'a> {
    operation: &'static Operation,
    release: Release,
    now: Option<NaiveDateTime>,
    /// Normalized inputs, without the empty ones.
    inputs: BTreeMap<&'a str, &'a str>,
    /// Input names that the operation declares, whether filled in or not.
    known: BTreeSet<&'a str>,
    filled: BTreeSet<&'static str>,
    faults: Vec<FieldFault>,
    warnings: Vec<FieldFault>,
    body: Map<String, Value>,
    pin: Option<Pin>,
    pin_typed: bool,
    named: BTreeMap<&'static str, Vec<String>>,
}

impl<'a> Check<'a> {
    pub(super) fn new(
        operation: &'static Operation,
        release: Release,
        now: Option<NaiveDateTime>,
        values: &'a BTreeMap<&'a str, Cow<'a, str>>,
    ) -> Self {
        let inputs = values.iter().map(|(input, text)| (*input, text.as_ref()));
        Self {
            operation,
            release,
            now,
            inputs: inputs.filter(|(_, text)| !text.is_empty()).collect(),
            known: BTreeSet::new(),
            filled: BTreeSet::new(),
            faults: Vec::new(),
            warnings: Vec::new(),
            body: Map::new(),
            pin: None,
            pin_typed: false,
            named: BTreeMap::new(),
        }
    }

    fn fault(&mut self, field: &str, fault: Fault) {
        self.faults.push(FieldFault { field: field.to_owned(), fault });
    }

    fn warn(&mut self, field: &str, fault: Fault) {
        self.warnings.push(FieldFault { field: field.to_owned(), fault });
    }

    pub(super) fn field(&mut self, field: &'static Field) {
        match field.kind {
            Kind::Set { target, member } => self.set(field, target, member),
            _ => self.scalar(field),
        }
        let filled = self.filled.contains(field.name);
        if filled && self.release < field.from {
            self.fault(field.name, Fault::NotInRelease { from: field.from });
        }
        if !filled && field.need == Need::Mandatory {
            self.fault(field.name, Fault::Required);
        }
    }

    fn scalar(&mut self, field: &'static Field) {
        self.known.insert(field.name);
        let text = self.inputs.get(field.name).copied();
        if let Kind::Identifier { target, by } = field.kind {
            return self.identifier(field.name, text, target, by);
        }
        let Some(text) = text else { return };
        self.filled.insert(field.name);
        let value = match field.kind {
            Kind::Flag => match text {
                "true" => Ok(Some(Value::Bool(true))),
                // `false` is omitted, because an absent flag means the same; the vendor's examples omit it too.
                "false" => Ok(None),
                _ => Err(Fault::BadFlag),
            },
            Kind::Choice { values } if values.contains(&text) => Ok(Some(json!(text))),
            Kind::Choice { values } => Err(Fault::BadChoice { allowed: values }),
            Kind::DateTime => self.date(field.name, text).map(Some),
            Kind::Pin => {
                self.pin_typed = true;
                self.pin = Pin::parse(text);
                self.pin.as_ref().map(|_| None).ok_or_else(|| Fault::BadPin { typed: text.chars().count() })
            }
            Kind::Identifier { .. } | Kind::Set { .. } => Ok(None),
        };
        match value {
            Ok(Some(value)) => _ = self.body.insert(field.name.to_owned(), value),
            Ok(None) => {}
            Err(fault) => self.fault(field.name, fault),
        }
    }

    fn date(&mut self, input: &str, text: &str) -> Result<Value, Fault> {
        let date = wall_time(text).ok_or(Fault::BadDate)?;
        if self.now.is_some_and(|now| date < now) {
            self.warn(input, Fault::PastDate);
        }
        Ok(json!(date.format("%Y-%m-%dT%H:%M:%S").to_string()))
    }

    fn identifier(
        &mut self,
        name: &'static str,
        text: Option<&str>,
        target: IdentifierTarget,
        by: &'static [&'static str],
    ) {
        let chosen = self.inputs.iter().find(|(input, _)| by_of(input) == Some(name));
        let member = chosen.map(|(input, member)| (*input, *member));
        if let Some((input, _)) = member {
            self.known.insert(input);
        }
        let Some(text) = text else { return };
        self.filled.insert(name);
        let wanted = member.map_or(by[0], |(_, member)| member);
        let Some(member) = by.iter().find(|allowed| **allowed == wanted) else {
            return self.fault(name, Fault::BadIdentifierField { allowed: by });
        };
        if let Err(fault) = printable(text) {
            return self.fault(name, fault);
        }
        self.body.insert(name.to_owned(), json!({ *member: text }));
        self.name_target(target, text);
    }

    fn set(&mut self, field: &'static Field, target: IdentifierTarget, member: &'static str) {
        let mut rows: Vec<(u32, &'a str, &'a str)> = self
            .inputs
            .iter()
            .filter_map(|(input, text)| row_of(input, field.name, member).map(|row| (row, *input, *text)))
            .collect();
        rows.sort_unstable();
        let mut items = Vec::new();
        let mut seen = BTreeSet::new();
        for (_, input, text) in rows {
            self.known.insert(input);
            self.filled.insert(field.name);
            if let Err(fault) = printable(text) {
                self.fault(input, fault);
            } else if seen.insert(text) {
                if self.looks_printed(target, text) {
                    self.warn(input, Fault::TwelveDigits);
                }
                items.push(json!({ member: text }));
                self.name_target(target, text);
            } else {
                self.fault(input, Fault::Duplicate);
            }
        }
        if !items.is_empty() {
            self.body.insert(field.name.to_owned(), Value::Array(items));
        }
    }

    fn looks_printed(&self, target: IdentifierTarget, text: &str) -> bool {
        let card = target == IdentifierTarget::Smartcard && self.operation.provider == Some(Provider::Conax);
        card && text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
    }

    fn name_target(&mut self, target: IdentifierTarget, text: &str) {
        let key = match target {
            IdentifierTarget::Smartcard => "smartcard",
            IdentifierTarget::SetTopBox => "set-top box",
            IdentifierTarget::Service => "service",
            IdentifierTarget::Subscription => "subscription",
            IdentifierTarget::Provider => "provider",
        };
        let named = self.named.entry(key).or_default();
        if !named.iter().any(|known| known == text) {
            named.push(text.to_owned());
        }
    }

    pub(super) fn exactly_one(&mut self) {
        let fields = self.operation.exactly_one_of;
        let filled: Vec<_> = fields.iter().filter(|name| self.filled.contains(**name)).copied().collect();
        match filled.len() {
            0 => {
                if let Some(first) = fields.first() {
                    self.fault(first, Fault::NeedsOneOf { fields });
                }
            }
            1 => {}
            _ => {
                for name in filled {
                    self.fault(name, Fault::OnlyOneOf { fields });
                }
            }
        }
    }

    /// An input that would silently not be sent is worse than a refusal: it may be the set-top box of a form where
    /// *unpair* was taken for *pair*.
    pub(super) fn unknown_inputs(&mut self) {
        let unknown: Vec<_> = self.inputs.keys().filter(|input| !self.known.contains(**input)).copied().collect();
        for input in unknown {
            self.fault(input, Fault::UnknownInput);
        }
    }

    pub(super) fn finish(mut self) -> Checked {
        let mut preview = self.body.clone();
        if self.pin_typed {
            preview.insert("pin".to_owned(), json!(PIN_MASK));
        }
        let cards = self.named.get("smartcard").cloned().unwrap_or_default();
        let mut joined = |key| self.named.remove(key).map(|texts| texts.join(", "));
        let (smartcard, set_top_box) = (joined("smartcard"), joined("set-top box"));
        let (service, subscription) = (joined("service"), joined("subscription"));
        let submission = self.faults.is_empty().then(|| PreparedRequest {
            operation: self.operation,
            body: self.body,
            pin: self.pin,
            cards,
            smartcard,
            set_top_box,
            service,
            subscription,
        });
        Checked { faults: self.faults, warnings: self.warnings, preview: Value::Object(preview), submission }
    }
}

fn by_of(input: &str) -> Option<&str> {
    input.strip_suffix(".by")
}

/// Row number in `F.<row>.<member>`; only its canonical spelling is accepted, so that no row comes twice.
fn row_of(input: &str, field: &str, member: &str) -> Option<u32> {
    let digits = input.strip_prefix(field)?.strip_prefix('.')?.strip_suffix(member)?.strip_suffix('.')?;
    let row: u32 = digits.parse().ok()?;
    (row.to_string() == digits).then_some(row)
}

/// Parses exactly `yyyy-MM-ddTHH:mm[:ss]`: chrono alone would accept one-digit months and signed years.
fn wall_time(text: &str) -> Option<NaiveDateTime> {
    let format = match text.len() {
        16 => "%Y-%m-%dT%H:%M",
        19 => "%Y-%m-%dT%H:%M:%S",
        _ => return None,
    };
    let shape = text.bytes().zip("dddd-dd-ddTdd:dd:dd".bytes());
    let fits =
        shape.into_iter().all(|(byte, wanted)| if wanted == b'd' { byte.is_ascii_digit() } else { byte == wanted });
    // Second 60 would be formatted as a leap second, which no server reads.
    if !fits || text.ends_with(":60") && text.len() == 19 {
        return None;
    }
    NaiveDateTime::parse_from_str(text, format).ok()
}

fn printable(text: &str) -> Result<(), Fault> {
    if text.chars().any(char::is_control) {
        return Err(Fault::ControlCharacters);
    }
    if text.chars().count() > MAX_TEXT_CHARS { Err(Fault::TooLong { most: MAX_TEXT_CHARS }) } else { Ok(()) }
}
