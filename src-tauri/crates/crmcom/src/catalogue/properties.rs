//! Properties of the validation for arbitrary forms.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::Value;

use super::*;

fn operation() -> impl Strategy<Value = &'static Operation> {
    prop::sample::select(OPERATIONS.iter().collect::<Vec<_>>())
}

fn release() -> impl Strategy<Value = Release> {
    (4_u16..=18, 0_u16..4, 0_u16..2).prop_map(|(major, minor, patch)| Release::new(major, minor, patch))
}

/// Input names of all operations, near misses, and arbitrary texts.
fn input() -> impl Strategy<Value = String> {
    let names: Vec<_> = OPERATIONS.iter().flat_map(|operation| operation.fields).map(|field| field.name).collect();
    let name = prop::sample::select(names);
    prop_oneof![
        name.clone().prop_map(str::to_owned),
        name.prop_map(|name| format!("{name}.by")),
        (0_u32..12).prop_map(|row| format!("smartcard_set.{row}.smartcard_ca_id")),
        (0_u32..12).prop_map(|row| format!("stb_set.{row}.stb_ca_id")),
        r"[a-z_]{0,12}(\.[0-9]{0,11})?(\.[a-z_]{0,12})?",
        any::<String>(),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9]{1,13}",
        "[A-Z0-9-]{1,20}",
        Just("true".to_owned()),
        Just("EXPRESS".to_owned()),
        Just("id".to_owned()),
        Just("2026-02-03T04:05".to_owned()),
        any::<String>(),
    ]
}

/// A complete, valid form of an operation.
fn complete(operation: &'static Operation) -> impl Strategy<Value = Draft> {
    let value = "[A-Z0-9][A-Z0-9 -]{0,18}[A-Z0-9]";
    (prop::collection::vec(value, operation.fields.len() * 3), any::<u32>()).prop_map(move |(texts, choice)| {
        let mut values = BTreeMap::new();
        let mut texts = texts.into_iter();
        let one_of = operation.exactly_one_of.get(choice as usize % operation.exactly_one_of.len().max(1));
        for (bit, field) in operation.fields.iter().enumerate() {
            let wanted = match field.need {
                Need::Mandatory => true,
                Need::OneOf => one_of == Some(&field.name),
                Need::Optional | Need::Option => choice >> bit & 1 == 1,
            };
            if !wanted {
                continue;
            }
            let text = texts.next().unwrap_or_default();
            match field.kind {
                Kind::Identifier { by, .. } => {
                    values.insert(format!("{}.by", field.name), by[choice as usize % by.len()].to_owned());
                    values.insert(field.name.to_owned(), text);
                }
                Kind::Set { member, .. } => {
                    values.insert(format!("{}.0.{member}", field.name), format!("{text}A"));
                    values.insert(format!("{}.7.{member}", field.name), format!("{text}B"));
                }
                Kind::Flag => _ = values.insert(field.name.to_owned(), "true".to_owned()),
                Kind::DateTime => _ = values.insert(field.name.to_owned(), "2026-02-03T04:05".to_owned()),
                Kind::Choice { values: choices } => _ = values.insert(field.name.to_owned(), choices[0].to_owned()),
                Kind::Pin => _ = values.insert(field.name.to_owned(), format!("{:04}", choice % 10_000)),
            }
        }
        Draft { operation: operation.id.to_owned(), values }
    })
}

proptest! {
    #[test]
    fn no_form_makes_the_check_panic(
        operation in operation(),
        release in release(),
        values in prop::collection::btree_map(input(), text(), 0..12),
    ) {
        let draft = Draft { operation: operation.id.to_owned(), values };
        let checked = draft.check(release).expect("it is declared");
        prop_assert_eq!(checked.submission.is_some(), checked.faults.is_empty());
        if operation.id == "nagra.pair" && draft.values.get("stb_identifier").is_none_or(|text| text.trim().is_empty()) {
            prop_assert!(checked.submission.is_none(), "a pairing without a box would be an unpairing");
        }
    }

    #[test]
    fn a_complete_form_is_sent_with_declared_members_only(
        (operation, draft) in operation().prop_flat_map(|operation| (Just(operation), complete(operation))),
    ) {
        let checked = draft.check(Release::R11).expect("it is declared");
        prop_assert!(checked.faults.is_empty(), "{:?}", checked.faults);
        let submission = checked.submission.expect("no fault, so it can be sent");
        for (name, value) in &submission.body {
            let field = operation.field(name);
            prop_assert!(field.is_some(), "{} is not declared", name);
            let members: Vec<&String> = match value {
                Value::Object(object) => object.keys().collect(),
                Value::Array(rows) => rows.iter().filter_map(Value::as_object).flat_map(serde_json::Map::keys).collect(),
                _ => Vec::new(),
            };
            for member in members {
                let allowed = match field.expect("looked at above").kind {
                    Kind::Identifier { by, .. } => by.contains(&member.as_str()),
                    Kind::Set { member: only, .. } => only == member,
                    _ => false,
                };
                prop_assert!(allowed, "{}.{} is not declared", name, member);
            }
        }
        prop_assert!(!submission.body.contains_key("pin") && !submission.body.contains_key("token"));
    }

    #[test]
    fn a_pin_is_in_no_debug_output_or_preview(pin in "[0-9]{4}", pin_too in "[0-9]{1,9}") {
        // Nothing else in the form has a digit, so any digit in the output is the PIN's.
        for pin in [pin, pin_too] {
            let values = [("pin", pin.as_str()), ("subscription_identifier", "S"), ("smartcard_identifier", "C")];
            let values = values.into_iter().map(|(input, text)| (input.to_owned(), text.to_owned())).collect();
            let draft = Draft { operation: "conax.set-pin".to_owned(), values };
            let checked = draft.check(Release::R11).expect("it is declared");
            let shown = format!(
                "{draft:?} {} {:?} {:?}",
                checked.preview,
                checked.submission.as_ref().map(|submission| (&submission.body, &submission.pin, &submission.cards)),
                draft.without_secrets(),
            );
            prop_assert!(!shown.contains(|c: char| c.is_ascii_digit()), "{}", shown);
        }
    }
}
