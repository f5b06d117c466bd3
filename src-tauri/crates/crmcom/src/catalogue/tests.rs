//! Tests of the body and the faults of every operation.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::*;

fn draft(operation: &str, values: &[(&str, &str)]) -> Draft {
    let values = values.iter().map(|(input, text)| ((*input).to_owned(), (*text).to_owned())).collect();
    Draft { operation: operation.to_owned(), values }
}

fn check(operation: &str, values: &[(&str, &str)]) -> Checked {
    draft(operation, values).check(Release::R11).unwrap_or_else(|| panic!("no operation {operation}"))
}

fn submission(operation: &str, values: &[(&str, &str)]) -> PreparedRequest {
    let checked = check(operation, values);
    checked.submission.unwrap_or_else(|| panic!("{operation} is refused: {:?}", checked.faults))
}

fn body(operation: &str, values: &[(&str, &str)]) -> Value {
    Value::Object(submission(operation, values).body)
}

fn faults(operation: &str, values: &[(&str, &str)]) -> Vec<(String, Fault)> {
    let checked = check(operation, values);
    assert!(checked.submission.is_none() || checked.faults.is_empty(), "a faulty draft must not be sent");
    checked.faults.into_iter().map(|fault| (fault.field, fault.fault)).collect()
}

const CARD: (&str, &str) = ("smartcard_identifier", "01900000001");
const OWNER: (&str, &str) = ("subscription_identifier", "S100");

#[test]
fn conax_services() {
    let values = [
        OWNER,
        CARD,
        ("service_identifier", "GOLD"),
        ("start_date", "2026-02-02T09:00"),
        ("process_immediately", "true"),
        ("priority", "EXPRESS"),
    ];
    for operation in ["conax.add-service", "conax.cancel-service"] {
        let expected = json!({
            "subscription_identifier": {"number": "S100"},
            "smartcard_identifier": {"serial_number": "01900000001"},
            "service_identifier": {"code": "GOLD"},
            "start_date": "2026-02-02T09:00:00",
            "process_immediately": true,
            "priority": "EXPRESS",
        });
        assert_eq!(body(operation, &values), expected, "{operation}");
    }
}

#[test]
fn conax_pairings() {
    let values = [
        ("smartcard_set.3.smartcard_ca_id", " 01900000002\t"),
        ("smartcard_set.0.smartcard_ca_id", "01900000001"),
        ("smartcard_set.1.smartcard_ca_id", "  "),
        ("stb_set.10.stb_ca_id", "STB-2"),
        ("stb_set.2.stb_ca_id", "STB-1"),
        ("process_immediately", "false"),
        ("scheduled_date", "2026-02-02T09:00:30"),
    ];
    let expected = json!({
        "smartcard_set": [{"smartcard_ca_id": "01900000001"}, {"smartcard_ca_id": "01900000002"}],
        "stb_set": [{"stb_ca_id": "STB-1"}, {"stb_ca_id": "STB-2"}],
        "scheduled_date": "2026-02-02T09:00:30",
    });
    assert_eq!(body("conax.create-pairing", &values), expected, "gaps do not matter and rows keep their order");
    let expected = json!({"smartcard_identifier": {"id": "F1"}, "stb_set": [{"stb_ca_id": "STB-1"}]});
    let values = [("smartcard_identifier", "F1"), ("smartcard_identifier.by", "id"), ("stb_set.0.stb_ca_id", "STB-1")];
    assert_eq!(body("conax.add-to-pairing", &values), expected);
}

#[test]
fn conax_pins() {
    let expected = json!({
        "subscription_identifier": {"number": "S100"},
        "smartcard_identifier": {"serial_number": "01900000001"},
    });
    assert_eq!(body("conax.reset-pin", &[OWNER, CARD]), expected);
    let checked = check("conax.set-pin", &[OWNER, CARD, ("pin", "0042")]);
    assert_eq!(checked.preview["pin"], "••••");
    let submission = checked.submission.expect("it is complete");
    assert_eq!(submission.pin.as_ref().map(crate::Pin::expose), Some("0042"));
    assert_eq!(Value::Object(submission.body), expected, "the PIN is no part of what may be written down");
}

#[test]
fn nagravision() {
    let card = ("smartcard_identifier", "200000000154");
    let expected = json!({
        "smartcard_identifier": {"serial_number": "200000000154"},
        "stb_identifier": {"alternative_code": "BOXN-1"},
    });
    let values = [card, ("stb_identifier", "BOXN-1"), ("stb_identifier.by", "alternative_code")];
    assert_eq!(body("nagra.pair", &values), expected);
    let expected = json!({"smartcard_identifier": {"serial_number": "200000000154"}});
    assert_eq!(body("nagra.unpair", &[card]), expected);
    let expected =
        json!({"subscription_identifier": {"id": "A1"}, "smartcard_identifier": {"serial_number": "200000000154"}});
    let values = [card, ("subscription_identifier", "A1"), ("subscription_identifier.by", "id")];
    assert_eq!(body("nagra.clear-pin", &values), expected);
}

#[test]
fn a_resync_names_its_provider() {
    let expected = json!({
        "subscription_identifier": {"number": "S100"},
        "provisioning_provider_identifier": {"id": "PP1"},
    });
    let provider = [("provisioning_provider_identifier", "PP1"), ("provisioning_provider_identifier.by", "id")];
    let values = [&[OWNER][..], &provider].concat();
    assert_eq!(body("provisioning.resync", &values), expected);
    let submission = submission("provisioning.resync", &values);
    assert_eq!((submission.cards.len(), submission.subscription.as_deref()), (0, Some("S100")));
    assert!(!submission.operation.tells_request());
    assert_eq!(submission.operation.module(), "provisioning");
    let missing = vec![("provisioning_provider_identifier".to_owned(), Fault::Required)];
    assert_eq!(faults("provisioning.resync", &[OWNER]), missing, "which CA system is meant is never guessed");
}

#[test]
fn a_forgotten_box_never_becomes_an_unpairing() {
    let card = ("smartcard_identifier", "200000000154");
    let missing = vec![("stb_identifier".to_owned(), Fault::Required)];
    assert_eq!(faults("nagra.pair", &[card]), missing);
    assert_eq!(faults("nagra.pair", &[card, ("stb_identifier", "  "), ("stb_identifier.by", "id")]), missing);
    let unknown = vec![("stb_identifier".to_owned(), Fault::UnknownInput)];
    assert_eq!(faults("nagra.unpair", &[card, ("stb_identifier", "dc2000001")]), unknown, "nor a pairing an unpairing");
}

#[test]
fn a_prepared_request_names_its_cards_box_and_subscription() {
    let values = [
        OWNER,
        ("smartcard_set.0.smartcard_ca_id", "01900000001"),
        ("smartcard_set.1.smartcard_ca_id", "01900000002"),
        ("stb_set.0.stb_ca_id", "STB-1"),
    ];
    let submission = submission("conax.create-pairing", &values);
    assert_eq!(submission.cards, ["01900000001", "01900000002"]);
    assert_eq!(submission.smartcard.as_deref(), Some("01900000001, 01900000002"));
    assert_eq!((submission.set_top_box.as_deref(), submission.subscription.as_deref()), (Some("STB-1"), Some("S100")));
    assert_eq!(submission.service, None);
}

#[test]
fn exactly_one_of_two_sets() {
    let fields: &[&str] = &["smartcard_set", "stb_set"];
    let needs = vec![("smartcard_set".to_owned(), Fault::NeedsOneOf { fields })];
    assert_eq!(faults("conax.add-to-pairing", &[CARD]), needs);
    let both = [CARD, ("smartcard_set.0.smartcard_ca_id", "1"), ("stb_set.0.stb_ca_id", "2")];
    let only = |name: &str| (name.to_owned(), Fault::OnlyOneOf { fields });
    assert_eq!(faults("conax.add-to-pairing", &both), [only("smartcard_set"), only("stb_set")]);
}

#[test]
fn invisible_characters_around_a_number_are_not_sent() {
    let pasted =
        [OWNER, ("smartcard_identifier", "\u{feff}0190\u{200b}0000001\u{a0}"), ("service_identifier", "GOLD\u{ad}")];
    let plain = [OWNER, ("smartcard_identifier", "01900000001"), ("service_identifier", "GOLD")];
    assert_eq!(body("conax.add-service", &pasted), body("conax.add-service", &plain));
    let pins = [OWNER, ("smartcard_identifier", "０１９００００００01"), ("pin", "1234")];
    let submission = submission("conax.set-pin", &pins);
    assert_eq!((submission.cards.as_slice(), submission.pin.is_some()), (["01900000001".to_owned()].as_slice(), true));
    let twice = [
        ("existing_smartcard_ca_id", "1"),
        ("smartcard_set.0.smartcard_ca_id", "2"),
        ("smartcard_set.1.smartcard_ca_id", "2\u{a0}"),
    ];
    assert!(check("conax.add-to-pairing", &twice).faults.iter().any(|fault| fault.fault == Fault::Duplicate));
}

#[test]
fn each_fault_names_its_input() {
    let by: &[&str] = &["serial_number", "id", "alternative_code"];
    let long = "x".repeat(256);
    let cases: &[(&str, &str, Fault)] = &[
        ("start_date", "2026-02-30T09:00", Fault::BadDate),
        ("start_date", "2026-2-3T09:00:00", Fault::BadDate),
        ("start_date", "2026-02-03 09:00", Fault::BadDate),
        ("start_date", "2026-02-03T09:00:60", Fault::BadDate),
        ("start_date", "2026-02-03T09:00Z", Fault::BadDate),
        ("priority", "express", Fault::BadChoice { allowed: &["REGULAR", "EXPRESS"] }),
        ("process_immediately", "yes", Fault::BadFlag),
        ("smartcard_identifier", "a\u{7}b", Fault::ControlCharacters),
        ("smartcard_identifier", &long, Fault::TooLong { most: 255 }),
        ("scheduled_date", "2026-02-03T09:00", Fault::UnknownInput),
        ("smartcard_identifier.of", "id", Fault::UnknownInput),
        ("token", "T", Fault::UnknownInput),
    ];
    for (input, text, fault) in cases {
        let mut values = vec![OWNER, CARD, ("service_identifier", "GOLD")];
        values.retain(|(known, _)| known != input);
        values.push((input, text));
        assert_eq!(faults("conax.add-service", &values), [((*input).to_owned(), fault.clone())], "{input} = {text:?}");
    }
    let values = [OWNER, CARD, ("smartcard_identifier.by", "ca_id")];
    let expected = [("smartcard_identifier".to_owned(), Fault::BadIdentifierField { allowed: by })];
    assert_eq!(faults("conax.reset-pin", &values), expected);
    assert_eq!(expected[0].1.params()["allowed"], "serial_number, id, alternative_code");
}

#[test]
fn a_set_has_one_entry_per_row() {
    let pairing = |rows: &[(&str, &str)]| {
        let values: Vec<_> = rows.iter().copied().chain([("stb_set.0.stb_ca_id", "STB-1")]).collect();
        check("conax.create-pairing", &values)
    };
    let twice = pairing(&[("smartcard_set.0.smartcard_ca_id", "1"), ("smartcard_set.4.smartcard_ca_id", " 1 ")]);
    let duplicate = FieldFault { field: "smartcard_set.4.smartcard_ca_id".to_owned(), fault: Fault::Duplicate };
    assert_eq!(twice.faults, [duplicate]);
    for input in ["smartcard_set.01.smartcard_ca_id", "smartcard_set.-1.smartcard_ca_id", "smartcard_set.0.stb_ca_id"] {
        let faults = pairing(&[(input, "1")]).faults;
        assert!(faults.iter().any(|fault| fault.field == input && fault.fault == Fault::UnknownInput), "{input}");
    }
    let printed = pairing(&[("smartcard_set.0.smartcard_ca_id", "019000000015")]);
    assert_eq!(printed.warnings.len(), 1, "twelve digits look like a printed number");
    assert!(printed.submission.is_some(), "but a warning never blocks");
}

#[test]
fn a_pin_is_four_digits_and_is_not_shown() {
    let typed = check("conax.set-pin", &[OWNER, CARD, ("pin", "73519")]);
    assert_eq!(typed.faults, [FieldFault { field: "pin".to_owned(), fault: Fault::BadPin { typed: 5 } }]);
    assert!(!format!("{typed:?}").contains("735"), "not even a wrong one");
    for pin in ["12a4", "١٢٣٤", "123"] {
        assert!(check("conax.set-pin", &[OWNER, CARD, ("pin", pin)]).submission.is_none(), "{pin}");
    }
    let form = draft("conax.set-pin", &[OWNER, ("pin", "7351")]);
    assert!(!format!("{form:?}").contains("7351"));
    assert_eq!(form.without_secrets(), draft("conax.set-pin", &[OWNER]));
}

#[test]
fn a_date_in_the_past_is_only_a_warning() {
    let values = [OWNER, CARD, ("service_identifier", "GOLD"), ("start_date", "2026-02-02T09:00")];
    let now = NaiveDate::from_ymd_opt(2026, 2, 2).and_then(|day| day.and_hms_opt(9, 0, 1));
    let checked = draft("conax.add-service", &values).check_at(Release::R11, now).expect("it exists");
    assert_eq!(checked.warnings, [FieldFault { field: "start_date".to_owned(), fault: Fault::PastDate }]);
    assert!(checked.submission.is_some());
}

#[test]
fn a_field_that_the_release_lacks_is_a_fault_only_when_filled() {
    let values = [("smartcard_set.0.smartcard_ca_id", "1"), ("stb_set.0.stb_ca_id", "2")];
    let old = Release::new(6, 0, 0);
    let without = draft("conax.create-pairing", &values).check(old).expect("it exists");
    assert!(without.faults.is_empty());
    let dated = [&values[..], &[("scheduled_date", "2026-02-02T09:00")]].concat();
    let with = draft("conax.create-pairing", &dated).check(old).expect("it exists");
    let fault = Fault::NotInRelease { from: Release::R7 };
    assert_eq!(with.faults, [FieldFault { field: "scheduled_date".to_owned(), fault }]);
}

#[test]
fn an_incomplete_form_has_a_preview() {
    let checked = check("conax.add-service", &[OWNER, ("priority", "?")]);
    assert_eq!(checked.preview, json!({"subscription_identifier": {"number": "S100"}}));
    assert!(draft("conax.send-money", &[]).check(Release::R11).is_none());
}

#[test]
fn declarations_are_consistent() {
    let mut ids = BTreeSet::new();
    for operation in OPERATIONS {
        assert!(ids.insert(operation.id), "{} twice", operation.id);
        for name in operation.exactly_one_of {
            let field = operation.field(name).unwrap_or_else(|| panic!("{}: no field {name}", operation.id));
            assert_eq!(field.need, Need::OneOf, "{}: {name}", operation.id);
        }
        for field in operation.fields {
            assert!(!matches!(field.kind, Kind::Pin) || field.name == "pin", "the transport calls a PIN `pin`");
            assert_ne!(field.name, "token");
        }
    }
}

#[test]
fn operations_are_offered_in_an_order_by_keys_that_are_free() {
    let mut keys = BTreeSet::new();
    let mut ranks = BTreeSet::new();
    for operation in OPERATIONS {
        let id = operation.id;
        if let Some(Shortcut { code, alt }) = operation.shortcut {
            assert!(keys.insert((alt, code)), "{id}: {code} is taken");
            // F5 reloads, F6 walks the panes, F10 to F12 open menus and tools; Alt with a digit opens a page.
            let free = if alt { code.starts_with("Key") } else { ["F2", "F3", "F4", "F7", "F8", "F9"].contains(&code) };
            assert!(free, "{id}: {code} has another meaning");
        }
        for (place, rank) in operation.offered {
            assert!(ranks.insert((format!("{place:?}"), *rank)), "{id}: {place:?} {rank} is taken");
        }
        if let Some(counterpart) = operation.counterpart {
            let other = find(counterpart).unwrap_or_else(|| panic!("{id}: no operation {counterpart}"));
            assert_eq!(other.counterpart, Some(id), "{counterpart} does not lead back");
            assert_ne!(other.provider, operation.provider, "{id}");
        }
        if operation.confirmation.is_some() {
            assert!(operation.field("smartcard_identifier").is_some(), "{id} asks for a card that it does not have");
        }
        let same_type = OPERATIONS.iter().filter(|other| other.request_type == operation.request_type);
        assert!(same_type.clone().all(|other| other.pairing == operation.pairing), "{id}: its type says two things");
    }
    let first: Vec<_> = offered_at(Place::FieldMode).iter().take(2).map(|operation| operation.id).collect();
    assert_eq!(first, ["nagra.unpair", "conax.reset-pin"], "by their ranks, not in the order of menus");
}
