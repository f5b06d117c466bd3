//! Dry runs: what the server's records say about the rows of a sheet, and that nothing is sent for it.

use std::time::Duration;

use super::*;
use crate::{
    tests::entities::completed,
    view::{BulkSelection, ComparedRecords, DryRun, FormDraft, RecordFindingKind},
};

/// A sheet of pairings by CA ids.
async fn pairings(desk: &Desk, rows: &str) -> BulkSheet {
    let sheet = desk.bulk.bring_sheet_text(format!("Card;Box\n{rows}")).await.unwrap();
    desk.bulk.match_bulk_sheet(sheet.id, matching("conax.create-pairing", &["smartcard_set", "stb_set"])).await.unwrap()
}

fn pairing(card: &str, set_top_box: &str) -> FormDraft {
    form("conax.create-pairing", &[("smartcard_set.0.smartcard_ca_id", card), ("stb_set.0.stb_ca_id", set_top_box)])
}

/// Waits until a dry run ends.
async fn ended(desk: &Desk, id: &str) -> DryRun {
    when(desk, "the dry run ends", || async { !desk.bulk.dry_run(id.to_owned()).await.unwrap().running }).await;
    desk.bulk.dry_run(id.to_owned()).await.unwrap()
}

async fn run(desk: &Desk, id: &str) -> DryRun {
    desk.bulk.start_dry_run(id.to_owned(), false).await.unwrap();
    ended(desk, id).await
}

fn groups(run: &DryRun) -> Vec<(RecordFindingKind, &str, u32, u32)> {
    run.groups.iter().map(|group| (group.first.kind, group.first.field.as_str(), group.rows, group.ready)).collect()
}

#[tokio::test]
async fn a_dry_run_finds_existing_pairings_and_the_boxes_that_would_be_taken() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    completed(&bed, &desk, vec![pairing(CARD, "stb-0000-0001"), pairing("01900000002", "stb-0000-0002")]).await;
    let sheet = pairings(
        &desk,
        "01900000001;stb-0000-0001\n01900000003;stb-0000-0002\n01900000014;stb-0000-0014\n01900099999;stb-0000-0015\n",
    )
    .await;
    // This desk completed the first row's content itself, which would leave it out.
    desk.bulk.send_bulk_again(sheet.id.clone(), true).await.unwrap();
    let before = desk.bulk.dry_run(sheet.id.clone()).await.unwrap();
    assert_eq!((before.rows, before.asked, before.calls, before.begun), (4, 0, 8, None), "said before it begins");
    assert!(before.millis > 0.0);
    let run = run(&desk, &sheet.id).await;
    assert_eq!((run.asked, run.failed, run.calls, run.problem.clone()), (4, 0, 0, None));
    assert_eq!((run.compares, run.uncompared), (ComparedRecords::Pairings, 2));
    assert_eq!(
        groups(&run),
        [
            (RecordFindingKind::NotFound, "smartcard_set", 1, 1),
            (RecordFindingKind::BoxTaken, "stb_set", 1, 1),
            (RecordFindingKind::PairedAlready, "stb_set", 1, 1),
        ]
    );
    let taken = &run.groups[1].first;
    assert_eq!((taken.what.as_str(), taken.others.clone()), ("stb-0000-0002", vec!["01900000002".to_owned()]));
    assert_eq!(run.groups[1].line, 3);
    let kind = RecordFindingKind::PairedAlready;
    let filter = BulkFilter::DryRun { kind, field: "stb_set".to_owned() };
    let shown = desk.bulk.bulk_rows(sheet.id.clone(), filter.clone(), 0, 10).await.unwrap();
    let all = BulkSelection { all: true, places: Vec::new(), filter };
    assert_eq!((shown.total, shown.rows[0].line), (1, 2));
    assert_eq!(shown.rows[0].records.as_ref().unwrap().findings[0].kind, kind);
    let left = desk.bulk.exclude_bulk_rows(sheet.id.clone(), all.clone(), true).await.unwrap();
    assert_eq!((left.check.as_ref().unwrap().batch.ready, left.check.unwrap().by_hand), (3, 1));
    let run = desk.bulk.dry_run(sheet.id.clone()).await.unwrap();
    assert_eq!((groups(&run)[2], run.rows), ((kind, "stb_set", 1, 0), 3));
    let back = desk.bulk.exclude_bulk_rows(sheet.id.clone(), all, false).await.unwrap();
    assert_eq!(back.check.unwrap().batch.ready, 4);
    desk.bulk.edit_bulk_cell(sheet.id.clone(), 1, 1, "stb-0000-0003".to_owned()).await.unwrap();
    let changed = desk.bulk.dry_run(sheet.id.clone()).await.unwrap();
    assert_eq!((changed.asked, changed.groups.len()), (3, 2), "the changed row has no answer yet");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_dry_run_sends_nothing_but_show_and_list() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    for (operation, columns, row) in [
        ("conax.create-pairing", &["smartcard_set", "stb_set"][..], "01900000001;stb-0000-0001"),
        ("conax.reset-pin", &["smartcard_identifier", "subscription_identifier"], "01900000001;S100"),
        (
            "conax.cancel-service",
            &["smartcard_identifier", "subscription_identifier", "service_identifier"],
            "01900000001;S100;GOLD",
        ),
        ("nagra.unpair", &["smartcard_identifier"], "01900000001"),
    ] {
        let headings = ["One", "Two", "Three"][..columns.len()].join(";");
        let sheet = desk.bulk.bring_sheet_text(format!("{headings}\n{row}\n")).await.unwrap();
        let sheet = desk.bulk.match_bulk_sheet(sheet.id, matching(operation, columns)).await.unwrap();
        let (posts, gets, requests) = (bed.control().all_posts(), bed.control().all_gets(), bed.control().requests());
        let run = run(&desk, &sheet.id).await;
        assert_eq!((run.rows, run.asked), (1, 1), "{operation}: {:?}", run.problem);
        assert_eq!((bed.control().all_posts(), bed.control().requests()), (posts, requests), "{operation}");
        let called: Vec<String> = bed
            .control()
            .all_gets()
            .into_iter()
            .filter(|(path, _)| !gets.contains_key(path))
            .map(|(path, _)| path)
            .collect();
        let reads = |path: &String| path.ends_with("/show") || path.ends_with("/list");
        assert!(called.iter().all(reads), "{operation}: {called:?}");
        assert_eq!(desk.outbox.outbox_page(0, 1).await.unwrap().total, 0, "{operation}");
        let row = &rows(&desk, &sheet.id, BatchPart::All).await.rows[0];
        assert_eq!((row.left_out, row.request.is_none()), (None, true), "{operation}");
        assert_eq!(desk.batches.batch(sheet.id).await.unwrap().state, BatchState::Planned);
    }
    assert!(bed.control().all_gets().keys().any(|path| path.ends_with("installed_items/show")), "it asked");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_service_that_is_on_is_found_and_a_pin_has_no_record() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let service = |operation: &str, card: &str, subscription: &str, service: &str| {
        let card = ("smartcard_identifier", card);
        form(operation, &[card, ("subscription_identifier", subscription), ("service_identifier", service)])
    };
    completed(
        &bed,
        &desk,
        vec![
            service("conax.add-service", "01900000001", "S100", "GOLD"),
            service("conax.cancel-service", "01900000002", "S101", "GOLD"),
        ],
    )
    .await;
    let text = "Card;Subscription;Service\n01900000001;S100;GOLD\n01900000002;S101;GOLD\n01900000003;S102;NONE\n";
    let columns = ["smartcard_identifier", "subscription_identifier", "service_identifier"];
    for (operation, kind, place) in [
        ("conax.add-service", RecordFindingKind::ServiceOn, 0),
        ("conax.cancel-service", RecordFindingKind::ServiceOff, 1),
    ] {
        let sheet = desk.bulk.bring_sheet_text(text.to_owned()).await.unwrap();
        let sheet = desk.bulk.match_bulk_sheet(sheet.id, matching(operation, &columns)).await.unwrap();
        desk.bulk.send_bulk_again(sheet.id.clone(), true).await.unwrap();
        let run = run(&desk, &sheet.id).await;
        assert_eq!(run.compares, ComparedRecords::Services);
        assert_eq!(
            groups(&run),
            [(RecordFindingKind::NotFound, "service_identifier", 1, 1), (kind, "service_identifier", 1, 1)],
            "{operation}"
        );
        let of = &rows(&desk, &sheet.id, BatchPart::All).await.rows[place];
        let records = of.records.clone().unwrap();
        assert!(records.compared && records.findings[0].request.is_some(), "{records:?}");
    }
    let sheet = checked(&desk, &sheet_of(1..=2)).await;
    let run = run(&desk, &sheet.id).await;
    assert_eq!((run.compares, run.uncompared, run.groups.len()), (ComparedRecords::Nothing, 2, 0));
    desk.shutdown().await;
}

#[tokio::test]
async fn rows_that_cannot_be_asked_about_are_named_and_asked_about_later() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let sheet = checked(&desk, &sheet_of(1..=15)).await;
    bed.control().set_look_ups(sandbox::LookUps { unavailable: 100, ..sandbox::LookUps::default() });
    let failed = run(&desk, &sheet.id).await;
    assert_eq!((failed.asked, failed.failed, failed.problem.is_some()), (0, 10, true), "it does not go on in vain");
    assert!(groups(&failed).iter().all(|group| group.0 == RecordFindingKind::NotAsked), "{:?}", failed.groups);
    let row = rows(&desk, &sheet.id, BatchPart::All).await.rows[0].records.clone().unwrap();
    assert!(row.problem.is_some());
    bed.control().set_look_ups(sandbox::LookUps::default());
    let done = run(&desk, &sheet.id).await;
    assert_eq!((done.asked, done.failed, done.groups.len(), done.problem), (15, 0, 0, None));
    desk.shutdown().await;
}

#[tokio::test]
async fn without_a_network_nothing_is_said_about_the_rows() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let gate = Gate::to(bed.sandbox.url()).await;
    let own = own_connection(&desk, &gate.url).await;
    sign_in(&desk, &own, false).await;
    let sheet = checked(&desk, &sheet_of(1..=3)).await;
    gate.shut();
    let away = run(&desk, &sheet.id).await;
    assert_eq!((away.asked, away.groups.len()), (0, 0));
    assert!(away.problem.is_some_and(|problem| problem.is_away()));
    gate.open();
    when(&desk, "the server is back", || async {
        let run = run(&desk, &sheet.id).await;
        run.asked == 3 && run.problem.is_none()
    })
    .await;
    desk.shutdown().await;
}

#[tokio::test]
async fn a_dry_run_is_stopped_and_goes_on_after_a_restart() {
    let bed = Bed::new();
    let desk = bed.open().await;
    let own = own_connection(&desk, bed.sandbox.url()).await;
    sign_in(&desk, &own, true).await;
    let sheet = checked(&desk, &sheet_of(1..=20)).await;
    let slow = sandbox::LookUps { latency: Duration::from_millis(60), ..sandbox::LookUps::default() };
    bed.control().set_look_ups(slow);
    desk.bulk.start_dry_run(sheet.id.clone(), false).await.unwrap();
    when(&desk, "some rows are asked about", || async {
        desk.bulk.dry_run(sheet.id.clone()).await.unwrap().asked >= 10
    })
    .await;
    let stopped = desk.bulk.stop_dry_run(sheet.id.clone()).await.unwrap();
    assert_eq!((stopped.running, stopped.asked, stopped.problem), (false, 10, None));
    desk.shutdown().await;
    drop(desk);
    bed.control().set_look_ups(sandbox::LookUps::default());
    let desk = bed.open().await;
    sign_in(&desk, &own, true).await;
    assert_eq!(desk.bulk.dry_run(sheet.id.clone()).await.unwrap().asked, 10, "the answers are kept");
    let before = bed.control().all_gets()["subscriptions/show"];
    assert_eq!(run(&desk, &sheet.id).await.asked, 20);
    assert_eq!(bed.control().all_gets()["subscriptions/show"] - before, 10, "none is asked about twice");
    desk.shutdown().await;
}

#[tokio::test]
async fn answers_are_shown_to_the_user_that_asked() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let sheet = checked(&desk, &sheet_of(1..=2)).await;
    assert_eq!(run(&desk, &sheet.id).await.asked, 2);
    desk.sessions.sign_in(supervisor("sandbox")).await.unwrap();
    let run = desk.bulk.dry_run(sheet.id.clone()).await.unwrap();
    assert_eq!((run.rows, run.asked, run.begun), (2, 0, None));
    assert!(rows(&desk, &sheet.id, BatchPart::All).await.rows.iter().all(|row| row.records.is_none()));
    desk.shutdown().await;
}
