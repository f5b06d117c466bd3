//! Answers to the question which service a CA id belongs to.

use crate::tests::harness::*;
use crate::{
    Desk,
    error::problem::{Problem, ProblemCode},
    tests::{lookups::entities, rejected::of_group},
    view::{
        BatchPart, BatchState, BatchView, CaIdQuestion, CaIdRef, EntityKind, EntityRef, FormDraft, IdentifierKind,
        LeftOut, MissingWhy, RejectedQuery, RejectedSelection, RequestState, ValueSource,
    },
};

const SPORT: &str = "2042";

fn service(ca_id: &str) -> CaIdRef {
    CaIdRef { provider: "conax".to_owned(), kind: EntityKind::Service, ca_id: ca_id.to_owned() }
}

fn named(text: &str) -> EntityRef {
    EntityRef { kind: EntityKind::Service, text: text.to_owned(), by: None }
}

fn add_service(code: &str) -> FormDraft {
    form(
        "conax.add-service",
        &[("subscription_identifier", "S100"), ("smartcard_identifier", CARD), ("service_identifier", code)],
    )
}

/// Sends requests for these services: the server's answers tell their CA ids.
async fn report(desk: &Desk, codes: &[&str]) {
    for code in codes {
        let key = desk.outbox.send(add_service(code)).await.unwrap().key;
        until(desk, &key, &[RequestState::Pending]).await;
    }
}

/// The additions of services that a logged-out CA system rejected, as a planned batch.
async fn planned_outage(desk: &Desk) -> BatchView {
    read_once(desk).await;
    let page = desk.rejected.rejected_page(RejectedQuery::default()).await.unwrap();
    let is_outage = |title: Option<&str>| title == Some("Conax logged CRM.COM out");
    let cause = page.groups.iter().find(|cause| is_outage(cause.knowledge.title.as_deref())).unwrap();
    let job = cause.parts.iter().find(|job| job.request_type.as_deref() == Some("ADD_SUBSCRIPTIONS")).unwrap();
    let selection = RejectedSelection { all: true, keys: Vec::new(), view: of_group(job) };
    let id = desk.retries.plan_retries(crate::new_key(), selection).await.unwrap().id;
    let now = || async { desk.batches.batch(id.clone()).await.unwrap() };
    when(desk, "planned", || async { now().await.state == BatchState::Planned }).await;
    now().await
}

async fn questions(desk: &Desk, batch: &BatchView) -> Vec<CaIdQuestion> {
    desk.retries.batch_questions(batch.id.clone()).await.unwrap()
}

async fn counts(desk: &Desk, batch: &BatchView) -> (u32, u32) {
    let now = desk.batches.batch(batch.id.clone()).await.unwrap();
    (now.ready, now.left_out)
}

async fn answer(desk: &Desk, ca_id: &str, text: &str) -> Result<String, Problem> {
    desk.retries.map_ca_id(service(ca_id), named(text)).await.map(|mapping| mapping.identifier)
}

fn fault(problem: &Problem) -> String {
    assert_eq!(problem.code, ProblemCode::InvalidInput);
    let faults: Vec<_> = problem.fields.iter().map(|field| format!("{}: {}", field.field, field.fault)).collect();
    faults.join(", ")
}

/// A request of the backlog with that service.
async fn parent_with(desk: &Desk, batch: &BatchView, ca_id: &str) -> String {
    let rows = desk.retries.batch_rows(batch.id.clone(), BatchPart::All, 0, 500).await.unwrap().rows;
    rows.into_iter().find(|row| row.parent.service.as_deref() == Some(ca_id)).unwrap().parent.key
}

#[tokio::test]
async fn one_answer_makes_all_requests_that_lack_a_service_sendable() {
    let bed = Bed::with_rejected(600);
    let desk = bed.signed_in().await;
    report(&desk, &["GOLD", "KIDS", "CINEMA"]).await;
    let batch = planned_outage(&desk).await;
    assert!(batch.left_out >= 10 && batch.ready >= 10, "{batch:?}");
    let asked = questions(&desk, &batch).await;
    assert_eq!(asked, [CaIdQuestion { of: service(SPORT), rows: batch.left_out, mapping: None }], "one value lacks");
    let posts = bed.control().all_posts();

    assert_eq!(answer(&desk, SPORT, "sport").await.unwrap(), "SPORT", "in the server's spelling");
    assert_eq!(counts(&desk, &batch).await, (batch.total, 0));
    let mapping = questions(&desk, &batch).await.remove(0).mapping.expect("it is answered");
    assert_eq!((mapping.name.as_deref(), mapping.user.as_str()), (Some("Sport package"), sandbox::USERNAME));
    assert_eq!(bed.control().all_posts(), posts, "an answer sends nothing");

    // A wrong answer is repaired, and a removed one leaves the rows out again.
    answer(&desk, SPORT, "KIDS").await.unwrap();
    assert_eq!(counts(&desk, &batch).await, (batch.total, 0));
    desk.retries.forget_ca_id(service(SPORT)).await.unwrap();
    assert_eq!(counts(&desk, &batch).await, (batch.ready, batch.left_out));
    assert_eq!(questions(&desk, &batch).await, asked);

    // The next plan uses it from the beginning, and the rows are sent with it.
    answer(&desk, SPORT, "SPORT").await.unwrap();
    let next = planned_outage(&desk).await;
    assert_eq!((next.ready, next.left_out), (batch.total, 0));
    desk.retries.start_batch(next.id.clone(), None).await.unwrap();
    when(&desk, "the first are sent", || async { desk.batches.batch(next.id.clone()).await.unwrap().open == 3 }).await;
    desk.batches.stop_batch(next.id).await.unwrap();
    desk.shutdown().await;
}

#[tokio::test]
async fn an_answer_must_be_a_service_of_the_server() {
    let bed = Bed::with_rejected(100);
    let desk = bed.signed_in().await;
    let batch = planned_outage(&desk).await;
    assert_eq!(answer(&desk, "2041", "gold").await.unwrap(), "GOLD", "the list of services was not read yet");
    desk.retries.forget_ca_id(service("2041")).await.unwrap();
    for (text, refused) in [
        ("", "identifier: required"),
        ("NO-SUCH-SERVICE", "identifier: noSuchService"),
        ("SMARTCARD", "identifier: noSuchService"),
    ] {
        assert_eq!(fault(&answer(&desk, SPORT, text).await.unwrap_err()), refused, "{text}");
    }
    report(&desk, &["SPORT"]).await;
    let problem = answer(&desk, SPORT, "KIDS").await.unwrap_err();
    assert_eq!(problem.fields[0].params["reported"], "SPORT");
    assert_eq!(fault(&problem), "identifier: reportedOtherwise");
    assert!(desk.retries.ca_id_mappings().await.unwrap().is_empty());
    assert_eq!(counts(&desk, &batch).await, (batch.ready, batch.left_out));
    desk.shutdown().await;
}

#[tokio::test]
async fn an_identifier_that_the_server_reports_later_overrules_an_answer() {
    let bed = Bed::with_rejected(100);
    let desk = bed.signed_in().await;
    let batch = planned_outage(&desk).await;
    let key = parent_with(&desk, &batch, SPORT).await;
    let prefilled = || async { desk.retries.prefill(key.clone(), None).await.unwrap() };
    let value = |draft: Option<FormDraft>| draft.unwrap().values.get("service_identifier").cloned();
    assert_eq!(value(prefilled().await.draft), None);

    answer(&desk, SPORT, "KIDS").await.unwrap();
    let form = prefilled().await;
    assert!(form.known.iter().any(|known| known.from == ValueSource::Mapping));
    assert_eq!(value(form.draft).as_deref(), Some("KIDS"));
    let (ready, left_out) = counts(&desk, &batch).await;
    assert!(ready > batch.ready);

    report(&desk, &["SPORT"]).await;
    let form = prefilled().await;
    assert!(form.mapped.iter().all(|mapped| mapped.overruled) && form.mapped.len() == 1, "{:?}", form.mapped);
    assert_eq!(value(form.draft).as_deref(), Some("SPORT"));
    let mapping = desk.retries.ca_id_mappings().await.unwrap().remove(0);
    assert_eq!((mapping.identifier.as_str(), mapping.overruled.as_deref()), ("KIDS", Some("SPORT")));
    desk.retries.start_batch(batch.id.clone(), None).await.unwrap();
    let started = desk.retries.batch_rows(batch.id.clone(), BatchPart::LeftOut, 0, 500).await.unwrap();
    assert!(started.total > left_out, "no row is sent with the wrong service");
    let row = started.rows.iter().find(|row| row.parent.key == key).unwrap();
    assert_eq!((row.left_out, row.missing[0].why), (Some(LeftOut::Missing), MissingWhy::Identifier));
    desk.batches.stop_batch(batch.id).await.unwrap();
    let again = planned_outage(&desk).await;
    let asked = questions(&desk, &again).await;
    let overruled = asked.iter().find(|question| question.of == service(SPORT)).unwrap();
    assert_eq!(overruled.mapping.as_ref().unwrap().overruled.as_deref(), Some("SPORT"), "the dry run says so");
    desk.shutdown().await;
}

#[tokio::test]
async fn an_answer_is_for_one_server_serves_look_ups_and_ends_with_a_wipe() {
    let bed = Bed::with_rejected(100);
    let desk = bed.signed_in().await;
    let batch = planned_outage(&desk).await;
    answer(&desk, SPORT, "SPORT").await.unwrap();
    let others =
        desk.lookups.resolve(EntityRef { by: Some(IdentifierKind::Code), ..named(SPORT) }, Some("conax".to_owned()));
    let others = others.await.unwrap().others;
    assert_eq!(entities(&others)[0].code.as_deref(), Some("SPORT"), "a form offers it for the typed CA id");

    let other = Bed::new();
    let id = own_connection(&desk, other.sandbox.url()).await;
    sign_in(&desk, &id, false).await;
    assert!(desk.retries.ca_id_mappings().await.unwrap().is_empty(), "another server has other CA ids");
    desk.app.select_connection("sandbox".to_owned()).await.unwrap();
    assert_eq!(desk.retries.ca_id_mappings().await.unwrap().len(), 1);
    let filled = counts(&desk, &batch).await;
    assert!(filled.0 > batch.ready);

    desk.app.wipe().await.unwrap();
    assert!(desk.retries.ca_id_mappings().await.unwrap().is_empty());
    assert_eq!(counts(&desk, &batch).await, (batch.ready, batch.left_out), "planned rows lose it too");
    desk.shutdown().await;
}
