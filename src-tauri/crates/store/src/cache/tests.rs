pub(crate) mod by_entity;
mod causes;
pub(crate) mod entities;
mod handover_counts;
mod history;
pub(crate) mod journal_sync;
mod mirror_order;
mod open;
mod rejected;
pub(crate) mod request_query;
pub(crate) mod request_retention;
pub(crate) mod triage;
mod words;

use std::{collections::BTreeMap, fs, path::PathBuf};

use rusqlite::Connection;

use super::{database::lock, stamps::stamp, *};
use crate::{
    Error,
    cache::{
        entities::{
            CachedEntity, CachedKind, DescriptionSource, EntityHit, Fit, IdentifierKind, Identifiers, Owner,
            ReportedEntity,
        },
        form_drafts::KeptForm,
        rejected::{GroupRow, GroupTimes, Groups, Helped, OverviewTimes, RejectedFilter, TriageStatus},
        requests::{
            Filter, Kept, Meanwhile, MirrorChanges, Purged, Query, Reach, RequestColumn, RequestRecord, ServerRequest,
        },
        stamps::LEARNT_STAMP,
    },
    journal::{
        Journal, OutboxRow,
        retries::Retry,
        tests::{leading, sample},
    },
    mirror_mark::MirrorMark,
    request_state::RequestState,
};

fn told(id: &str, state: RequestState, created: i64) -> ServerRequest {
    ServerRequest {
        id: id.to_owned(),
        number: Some(format!("50{id}")),
        provider: "conax".to_owned(),
        request_type: Some("CREATE_PAIRING".to_owned()),
        state,
        state_text: None,
        smartcard: Some("01900000002".to_owned()),
        set_top_box: Some("stb-0000-0002".to_owned()),
        service: None,
        subscription: None,
        created: Some(created),
        updated: Some(created + 5),
        user: Some("bob".to_owned()),
        unit: Some("Head office".to_owned()),
        priority: None,
        error_code: None,
        error_text: (state == RequestState::Rejected).then(|| "Card 100% unknown".to_owned()),
        description: (state == RequestState::Rejected).then(|| "Card 100% unknown".to_owned()),
        server: serde_json::json!({ "id": id, "life_cycle_state": state.as_str() }).to_string(),
    }
}

struct Profile {
    dir: tempfile::TempDir,
    journal: Journal,
    cache: Cache,
}

impl Profile {
    fn path(&self) -> PathBuf {
        self.dir.path().join(PROFILE)
    }

    fn change(&self, key: &str, from: &'static [RequestState], change: impl FnOnce(&mut OutboxRow) + Send + 'static) {
        let changed = self.journal.change(key, from, 1_500, |row| {
            change(row);
            Vec::new()
        });
        assert!(changed.unwrap().is_some(), "{key} is in another state");
    }

    fn accepted(&self, key: &str, id: &str) {
        let id = id.to_owned();
        self.change(key, &[RequestState::Queued], |row| {
            row.state = RequestState::Pending;
            row.server_id = Some(id);
            row.accepted = Some(1_500);
        });
    }

    fn list(&self, filter: Filter) -> Vec<RequestRecord> {
        self.cache.requests(&Query { filter, ..all() }).unwrap()
    }
}

/// SQL expression: the tenant of the tests' connection.
const TENANT: &str = "(SELECT tenant FROM connection_tenant WHERE connection = 'test')";

/// A path with characters that a URL has to escape. On Windows no name may contain a question mark.
const PROFILE: &str = if cfg!(windows) { "a %20 strange #name" } else { "a %20 strange? #name" };

fn profile() -> Profile {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(PROFILE);
    fs::create_dir(&path).unwrap();
    let journal = leading(&path.join("journal.db"), "test");
    let cache = Cache::open(&path.join("cache.db"), Some(&path.join("journal.db"))).unwrap();
    assert!(cache.take_set_aside().is_none());
    Profile { dir, journal, cache }
}

fn owner(connection: &str) -> Owner {
    Owner { connection: connection.to_owned(), user: "ann".to_owned() }
}

fn all() -> Query {
    Query { connection: "test".to_owned(), limit: 50, ..Query::default() }
}

fn keys(rows: &[RequestRecord]) -> Vec<&str> {
    rows.iter().map(|row| row.key.as_str()).collect()
}

#[test]
fn a_draft_is_kept_until_it_is_emptied() {
    let Profile { cache, dir: _dir, .. } = profile();
    let values = BTreeMap::from([("smartcard_identifier".to_owned(), "007".to_owned())]);
    let form = KeptForm { key: "a".to_owned(), values };
    cache.keep_form(&owner("test"), "nagra.unpair", &form, 1).unwrap();
    assert_eq!(cache.kept_form(&owner("test"), "nagra.unpair").unwrap(), Some(form.clone()));
    assert_eq!(cache.kept_form(&owner("other"), "nagra.unpair").unwrap(), None);
    cache.keep_form(&owner("test"), "nagra.unpair", &KeptForm { values: BTreeMap::new(), ..form }, 2).unwrap();
    assert_eq!(cache.kept_form(&owner("test"), "nagra.unpair").unwrap(), None);
}

#[test]
fn only_the_draft_that_became_a_row_is_deleted() {
    let Profile { cache, dir: _dir, .. } = profile();
    let values = BTreeMap::from([("smartcard_identifier".to_owned(), "007".to_owned())]);
    let form = |key: &str| KeptForm { key: key.to_owned(), values: values.clone() };
    cache.keep_form(&owner("test"), "nagra.unpair", &form("a"), 1).unwrap();
    cache.keep_form(&owner("test"), "nagra.pair", &form("b"), 1).unwrap();
    cache.forget_form("a").unwrap();
    assert_eq!(cache.kept_form(&owner("test"), "nagra.unpair").unwrap(), None);
    assert_eq!(cache.kept_form(&owner("test"), "nagra.pair").unwrap(), Some(form("b")), "the form of another row");
}

#[test]
fn the_journal_cannot_be_written_through_the_cache() {
    let Profile { cache, dir: _dir, .. } = profile();
    assert!(cache.writer().execute("DELETE FROM journal.submission", []).is_err());
    assert!(lock(&cache.reader).execute("DELETE FROM request", []).is_err(), "nor the cache by who reads it");
}
