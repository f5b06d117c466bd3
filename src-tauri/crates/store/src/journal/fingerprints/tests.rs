use std::sync::Arc;

use super::*;
use crate::{
    identity::{Identity, Tenant},
    journal::tests::{ann, leading, sample},
    request_state::RequestState,
};

fn journal() -> (tempfile::TempDir, Journal) {
    let dir = tempfile::tempdir().unwrap();
    let journal = leading(&dir.path().join("journal.db"), "test");
    (dir, journal)
}

fn new(key: &str, fingerprint: &str) -> NewOutboxRow {
    NewOutboxRow { fingerprint: fingerprint.to_owned(), ..sample(key, RequestState::Queued) }
}

fn sent_before(journal: &Journal, fingerprint: &'static str) -> Option<LeftOut> {
    journal.write(move |w| w.sent_before("test", fingerprint, false, None)).wait().unwrap()
}

fn ends(journal: &Journal, key: &str, state: RequestState, next_try: Option<i64>) {
    let changed = journal.change(key, &[RequestState::Queued], 2_000, move |row| {
        (row.state, row.next_try) = (state, next_try);
        Vec::new()
    });
    assert!(changed.unwrap().is_some());
}

#[test]
fn a_request_counts_unless_it_took_no_effect() {
    for (state, next_try, counts) in [
        (RequestState::Held, None, Some(LeftOut::UnderWay)),
        (RequestState::Sending, None, Some(LeftOut::UnderWay)),
        (RequestState::Pending, None, Some(LeftOut::UnderWay)),
        (RequestState::Unknown, None, Some(LeftOut::UnderWay)),
        (RequestState::NotSent, Some(9_000), Some(LeftOut::UnderWay)),
        (RequestState::Completed, None, Some(LeftOut::AlreadySent)),
        (RequestState::NotSent, None, None),
        (RequestState::Cancelled, None, None),
        (RequestState::Refused, None, None),
        (RequestState::Rejected, None, None),
    ] {
        let (_dir, journal) = journal();
        journal.add(&new("k", "a")).unwrap();
        ends(&journal, "k", state, next_try);
        assert_eq!(sent_before(&journal, "a"), counts, "{state} {next_try:?}");
        assert_eq!(sent_before(&journal, "b"), None, "another content");
    }
}

#[test]
fn completed_requests_up_to_a_change_may_be_left_out_of_account() {
    let (_dir, journal) = journal();
    journal.add(&new("k", "a")).unwrap();
    ends(&journal, "k", RequestState::Completed, None);
    let sent = journal.sent_contents("test", &["a".to_owned(), "b".to_owned()]).unwrap();
    let [done] = &sent["a"].completed[..] else { panic!("{sent:?}") };
    assert_eq!((sent.len(), done.key.as_str(), sent["a"].under_way), (1, "k", false));
    let gap = |after: i64| journal.write(move |w| w.sent_before("test", "a", false, Some(after))).wait().unwrap();
    assert_eq!(gap(done.change), None);
    assert_eq!(gap(done.change - 1), Some(LeftOut::AlreadySent));
    journal.add(&new("l", "a")).unwrap();
    assert_eq!(gap(done.change), Some(LeftOut::UnderWay), "a request without an outcome always counts");
    ends(&journal, "l", RequestState::Completed, None);
    assert_eq!(gap(done.change), Some(LeftOut::AlreadySent), "it was done again since");
}

#[test]
fn an_edited_request_counts_with_its_new_content() {
    let (_dir, journal) = journal();
    journal.add(&new("k", "a")).unwrap();
    assert_eq!(sent_before(&journal, "a"), Some(LeftOut::UnderWay));
    let edited = journal.change("k", &[RequestState::Queued], 2_000, |row| {
        row.fingerprint = Some("b".to_owned());
        Vec::new()
    });
    assert!(edited.unwrap().is_some());
    assert_eq!((sent_before(&journal, "a"), sent_before(&journal, "b")), (None, Some(LeftOut::UnderWay)));
}

#[test]
fn a_request_for_another_organisation_does_not_count() {
    let (_dir, journal) = journal();
    let tenant = Tenant { organisation: "OTHER".to_owned(), ..ann().tenant };
    let identity = Arc::new(Identity { tenant, ..ann() });
    journal.add(&NewOutboxRow { identity, ..new("k", "a") }).unwrap();
    assert_eq!(sent_before(&journal, "a"), None);
}

#[test]
fn a_purged_request_counts() {
    let (_dir, journal) = journal();
    journal.add(&new("k", "a")).unwrap();
    ends(&journal, "k", RequestState::Completed, None);
    let purged = journal.write(|w| {
        let purge = w.begin_purge(9_000, "ann", 8_000)?;
        w.purge(purge, 8_000, &[1], |_, _| String::new())
    });
    assert_eq!(purged.wait().unwrap(), 1);
    assert!(journal.get("k").unwrap().is_none());
    assert_eq!(sent_before(&journal, "a"), Some(LeftOut::AlreadySent));
}

#[test]
fn a_request_of_an_earlier_version_counts_when_its_fingerprint_is_computed() {
    let (_dir, journal) = journal();
    journal.add(&new("k", "a")).unwrap();
    journal.write(|w| Ok(w.connection().execute("UPDATE form SET fingerprint = NULL", [])?)).wait().unwrap();
    assert_eq!(journal.get("k").unwrap().unwrap().fingerprint, None);
    let [content] = journal.without_fingerprint(10).unwrap().try_into().unwrap();
    assert_eq!(content.operation, "conax.set-pin");
    journal.add(&new("l", "b")).unwrap();
    let computed = [(content.seq, "a".to_owned()), (2, "a".to_owned())];
    journal.write(move |w| w.set_fingerprints(&computed)).wait().unwrap();
    assert!(journal.without_fingerprint(10).unwrap().is_empty());
    assert_eq!(sent_before(&journal, "a"), Some(LeftOut::UnderWay));
    assert_eq!(sent_before(&journal, "b"), Some(LeftOut::UnderWay), "what a request has is not overwritten");
}

#[test]
fn requests_to_a_server_that_is_gone_do_not_count() {
    let (_dir, journal) = journal();
    journal.add(&new("k", "a")).unwrap();
    ends(&journal, "k", RequestState::Completed, None);
    journal.add(&new("l", "b")).unwrap();
    journal.write(|w| w.forget_reviews("test")).wait().unwrap();
    assert_eq!(sent_before(&journal, "a"), None);
    assert_eq!(sent_before(&journal, "b"), Some(LeftOut::UnderWay), "it still waits");
    assert!(journal.without_fingerprint(10).unwrap().is_empty(), "it is not computed again");
}
