//! Reads every documented format of an answer without dropping data. The values are invented.

use std::{env, fs, path::PathBuf};

use crmcom::{LifeCycleState, ProviderNames, ProvisioningRequest};
use serde_json::{Map, Value, from_value, json, to_value};

const FLAGS: &[&str] = &["process_immediately"];

/// `CRMCOM_ANSWERS` names another folder of answers for the same check.
fn answers() -> Vec<(String, Value)> {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let folder = env::var_os("CRMCOM_ANSWERS").map_or(own, PathBuf::from);
    let files = fs::read_dir(folder).expect("the folder of answers is there").filter_map(Result::ok);
    let files = files.map(|file| file.path()).filter(|path| path.extension().is_some_and(|end| end == "json"));
    let read = files.map(|path| {
        let text = fs::read_to_string(&path).expect("an answer can be read");
        (path.display().to_string(), serde_json::from_str(&text).expect("an answer is JSON"))
    });
    read.collect()
}

fn rows(answer: &Value) -> Vec<Value> {
    match &answer["data"] {
        Value::Array(rows) => rows.clone(),
        row => vec![row.clone()],
    }
}

/// The changes that a tolerant reader may make: absent for `null`, one spelling of a flag, text for numbers, and the
/// order of parameters.
fn normal(value: &Value, name: &str, in_parameter: bool) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.iter().filter(|(_, value)| in_parameter || !value.is_null());
            Value::Object(
                kept.map(|(name, value)| (name.clone(), normal(value, name, in_parameter))).collect::<Map<_, _>>(),
            )
        }
        Value::Array(items) => {
            let mut items: Vec<_> = items.iter().map(|item| normal(item, name, name == "parameters_set")).collect();
            if name == "parameters_set" {
                items.sort_by_key(|item| item["id"].to_string());
            }
            Value::Array(items)
        }
        value if FLAGS.contains(&name) => json!(*value == json!(1) || *value == json!("1") || *value == json!(true)),
        Value::Number(number) => json!(number.to_string()),
        value => value.clone(),
    }
}

/// In a request that sets a PIN, the messages to and from the CA system are hidden.
fn without_messages_of_pins(mut row: Value) -> Value {
    if row["type"].as_str().is_some_and(|kind| kind.contains("_PIN")) {
        for message in ["request", "response"] {
            if row[message].as_str().is_some_and(|text| !text.is_empty()) {
                row[message] = json!("hidden: it may hold a PIN");
            }
        }
    }
    row
}

#[test]
fn an_answer_keeps_all_its_members() {
    let answers = answers();
    assert!(answers.len() >= 10, "only {} answers", answers.len());
    for (file, answer) in answers {
        for row in rows(&answer) {
            let request: ProvisioningRequest =
                from_value(row.clone()).unwrap_or_else(|error| panic!("{file}: {error}"));
            let back = to_value(&request).expect("a request is plain data");
            assert_eq!(normal(&back, "", false), normal(&without_messages_of_pins(row), "", false), "{file}");
            let again: ProvisioningRequest = from_value(back).expect("what was written can be read");
            assert_eq!(again, request, "{file}: what is stored reads as what was received");
        }
    }
}

#[test]
fn the_documented_members_are_known() {
    if env::var_os("CRMCOM_ANSWERS").is_some() {
        return;
    }
    for (file, answer) in answers().into_iter().filter(|(file, _)| !file.contains("provisioning-show")) {
        for row in rows(&answer) {
            let request: ProvisioningRequest = from_value(row).expect("a request");
            assert!(request.extra.is_empty(), "{file}: not read: {:?}", request.extra.keys());
            let log = request.log_information.expect("every example tells who made it");
            assert!(log.extra.is_empty() && log.created_date.is_some(), "{file}");
        }
    }
}

#[test]
fn a_rejection_keeps_its_whole_text() {
    let text = include_str!("../fixtures/provisioning-show-rejected.json");
    let answer: Value = serde_json::from_str(text).expect("JSON");
    let request: ProvisioningRequest = from_value(answer["data"].clone()).expect("a request");
    assert_eq!(request.state(), Some(LifeCycleState::Rejected));
    assert_eq!(request.failure_code(), Some("AxisFault"));
    let description = request.failure_description().unwrap_or_default();
    assert!(description.contains("txt_card_not_known") && description.contains("Place.java"), "words kept whole");
    assert_eq!((request.subscription_number(), request.subscription_id()), (Some("S100"), Some("S1")));
    let provider = ProviderNames { id: Some("P1"), name: Some("Conax"), alternative_code: Some("CX") };
    assert_eq!(request.provisioning_provider(), provider);
    assert_eq!((request.process_immediately, request.sequence_number.as_deref()), (Some(true), Some("12")));
    assert_eq!((request.parameter("service_ca_id"), request.created_by()), (Some("2041"), Some("operator")));
    assert_eq!(request.extra["udf_string_1"], "kept");
}

#[test]
fn the_providers_error_text_replaces_a_missing_one() {
    let row =
        json!({"id": 7, "error_code": "", "provider_error_code": "E17", "provider_error_description": "\n said\n"});
    let request: ProvisioningRequest = from_value(row).expect("a number is an id too");
    let said = (request.id.as_str(), request.failure_code(), request.failure_description());
    assert_eq!(said, ("7", Some("E17"), Some("\n said\n")));
}

#[test]
fn only_the_id_is_needed() {
    assert!(from_value::<ProvisioningRequest>(json!({"id": "1"})).is_ok());
    for row in
        [json!({}), json!({"id": null}), json!({"id": ""}), json!({"id": {}}), json!([]), json!("1"), json!(null)]
    {
        assert!(from_value::<ProvisioningRequest>(row.clone()).is_err(), "{row}");
    }
    let odd =
        json!({"id": "1", "number": ["?"], "scheduled_date": "soon", "log_information": 3, "parameters_set": {"a": 1}});
    let request: ProvisioningRequest = from_value(odd.clone()).expect("odd members do not hide a request");
    assert_eq!(to_value(request).expect("plain data"), odd, "and are kept as they came");
}
