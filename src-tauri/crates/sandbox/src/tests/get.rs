use super::*;
use crate::code as codes;

#[tokio::test]
async fn a_request_is_shown_by_id_or_number() {
    let desk = Desk::at(Release::R11).await;
    let created = desk.pair("01900000001", "stb-0000-0001").await;
    let number = created["number"].as_str().unwrap();
    for query in [
        format!("provisioning_request_identifier=number={number}"),
        format!("provisioning_request_identifier=number%3D{number}"),
    ] {
        assert_eq!(desk.get(SHOW, &query).await["data"]["id"], created["id"], "{query}");
    }
    assert_eq!(code(&desk.get(SHOW, "provisioning_request_identifier=number=99999").await), codes::NOT_FOUND);
    assert_eq!(code(&desk.get(SHOW, "provisioning_request_identifier=serial=1").await), codes::INVALID_VALUE);
    let doubled = "provisioning_request_identifier=id=1&provisioning_request_identifier=number=1";
    assert_eq!(code(&desk.get(SHOW, doubled).await), codes::ONLY_ONE);
    assert_eq!(code(&desk.get(SHOW, "").await), codes::MANDATORY);
}

#[tokio::test]
async fn nagravision_requests_are_shown_by_the_neutral_method_from_r11() {
    let desk = Desk::at(Release::R11).await;
    let pair = crmcom::catalogue::find("nagra.pair").unwrap();
    let created = desk.post(pair.path, example(pair)).await["data"].clone();
    assert_eq!(created["process_name"], "PAIR_UTILITY");
    let query = format!("provisioning_request_identifier=id={}", created["id"].as_str().unwrap());
    assert_eq!(code(&desk.get(SHOW, &query).await), codes::NOT_FOUND, "Conax does not know it");
    let neutral = "provisioning/provisioning_requests/show";
    let shown = desk.get(neutral, &query).await["data"].clone();
    assert_eq!(shown["provisioning_provider"]["alternative_code"], "NAGRA");
    assert_eq!(shown["subscription"]["number"], "S100", "found by the card");
    assert!(shown.get("priority").is_none());
    desk.sandbox.control().set_release(R9);
    assert_eq!(code(&desk.get(neutral, &query).await), codes::NO_SUCH_METHOD);
}

#[tokio::test]
async fn finds_an_item_by_its_ca_id_from_r11() {
    let desk = Desk::at(Release::R11).await;
    let path = "provisioning/installed_items/show";
    let find = async |provider: &str, name: &str, value: &str| {
        let query =
            format!("provisioning_provider_identifier={provider}&parameter_name={name}&parameter_value={value}");
        desk.get(path, &query).await
    };
    let card = find("alternative_code=NAGRA", "smartcard_ca_id", "2000000001").await;
    assert_eq!(card["data"]["serial_number"], "200000000154", "the CA id is not the serial number");
    let set_top_box = find("id=PP1", "stb_ca_id", "stb-0000-0001").await;
    assert_eq!(set_top_box["data"]["alternative_code"], "BOX-1");
    for (provider, name, value, expected) in [
        ("id=PP1", "smartcard_ca_id", "2000000001", codes::NOT_FOUND),
        ("id=PP1", "smartcard_ca_id", "stb-0000-0001", codes::NOT_FOUND),
        ("id=PP9", "smartcard_ca_id", "01900000001", codes::NOT_FOUND),
        ("id=PP1", "service_ca_id", "2041", codes::INVALID_VALUE),
        ("id=PP1", "smartcard_ca_id", "", codes::MANDATORY),
        ("serial=1", "smartcard_ca_id", "01900000001", codes::INVALID_VALUE),
    ] {
        assert_eq!(code(&find(provider, name, value).await), expected, "{provider} {name} {value}");
    }
    desk.sandbox.control().set_release(R9);
    let old = find("id=PP1", "smartcard_ca_id", "01900000001").await;
    assert_eq!(code(&old), codes::NO_SUCH_METHOD);
}

#[tokio::test]
async fn a_list_takes_exactly_one_filter() {
    let desk = Desk::at(Release::R11).await;
    let pending = desk.get(LIST, "life_cycle_state=PENDING").await;
    assert!(pending["data"].as_array().unwrap().iter().all(|row| row["life_cycle_state"] == "PENDING"));
    assert_eq!(code(&desk.get(LIST, "").await), codes::MANDATORY);
    assert_eq!(code(&desk.get(LIST, "life_cycle_state=PENDING&type=CREATE_PAIRING").await), codes::ONLY_ONE);
    assert_eq!(code(&desk.get(LIST, "life_cycle_state=LOST").await), codes::INVALID_VALUE);
    assert_eq!(code(&desk.get(LIST, "type=PAIR_SMARTCARD_AND_STB").await), codes::INVALID_VALUE);
    assert_eq!(desk.get(LIST, "reference_number=none").await["data"], json!([]));
    let slashed = format!("{LIST}/");
    assert_eq!(code(&desk.get(&slashed, "type=DISPLAY_FINGERPRINT").await), "OK");
}

#[tokio::test]
async fn the_history_has_every_state_and_several_errors() {
    let desk = Desk::at(Release::R11).await;
    let rejected = desk.get(LIST, "life_cycle_state=REJECTED").await["data"].as_array().unwrap().clone();
    let mut errors: Vec<&str> = rejected.iter().map(|row| row["error_code"].as_str().unwrap()).collect();
    errors.sort_unstable();
    errors.dedup();
    assert!(errors.len() >= 3, "{errors:?}");
    let fault = rejected.iter().find(|row| row["error_code"] == "AxisFault").unwrap();
    assert!(fault["error_description"].as_str().unwrap().lines().count() > 5);
    for state in ["PENDING", "COMPLETED"] {
        assert!(!desk.get(LIST, &format!("life_cycle_state={state}")).await["data"].as_array().unwrap().is_empty());
    }
}

#[tokio::test]
async fn old_lists_lack_numbers_and_name_errors_otherwise() {
    let desk = Desk::at(R9).await;
    let rows = desk.get(LIST, "life_cycle_state=REJECTED").await["data"].as_array().unwrap().clone();
    let row = &rows[0];
    assert!(row.get("number").is_none() && row.get("reference_number").is_none());
    assert_eq!(row["error_code"], Value::Null);
    assert!(row["provider_error_code"].is_string());
    let shown = desk.shown(&row["id"]).await;
    assert_eq!(shown["error_code"], row["provider_error_code"]);
    assert!(shown["number"].is_string() && shown.get("provider_error_code").is_none());
}

#[tokio::test]
async fn fields_and_pages_cut_the_list() {
    let desk = Desk::at(Release::R13).await;
    let all = desk.get(LIST, "life_cycle_state=COMPLETED&fields_set=number").await["data"].as_array().unwrap().clone();
    assert_eq!(all[0].as_object().unwrap().keys().collect::<Vec<_>>(), ["number", "id"]);
    let query = "life_cycle_state=COMPLETED&fields_set=number&number_of_results=2&offset=1";
    assert_eq!(desk.get(LIST, query).await["data"], json!(all[1..3]));
    desk.sandbox.control().set_release(Release::R12);
    assert_eq!(desk.get(LIST, query).await["data"].as_array().unwrap().len(), all.len());
}

#[tokio::test]
async fn entities_can_be_looked_up() {
    let desk = Desk::at(Release::R11).await;
    let data = async |path: &str, query: &str| desk.get(path, query).await["data"].clone();
    let item = data("installed_items/show", "installed_item_identifier=serial_number=01900000001").await;
    assert_eq!((&item["alternative_code"], &item["state"]), (&json!("CARD-1"), &json!("EFFECTIVE")));
    assert_eq!(item["product"]["product_type"]["classification"], "PHYSICALGOODS");
    let subscription = data("subscriptions/show", "subscription_identifier=number=S119").await;
    assert_eq!(subscription["accounts_receivable"]["name"], "Anna Theou");
    let product = data("products/show", "product_identifier=code=GOLD").await;
    assert_eq!(product["type"]["classification"], "SERVICES");
    let services = data("products/list", "type_identifier=alternative_code=SERVICES").await;
    let codes: Vec<&str> = services.as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["GOLD", "SPORT", "KIDS", "CINEMA"]);
    assert_eq!(data("products/list", "brand_identifier=name=Demo+TV").await.as_array().unwrap().len(), 8);
}

#[tokio::test]
async fn look_ups_refuse_like_the_rest() {
    let desk = Desk::at(Release::R11).await;
    for (path, query, expected) in [
        ("installed_items/show", "installed_item_identifier=serial_number=1", codes::NOT_FOUND),
        ("subscriptions/show", "subscription_identifier=code=S100", codes::INVALID_VALUE),
        ("products/show", "", codes::MANDATORY),
        ("products/list", "", codes::MANDATORY),
        ("products/list", "type_identifier=name=x&brand_identifier=name=y", codes::ONLY_ONE),
        ("products/list", "category_identifier=name=Nothing", codes::NOT_FOUND),
        ("products/list", "brand_identifier=name=Demo+TV&as_of_date_valid=today", codes::INVALID_VALUE),
    ] {
        assert_eq!(code(&desk.get(path, query).await), expected, "{path}?{query}");
    }
}
