//! The form of a row: the values of its cells in the inputs of the operation.

use std::collections::BTreeMap;

use crmcom::catalogue::{Field, IdentifierTarget, Kind, Operation};

use crate::{
    lookups::entity_kind,
    view::{EntityKind, FormDraft, SheetMatching},
};

/// A column in the form: its place in the sheet and its input.
pub(super) struct MatchedColumn {
    pub(super) at: usize,
    pub(super) field: &'static Field,
    pub(super) input: String,
}

impl MatchedColumn {
    /// The kind of entity that its cells identify.
    pub(super) fn entity(&self) -> Option<EntityKind> {
        match self.field.kind {
            Kind::Identifier { target, .. } | Kind::Set { target, .. } => entity_kind(target),
            _ => None,
        }
    }
}

/// The plan by which each row becomes a form.
pub(super) struct FormPlan {
    pub(super) operation: &'static Operation,
    pub(super) columns: Vec<MatchedColumn>,
    /// Inputs with the same value in all rows.
    same: BTreeMap<String, String>,
    /// The input that takes the subscription of the row's card.
    pub(super) subscription: Option<&'static str>,
    /// The field that takes the box that the row's card is paired with.
    pub(super) set_top_box: Option<&'static Field>,
}

impl FormPlan {
    pub(super) fn new(operation: &'static Operation, matching: &SheetMatching) -> Self {
        let mut columns = Vec::new();
        let mut rows = BTreeMap::<&str, u32>::new();
        for (at, name) in matching.columns.iter().enumerate() {
            let Some(field) = name.as_deref().and_then(|name| operation.field(name)) else { continue };
            let input = match field.kind {
                Kind::Set { member, .. } => {
                    let row = rows.entry(field.name).or_default();
                    *row += 1;
                    format!("{}.{}.{member}", field.name, *row - 1)
                }
                _ => field.name.to_owned(),
            };
            columns.push(MatchedColumn { at, field, input });
        }
        let mut same = BTreeMap::new();
        for (name, text) in matching.fixed.iter().filter(|(_, text)| !text.trim().is_empty()) {
            let Some(field) = operation.field(name) else { continue };
            let input = match field.kind {
                Kind::Set { member, .. } => format!("{name}.0.{member}"),
                _ => name.clone(),
            };
            same.insert(input, value(field, text));
        }
        for (name, kind) in &matching.by {
            same.insert(format!("{name}.by"), kind.clone());
        }
        let known = |target: IdentifierTarget| {
            let of = |field: &&Field| {
                known_target(field) == Some(target) && matching.known.iter().any(|it| it == field.name)
            };
            operation.fields.iter().find(of)
        };
        let subscription = known(IdentifierTarget::Subscription).map(|field| field.name);
        let set_top_box = known(IdentifierTarget::SetTopBox);
        if let Some(name) = subscription {
            same.insert(format!("{name}.by"), "number".to_owned());
        }
        Self { operation, columns, same, subscription, set_top_box }
    }

    /// Whether the value of a field is what is known of the row's card.
    pub(super) fn takes_known(&self, name: &str) -> bool {
        self.subscription == Some(name) || self.set_top_box.is_some_and(|field| field.name == name)
    }

    /// The form of a row, without the values that are looked up.
    pub(super) fn form(&self, cells: &[String]) -> FormDraft {
        let mut values = self.same.clone();
        for column in &self.columns {
            let text = cells.get(column.at).map(String::as_str).unwrap_or_default();
            if !text.trim().is_empty() {
                values.insert(column.input.clone(), value(column.field, text));
            }
        }
        FormDraft { operation: self.operation.id.to_owned(), values }
    }

    /// The cards of a row, as they are in its cells or the same in all rows.
    pub(super) fn cards<'a>(&'a self, form: &'a FormDraft) -> impl Iterator<Item = &'a str> {
        let card = |field: &&Field| {
            matches!(
                field.kind,
                Kind::Identifier { target: IdentifierTarget::Smartcard, .. }
                    | Kind::Set { target: IdentifierTarget::Smartcard, .. }
            )
        };
        let fields: Vec<&str> = self.operation.fields.iter().filter(card).map(|field| field.name).collect();
        form.values
            .iter()
            .filter(move |(input, _)| {
                let (name, part) = input.split_once('.').unwrap_or((input, ""));
                fields.contains(&name) && part != "by"
            })
            .map(|(_, text)| text.trim())
    }
}

/// What a field may take from what is known of the row's card.
pub(super) fn known_target(field: &Field) -> Option<IdentifierTarget> {
    match field.kind {
        Kind::Identifier {
            target: target @ (IdentifierTarget::Subscription | IdentifierTarget::SetTopBox), ..
        }
        | Kind::Set { target: target @ IdentifierTarget::SetTopBox, .. } => Some(target),
        _ => None,
    }
}

/// A cell as the form spells it.
fn value(field: &Field, text: &str) -> String {
    const YES: [&str; 7] = ["true", "yes", "y", "1", "x", "ναι", "αληθεσ"];
    const NO: [&str; 6] = ["false", "no", "n", "0", "οχι", "ψευδεσ"];
    let text = text.trim();
    match field.kind {
        Kind::Flag => {
            let word = crate::sheet::words(text).join("");
            let is = |words: &[&str]| words.contains(&word.as_str());
            if is(&YES) {
                "true".to_owned()
            } else if is(&NO) {
                "false".to_owned()
            } else {
                text.to_owned()
            }
        }
        Kind::Choice { values } => values
            .iter()
            .find(|known| known.eq_ignore_ascii_case(text))
            .map_or_else(|| text.to_owned(), |known| (*known).to_owned()),
        // Spreadsheets show days without a time.
        Kind::DateTime if is_day(text) => format!("{text}T00:00"),
        Kind::DateTime => text.replacen(' ', "T", 1),
        _ => text.to_owned(),
    }
}

fn is_day(text: &str) -> bool {
    chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

#[cfg(test)]
mod tests {
    use crmcom::catalogue::find;

    use super::*;

    fn matching(operation: &str, columns: &[&str]) -> SheetMatching {
        let columns = columns.iter().map(|name| (!name.is_empty()).then(|| (*name).to_owned())).collect();
        SheetMatching { operation: operation.to_owned(), columns, ..SheetMatching::default() }
    }

    fn form(matching: &SheetMatching, cells: &[&str]) -> BTreeMap<String, String> {
        let plan = FormPlan::new(find(&matching.operation).unwrap(), matching);
        plan.form(&cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>()).values
    }

    fn values(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(input, text)| ((*input).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn cells_become_the_inputs_of_their_fields() {
        let mut service = matching("conax.add-service", &["smartcard_identifier", "", "start_date", "priority"]);
        service.fixed.insert("service_identifier".to_owned(), "GOLD".to_owned());
        service.by.insert("smartcard_identifier".to_owned(), "id".to_owned());
        assert_eq!(
            form(&service, &["01900000001", "Kitchen", "2026-03-31", "express"]),
            values(&[
                ("priority", "EXPRESS"),
                ("service_identifier", "GOLD"),
                ("smartcard_identifier", "01900000001"),
                ("smartcard_identifier.by", "id"),
                ("start_date", "2026-03-31T00:00"),
            ])
        );
    }

    #[test]
    fn an_empty_cell_of_a_set_leaves_its_place_free() {
        let pairing = matching("conax.create-pairing", &["smartcard_set", "stb_set", "stb_set"]);
        assert_eq!(
            form(&pairing, &["1", "", "3"]),
            values(&[("smartcard_set.0.smartcard_ca_id", "1"), ("stb_set.1.stb_ca_id", "3")])
        );
    }

    #[test]
    fn a_missing_box_never_becomes_an_unpairing() {
        let pair = matching("nagra.pair", &["smartcard_identifier", "stb_identifier"]);
        let plan = FormPlan::new(find("nagra.pair").unwrap(), &pair);
        let draft = plan.form(&["01900000001".to_owned(), String::new()]);
        let checked = draft.to_catalogue().check(crmcom::Release::R11).unwrap();
        assert!(checked.submission.is_none(), "the box is required");
    }

    #[test]
    fn flags_are_read_as_people_write_them() {
        let reset = matching("conax.reset-pin", &["smartcard_identifier", "process_immediately"]);
        for (typed, read) in [("Yes", "true"), ("x", "true"), ("Όχι", "false"), ("0", "false"), ("maybe", "maybe")] {
            assert_eq!(form(&reset, &["1", typed])["process_immediately"], read, "{typed}");
        }
    }
}
