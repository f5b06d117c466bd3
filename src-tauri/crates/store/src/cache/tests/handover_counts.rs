use super::*;
use crate::{cache::requests::HandoverCounts, journal::timeline::StepKind};

fn told_at(id: &str, state: RequestState, updated: i64) -> ServerRequest {
    ServerRequest { updated: Some(updated), ..told(id, state, 1) }
}

#[test]
fn a_shift_counts_answered_and_open_requests() {
    let profile = profile();
    let requests = [
        told_at("1", RequestState::Completed, 99),
        told_at("2", RequestState::Completed, 100),
        told_at("3", RequestState::Completed, 200),
        told_at("4", RequestState::Completed, 201),
        told_at("5", RequestState::Rejected, 150),
        ServerRequest { updated: None, ..told("6", RequestState::Rejected, 160) },
        told_at("7", RequestState::Pending, 1),
        told_at("8", RequestState::Other, 1),
    ];
    profile.cache.mirror("test", &requests).unwrap();
    for (key, state) in [
        ("h", RequestState::Held),
        ("q", RequestState::Queued),
        ("u", RequestState::Queued),
        ("e", RequestState::Queued),
    ] {
        profile.journal.add(&sample(key, state)).unwrap();
    }
    profile.change("u", &[RequestState::Queued], |row| (row.state, row.unwatched) = (RequestState::Pending, true));
    profile.change("e", &[RequestState::Queued], |row| row.state = RequestState::NotSent);
    let counts = profile.cache.handover_counts("test", 100, 200).unwrap();
    let expected = HandoverCounts { completed: 2, rejected: 2, cleared: 0, pending: 2, waiting: 2 };
    assert_eq!(counts, expected, "what cannot be watched is not waited for, nor what is not tried again");
    assert_eq!(profile.cache.handover_counts("elsewhere", 0, 1_000).unwrap(), HandoverCounts::default());
}

#[test]
fn a_request_is_cleared_once_when_its_first_retry_is_completed() {
    let profile = profile();
    profile
        .cache
        .mirror("test", &[told_at("1", RequestState::Rejected, 10), told_at("2", RequestState::Rejected, 10)])
        .unwrap();
    for (retry, of, ended, state) in [
        ("r1", "1", 100, RequestState::Completed),
        ("r2", "1", 300, RequestState::Completed),
        ("r3", "2", 100, RequestState::Rejected),
    ] {
        profile.journal.add(&sample(retry, RequestState::Queued)).unwrap();
        profile.sql(&format!("INSERT INTO retry VALUES ('{retry}', {TENANT}, '{of}', 10, 'abc', 0, NULL)"));
        let changed = profile.journal.change(retry, &[RequestState::Queued], ended, move |row| {
            row.state = state;
            vec![(StepKind::Completed, None)]
        });
        changed.unwrap();
    }
    let cleared = |from, to| profile.cache.handover_counts("test", from, to).unwrap().cleared;
    assert_eq!((cleared(100, 100), cleared(101, 1_000), cleared(0, 1_000)), (1, 0, 1));
}
