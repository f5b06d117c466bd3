//! What stays on this machine: the journal, the cache, settings, secrets and logs of one profile.
//!
//! It is the only crate that opens a file, SQLite or the keyring, and it knows no server and no rule
//! of sending. Its calls block; callers keep them off the async threads ([`secrets`] does so itself).

#![forbid(unsafe_code)]

pub mod cache;
mod cause;
mod claim;
pub mod dumps;
mod error;
pub mod files;
mod fingerprint;
mod identity;
pub mod journal;
pub mod limits;
pub mod logs;
mod machine;
pub mod managed_connections;
mod profile;
mod redact;
pub(crate) mod request_state;
pub mod secrets;
pub mod settings;
mod sqlite;
pub mod window_state;
pub mod words;

pub use crate::request_state::State;
pub use cache::{
    By, Cache, Called, Chain, Column, Facets, Filter, Fit, GroupPart, GroupRow, GroupShape, GroupTimes, Groups,
    HandoverCounts, Helped, Kept, KeptForm, KeptThing, LEARNT, Listed, Meanwhile, MirrorMark, Mirrored, NameKind,
    Named, Names, Naming, News, OlderGroups, Overview, OverviewTimes, Owner, Purged, Query, Reach, RejectedFilter,
    RejectedOn, Review, Reviewed, SetAside, SplitBy, Subject, ThingHit, ThingKind, ToldByRequests, ToldNumber,
    ToldThing, Wiped, fold, is_older,
};
pub use cause::{Cause, cause, fault_line};
pub use claim::claim;
pub use error::Error;
pub use identity::{Identity, Tenant, user_of_key};
pub use journal::{
    AT_WORK, Doubt, FieldJob, FieldNote, JobLine, Journal, KnowledgeRow, Leads, Mark, MarkField, Merge, NewSubmission,
    Retry, Step, StepKind, Steps, Submission, Waiting, Writing, Written,
};
pub use machine::machine_id;
pub use profile::Profile;
pub use redact::redact;
pub use secrets::{MemoryKeyring, SecretError, Secrets};
pub use settings::{LastSignIn, Settings, SettingsFile, StoredConnection};
