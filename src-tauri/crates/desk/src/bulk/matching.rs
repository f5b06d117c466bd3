//! The matching of a sheet's columns to the fields of an operation: its faults, and the signature by which it is remembered.

use crmcom::catalogue::{self, Field, Kind, Need, Operation};

use crate::{
    bulk::form::known_target,
    error::problem::{FieldProblem, Problem},
    outbox::fingerprint::short_hash,
    sheet::words,
    view::{SheetColumn, SheetMatching},
};

/// The operation of a matching that has no faults.
pub(super) fn checked(matching: &SheetMatching, columns: &[SheetColumn]) -> Result<&'static Operation, Problem> {
    let fault = |field: &str, fault: &str| FieldProblem::new(field, fault);
    let operation =
        catalogue::find(&matching.operation).ok_or_else(|| Problem::at_fields(vec![fault("operation", "required")]))?;
    if operation.carries_pin() {
        return Err(Problem::at_fields(vec![fault("operation", "pinInBulk")]));
    }
    let mut faults = Vec::new();
    for (at, name) in matching.columns.iter().enumerate() {
        let Some(name) = name else { continue };
        let input = format!("column.{at}");
        let Some(field) = operation.field(name) else {
            faults.push(fault(&input, "unknownInput"));
            continue;
        };
        if columns.get(at).is_none_or(|column| column.secret) {
            faults.push(fault(&input, "secretColumn"));
        }
        let twice = matching.columns.iter().filter(|other| other.as_ref() == Some(name)).count() > 1;
        let elsewhere = matching.fixed.contains_key(name) || matching.known.contains(name);
        if twice && !matches!(field.kind, Kind::Set { .. }) || elsewhere {
            faults.push(fault(&input, "fieldTwice").with("field", name));
        }
    }
    let has = |field: &Field| {
        let name = field.name;
        matching.columns.iter().any(|column| column.as_deref() == Some(name))
            || matching.fixed.get(name).is_some_and(|text| !text.trim().is_empty())
            || matching.known.iter().any(|known| known == name)
    };
    for field in operation.fields.iter().filter(|field| field.need == Need::Mandatory && !has(field)) {
        faults.push(fault(field.name, "noColumn"));
    }
    let one_of: Vec<_> = operation.fields.iter().filter(|field| field.need == Need::OneOf).collect();
    if !one_of.is_empty() && !one_of.iter().any(|field| has(field)) {
        faults.extend(one_of.iter().map(|field| fault(field.name, "noColumn")));
    }
    for name in &matching.known {
        if operation.field(name).and_then(known_target).is_none() {
            faults.push(fault(name, "unknownInput"));
        }
    }
    for (name, kind) in &matching.by {
        let field = operation.field(name);
        if !field.is_some_and(|field| matches!(field.kind, Kind::Identifier { by, .. } if by.contains(&kind.as_str())))
        {
            faults.push(fault(name, "other"));
        }
    }
    if faults.is_empty() { Ok(operation) } else { Err(Problem::at_fields(faults)) }
}

/// Sheets with the same headings have the same signature; one without headings has none.
pub(super) fn signature(columns: &[SheetColumn]) -> Option<String> {
    if columns.iter().all(|column| column.heading.is_empty()) {
        return None;
    }
    let headings: Vec<String> = columns.iter().map(|column| words(&column.heading).join(" ")).collect();
    Some(short_hash(&headings.join("\n")))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::bulk) fn columns(headings: &[(&str, &str)]) -> Vec<SheetColumn> {
        let column = |(heading, sample): &(&str, &str)| SheetColumn {
            heading: (*heading).to_owned(),
            samples: vec![(*sample).to_owned()],
            ..SheetColumn::default()
        };
        headings.iter().map(column).collect()
    }

    pub(in crate::bulk) fn named(names: &[&str]) -> Vec<Option<String>> {
        names.iter().map(|name| (!name.is_empty()).then(|| (*name).to_owned())).collect()
    }

    #[test]
    fn two_columns_for_one_field_are_a_fault_at_both() {
        let columns = columns(&[("a", "1"), ("b", "2"), ("c", "3")]);
        let mut matching = SheetMatching {
            operation: "conax.reset-pin".to_owned(),
            columns: named(&["smartcard_identifier", "smartcard_identifier", ""]),
            ..SheetMatching::default()
        };
        let faults = |matching: &SheetMatching| -> Vec<(String, String)> {
            let problem = checked(matching, &columns).unwrap_err();
            problem.fields.into_iter().map(|fault| (fault.field, fault.fault)).collect()
        };
        let pair = |field: &str, fault: &str| (field.to_owned(), fault.to_owned());
        assert_eq!(
            faults(&matching),
            [
                pair("column.0", "fieldTwice"),
                pair("column.1", "fieldTwice"),
                pair("subscription_identifier", "noColumn")
            ]
        );
        matching.columns[1] = Some("subscription_identifier".to_owned());
        assert!(checked(&matching, &columns).is_ok());
        matching.operation = "conax.set-pin".to_owned();
        assert_eq!(faults(&matching), [pair("operation", "pinInBulk")]);
    }

    #[test]
    fn the_signature_ignores_case_and_values() {
        let of = |heading: &str, sample: &str| signature(&columns(&[(heading, sample)]));
        assert_eq!(of("Card no.", "1"), of("CARD NO", "2"));
        assert_ne!(of("Card", "1"), of("Box", "1"));
        assert_eq!(of("", "1"), None);
    }
}
