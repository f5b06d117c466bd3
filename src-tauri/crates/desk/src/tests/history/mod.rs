//! The acts of this desk, and their export.

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::tests::harness::*;
use crate::{
    Desk,
    error::problem::ProblemCode,
    view::{
        ExportFormat, HistoryCount, HistoryExport, HistoryFilter, HistoryKind, HistoryPlace, HistoryQuery, HistoryRow,
        HistorySummary, RejectedSelection, RejectedView, RequestState, SignIn, TriageAction,
    },
};

const DAY_S: i64 = 24 * 3_600;
const PIN: &str = "4711";

async fn page(desk: &Desk, filter: HistoryFilter) -> Vec<HistoryRow> {
    let query = HistoryQuery { filter, after: None, limit: 500 };
    desk.history.history_page(query).await.unwrap().rows
}

/// Everything but sign-ins and sign-outs, which have a test of their own.
async fn all(desk: &Desk) -> Vec<HistoryRow> {
    let mut rows = page(desk, HistoryFilter::default()).await;
    rows.retain(|row| !matches!(row.kind, HistoryKind::SignIn | HistoryKind::SignOut));
    rows
}

async fn summary(desk: &Desk, filter: HistoryFilter) -> HistorySummary {
    desk.history.history_summary(filter, 100).await.unwrap()
}

fn counted(value: &str, count: u32, removed: u32) -> HistoryCount {
    HistoryCount { value: value.to_owned(), count, removed }
}

async fn mark(desk: &Desk, key: &str, change: TriageAction) {
    let selection = RejectedSelection { all: false, keys: vec![key.to_owned()], view: RejectedView::default() };
    assert_eq!(desk.rejected.mark(selection, change).await.unwrap(), 1);
}

/// Completes requests, the first of them with a PIN.
async fn completed(bed: &Bed, desk: &Desk, cards: &[&str]) -> Vec<String> {
    let mut keys = Vec::new();
    for (place, card) in cards.iter().enumerate() {
        let form = if place == 0 { set_pin(card, PIN) } else { reset_pin(card) };
        let key = desk.outbox.send(form).await.unwrap().key;
        until(desk, &key, &[RequestState::Pending]).await;
        keys.push(key);
    }
    bed.control().run_processing_now();
    bed.later(desk, 61);
    for key in &keys {
        until(desk, key, &[RequestState::Completed]).await;
    }
    keys
}

fn export(format: ExportFormat) -> HistoryExport {
    HistoryExport {
        filter: HistoryFilter::default(),
        format,
        headings: ["Time", "=Person", "Job"].map(str::to_owned).into(),
        job_words: [("conax.reset-pin".to_owned(), "Reset PIN".to_owned())].into(),
        state_words: [(RequestState::Completed, "Completed".to_owned())].into(),
        withdrawn_word: "taken back".to_owned(),
        removed_word: "counts only".to_owned(),
    }
}

#[tokio::test]
async fn requests_and_marks_are_listed_with_person_time_and_outcome() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let sent = completed(&bed, &desk, &[CARD, "01900000002"]).await;
    let rejected = rejected_of(&bed, &desk, vec![reset_pin("01900000003")]).await.remove(0);
    mark(&desk, &rejected, TriageAction::Assign { to: Some("eleni".to_owned()) }).await;
    mark(&desk, &rejected, TriageAction::Note { text: Some(format!("the PIN is {PIN}")) }).await;
    mark(&desk, &rejected, TriageAction::Dismiss { reason: format!("was {PIN}") }).await;
    mark(&desk, &rejected, TriageAction::Reopen).await;

    let rows = all(&desk).await;
    assert!(rows.is_sorted_by(|one, next| (one.at, &one.id) > (next.at, &next.id)), "the newest first");
    assert!(rows.iter().all(|row| row.user == sandbox::USERNAME));
    let requests: Vec<_> = rows.iter().filter(|row| row.kind == HistoryKind::Request).collect();
    assert_eq!(requests.len(), 3, "the others' are not what this desk did");
    let of = |key: &str| *requests.iter().find(|row| row.request.as_deref() == Some(key)).unwrap();
    assert_eq!(of(&sent[0]).operation.as_deref(), Some("conax.set-pin"));
    assert_eq!(
        (of(&sent[1]).state, of(&rejected).state),
        (Some(RequestState::Completed), Some(RequestState::Rejected))
    );
    assert_eq!(of(&sent[1]).smartcard.as_deref(), Some("01900000002"));

    let marks: Vec<_> = rows.iter().filter(|row| row.kind != HistoryKind::Request).collect();
    assert_eq!(marks.len(), 4);
    assert!(marks.iter().all(|row| row.request.as_ref() == Some(&rejected) && row.state.is_none()));
    let assigned = marks.iter().find(|row| row.kind == HistoryKind::Assignee).unwrap();
    assert_eq!((assigned.value.as_deref(), assigned.withdrawn), (Some("eleni"), false));
    let dismissals: Vec<_> = marks.iter().filter(|row| row.kind == HistoryKind::Dismissal).collect();
    assert!(dismissals[0].withdrawn && !dismissals[1].withdrawn);
    let shown = serde_json::to_string(&rows).unwrap();
    assert!(!shown.contains(PIN), "neither a PIN nor a text that a person typed");
    desk.shutdown().await;
}

#[tokio::test]
async fn filters_narrow_and_each_menu_counts_under_the_others() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    completed(&bed, &desk, &[CARD, "01900000002", "01900000003"]).await;
    let yesterday = crate::time::millis(desk.core.now());
    bed.later_by(DAY_S);
    sign_in(&desk, "sandbox", false).await;
    let rejected = rejected_of(&bed, &desk, vec![reset_pin("01900000004")]).await.remove(0);
    mark(&desk, &rejected, TriageAction::Assign { to: None }).await;
    mark(&desk, &rejected, TriageAction::Note { text: Some("called".to_owned()) }).await;

    let counts = summary(&desk, HistoryFilter::default()).await;
    assert_eq!((counts.total, counts.count, counts.removed), (7, 7, 0));
    assert_eq!(counts.days.iter().map(|day| day.count).collect::<Vec<_>>(), [3, 4], "the newest day first");
    assert_eq!(counts.users, [counted(sandbox::USERNAME, 7, 0)]);
    let jobs = [("conax.reset-pin", 3), ("signIn", 2), ("conax.set-pin", 1), ("note", 1)];
    assert_eq!(counts.jobs, jobs.map(|(job, count)| counted(job, count, 0)));

    let completed = HistoryFilter { states: vec![RequestState::Completed], ..HistoryFilter::default() };
    let counts = summary(&desk, completed.clone()).await;
    assert_eq!((counts.total, counts.days.len()), (3, 1));
    let outcomes: Vec<_> = counts.states.iter().map(|outcome| (outcome.state, outcome.count)).collect();
    assert_eq!(outcomes, [(RequestState::Completed, 3), (RequestState::Rejected, 1)], "the menu offers the others too");
    assert_eq!(page(&desk, completed).await.len(), 3);
    for (filter, found) in [
        (HistoryFilter { jobs: vec!["note".to_owned()], ..HistoryFilter::default() }, 1),
        (HistoryFilter { jobs: vec!["conax.reset-pin".to_owned(), "note".to_owned()], ..HistoryFilter::default() }, 4),
        (HistoryFilter { users: vec!["nobody".to_owned()], ..HistoryFilter::default() }, 0),
        (HistoryFilter { to: Some(yesterday), ..HistoryFilter::default() }, 4),
        (HistoryFilter { from: Some(yesterday), ..HistoryFilter::default() }, 3),
    ] {
        assert_eq!(page(&desk, filter.clone()).await.len(), found, "{filter:?}");
        assert_eq!(summary(&desk, filter.clone()).await.total as usize, found, "{filter:?}");
    }
    desk.shutdown().await;
}

#[tokio::test]
async fn pages_continue_at_the_places_of_the_summary() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let rejected = rejected_of(&bed, &desk, vec![reset_pin(CARD), reset_pin("01900000002")]).await;
    for key in &rejected {
        for text in ["one", "two", "three"] {
            mark(&desk, key, TriageAction::Note { text: Some(text.to_owned()) }).await;
        }
    }
    let whole: Vec<String> = page(&desk, HistoryFilter::default()).await.into_iter().map(|row| row.id).collect();
    assert_eq!(whole.len(), 9, "the sign-in as well");
    let places = desk.history.history_summary(HistoryFilter::default(), 3).await.unwrap().places;
    let mut read = Vec::new();
    for after in [None, Some(places[0].clone()), Some(places[1].clone())] {
        let query = HistoryQuery { filter: HistoryFilter::default(), after, limit: 3 };
        read.extend(desk.history.history_page(query).await.unwrap().rows.into_iter().map(|row| row.id));
    }
    assert_eq!((read, places.len()), (whole, 3));
    let before = HistoryPlace { at: 0.0, id: String::new() };
    let query = HistoryQuery { after: Some(before), limit: 0, ..HistoryQuery::default() };
    assert!(desk.history.history_page(query).await.unwrap().rows.is_empty(), "nothing is older than the first");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_purge_leaves_its_counts_and_is_an_entry_itself() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    completed(&bed, &desk, &[CARD, "01900000002", "01900000003"]).await;
    let before = summary(&desk, HistoryFilter::default()).await;
    bed.later_by(31 * DAY_S);
    sign_in(&desk, "sandbox", false).await;
    assert_eq!(desk.retention.purge_requests(30).await.unwrap(), 3);

    let rows = all(&desk).await;
    let kinds: Vec<_> = rows.iter().map(|row| (row.kind, row.requests, row.state)).collect();
    let state = Some(RequestState::Completed);
    assert_eq!(kinds[0], (HistoryKind::Purge, Some(3), None));
    assert!(kinds.contains(&(HistoryKind::Removed, Some(2), state)), "two of one job: {kinds:?}");
    assert!(kinds.contains(&(HistoryKind::Removed, Some(1), state)) && kinds.len() == 4, "{kinds:?}");
    assert!(kinds.contains(&(HistoryKind::Removed, Some(1), None)), "the first sign-in: {kinds:?}");
    assert!(rows.iter().all(|row| row.request.is_none() && row.smartcard.is_none() && row.number.is_none()));

    let after = summary(&desk, HistoryFilter::default()).await;
    assert_eq!((after.total, after.count, after.removed), (5, 6, 4));
    assert_eq!(after.days[1], HistoryCount { removed: 4, ..before.days[0].clone() }, "the day counts as before");
    assert_eq!(after.users, [counted(sandbox::USERNAME, 6, 4)]);
    assert!(after.jobs.contains(&counted("conax.reset-pin", 2, 2)) && after.jobs.contains(&counted("purge", 1, 0)));
    assert!(after.jobs.contains(&counted("signIn", 2, 1)), "{:?}", after.jobs);
    assert_eq!(after.states[0].removed, 3);
    let by_job = HistoryFilter { jobs: vec!["conax.reset-pin".to_owned()], ..HistoryFilter::default() };
    assert_eq!(summary(&desk, by_job).await.count, 2, "counts that are left are filtered as well");
    desk.shutdown().await;
}

#[tokio::test]
async fn another_connection_has_another_history_and_a_sign_out_hides_it() {
    let bed = Bed::new();
    let elsewhere = Bed::new();
    let desk = bed.signed_in().await;
    completed(&bed, &desk, &[CARD]).await;
    bed.later_by(31 * DAY_S);
    sign_in(&desk, "sandbox", false).await;
    let rejected = rejected_of(&bed, &desk, vec![reset_pin("01900000002")]).await.remove(0);
    mark(&desk, &rejected, TriageAction::Assign { to: Some("eleni".to_owned()) }).await;
    assert_eq!(desk.retention.purge_requests(30).await.unwrap(), 1);
    let here = all(&desk).await;
    assert_eq!(here.len(), 5, "a request, a mark, a purge, its count and that of sign-ins");

    let other = own_connection(&desk, elsewhere.sandbox.url()).await;
    sign_in(&desk, &other, false).await;
    assert!(all(&desk).await.is_empty(), "neither requests, nor marks, nor counts of the other connection");
    let empty = summary(&desk, HistoryFilter::default()).await;
    assert_eq!((empty.total, empty.jobs), (1, vec![counted("signIn", 1, 0)]), "the sign-in alone");
    let path = bed.dir.path().join("other.csv");
    desk.history.export_history(path.as_path(), export(ExportFormat::Csv)).await.unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 2, "the headings and the sign-in");

    desk.app.select_connection("sandbox".to_owned()).await.unwrap();
    assert_eq!(all(&desk).await, here);
    desk.sessions.sign_out().await.unwrap();
    let refused = desk.history.history_page(HistoryQuery::default()).await.unwrap_err();
    assert_eq!(refused.code, ProblemCode::NotSignedIn);
    assert!(desk.history.history_summary(HistoryFilter::default(), 100).await.is_err());
    assert!(desk.history.export_history(path.as_path(), export(ExportFormat::Csv)).await.is_err());
    desk.shutdown().await;
}

#[tokio::test]
async fn a_sign_in_and_a_sign_out_are_rows_with_person_and_time_alone() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let wrong = SignIn::Password {
        connection: "sandbox".to_owned(),
        username: "my-password".to_owned(),
        password: "wrong".to_owned(),
        unit: None,
        keep: false,
    };
    desk.sessions.sign_in(wrong).await.unwrap_err();
    desk.sessions.sign_out().await.unwrap();
    bed.later_by(60);
    sign_in(&desk, "sandbox", false).await;
    desk.shutdown().await;

    let desk = bed.open().await;
    sign_in(&desk, "sandbox", false).await;
    let rows = page(&desk, HistoryFilter::default()).await;
    let kinds: Vec<_> = rows.iter().map(|row| row.kind).collect();
    assert_eq!(kinds, [HistoryKind::SignIn, HistoryKind::SignIn, HistoryKind::SignOut, HistoryKind::SignIn]);
    assert!(rows.iter().all(|row| row.user == sandbox::USERNAME && row.value.is_none()), "no refused name: {rows:?}");
    let outs = HistoryFilter { jobs: vec!["signOut".to_owned()], ..HistoryFilter::default() };
    assert_eq!(page(&desk, outs).await.len(), 1);
    let path = bed.dir.path().join("signed.csv");
    desk.history.export_history(path.as_path(), export(ExportFormat::Csv)).await.unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches(",operator,signIn,").count(), 3, "{text}");
    desk.shutdown().await;
}

#[tokio::test]
async fn the_history_is_exported_as_csv_and_as_a_workbook() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    completed(&bed, &desk, &[CARD, "01900000002"]).await;
    let rejected = rejected_of(&bed, &desk, vec![reset_pin("01900000003")]).await.remove(0);
    mark(&desk, &rejected, TriageAction::Note { text: Some(format!("the PIN is {PIN}")) }).await;
    let path = bed.dir.path().join("history.csv");
    desk.history.export_history(path.as_path(), export(ExportFormat::Csv)).await.unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!((lines[0], lines.len()), ("Time,'=Person,Job", 6));
    assert!(
        lines.iter().any(|line| line.contains(",operator,Reset PIN,,") && line.ends_with(",S101,Completed,")),
        "{text}"
    );
    assert!(!text.contains(PIN));

    let path = bed.dir.path().join("history.xlsx");
    desk.history.export_history(path.as_path(), export(ExportFormat::Xlsx)).await.unwrap();
    let mut workbook: Xlsx<_> = open_workbook(&path).unwrap();
    let sheet = workbook.worksheet_range_at(0).unwrap().unwrap();
    assert_eq!(sheet.height(), 6);
    assert!(sheet.rows().any(|row| row.contains(&Data::String("01900000002".to_owned()))), "a number stays text");
    desk.shutdown().await;
}
