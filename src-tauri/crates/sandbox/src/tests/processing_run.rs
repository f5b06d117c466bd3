use super::*;

#[tokio::test]
async fn a_run_completes_due_requests() {
    let desk = Desk::at(Release::R11).await;
    let created = desk.pair("01900000001", "stb-0000-0001").await;
    assert_eq!(created["executed_date"], Value::Null);
    desk.sandbox.control().advance(Duration::from_secs(3));
    desk.sandbox.control().run_processing_now();
    let done = desk.shown(&created["id"]).await;
    assert_eq!(done["life_cycle_state"], "COMPLETED");
    assert_eq!(done["executed_date"], "2016-02-01T10:00:03");
    assert_eq!(done["request"], "01900000001stb-0000-0001");
    let reference = done["reference_number"].as_str().unwrap();
    assert_eq!(done["response"], format!("OK{reference}"));
    assert_eq!(reference.len(), 36, "a UUID");
    let by_reference = desk.get(LIST, &format!("reference_number={reference}")).await;
    assert_eq!(by_reference["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_scheduled_request_waits_for_its_date() {
    let desk = Desk::at(Release::R11).await;
    let mut body = pairing("01900000001", "stb-0000-0001");
    body["scheduled_date"] = json!("2016-02-01T11:00:00");
    let created = desk.post(PAIR, body).await["data"].clone();
    assert_eq!(created["scheduled_date"], "2016-02-01T11:00:00");
    let control = desk.sandbox.control();
    assert_eq!(control.run_processing_now(), 0);
    control.advance(Duration::from_hours(1));
    assert_eq!(control.run_processing_now(), 1);
}

#[tokio::test]
async fn an_immediate_request_is_finished_within_the_call() {
    let desk = Desk::at(Release::R11).await;
    let mut body = pairing("01900000001", "stb-0000-0001");
    body["process_immediately"] = json!(true);
    let created = desk.post(PAIR, body).await["data"].clone();
    assert_eq!((&created["life_cycle_state"], &created["process_immediately"]), (&json!("COMPLETED"), &json!(1)));
}

#[tokio::test]
async fn the_ca_system_rejects_unknown_and_misplaced_identifiers() {
    let desk = Desk::at(Release::R11).await;
    let unknown = desk.pair("01999999999", "stb-0000-0001").await;
    let swapped = desk.pair("stb-0000-0001", "01900000001").await;
    desk.sandbox.control().run_processing_now();
    let unknown = desk.shown(&unknown["id"]).await;
    assert_eq!(unknown["life_cycle_state"], "REJECTED", "CRM.COM takes CA ids as text; Conax does not");
    assert_eq!(unknown["error_code"], "CLIENT_NOT_FOUND");
    let swapped = desk.shown(&swapped["id"]).await;
    assert_eq!(swapped["error_code"], "INPUT_VALIDATION_ERROR");
}

#[tokio::test]
async fn express_requests_go_first() {
    let desk = Desk::at(Release::R11).await;
    desk.pair("01900000001", "stb-0000-0001").await;
    let mut express = pairing("01900000002", "stb-0000-0002");
    express["priority"] = json!("EXPRESS");
    let express = desk.post(PAIR, express).await["data"].clone();
    let now = clock().wall();
    let due = desk.sandbox.control().0.state().requests.due(now);
    assert_eq!(due.first().map(String::as_str), express["id"].as_str());
    assert_eq!(due.len(), 2);
}

#[tokio::test]
async fn the_run_runs_by_itself() {
    let sandbox = Sandbox::start(Options { run_every: Duration::from_millis(5), ..Options::default() }).unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut desk = Desk { sandbox, http, token: String::new() };
    desk.sign_in().await;
    let id = desk.pair("01900000001", "stb-0000-0001").await["id"].clone();
    let completed = async { while desk.shown(&id).await["life_cycle_state"] != "COMPLETED" {} };
    tokio::time::timeout(Duration::from_secs(20), completed).await.expect("no run took the request");
}

#[tokio::test]
async fn chaos_rejects_requests_and_spoils_answers() {
    let desk = Desk::at(Release::R11).await;
    let control = desk.sandbox.control();
    control.set_chaos(crate::Chaos { reject: 100, ..crate::Chaos::default() });
    let created = desk.pair("01900000001", "stb-0000-0001").await;
    control.run_processing_now();
    assert_eq!(desk.shown(&created["id"]).await["error_code"], "SYSTEM_ERROR");
    let before = control.requests();
    control.set_chaos(crate::Chaos { unavailable: 100, ..crate::Chaos::default() });
    assert_eq!(desk.post_raw(PAIR, pairing("1", "2")).await.unwrap().status, 503);
    assert_eq!(control.requests(), before, "a 503 comes from in front of CRM.COM");
    control.set_chaos(crate::Chaos { truncate: 100, ..crate::Chaos::default() });
    let raw = desk.post_raw(PAIR, pairing("1", "2")).await.unwrap();
    assert!(serde_json::from_str::<Value>(&raw.body).is_err());
    assert_eq!(control.requests(), before + 1, "done, only the answer was lost");
    assert_eq!(control.posts(PAIR), 3);
}

#[tokio::test]
async fn a_dropped_sandbox_frees_its_port() {
    let desk = Desk::at(Release::R11).await;
    let Desk { sandbox, http, .. } = desk;
    let url = sandbox.url().to_owned();
    drop(sandbox);
    let closed = async { while http.get(&url).send().await.is_ok() {} };
    tokio::time::timeout(Duration::from_secs(20), closed).await.expect("the port must close");
}
