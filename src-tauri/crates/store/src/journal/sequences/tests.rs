use super::*;
use crate::journal::tests::{leading, sample};

fn journal() -> (tempfile::TempDir, Journal) {
    let dir = tempfile::tempdir().unwrap();
    let journal = leading(&dir.path().join("journal.db"), "test");
    (dir, journal)
}

fn row(key: &str) -> NewOutboxRow {
    NewOutboxRow { held_until: None, has_pin: false, ..sample(key, RequestState::Queued) }
}

fn added(journal: &Journal, keys: &[&str]) -> Vec<String> {
    let rows: Vec<_> = keys.iter().map(|key| row(key)).collect();
    let rows = journal.write(move |journal| journal.add_sequence(rows)).wait().unwrap();
    rows.into_iter().map(|row| row.key).collect()
}

fn becomes(journal: &Journal, key: &str, state: RequestState) {
    let changed = journal.change(key, RequestState::ALL, 2_000, move |row| {
        row.state = state;
        Vec::new()
    });
    assert!(changed.unwrap().is_some());
}

fn places(journal: &Journal, keys: &[&str]) -> Vec<Option<InSequence>> {
    keys.iter().map(|key| journal.get(key).unwrap().unwrap().in_sequence).collect()
}

fn continues(journal: &Journal, key: &str) -> Option<OutboxRow> {
    let key = key.to_owned();
    journal.write(move |journal| journal.continue_sequence(&key, 3_000)).wait().unwrap()
}

const WAITS: Option<InSequence> = Some(InSequence::Waits);
const HALTED: Option<InSequence> = Some(InSequence::Halted);

#[test]
fn each_row_is_free_only_after_the_one_before_it_completed() {
    let (dir, journal) = journal();
    assert_eq!(added(&journal, &["a", "b", "c"]), ["a", "b", "c"]);
    assert_eq!(places(&journal, &["a", "b", "c"]), [None, WAITS, WAITS]);
    for state in [RequestState::Sending, RequestState::Pending] {
        becomes(&journal, "a", state);
        assert_eq!(places(&journal, &["b", "c"]), [WAITS, WAITS], "{state}");
    }
    drop(journal);
    let journal = Journal::open(&dir.path().join("journal.db")).unwrap();
    becomes(&journal, "a", RequestState::Completed);
    assert_eq!(places(&journal, &["b", "c"]), [None, WAITS], "after a restart as well");
    assert_eq!(journal.open_sequences("test").unwrap(), ["a"]);
    becomes(&journal, "b", RequestState::Completed);
    becomes(&journal, "c", RequestState::Completed);
    assert!(journal.open_sequences("test").unwrap().is_empty());
}

#[test]
fn every_other_ending_halts_the_next_row_until_the_user_decides() {
    use RequestState::{Cancelled, NotSent, Refused, Rejected, Unknown};
    for ending in [Rejected, Refused, Unknown, Cancelled, NotSent] {
        let (_dir, journal) = journal();
        added(&journal, &["a", "b", "c"]);
        becomes(&journal, "a", ending);
        assert_eq!(places(&journal, &["b", "c"]), [HALTED, WAITS], "{ending}");
        becomes(&journal, "a", RequestState::Completed);
        assert_eq!(places(&journal, &["b"]), [HALTED], "what is found later decides nothing");
        assert_eq!(continues(&journal, "b").unwrap().in_sequence, None);
        assert_eq!(continues(&journal, "c"), None, "it is not halted");
    }
}

#[test]
fn a_row_that_nothing_will_report_on_halts_the_next_one() {
    let (_dir, journal) = journal();
    added(&journal, &["a", "b"]);
    let unwatched = journal.change("a", RequestState::ALL, 2_000, |row| {
        (row.state, row.unwatched) = (RequestState::Pending, true);
        Vec::new()
    });
    assert!(unwatched.unwrap().is_some());
    assert_eq!(places(&journal, &["b"]), [HALTED]);
}

#[test]
fn a_row_after_a_cancelled_one_waits_for_the_row_before_that() {
    let (_dir, journal) = journal();
    added(&journal, &["a", "b", "c"]);
    becomes(&journal, "a", RequestState::Pending);
    becomes(&journal, "b", RequestState::Cancelled);
    assert_eq!(places(&journal, &["c"]), [HALTED]);
    assert_eq!(continues(&journal, "c").unwrap().in_sequence, WAITS, "the first one was not completed yet");
    becomes(&journal, "a", RequestState::Completed);
    assert_eq!(places(&journal, &["c"]), [None]);
}

#[test]
fn a_repeated_sequence_is_the_one_that_is_there() {
    let (_dir, journal) = journal();
    added(&journal, &["a", "b"]);
    becomes(&journal, "a", RequestState::Completed);
    assert_eq!(added(&journal, &["a", "x", "y"]), ["a", "b"]);
    assert_eq!(journal.get("x").unwrap(), None);
    assert_eq!(places(&journal, &["b"]), [None], "it stays as it was");
    assert_eq!(added(&journal, &["single"]), ["single"]);
}

#[test]
fn a_dropped_row_takes_all_rows_after_it_along() {
    let (_dir, journal) = journal();
    added(&journal, &["a", "b", "c", "d"]);
    becomes(&journal, "a", RequestState::Rejected);
    let dropped = journal.write(|journal| journal.drop_sequence("b", 3_000)).wait().unwrap();
    assert_eq!(dropped.len(), 3);
    for key in ["b", "c", "d"] {
        let row = journal.get(key).unwrap().unwrap();
        assert_eq!((row.state, row.in_sequence), (RequestState::Cancelled, None));
    }
    let steps: Vec<_> = journal.steps("c").unwrap().into_iter().map(|step| step.step).collect();
    assert_eq!(steps, [StepKind::Queued, StepKind::Cancelled], "it did not halt on the way");
}
