//! Persists one profile on this machine: the journal, the cache, settings, secrets and logs.
//!
//! It is the only crate that opens files, SQLite or the keyring. It has no knowledge of the server and of the rules of
//! sending. Its calls block, so callers keep them off the async threads ([`secrets`] does so itself).

#![forbid(unsafe_code)]

/// `cache.db`: requests as servers told them, entities that were looked up, and forms that were not sent.
pub mod cache;
/// Why a request was rejected, and the key that all rejections of one cause share.
mod cause;
/// The rights of the profile's directory: its owner's alone.
mod claim;
/// No core dumps of a process that holds secrets.
pub mod dumps;
/// [`Error`]: what can go wrong with a file of the profile.
mod error;
/// Files of the profile and files that the user chose: private, bounded when read, replaced whole when written.
pub mod files;
/// Keys of causes as an earlier version made them.
mod fingerprint;
/// [`Identity`] and [`Tenant`]: server, organisation, unit and user of a write.
mod identity;
/// `journal.db`: what this desk sends and what became of it.
pub mod journal;
/// A bound on the memory of a process that reads a foreign file.
pub mod limits;
/// The log files, with secrets redacted.
pub mod logs;
/// A stable id of this computer.
mod machine;
/// The administrator's file of connections.
pub mod managed_connections;
/// [`MirrorMark`]: how far the cache had been told by servers.
mod mirror_mark;
/// Regular expressions that are compiled once.
mod pattern;
/// [`Profile`]: the directory and its lock.
mod profile;
/// Takes secrets out of a text, by the names before them.
mod redact;
/// [`RequestState`] of a request, and enums that are written into tables as words.
mod request_state;
/// Tokens and kept passwords in the system's keyring.
pub mod secrets;
/// `settings.json`.
pub mod settings;
/// How a database is opened, checked and copied.
mod sqlite;
/// Spans of time in milliseconds.
mod time;
/// `window.json`: the window's last place.
pub mod window_state;
/// Folding and ordering of texts for searches and lists.
pub mod words;

pub use cache::{
    Cache, CachedEntity, CachedKind, Chain, Column, DescriptionSource, EntityHit, EntityQuery, Facets, Filter, Fit,
    GroupPart, GroupRow, GroupShape, GroupTimes, Groups, HandoverCounts, Helped, IdentifierKind, Identifiers, Kept,
    KeptForm, LEARNT_STAMP, MAX_CLOCK_SKEW_MS, Meanwhile, MirrorChanges, NamingCount, OlderGroups, Overview,
    OverviewTimes, Owner, Purged, Query, Reach, RejectedFilter, RejectedKey, RejectedOn, RejectedRecord,
    ReportedEntity, RequestMatches, RequestNumber, RequestRecord, RequestWithPayload, ServerRequest, TriageStatus,
    Wiped, fold, is_older,
};
pub use cause::{Cause, cause, fault_line};
pub use claim::claim;
pub use error::Error;
pub use files::SetAside;
pub use identity::{Identity, Tenant, user_of_key};
pub use journal::{
    ACTIVE_BATCH_STATES, Doubt, FieldJob, FieldNote, JobLine, Journal, KnowledgeRow, Leads, Mark, MarkField, Merge,
    NewOutboxRow, OutboxRow, QueueEntry, Retry, SplitBy, StepKind, Steps, TimelineStep, Transaction, Written,
};
pub use machine::machine_id;
pub use mirror_mark::MirrorMark;
pub use profile::Profile;
pub use redact::redact;
pub use request_state::RequestState;
pub use secrets::{MemoryKeyring, SecretError, Secrets};
pub use settings::{LastSignIn, Settings, SettingsFile, StoredConnection};
