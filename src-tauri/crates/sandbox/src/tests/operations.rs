use crmcom::catalogue::{OPERATIONS, find};

use super::*;
use crate::code as codes;

/// Code of the answer to `operation` with `change` applied to its complete body.
async fn refusal(desk: &Desk, operation: &str, change: Value) -> String {
    let operation = find(operation).unwrap();
    let mut body = example(operation);
    for (name, value) in change.as_object().unwrap() {
        body[name] = value.clone();
    }
    code(&desk.post(operation.path, body).await).to_owned()
}

#[tokio::test]
async fn every_operation_is_accepted_completed_and_shown() {
    let desk = Desk::at(Release::R11).await;
    for operation in OPERATIONS.iter().filter(|operation| operation.tells_request()) {
        let answer = desk.post(operation.path, example(operation)).await;
        assert_eq!(code(&answer), "OK", "{}: {answer}", operation.id);
        let request = &answer["data"];
        assert_eq!(request["type"], operation.request_type);
        assert_eq!(request["life_cycle_state"], "PENDING");
        assert_eq!(request["process_immediately"], 0);
        assert_eq!(desk.sandbox.control().run_processing_now(), 1, "{}", operation.id);
        let id = request["id"].as_str().unwrap();
        let query = format!("provisioning_request_identifier=id={id}");
        let shown = desk.get("provisioning/provisioning_requests/show", &query).await["data"].clone();
        assert_eq!(shown["life_cycle_state"], "COMPLETED", "{}: {shown}", operation.id);
        assert_eq!(shown["subscription"].is_null(), operation.id == "conax.create-pairing", "{}", operation.id);
    }
}

#[tokio::test]
async fn a_resync_creates_requests_without_returning_them() {
    let desk = Desk::at(Release::R11).await;
    let reset = find("provisioning.resync").unwrap();
    let add = find("conax.add-service").unwrap();
    let cancel = find("conax.cancel-service").unwrap();
    let with = |operation: &'static Operation, service: &str| {
        let mut body = example(operation);
        body["service_identifier"] = json!({ "code": service });
        (operation.path, body)
    };
    for (path, body) in [with(add, "GOLD"), with(add, "SPORT"), with(cancel, "SPORT")] {
        assert_eq!(code(&desk.post(path, body).await), "OK");
        desk.sandbox.control().run_processing_now();
    }
    let control = desk.sandbox.control();
    let made = || control.record().split_off(control.requests().saturating_sub(2));
    let before = control.requests();
    let answer = desk.post(reset.path, example(reset)).await;
    assert_eq!((code(&answer), &answer["data"]), ("OK", &json!({})));
    let types: Vec<String> = control.record().split_off(before).into_iter().map(|it| it.request_type).collect();
    assert_eq!(types.first().map(String::as_str), Some("CREATE_PAIRING"));
    assert!(types[1..].iter().all(|it| it == "ADD_SUBSCRIPTIONS"), "{types:?}");
    assert_eq!(control.run_processing_now(), types.len());
    assert!(made().iter().all(|it| it.state == "COMPLETED" && it.cards == ["01900000001"]));
    let pending = desk.get(LIST, "type=ADD_SUBSCRIPTIONS").await["data"].as_array().unwrap().clone();
    let again: Vec<_> =
        pending.iter().rev().take(types.len() - 1).map(|row| row["parameters_set"].to_string()).collect();
    assert!(again.iter().any(|it| it.contains("2041")), "GOLD is on: {again:?}");
    assert!(!again.iter().any(|it| it.contains("2042")), "SPORT was cancelled: {again:?}");

    let nagra = json!({ "provisioning_provider_identifier": { "name": "Nagravision SMSGW" } });
    assert_eq!(refusal(&desk, "provisioning.resync", nagra).await, "OK");
    assert_eq!(made()[1].request_type, "PAIR_SMARTCARD_AND_STB");
    let before = control.requests();
    for (change, expected) in [
        (json!({ "provisioning_provider_identifier": { "id": "PP9" } }), codes::NOT_FOUND),
        (json!({ "provisioning_provider_identifier": null }), codes::MANDATORY),
        (json!({ "subscription_identifier": { "number": "S999" } }), codes::NOT_FOUND),
        (json!({ "subscription_identifier": { "number": "S0409" } }), codes::SERVICE_EXISTS),
    ] {
        assert_eq!(refusal(&desk, "provisioning.resync", change.clone()).await, expected, "{change}");
    }
    assert_eq!(control.requests(), before, "a refusal makes nothing");
    let rejected = json!({ "subscription_identifier": { "number": "S0666" } });
    assert_eq!(refusal(&desk, "provisioning.resync", rejected).await, "OK");
    control.run_processing_now();
    assert_eq!(made()[1].state, "REJECTED");
}

#[tokio::test]
async fn each_operation_exists_in_its_releases_only() {
    let desk = Desk::at(Release::R11).await;
    for release in [Release::R4, Release::R7, Release::R11, Release::R12] {
        desk.sandbox.control().set_release(release);
        for operation in OPERATIONS {
            let answer = desk.post(operation.path, example(operation)).await;
            let expected = if operation.offered_by(release).is_ok() { "OK" } else { codes::NO_SUCH_METHOD };
            assert_eq!(code(&answer), expected, "{} at {release}", operation.id);
        }
    }
}

#[tokio::test]
async fn the_body_is_read_by_the_declaration() {
    let desk = Desk::at(Release::R11).await;
    for (operation, change, expected) in [
        ("conax.add-service", json!({ "service_identifier": null }), codes::MANDATORY),
        ("conax.add-service", json!({ "subscription_identifier": { "id": "1", "number": "2" } }), codes::ONLY_ONE),
        ("conax.add-service", json!({ "smartcard_identifier": { "ca_id": "1" } }), codes::INVALID_VALUE),
        ("conax.add-service", json!({ "priority": "NOW" }), codes::INVALID_VALUE),
        ("nagra.pair", json!({ "scheduled_date": "tomorrow" }), codes::INVALID_VALUE),
        ("conax.add-to-pairing", json!({ "smartcard_set": [{ "smartcard_ca_id": "1" }] }), codes::ONLY_ONE),
    ] {
        assert_eq!(refusal(&desk, operation, change.clone()).await, expected, "{operation} with {change}");
    }
    let before = desk.sandbox.control().requests();
    assert_eq!(before, Desk::at(Release::R11).await.sandbox.control().requests(), "a refusal creates nothing");
}

#[tokio::test]
async fn entities_must_exist_and_be_of_the_right_class() {
    let desk = Desk::at(Release::R11).await;
    let item = |serial: &str| json!({ "serial_number": serial });
    for (operation, change, expected) in [
        ("conax.add-service", json!({ "smartcard_identifier": item("01900000999") }), codes::NOT_FOUND),
        ("conax.add-service", json!({ "subscription_identifier": { "number": "S999" } }), codes::NOT_FOUND),
        ("conax.add-service", json!({ "service_identifier": { "code": "SILVER" } }), codes::NOT_FOUND),
        ("conax.add-service", json!({ "service_identifier": { "code": "STB" } }), codes::NOT_SERVICE),
        ("conax.add-service", json!({ "smartcard_identifier": item("STB0000001") }), codes::NOT_SMARTCARD),
        // A Nagravision card is no smartcard for Conax.
        ("conax.add-service", json!({ "smartcard_identifier": item("200000000154") }), codes::NOT_SMARTCARD),
        ("nagra.pair", json!({ "stb_identifier": item("200000000154") }), codes::NOT_SET_TOP_BOX),
        ("conax.reset-pin", json!({ "smartcard_identifier": item("01900000002") }), codes::NOT_ON_SUBSCRIPTION),
        ("nagra.clear-pin", json!({ "subscription_identifier": { "number": "S101" } }), codes::NOT_ON_SUBSCRIPTION),
    ] {
        assert_eq!(refusal(&desk, operation, change.clone()).await, expected, "{operation} with {change}");
    }
    let by_code = json!({ "smartcard_identifier": { "alternative_code": "CARD-1" } });
    assert_eq!(refusal(&desk, "conax.add-service", by_code).await, "OK");
}

#[tokio::test]
async fn an_answer_has_the_documented_parameters() {
    let desk = Desk::at(Release::R11).await;
    let names = async |operation: &str| {
        let operation = find(operation).unwrap();
        let answer = desk.post(operation.path, example(operation)).await;
        let elements = answer["data"]["parameters_set"].as_array().unwrap().clone();
        let mut names: Vec<String> = Vec::new();
        for element in elements {
            let members = element.as_object().unwrap();
            assert!(members["id"].is_string());
            names.push(members.keys().find(|name| *name != "id").cloned().unwrap_or_default());
        }
        names.sort();
        names.join(" ")
    };
    let add = "service_ca_id smartcard_ca_id sub_provisioning_distribution_id";
    assert_eq!(names("conax.add-service").await, add);
    assert_eq!(names("conax.set-pin").await, "ca_pin smartcard_ca_id smartcard_sub_provisioning_distribution_id");
    assert_eq!(names("conax.add-to-pairing").await, "existing_smartcard_ca_id stb_ca_id");
    let pair = " smartcard_ca_id stb_ca_id stb_sub_provisioning_distributor_id sub_provisioning_distribution_id";
    assert_eq!(names("nagra.pair").await, pair);
    assert_eq!(names("nagra.unpair").await, " smartcard_ca_id sub_provisioning_distribution_id");
}

#[tokio::test]
async fn a_pin_never_comes_back() {
    let desk = Desk::at(Release::R11).await;
    let operation = find("conax.set-pin").unwrap();
    let mut body = example(operation);
    body["process_immediately"] = json!(true);
    let answer = desk.post(operation.path, body).await;
    assert_eq!(answer["data"]["life_cycle_state"], "COMPLETED");
    let listed = desk.get(LIST, "type=UPDATE_CA_PIN_TO_GIVEN_VALUE").await;
    // Ids are random digits, so whole values are compared.
    let is_pin = |text: &str| text.contains("\"4711\"");
    assert!(!is_pin(&answer.to_string()) && !is_pin(&listed.to_string()));
}

#[tokio::test]
async fn an_unknown_method_is_named_in_the_answer() {
    let desk = Desk::at(Release::R11).await;
    let raw = desk.send(Method::GET, "conax/nonsense", None).await.unwrap();
    assert_eq!(raw.status, 404);
    assert!(envelope(&raw)["status"]["message"].as_str().unwrap().contains("conax/nonsense"), "{}", raw.body);
    let raw = desk.send(Method::GET, PAIR, None).await.unwrap();
    assert_eq!((raw.status, code(&envelope(&raw))), (405, codes::NO_SUCH_METHOD));
    let raw = desk.send(Method::POST, PAIR, Some("<xml/>".to_owned())).await.unwrap();
    assert_eq!(code(&envelope(&raw)), codes::NOT_JSON);
}

#[tokio::test]
async fn envelopes_differ_by_release() {
    let desk = Desk::at(R9).await;
    let get = async || desk.get("products/show", "product_identifier=code=GOLD").await;
    let old = get().await;
    assert_eq!(old["status"], json!({ "code": "OK", "message": null, "description": null }));
    assert_eq!(old.as_object().unwrap().keys().next().unwrap(), "status");
    desk.sandbox.control().set_release(Release::R11);
    let new = get().await;
    assert_eq!(new["status"], json!({ "code": "OK", "message": "", "description": "" }));
    assert_eq!(new.as_object().unwrap().keys().next().unwrap(), "data");
}
