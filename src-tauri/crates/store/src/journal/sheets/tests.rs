use serde_json::json;

use super::*;
use crate::{
    journal::{
        NewOutboxRow,
        batches::{Batch, BatchKind, BatchPart, LeftOut, OriginRecord, Pace, SheetOrigin, Taken},
        tests::{ann, leading, sample},
    },
    request_state::RequestState,
};

fn journal() -> (tempfile::TempDir, Journal) {
    let dir = tempfile::tempdir().unwrap();
    let journal = leading(&dir.path().join("journal.db"), "test");
    (dir, journal)
}

/// A sheet `S` whose rows have these cells.
fn sheet(journal: &Journal, id: &'static str, cells: &[&str]) {
    let rows: Vec<SheetRow> =
        (2..).zip(cells).map(|(line, cell)| SheetRow { line, cells: vec![(*cell).to_owned()] }).collect();
    let record = SheetRecord {
        id: id.to_owned(),
        connection: "test".to_owned(),
        tenant: ann().tenant,
        user: "ann".to_owned(),
        created: 1_000,
        name: "march.csv".to_owned(),
        source: json!({}),
        matching: None,
        rows: u32::try_from(rows.len()).unwrap(),
        again: false,
    };
    journal
        .write(move |w| {
            w.add_sheet_rows(id, 0, &rows)?;
            w.add_sheet(&record)
        })
        .wait()
        .unwrap();
}

fn plan(place: u32, fingerprint: &str) -> SheetPlan {
    let faults = fingerprint.is_empty().then(|| json!([{ "field": "card", "fault": "required", "params": {} }]));
    SheetPlan {
        place,
        form: json!({ "operation": "x" }),
        faults,
        fingerprint: fingerprint.to_owned(),
        cards: Vec::new(),
        done_after: None,
    }
}

/// Checks a sheet; rows are given by their fingerprints.
fn check(journal: &Journal, id: &'static str, fingerprints: &[&str]) -> bool {
    let plans: Vec<SheetPlan> = (0..).zip(fingerprints).map(|(place, fingerprint)| plan(place, fingerprint)).collect();
    checked(journal, id, plans, None)
}

fn checked(journal: &Journal, id: &'static str, plans: Vec<SheetPlan>, same_card: Option<SameCard>) -> bool {
    let batch = Batch {
        id: id.to_owned(),
        kind: BatchKind::Sheet,
        connection: "test".to_owned(),
        identity: ann(),
        user: "ann".to_owned(),
        state: BatchState::Planned,
        paused: None,
        created: 1_000,
        title: None,
        error: None,
        pace: Pace::default(),
    };
    journal
        .write(move |w| {
            if !w.begin_check(id, same_card.as_ref())? {
                return Ok(false);
            }
            w.add_plans(id, &plans, &[])?;
            w.add_batch(&batch)?;
            Ok(true)
        })
        .wait()
        .unwrap()
}

fn gaps(journal: &Journal, id: &str) -> Vec<Option<LeftOut>> {
    let (rows, _) = journal.planned_rows(id, &SheetFilter::Part(BatchPart::All), 0, 100).unwrap();
    rows.into_iter().map(|row| row.left_out).collect()
}

/// Sends a row of a started sheet.
fn take(journal: &Journal, id: &'static str, place: u32, key: &str, fingerprint: &str, again: bool) -> Taken {
    let new = NewOutboxRow { fingerprint: fingerprint.to_owned(), ..sample(key, RequestState::Queued) };
    let of = OriginRecord::Sheet(SheetOrigin {
        fingerprint: fingerprint.to_owned(),
        again,
        done_after: None,
        by_other_numbers: Vec::new(),
    });
    journal.write(move |w| w.take_row(id, place, new, &of)).wait().unwrap()
}

fn start(journal: &Journal, id: &'static str) {
    let started =
        journal.write(move |w| w.change_batch(id, &[BatchState::Planned], 2_000, |b| b.state = BatchState::Running));
    assert!(started.wait().unwrap().is_some());
}

fn ends(journal: &Journal, key: &str, state: RequestState) {
    let changed = journal.change(key, &[RequestState::Queued], 3_000, move |row| {
        row.state = state;
        Vec::new()
    });
    assert!(changed.unwrap().is_some());
}

#[test]
fn of_rows_with_the_same_content_the_first_is_sent() {
    let (_dir, journal) = journal();
    sheet(&journal, "S", &["1", "2", "1", "", "1"]);
    assert!(check(&journal, "S", &["a", "b", "a", "", "a"]));
    let same = Some(LeftOut::SameRow);
    assert_eq!(gaps(&journal, "S"), [None, None, same, Some(LeftOut::Missing), same]);
    let (rows, total) = journal.planned_rows("S", &SheetFilter::Part(BatchPart::LeftOut), 0, 10).unwrap();
    assert_eq!((total, rows[0].same_as), (3, Some(2)), "by its line");
    // Without the first row the next one goes.
    journal.write(|w| w.exclude_rows("S", &[0], true)).wait().unwrap();
    assert_eq!(gaps(&journal, "S"), [Some(LeftOut::ByHand), None, None, Some(LeftOut::Missing), same]);
    journal.write(|w| w.exclude_rows("S", &[0], false)).wait().unwrap();
    assert_eq!(gaps(&journal, "S")[2], same);
    // The content of the first row changes.
    journal.write(|w| w.replan("S", &[plan(0, "c")], &[])).wait().unwrap();
    assert_eq!(gaps(&journal, "S"), [None, None, None, Some(LeftOut::Missing), same]);
    let counts = journal.sheet_counts("S").unwrap();
    assert_eq!((counts.faulty, counts.same_row), (1, 1));
}

/// A row of a pairing; its content is the name of its box.
fn pairing(place: u32, content: &str, cards: &[&str]) -> SheetPlan {
    SheetPlan { cards: cards.iter().map(|card| (*card).to_owned()).collect(), ..plan(place, content) }
}

#[test]
fn a_card_of_an_earlier_row_is_a_finding_while_that_row_goes() {
    let (_dir, journal) = journal();
    sheet(&journal, "S", &["1", "2", "3", "4", "5"]);
    let same_card = SameCard {
        kind: "sameCard".to_owned(),
        field: "card".to_owned(),
        column: 0,
        faults: json!([{ "field": "card", "fault": "sameCard", "params": {} }]),
    };
    let plans = vec![
        pairing(0, "a", &["1"]),
        pairing(1, "b", &["1", "2"]),
        pairing(2, "c", &["2"]),
        pairing(3, "a", &["1"]),
        pairing(4, "", &[]),
    ];
    assert!(checked(&journal, "S", plans, Some(same_card)));
    let (missing, same, by_hand) = (Some(LeftOut::Missing), Some(LeftOut::SameRow), Some(LeftOut::ByHand));
    let found = || -> Vec<u32> {
        journal.findings("S", "sameCard", "card", 0, 10).unwrap().into_iter().map(|found| found.place).collect()
    };
    assert_eq!((gaps(&journal, "S"), found()), (vec![None, missing, missing, same, missing], vec![1, 2]));
    let (rows, _) = journal.planned_rows("S", &SheetFilter::Part(BatchPart::All), 0, 10).unwrap();
    assert_eq!(rows[1].faults.as_ref().unwrap()[0]["fault"], "sameCard");
    assert_eq!(rows[4].faults.as_ref().unwrap()[0]["fault"], "required", "a row with other faults keeps those");

    journal.write(|w| w.exclude_rows("S", &[0], true)).wait().unwrap();
    assert_eq!((gaps(&journal, "S"), found()), (vec![by_hand, None, missing, missing, missing], vec![2, 3]));
    journal.write(|w| w.exclude_rows("S", &[1], true)).wait().unwrap();
    assert_eq!((gaps(&journal, "S"), found()), (vec![by_hand, by_hand, None, None, missing], vec![]));
    journal.write(|w| w.exclude_rows("S", &[0, 1], false)).wait().unwrap();
    assert_eq!((gaps(&journal, "S"), found()), (vec![None, missing, missing, same, missing], vec![1, 2]));

    journal.write(|w| w.replan("S", &[pairing(1, "b", &["3"])], &[])).wait().unwrap();
    assert_eq!((gaps(&journal, "S"), found()), (vec![None, None, None, same, missing], vec![]));
    journal.write(|w| w.replan("S", &[pairing(0, "b", &["3"])], &[])).wait().unwrap();
    assert_eq!((gaps(&journal, "S"), found()), (vec![None, same, None, None, missing], vec![]));
    journal.write(|w| w.replan("S", &[pairing(4, "d", &["2", "1"])], &[])).wait().unwrap();
    assert_eq!((gaps(&journal, "S"), found()), (vec![None, same, None, None, missing], vec![4]));

    assert!(journal.write(|w| w.delete_idle_sheet("S")).wait().unwrap());
    assert!(journal.write(|w| w.delete_rows_left("S", 10)).wait().unwrap());
    let cards = journal.write(|w| {
        Ok(w.settling("S")?.is_none() && {
            let sql = "SELECT count(*) = 0 FROM sheet_card";
            w.connection().query_row(sql, [], |row| row.get(0))?
        })
    });
    assert!(cards.wait().unwrap(), "nothing of it is left");
}

#[test]
fn content_that_may_have_taken_effect_is_left_out() {
    for (state, gap, again) in [
        (RequestState::Queued, Some(LeftOut::UnderWay), Some(LeftOut::UnderWay)),
        (RequestState::Pending, Some(LeftOut::UnderWay), Some(LeftOut::UnderWay)),
        (RequestState::Unknown, Some(LeftOut::UnderWay), Some(LeftOut::UnderWay)),
        (RequestState::Completed, Some(LeftOut::AlreadySent), None),
        (RequestState::Rejected, None, None),
        (RequestState::Refused, None, None),
        (RequestState::Cancelled, None, None),
        (RequestState::NotSent, None, None),
    ] {
        let (_dir, journal) = journal();
        sheet(&journal, "S", &["1"]);
        check(&journal, "S", &["a"]);
        start(&journal, "S");
        assert!(matches!(take(&journal, "S", 0, "k", "a", false), Taken::Sent(_)));
        assert_eq!(take(&journal, "S", 0, "l", "a", false), Taken::No, "a row is sent once");
        if state != RequestState::Queued {
            ends(&journal, "k", state);
        }
        sheet(&journal, "T", &["1"]);
        check(&journal, "T", &["a"]);
        assert_eq!(gaps(&journal, "T"), [gap], "{state}");
        journal.write(|w| w.send_sheet_again("T", true)).wait().unwrap();
        assert_eq!(gaps(&journal, "T"), [again], "{state}");
        start(&journal, "T");
        let taken = take(&journal, "T", 0, "m", "a", true);
        assert_eq!(matches!(taken, Taken::Sent(_)), again.is_none(), "{state}");
        assert_eq!(journal.get("m").unwrap().is_some(), again.is_none(), "{state}");
    }
}

#[test]
fn of_rows_that_were_sent_again_those_that_failed_are_offered() {
    let (_dir, journal) = journal();
    let send = |id: &'static str, keys: [&str; 2]| {
        sheet(&journal, id, &["1", "2"]);
        check(&journal, id, &["a", "b"]);
        journal.write(move |w| w.send_sheet_again(id, true)).wait().unwrap();
        start(&journal, id);
        for ((place, key), fingerprint) in (0..).zip(keys).zip(["a", "b"]) {
            assert!(matches!(take(&journal, id, place, key, fingerprint, true), Taken::Sent(_)));
        }
    };
    send("S", ["a1", "b1"]);
    ends(&journal, "a1", RequestState::Completed);
    ends(&journal, "b1", RequestState::Completed);
    send("T", ["a2", "b2"]);
    ends(&journal, "a2", RequestState::Completed);
    ends(&journal, "b2", RequestState::Rejected);
    sheet(&journal, "U", &["1", "2"]);
    check(&journal, "U", &["a", "b"]);
    assert_eq!(gaps(&journal, "U"), [Some(LeftOut::AlreadySent), None]);
    let form = NewOutboxRow { fingerprint: "b".to_owned(), ..sample("b3", RequestState::Queued) };
    journal.add(&form).unwrap();
    assert_eq!(take(&journal, "T", 1, "b4", "b", true), Taken::No);
    check(&journal, "U", &["a", "b"]);
    assert_eq!(gaps(&journal, "U")[1], Some(LeftOut::UnderWay));
}

#[test]
fn content_that_was_sent_meanwhile_is_left_out_when_its_turn_comes() {
    let (_dir, journal) = journal();
    for id in ["S", "T"] {
        sheet(&journal, id, &["1"]);
        check(&journal, id, &["a"]);
        start(&journal, id);
    }
    assert!(matches!(take(&journal, "S", 0, "k", "a", false), Taken::Sent(_)));
    assert_eq!(take(&journal, "T", 0, "l", "a", false), Taken::LeftOut);
    assert_eq!(gaps(&journal, "T"), [Some(LeftOut::UnderWay)]);
}

#[test]
fn a_pause_frees_rows_that_have_not_left() {
    let (_dir, journal) = journal();
    sheet(&journal, "S", &["1"]);
    check(&journal, "S", &["a"]);
    start(&journal, "S");
    take(&journal, "S", 0, "k", "a", false);
    journal
        .write(|w| w.change_batch("S", &[BatchState::Running], 3_000, |batch| batch.state = BatchState::Paused))
        .wait()
        .unwrap();
    journal
        .write(|w| w.change_batch("S", &[BatchState::Paused], 4_000, |batch| batch.state = BatchState::Running))
        .wait()
        .unwrap();
    assert!(matches!(take(&journal, "S", 0, "l", "a", false), Taken::Sent(_)));
}

#[test]
fn repairs_are_recorded_and_undone_unless_the_cell_changed_again() {
    let (_dir, journal) = journal();
    sheet(&journal, "S", &["1", "2"]);
    let repair = |number: u32, kind: &'static str, place: u32, now: &str| {
        let cells = [Repair { place, column: 0, now: now.to_owned() }];
        journal.write(move |w| w.repair_cells("S", number, kind, 2_000, &cells)).wait().unwrap();
    };
    repair(1, "lostZero", 0, "01");
    repair(1, "lostZero", 1, "02");
    repair(2, "", 1, "002");
    let cells = || -> Vec<String> {
        journal.sheet_rows("S", 0, 10).unwrap().into_iter().map(|(_, row)| row.cells[0].clone()).collect()
    };
    assert_eq!(cells(), ["01", "002"]);
    let (rows, total) = journal.planned_rows("S", &SheetFilter::Repaired, 0, 10).unwrap();
    assert_eq!((total, rows[1].repaired.as_slice()), (2, [(0, "2".to_owned())].as_slice()), "as it was read");
    let undo = |number: u32| journal.write(move |w| w.undo_repair("S", number, 100)).wait().unwrap();
    assert_eq!(undo(1), [0]);
    assert_eq!(cells(), ["1", "002"]);
    assert_eq!(undo(2), [1]);
    assert_eq!(undo(1), [1]);
    assert_eq!(cells(), ["1", "2"]);
    assert!(journal.sheet_repairs("S").unwrap().is_empty());
}

#[test]
fn a_started_sheet_is_not_checked_again_and_its_sent_rows_do_not_change() {
    let (_dir, journal) = journal();
    sheet(&journal, "S", &["1", "2"]);
    check(&journal, "S", &["a", "b"]);
    assert!(check(&journal, "S", &["a", "b"]), "before its start it is");
    start(&journal, "S");
    take(&journal, "S", 0, "k", "a", false);
    assert!(!check(&journal, "S", &["c", "d"]));
    let cells = [Repair { place: 0, column: 0, now: "9".to_owned() }];
    journal.write(move |w| w.repair_cells("S", 1, "", 2_000, &cells)).wait().unwrap();
    assert_eq!(journal.sheet_rows("S", 0, 1).unwrap()[0].1.cells, ["1"]);
}

#[test]
fn a_deleted_sheet_leaves_the_fingerprints_of_its_requests() {
    let (_dir, journal) = journal();
    sheet(&journal, "S", &["1"]);
    check(&journal, "S", &["a"]);
    start(&journal, "S");
    take(&journal, "S", 0, "k", "a", false);
    let delete = || journal.write(|w| Ok(w.delete_idle_sheet("S")? && w.delete_rows_left("S", 100)?)).wait().unwrap();
    assert!(!delete(), "it is being sent");
    journal
        .write(|w| w.change_batch("S", &[BatchState::Running], 3_000, |batch| batch.state = BatchState::Done))
        .wait()
        .unwrap();
    assert!(delete());
    assert!(journal.sheet("S").unwrap().is_none() && journal.sheet_rows("S", 0, 1).unwrap().is_empty());
    sheet(&journal, "T", &["1"]);
    check(&journal, "T", &["a"]);
    assert_eq!(gaps(&journal, "T"), [Some(LeftOut::UnderWay)]);
}

#[test]
fn rows_of_a_sheet_that_was_not_read_to_its_end_are_deleted_at_a_start() {
    let (_dir, journal) = journal();
    sheet(&journal, "S", &["1"]);
    let rows = [SheetRow { line: 2, cells: vec!["1".to_owned()] }];
    journal.write(move |w| w.add_sheet_rows("half", 0, &rows)).wait().unwrap();
    let delete = journal.write(|w| {
        w.delete_all_rows_left()?;
        Ok(())
    });
    delete.wait().unwrap();
    assert!(journal.sheet_rows("half", 0, 1).unwrap().is_empty());
    assert_eq!(journal.sheet_rows("S", 0, 10).unwrap().len(), 1);
}

#[test]
fn the_rows_of_a_deleted_sheet_are_deleted_in_pieces_and_those_of_others_stay() {
    let (_dir, journal) = journal();
    for id in ["S", "T"] {
        sheet(&journal, id, &["1", "2", "3"]);
        check(&journal, id, &["a", "b", ""]);
    }
    let rows_left = |id: &'static str| journal.write(move |w| w.delete_rows_left(id, 2)).wait().unwrap();
    assert!(!rows_left("S"), "it is there");
    assert!(journal.write(|w| w.delete_idle_sheet("S")).wait().unwrap());
    assert!(rows_left("S"));
    assert_eq!(journal.sheet_rows("S", 0, 10).unwrap().len(), 1);
    assert!(rows_left("S") && !rows_left("S"));
    assert!(journal.sheet_rows("S", 0, 10).unwrap().is_empty() && journal.ready_rows("S", 10).unwrap().is_empty());
    assert_eq!(gaps(&journal, "T"), [None, None, Some(LeftOut::Missing)]);
}

fn dry_run(journal: &Journal, owner: &str, anew: bool) -> bool {
    let run = DryRunRecord { owner: owner.to_owned(), begun: 1_000, lists_read: None, lists_incomplete: false };
    journal.write(move |w| w.begin_dry_run("S", &run, anew)).wait().unwrap()
}

fn answer(journal: &Journal, place: u32, fingerprint: &str, kind: Option<&str>) -> bool {
    let findings = kind.map(|kind| DryRunFinding {
        kind: kind.to_owned(),
        field: "stb".to_owned(),
        what: "STB1".to_owned(),
        others: vec!["2".to_owned()],
        request: None,
    });
    let answer = DryRunAnswer {
        place,
        fingerprint: fingerprint.to_owned(),
        at: 2_000,
        compared: kind.is_some(),
        problem: (kind == Some("failed")).then(|| json!("offline")),
        findings: findings.into_iter().collect(),
    };
    journal.write(move |w| w.add_answers("S", &[answer])).wait().unwrap()
}

fn waiting(journal: &Journal, since: i64) -> Vec<u32> {
    journal.dry_run_rows("S", 0, since, 10).unwrap().into_iter().map(|row| row.place).collect()
}

#[test]
fn a_dry_run_goes_on_with_the_rows_that_have_no_answer() {
    let (_dir, journal) = journal();
    sheet(&journal, "S", &["1", "2", "3", "", "5"]);
    check(&journal, "S", &["a", "b", "c", "", "e"]);
    assert!(dry_run(&journal, "ann", false));
    assert_eq!(waiting(&journal, 1_000), [0, 1, 2, 4], "a row with faults is not sent");
    answer(&journal, 0, "a", Some("taken"));
    answer(&journal, 1, "b", Some("failed"));
    answer(&journal, 2, "c", None);
    assert_eq!(waiting(&journal, 1_000), [4]);
    assert_eq!(waiting(&journal, 3_000), [1, 4], "later the server may answer");
    let counts = journal.dry_run_counts("S").unwrap();
    assert_eq!((counts.rows, counts.asked, counts.failed, counts.uncompared), (4, 2, 1, 1));
    assert!(dry_run(&journal, "ann", false), "it goes on");
    assert_eq!(journal.dry_run_counts("S").unwrap(), counts);
    dry_run(&journal, "bob", false);
    assert_eq!(journal.dry_run_counts("S").unwrap().asked, 0, "the answers were for another user");
    answer(&journal, 0, "a", Some("taken"));
    dry_run(&journal, "bob", true);
    assert_eq!(waiting(&journal, 3_000), [0, 1, 2, 4], "from the beginning");
}

#[test]
fn an_answer_belongs_to_the_content_of_its_row() {
    let (_dir, journal) = journal();
    sheet(&journal, "S", &["1", "2"]);
    check(&journal, "S", &["a", "b"]);
    dry_run(&journal, "ann", false);
    answer(&journal, 0, "a", Some("taken"));
    answer(&journal, 1, "b", Some("taken"));
    let groups = journal.dry_run_groups("S").unwrap();
    assert_eq!((groups.len(), groups[0].rows, groups[0].ready, groups[0].line), (1, 2, 2, 2));
    assert_eq!(groups[0].first.others, ["2"]);
    journal.write(|w| w.exclude_rows("S", &[0], true)).wait().unwrap();
    assert_eq!(journal.dry_run_groups("S").unwrap()[0].ready, 1);
    journal.write(|w| w.replan("S", &[plan(1, "c")], &[])).wait().unwrap();
    let filter = SheetFilter::DryRun { kind: "taken".to_owned(), field: "stb".to_owned() };
    assert_eq!(journal.planned_rows("S", &filter, 0, 10).unwrap().1, 1);
    assert_eq!(journal.places("S", &filter).unwrap(), [0]);
    assert_eq!(journal.answers("S", &[0, 1]).unwrap().into_keys().collect::<Vec<_>>(), [0]);
    assert_eq!(waiting(&journal, 3_000), [1], "the changed row is asked about again");
    // Checking all rows again changes none of them.
    check(&journal, "S", &["a", "c"]);
    assert_eq!(journal.places("S", &filter).unwrap(), [0]);
    start(&journal, "S");
    assert!(!answer(&journal, 1, "c", None) && !dry_run(&journal, "ann", true), "a started sheet stays as it is");
    journal
        .write(|w| {
            w.change_batch("S", &[BatchState::Running], 3_000, |b| b.state = BatchState::Stopped)?;
            w.delete_idle_sheet("S")?;
            w.delete_rows_left("S", 10)
        })
        .wait()
        .unwrap();
    assert_eq!(journal.dry_run("S").unwrap(), None);
    assert!(journal.answers("S", &[0]).unwrap().is_empty());
}
