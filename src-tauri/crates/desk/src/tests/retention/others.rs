//! Retention of others' requests on this computer.

use crate::tests::harness::*;
use crate::{
    Desk,
    error::problem::ProblemCode,
    tests::{
        distorting_proxy::{DistortingProxy, Distortion},
        lookups::{of, resolve},
    },
    view::{EntityKind, EntityRef, IdentifierKind, Keeping, RequestState},
};

const DAY_S: i64 = 24 * 3_600;

async fn keep(desk: &Desk, change: impl FnOnce(&mut Keeping)) -> Result<(), ProblemCode> {
    let mut preferences = desk.core.preferences();
    change(&mut preferences.keeping);
    desk.app.save_preferences(preferences).await.map(drop).map_err(|problem| problem.code)
}

/// Days pass, and the user signs in again.
async fn days_later(bed: &Bed, desk: &Desk, days: i64) {
    bed.later_by(days * DAY_S);
    desk.retention.purge_others_requests().await.unwrap();
    sign_in(desk, "sandbox", false).await;
    desk.mirror.refresh_requests().await.unwrap();
}

#[tokio::test]
async fn others_requests_are_kept_for_the_configured_days() {
    let bed = Bed::with_backlog(crmcom::Release::R11, 700);
    let desk = bed.signed_in().await;
    read_once(&desk).await;
    let (pending, rejected) =
        (total(&desk, &[RequestState::Pending]).await, total(&desk, &[RequestState::Rejected]).await);
    assert!(total(&desk, &[RequestState::Completed]).await > 300 && pending > 0 && rejected > 0);

    days_later(&bed, &desk, 120).await;
    assert_eq!(total(&desk, &[RequestState::Completed]).await, 0, "nor does the list bring them back");
    assert_eq!(
        total(&desk, &[RequestState::Pending, RequestState::Rejected]).await,
        pending + rejected,
        "there is work in these"
    );
    days_later(&bed, &desk, 270).await;
    assert_eq!(
        (total(&desk, &[RequestState::Pending]).await, total(&desk, &[RequestState::Rejected]).await),
        (pending, 0)
    );

    keep(&desk, |keeping| (keeping.completed_days, keeping.rejected_days) = (3_650, 3_650)).await.unwrap();
    desk.mirror.refresh_requests().await.unwrap();
    assert!(total(&desk, &[RequestState::Completed]).await > 300, "the server has them still");
    assert_eq!(total(&desk, &[RequestState::Rejected]).await, rejected);
    desk.shutdown().await;
}

#[tokio::test]
async fn reads_a_list_in_pages_to_its_end_although_little_is_kept() {
    let bed = Bed::with_backlog(crmcom::Release::R13, 1_300);
    let desk = bed.open().await;
    hold(&desk, 0).await;
    keep(&desk, |keeping| keeping.completed_days = 1).await.unwrap();
    sign_in(&desk, "sandbox", false).await;
    read_once(&desk).await;
    let kept = total(&desk, &[RequestState::Completed]).await;
    let sent = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    until(&desk, &sent, &[RequestState::Pending]).await;
    bed.control().run_processing_now();
    bed.later(&desk, 61);
    until(&desk, &sent, &[RequestState::Completed]).await;
    desk.mirror.refresh_requests().await.unwrap();
    let all = total(&desk, &[RequestState::Completed]).await;
    assert!(all > kept && all < 1_000, "{kept}, then {all}");
    assert!(desk.app.snapshot().await.unwrap().list_faults.is_empty());
    desk.shutdown().await;
}

#[tokio::test]
async fn a_shorter_retention_takes_effect_at_once() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    read_once(&desk).await;
    bed.later_by(5 * DAY_S);
    assert!(total(&desk, &[RequestState::Completed]).await > 0);
    keep(&desk, |keeping| keeping.completed_days = 2).await.unwrap();
    when(&desk, "taken away", || async { total(&desk, &[RequestState::Completed]).await == 0 }).await;
    assert_eq!(keep(&desk, |keeping| keeping.field_days = 0).await, Err(ProblemCode::InvalidInput));
    assert_eq!(keep(&desk, |keeping| keeping.rejected_days = 3_651).await, Err(ProblemCode::InvalidInput));
    assert_eq!(desk.core.preferences().keeping, Keeping { completed_days: 2, ..Keeping::default() });
    desk.shutdown().await;
}

#[tokio::test]
async fn field_mode_keeps_less() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    read_once(&desk).await;
    bed.later_by(15 * DAY_S);
    assert_eq!(desk.retention.purge_others_requests().await.unwrap(), 0);
    desk.field
        .add_jobs(vec![crate::view::JobDraft { smartcard: Some("1".to_owned()), ..Default::default() }])
        .await
        .unwrap();
    assert!(desk.retention.purge_others_requests().await.unwrap() > 0);
    assert_eq!(total(&desk, &[RequestState::Completed, RequestState::Rejected]).await, 0);
    // Field mode is not used any more.
    days_later(&bed, &desk, 15).await;
    assert!(total(&desk, &[RequestState::Completed]).await > 0);
    desk.shutdown().await;
}

#[tokio::test]
async fn removed_requests_are_not_taken_for_lost_ones() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let elsewhere = Bed::new();
    let other = elsewhere.open().await;
    hold(&other, 0).await;
    let id = own_connection(&other, bed.sandbox.url()).await;
    sign_in(&other, &id, false).await;
    let pairing = || {
        form(
            "conax.create-pairing",
            &[("smartcard_set.0.smartcard_ca_id", "01900000002"), ("stb_set.0.stb_ca_id", "stb-0000-0001")],
        )
    };
    let earlier = other.outbox.send(pairing()).await.unwrap().key;
    until(&other, &earlier, &[RequestState::Pending]).await;
    bed.control().run_processing_now();
    other.shutdown().await;
    desk.mirror.refresh_requests().await.unwrap();
    let earlier = total(&desk, &[RequestState::Completed]).await;
    days_later(&bed, &desk, 91).await;
    assert!(earlier > 0 && total(&desk, &[RequestState::Completed]).await == 0);

    bed.control().set_chaos(sandbox::Chaos { unavailable: 100, ..sandbox::Chaos::default() });
    let lost = desk.outbox.send(pairing()).await.unwrap().key;
    until(&desk, &lost, &[RequestState::Unknown]).await;
    bed.control().set_chaos(sandbox::Chaos::default());
    for _ in 0..3 {
        desk.reconcile.look_again(lost.clone()).await.unwrap();
    }
    assert_eq!(desk.requests.row(&lost).await.unwrap().state, RequestState::Unknown);
    let evidence = desk.requests.request(lost).await.unwrap().evidence.unwrap();
    assert!(evidence.candidates.is_empty() && evidence.may_send_again, "{evidence:?}");
    desk.shutdown().await;
}

#[tokio::test]
async fn an_unresolved_row_keeps_only_later_requests_of_others() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    read_once(&desk).await;
    let before = total(&desk, &[RequestState::Completed]).await;
    let both_later = async |days: i64| {
        bed.control().advance(std::time::Duration::from_secs(u64::try_from(days * DAY_S).unwrap()));
        bed.later_by(days * DAY_S);
        sign_in(&desk, "sandbox", false).await;
    };
    both_later(60).await;
    bed.control().set_chaos(sandbox::Chaos { unavailable: 100, ..sandbox::Chaos::default() });
    let lost = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    until(&desk, &lost, &[RequestState::Unknown]).await;
    bed.control().set_chaos(sandbox::Chaos::default());

    let elsewhere = Bed::new();
    let other = elsewhere.open().await;
    hold(&other, 0).await;
    let id = own_connection(&other, bed.sandbox.url()).await;
    sign_in(&other, &id, false).await;
    for card in ["01900000002", "01900000003"] {
        let key = other.outbox.send(reset_pin(card)).await.unwrap().key;
        until(&other, &key, &[RequestState::Pending]).await;
    }
    bed.control().run_processing_now();
    other.shutdown().await;
    desk.mirror.refresh_requests().await.unwrap();
    let since = total(&desk, &[RequestState::Completed]).await - before;
    assert!(before > 0 && since >= 2, "{before}, {since}");

    // The first are 160 days old, the others 100.
    both_later(100).await;
    desk.retention.purge_others_requests().await.unwrap();
    assert_eq!(total(&desk, &[RequestState::Completed]).await, since, "what was done after it left stays");
    desk.mirror.refresh_requests().await.unwrap();
    assert_eq!(total(&desk, &[RequestState::Completed]).await, since, "and no list brings the others back");
    desk.reconcile.close_unknown(lost, true).await.unwrap();
    desk.retention.purge_others_requests().await.unwrap();
    assert_eq!(total(&desk, &[RequestState::Completed]).await, 0);
    desk.shutdown().await;
}

/// Members about a household that a server may add to anything. No page shows them.
fn household() -> serde_json::Value {
    serde_json::json!({
        "contact_information": {"name": "SENTINEL-NAME", "address": {"street": "SENTINEL-STREET"}},
        "phone": "SENTINEL-PHONE", "email": "SENTINEL-EMAIL", "notes": "SENTINEL-NOTES",
        "udf_string_1": "SENTINEL-UDF", "a_member_of_next_year": ["SENTINEL-LATER"]
    })
}

#[tokio::test]
async fn stores_only_members_that_are_shown() {
    for release in [crmcom::Release::new(9, 0, 0), crmcom::Release::R11] {
        let bed = Bed::with(release);
        let way = DistortingProxy::to(bed.sandbox.url()).await;
        way.distort(Distortion { adds: Some(household), ..Distortion::default() });
        let desk = bed.open().await;
        hold(&desk, 0).await;
        let id = own_connection_at(&desk, way.url(), release).await;
        sign_in(&desk, &id, false).await;
        read_once(&desk).await;
        let sent = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
        until(&desk, &sent, &[RequestState::Pending]).await;
        bed.control().run_processing_now();
        bed.later(&desk, 61);
        until(&desk, &sent, &[RequestState::Completed]).await;
        for (kind, text, by) in [
            (EntityKind::Smartcard, CARD, IdentifierKind::SerialNumber),
            (EntityKind::Subscription, "S100", IdentifierKind::Number),
            (EntityKind::Service, "MOVIES", IdentifierKind::Code),
        ] {
            let of = EntityRef { kind, text: text.to_owned(), by: Some(by) };
            desk.lookups.resolve(of, None).await.unwrap();
        }
        when(&desk, "looked up", || async { desk.lookups.recents().await.unwrap().kept > 1 }).await;
        let _ = desk.lookups.refresh_services().await.unwrap();
        assert!(way.asked("installed_items") > 0 && way.asked("subscriptions/show") > 0);

        let detail = desk.requests.request(sent).await.unwrap();
        assert!(detail.parameters.iter().any(|parameter| parameter.name == "smartcard_ca_id"), "{detail:?}");
        assert!(detail.created_by.is_some() && detail.updated.is_some() && detail.created_unit.is_some());
        assert_eq!(files_with(&bed.data_dir(), "SENTINEL"), [""; 0].map(std::path::PathBuf::from), "{release}");
        desk.shutdown().await;
    }
}

/// Possible answers of a server, with words of its own.
const ANSWERS: [&str; 4] = [
    r#"{"status":{"code":"SENTINEL-CODE","message":"SENTINEL-WORDS","description":"SENTINEL-WORDS"}}"#,
    r#"{"status":{"code":"OK"},"data":{"id":"","number":"SENTINEL-NUMBER"}}"#,
    r"<html><h1>SENTINEL-PAGE</h1></html>",
    r#"{"status":{"code":"COM.CRM.EXCEPTION.SECURITY.INVALIDTOKENEXCEPTION","message":"SENTINEL-WORDS"}}"#,
];

#[tokio::test]
async fn the_log_has_codes_and_no_texts_of_servers_or_users() {
    let bed = Bed::new();
    // The first log of this process: other tests write to it too.
    let log = tempfile::tempdir().unwrap();
    let guard = store::logs::start(log.path()).unwrap();
    let way = DistortingProxy::to(bed.sandbox.url()).await;
    let desk = bed.open().await;
    hold(&desk, 0).await;
    let id = own_connection_at(&desk, way.url(), crmcom::Release::R11).await;
    sign_in(&desk, &id, false).await;
    read_once(&desk).await;
    let card = "SENTINEL-CARD";
    let draft =
        || form("conax.reset-pin", &[("subscription_identifier", "SENTINEL-SUB"), ("smartcard_identifier", card)]);
    for answer in ANSWERS {
        way.distort(Distortion { answers: Some(("reset_pin_to_default_value", answer)), ..Distortion::default() });
        let key = desk.outbox.send(draft()).await.unwrap().key;
        until(&desk, &key, &[RequestState::Refused, RequestState::Unknown, RequestState::Queued]).await;
        let _ = desk.outbox.cancel(key).await;
        way.distort(Distortion { answers: Some(("/list", answer)), ..Distortion::default() });
        let _ = desk.mirror.refresh_requests().await;
        way.distort(Distortion { answers: Some(("/show", answer)), ..Distortion::default() });
        let of =
            EntityRef { kind: EntityKind::Smartcard, text: card.to_owned(), by: Some(IdentifierKind::SerialNumber) };
        let _ = desk.lookups.resolve(of, None).await;
        let _ = desk.lookups.search_server(card.to_owned()).await;
        way.distort(Distortion::default());
        sign_in(&desk, &id, false).await;
    }
    let rejected = rejected_of(&bed, &desk, vec![reset_pin("01900000001")]).await;
    desk.requests.request(rejected[0].clone()).await.unwrap();
    desk.shutdown().await;
    drop(guard);
    let lines = files_with(log.path(), "not accepted");
    assert!(!lines.is_empty(), "it was logged that there was something");
    assert!(files_with(log.path(), "SENTINEL").is_empty(), "{:?}", log.keep());
}

#[tokio::test]
async fn look_ups_unused_for_thirty_days_are_removed() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    resolve(&desk, &of(EntityKind::Smartcard, CARD, IdentifierKind::SerialNumber)).await;
    when(&desk, "used", || async { !desk.lookups.recents().await.unwrap().recent.is_empty() }).await;
    bed.later_by(29 * 24 * 3_600);
    desk.retention.purge_old_entities().await;
    assert_eq!(desk.lookups.recents().await.unwrap().kept, 1);
    bed.later_by(2 * 24 * 3_600);
    desk.retention.purge_old_entities().await;
    assert_eq!(desk.lookups.recents().await.unwrap().kept, 0);
    desk.shutdown().await;
}
