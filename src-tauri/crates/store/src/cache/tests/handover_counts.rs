use super::*;
use crate::{HandoverCounts, StepKind};

fn told_at(id: &str, state: State, updated: i64) -> Mirrored {
    Mirrored { updated: Some(updated), ..told(id, state, 1) }
}

#[test]
fn a_shift_counts_what_was_answered_in_it_and_what_stands_open() {
    let profile = profile();
    let requests = [
        told_at("1", State::Completed, 99),
        told_at("2", State::Completed, 100),
        told_at("3", State::Completed, 200),
        told_at("4", State::Completed, 201),
        told_at("5", State::Rejected, 150),
        Mirrored { updated: None, ..told("6", State::Rejected, 160) },
        told_at("7", State::Pending, 1),
        told_at("8", State::Other, 1),
    ];
    profile.cache.mirror("test", &requests).unwrap();
    for (key, state) in [("h", State::Held), ("q", State::Queued), ("u", State::Queued), ("e", State::Queued)] {
        profile.journal.add(&sample(key, state)).unwrap();
    }
    profile.change("u", &[State::Queued], |row| (row.state, row.unwatched) = (State::Pending, true));
    profile.change("e", &[State::Queued], |row| row.state = State::NotSent);
    let counts = profile.cache.handover_counts("test", 100, 200).unwrap();
    let expected = HandoverCounts { completed: 2, rejected: 2, cleared: 0, pending: 2, waiting: 2 };
    assert_eq!(counts, expected, "what cannot be watched is not waited for, nor what is not tried again");
    assert_eq!(profile.cache.handover_counts("elsewhere", 0, 1_000).unwrap(), HandoverCounts::default());
}

#[test]
fn a_request_is_cleared_once_when_its_first_retry_is_completed() {
    let profile = profile();
    profile.cache.mirror("test", &[told_at("1", State::Rejected, 10), told_at("2", State::Rejected, 10)]).unwrap();
    for (retry, of, ended, state) in
        [("r1", "1", 100, State::Completed), ("r2", "1", 300, State::Completed), ("r3", "2", 100, State::Rejected)]
    {
        profile.journal.add(&sample(retry, State::Queued)).unwrap();
        profile.sql(&format!("INSERT INTO retry VALUES ('{retry}', {TENANT}, '{of}', 10, 'abc', 0, NULL)"));
        let changed = profile.journal.change(retry, &[State::Queued], ended, move |row| {
            row.state = state;
            vec![(StepKind::Completed, None)]
        });
        changed.unwrap();
    }
    let cleared = |from, to| profile.cache.handover_counts("test", from, to).unwrap().cleared;
    assert_eq!((cleared(100, 100), cleared(101, 1_000), cleared(0, 1_000)), (1, 0, 1));
}
