//! The history: order, pages, and its speed.

use std::time::{Duration, Instant};

use super::*;
use crate::cache::history::{HistoryCursor, HistoryFilter, HistoryKind, HistoryScope};
use crate::journal::triage::MarkField;

const DAY_MS: i64 = 24 * 3_600_000;

fn scope() -> HistoryScope {
    HistoryScope {
        connection: "test".to_owned(),
        from: None,
        to: None,
        day_start: Box::new(|day| day.parse::<i64>().unwrap_or(0) * DAY_MS),
    }
}

impl Profile {
    fn entries(&self, after: Option<&HistoryCursor>, limit: usize) -> Vec<(HistoryKind, String)> {
        let entries = self.cache.history(&scope(), &HistoryFilter::default(), after, limit).unwrap();
        entries.into_iter().map(|entry| (entry.kind, entry.id)).collect()
    }
}

#[test]
fn entries_of_the_same_time_are_on_one_page_each() {
    let profile = profile();
    for key in ["a", "b", "c", "d"] {
        profile.journal.add(&sample(key, RequestState::Queued)).unwrap();
    }
    let created = profile.list(Filter::default())[0].created.unwrap();
    profile.journal.write(move |w| w.mark("test", "a", MarkField::Note, Some("x"), created, "ann")).wait().unwrap();
    profile.journal.write(move |w| w.mark("test", "a", MarkField::Note, Some("y"), created, "ann")).wait().unwrap();
    let whole = profile.entries(None, 50);
    assert_eq!(whole.len(), 6);
    assert_eq!(whole.iter().filter(|(kind, _)| *kind == HistoryKind::Note).count(), 2, "the former value as well");
    let mut paged = Vec::new();
    let mut after = None;
    loop {
        let entries = profile.cache.history(&scope(), &HistoryFilter::default(), after.as_ref(), 1).unwrap();
        let Some(entry) = entries.into_iter().next() else { break };
        after = Some(HistoryCursor { at: entry.at, id: entry.id.clone() });
        paged.push((entry.kind, entry.id));
    }
    assert_eq!(paged, whole);
}

#[test]
fn the_history_of_others_connections_and_their_requests_is_left_out() {
    let profile = profile();
    profile.cache.mirror("test", &[told("1", RequestState::Completed, 1)]).unwrap();
    let mut elsewhere = sample("other", RequestState::Queued);
    elsewhere.connection = "other".to_owned();
    profile.journal.add(&elsewhere).unwrap();
    assert_eq!(profile.entries(None, 50), []);
}

#[test]
fn a_page_far_down_and_the_counts_are_read_at_once() {
    let profile = profile();
    profile.journal.add(&sample("first", RequestState::Queued)).unwrap();
    assert_eq!(profile.entries(None, 1).len(), 1);
    let many = "INSERT INTO request (connection, key, mine, provider, operation, state, created, updated, user, subject) \
        WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99999) \
        SELECT 'test', printf('key-%06d', i), 1, 'conax', 'conax.reset-pin', 'completed', i / 7 * 60000, 0, \
        'user ' || (i % 9), printf('key-%06d', i) FROM n";
    profile.cache.writer().execute_batch(many).unwrap();
    let begun = Instant::now();
    let total = profile.cache.fold_history(&scope(), |total: &mut u32, _| *total += 1).unwrap();
    let counting = begun.elapsed();
    assert_eq!(total, 100_001);
    let begun = Instant::now();
    let after = HistoryCursor { at: 50 * 60_000, id: "key-000352".to_owned() };
    let page = profile.cache.history(&scope(), &HistoryFilter::default(), Some(&after), 100).unwrap();
    assert_eq!(page[0].id, "key-000351");
    // Without the index both take seconds, also on a busy computer.
    assert!(counting < Duration::from_secs(2), "{counting:?}");
    assert!(begun.elapsed() < Duration::from_millis(200), "{:?}", begun.elapsed());
}
