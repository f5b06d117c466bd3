use super::*;
use crate::{LookUps, code as codes};

const ITEM: &str = "installed_items/show";
const CARD: &str = "installed_item_identifier=serial_number=01900000001";

async fn stocked(release: Release) -> Desk {
    Desk::with(Options { release, items: 2_000, ..Options::default() }).await
}

/// Every look-up method, with a number of this ending.
fn by_number(ending: &str) -> [(&'static str, String); 5] {
    [
        (ITEM, format!("installed_item_identifier=serial_number=0190000{ending}")),
        (ITEM, format!("installed_item_identifier=alternative_code=CARD-{ending}")),
        ("subscriptions/show", format!("subscription_identifier=number=S{ending}")),
        ("products/show", format!("product_identifier=code=P{ending}")),
        (
            "provisioning/installed_items/show",
            format!(
                "provisioning_provider_identifier=id=PP1&parameter_name=smartcard_ca_id&parameter_value=0190000{ending}"
            ),
        ),
    ]
}

#[tokio::test]
async fn sentinels_spoil_every_look_up() {
    let mut desk = Desk::at(Release::R11).await;
    desk.http = reqwest::Client::builder().no_proxy().timeout(Duration::from_millis(300)).build().unwrap();
    let get = async |path: &str, query: &str| {
        desk.send(Method::GET, &format!("{path}?token={}&{query}", desk.token), None).await
    };
    for (path, query) in by_number("0503") {
        assert_eq!(get(path, &query).await.unwrap().status, 503, "{path}?{query}");
    }
    for (path, query) in by_number("0200") {
        assert!(get(path, &query).await.unwrap().body.starts_with("<!DOCTYPE"), "{path}?{query}");
    }
    for (path, query) in by_number("0499") {
        assert!(get(path, &query).await.is_err_and(|error| !error.is_timeout()), "{path}?{query}");
    }
    for (path, query) in by_number("0408") {
        assert!(get(path, &query).await.is_err_and(|error| error.is_timeout()), "{path}?{query}");
    }
    for (path, query) in by_number("0666") {
        assert_eq!(code(&envelope(&get(path, &query).await.unwrap())), "OK", "{path}?{query}");
    }
}

#[tokio::test]
async fn look_ups_alone_can_be_slow_or_fail() {
    let mut desk = Desk::at(Release::R11).await;
    let control = desk.sandbox.control();
    control.set_look_ups(LookUps { unavailable: 100, ..LookUps::default() });
    for path in [ITEM, "subscriptions/show", "products/show", "products/list", "provisioning/installed_items/show"] {
        let raw = desk.send(Method::GET, &format!("{path}?token={}&{CARD}", desk.token), None).await.unwrap();
        assert_eq!(raw.status, 503, "{path}");
    }
    assert_eq!(code(&desk.get(LIST, "life_cycle_state=PENDING").await), "OK", "lists are no look-ups");
    assert_eq!(desk.pair("01900000001", "stb-0000-0001").await["life_cycle_state"], "PENDING");
    control.set_look_ups(LookUps { latency: Duration::from_hours(1), ..LookUps::default() });
    desk.http = reqwest::Client::builder().no_proxy().timeout(Duration::from_millis(300)).build().unwrap();
    let slow = desk.send(Method::GET, &format!("{ITEM}/?token={}&{CARD}", desk.token), None).await;
    assert!(slow.is_err_and(|error| error.is_timeout()), "with a slash behind it, it is a look-up too");
    control.set_look_ups(LookUps::default());
    assert_eq!(code(&desk.get(ITEM, CARD).await), "OK");
}

#[tokio::test]
async fn finds_each_of_thousands_of_items() {
    let desk = stocked(Release::R11).await;
    let (mut at_home, mut in_warehouse, mut stopped) = (0, 0, 0);
    for n in 0..150 {
        let card = format!("installed_item_identifier=alternative_code=CARD-{}", 100_000 + n);
        let answer = desk.get(ITEM, &card).await;
        let item = &answer["data"];
        match (item["state"].as_str(), item["ownership_information"]["ownership_status"].as_str()) {
            (Some("EFFECTIVE"), Some("RENTED_TO_CUSTOMER")) => at_home += 1,
            (Some("EFFECTIVE"), Some("IN_INTERNAL_WAREHOUSE")) => in_warehouse += 1,
            (Some("NOT_EFFECTIVE"), Some("RENTED_TO_CUSTOMER")) => stopped += 1,
            other => assert_eq!(code(&answer), codes::NOT_FOUND, "{other:?}: other numbers are boxes'"),
        }
    }
    assert!(at_home > 10 && in_warehouse > 0 && stopped > 0, "{at_home} {in_warehouse} {stopped}");
    let number = desk.get("subscriptions/show", "subscription_identifier=number=S200001").await;
    assert_eq!(number["data"]["life_cycle_state"], "EFFECTIVE");
}

#[tokio::test]
async fn hundreds_of_products_come_in_pages_from_r13() {
    let desk = stocked(Release::R13).await;
    let list = async |query: &str| desk.get("products/list", query).await["data"].as_array().unwrap().clone();
    let services = list("type_identifier=alternative_code=SERVICES").await;
    assert!(services.len() > 150, "{}", services.len());
    assert_eq!(services[0]["code"], "GOLD", "those of the first households come first");
    let page = list("type_identifier=alternative_code=SERVICES&offset=40&number_of_results=25").await;
    assert_eq!(page, services[40..65]);
    for (filter, at_least) in [
        ("type_identifier=alternative_code=CHANNELS", 50),
        ("type_identifier=alternative_code=ACCESSORIES", 10),
        ("brand_identifier=alternative_code=DEMO-SPORT", 50),
        ("family_identifier=alternative_code=EXTRAS", 50),
        ("category_identifier=alternative_code=BUS", 20),
    ] {
        let rows = list(filter).await;
        assert!(rows.len() >= at_least, "{filter}: {}", rows.len());
        let told = filter.rsplit('=').next().unwrap();
        let kind = filter.split('_').next().unwrap();
        assert!(rows.iter().all(|row| row[kind]["alternative_code"] == told), "{filter}");
    }
}
