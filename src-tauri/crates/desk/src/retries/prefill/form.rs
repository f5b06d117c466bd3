//! Prefills a form from the known data of a request, and notes which inputs stay empty.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use crmcom::{
    ProvisioningRequest,
    catalogue::{Field, IdentifierTarget, Kind, Need, Operation},
};
use store::journal::OutboxRow;

use crate::requests::identifiers::Identifier;
use crate::retries::prefill::identifiers::{IdentifierLookup, IdentifierMatch, Neutral};
use crate::time::is_past;
use crate::view::{KnownField, MappedField, MissingField, MissingWhy, ValueSource};

/// A form that is being prefilled.
pub(super) struct PrefillBuilder {
    operation: &'static Operation,
    pub(super) values: BTreeMap<String, String>,
    pub(super) known: Vec<KnownField>,
    pub(super) missing: Vec<MissingField>,
    pub(super) mapped: Vec<MappedField>,
    /// The server's wall clock: dates in the past are not asked for again.
    now: NaiveDateTime,
}

impl PrefillBuilder {
    pub(super) fn new(operation: &'static Operation, now: NaiveDateTime) -> Self {
        Self { operation, values: BTreeMap::new(), known: Vec::new(), missing: Vec::new(), mapped: Vec::new(), now }
    }

    fn knows(&mut self, field: &Field, from: ValueSource) {
        self.known.push(KnownField { field: field.name.to_owned(), from });
    }

    fn lacks(&mut self, field: &Field, why: MissingWhy) {
        self.missing.push(MissingField { field: field.name.to_owned(), why, of: None });
    }

    pub(super) fn put(&mut self, field: &Field, found: IdentifierMatch) {
        match found {
            IdentifierMatch::Is(name, from) => self.fill(field, name, from),
            IdentifierMatch::Mapped(name, of) => {
                self.fill(field, name, ValueSource::Mapping);
                self.mapped.push(MappedField { field: field.name.to_owned(), of, overruled: false });
            }
            IdentifierMatch::Overruled(name, from, of) => {
                self.fill(field, name, from);
                self.mapped.push(MappedField { field: field.name.to_owned(), of, overruled: true });
            }
            IdentifierMatch::OnlyCaId(of) => {
                let (field, why) = (field.name.to_owned(), MissingWhy::Identifier);
                self.missing.push(MissingField { field, why, of: Some(of) });
            }
            IdentifierMatch::IsNone if field.need == Need::Mandatory => self.lacks(field, MissingWhy::NotTold),
            IdentifierMatch::IsNone => {}
            IdentifierMatch::Lacks(why) => self.lacks(field, why),
        }
    }

    fn fill(&mut self, field: &Field, name: Identifier, from: ValueSource) {
        self.values.insert(field.name.to_owned(), name.text);
        self.values.insert(format!("{}.by", field.name), name.by);
        self.knows(field, from);
    }

    pub(super) fn fill_from_journal(&mut self, sent: &OutboxRow) {
        self.values.clone_from(&sent.values);
        for field in self.operation.fields {
            match field.kind {
                Kind::Pin => self.lacks(field, MissingWhy::Pin),
                Kind::DateTime if self.values.get(field.name).is_some_and(|at| self.is_past(at)) => {
                    self.values.remove(field.name);
                }
                _ => {
                    let inside = format!("{}.", field.name);
                    if self.values.keys().any(|input| input == field.name || input.starts_with(&inside)) {
                        self.knows(field, ValueSource::Journal);
                    }
                }
            }
        }
    }

    fn is_past(&self, text: &str) -> bool {
        is_past(text, self.now)
    }

    pub(super) fn mark_all_missing(&mut self) {
        for field in self.operation.fields.iter().filter(|field| field.need != Need::Option) {
            let why = if matches!(field.kind, Kind::Pin) { MissingWhy::Pin } else { MissingWhy::NotTold };
            self.lacks(field, why);
        }
    }

    pub(super) async fn fill_from_request(&mut self, request: &ProvisioningRequest, names: &IdentifierLookup) {
        let neutral = Neutral::of(request.clone());
        for field in self.operation.fields {
            match field.kind {
                Kind::Identifier { target: IdentifierTarget::Subscription, .. } => {
                    let found = neutral.subscription(names).await;
                    self.put(field, found);
                }
                Kind::Identifier { target, .. } => {
                    let found = neutral.entity(target, self.operation, names).await;
                    self.put(field, found);
                }
                Kind::Set { member, .. } => self.put_set(field, member, request),
                Kind::Flag => {
                    if request.process_immediately == Some(true) {
                        self.values.insert(field.name.to_owned(), "true".to_owned());
                        self.knows(field, ValueSource::Request);
                    }
                }
                // The server returns both dates under one name.
                Kind::DateTime => {
                    if let Some(at) = request.scheduled_date.filter(|at| *at > self.now) {
                        self.values.insert(field.name.to_owned(), at.format("%Y-%m-%dT%H:%M:%S").to_string());
                        self.knows(field, ValueSource::Request);
                    }
                }
                Kind::Choice { values } => match request.priority.as_deref() {
                    Some(told) if values.contains(&told) => {
                        self.values.insert(field.name.to_owned(), told.to_owned());
                        self.knows(field, ValueSource::Request);
                    }
                    // A value that the form does not offer.
                    Some(_) => self.lacks(field, MissingWhy::NotTold),
                    None => {}
                },
                Kind::Pin => self.lacks(field, MissingWhy::Pin),
            }
        }
        let one_of = self.operation.exactly_one_of;
        if !one_of.is_empty() && !self.known.iter().any(|known| one_of.contains(&known.field.as_str())) {
            let fields: Vec<&Field> = one_of.iter().filter_map(|name| self.operation.field(name)).collect();
            for field in fields {
                self.lacks(field, MissingWhy::NotTold);
            }
        }
    }

    /// Fills a set. Its members are CA ids, as the server returns them.
    fn put_set(&mut self, field: &Field, member: &str, request: &ProvisioningRequest) {
        let told = request.parameters.iter().filter(|parameter| parameter.name == member);
        let mut count = 0;
        for value in told.filter_map(|parameter| parameter.value.as_deref()) {
            self.values.insert(format!("{}.{count}.{member}", field.name), value.to_owned());
            count += 1;
        }
        match count {
            0 if field.need == Need::Mandatory => self.lacks(field, MissingWhy::NotTold),
            0 => {}
            _ => self.knows(field, ValueSource::Request),
        }
    }
}
