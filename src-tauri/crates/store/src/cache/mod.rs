//! Stores a copy of all requests, the server's and this desk's, in `cache.db`, together with looked-up entities and
//! form drafts.
//!
//! It is replaceable: a corrupt file is set aside and recreated, even while in use. Lists have a connection of their
//! own, so that a screen waits neither for the network nor for a sync that writes. This desk's own rows are copied from
//! the journal, which is attached read-only.
//!
//! `requests` has the lists, `rejected` their rejected ones by cause and triage, `entities` the entities that were looked up.
//! A file has the statements of its table on top; `schema` has the migrations alone. Not here: anything that cannot be read
//! again from the server or out of the journal.

mod causes;
mod database;
mod entities;
mod facets;
mod forget;
mod form_drafts;
mod open;
mod rejected;
mod requests;
mod schema;
mod stamps;
mod wipe;

pub use causes::{GroupPart, GroupShape, OlderGroups, is_older};
pub use database::Cache;
pub use entities::{
    CachedEntity, CachedKind, DescriptionSource, EntityHit, Fit, IdentifierKind, Identifiers, Owner, ReportedEntity,
    RequestMatches, RequestNumber, fold,
};
pub use facets::Facets;
pub use form_drafts::KeptForm;
pub use rejected::{
    Chain, GroupRow, GroupTimes, Groups, Helped, Overview, OverviewTimes, RejectedFilter, RejectedKey, RejectedOn,
    RejectedRecord, TriageStatus,
};
pub use requests::{
    Column, EntityQuery, Filter, HandoverCounts, Kept, MAX_CLOCK_SKEW_MS, Meanwhile, MirrorChanges, NamingCount,
    Purged, Query, Reach, RequestRecord, RequestWithPayload, ServerRequest,
};
pub use stamps::LEARNT_STAMP;
pub use wipe::Wiped;

#[cfg(test)]
mod tests;
