//! `cache.db`: every request once, the server's and this desk's; cards, boxes, subscriptions and services that were
//! looked up; and forms that were not sent yet.
//!
//! It may be lost: a broken one is set aside and made anew, also while it is in use. Lists are read over a connection
//! of their own, so that a screen waits neither for the network nor for a sync that writes. This desk's own rows come
//! out of the journal, which is attached for reading and never written from here.

//! `requests` has the lists, `rejected` their rejected ones by cause and triage, `lookups` the entities that were looked up.
//! A file has the statements of its table on top; `schema` has the migrations alone. Not here: anything that cannot be read
//! again from the server or out of the journal.

mod causes;
mod database;
mod forget;
mod form_drafts;
mod lookups;
mod open;
mod rejected;
mod requests;
mod schema;
mod stamps;
mod wipe;

pub use causes::{GroupPart, GroupShape, OlderGroups, is_older};
pub use database::Cache;
pub use form_drafts::KeptForm;
pub use lookups::{
    By, Fit, KeptThing, NameKind, Names, Owner, ThingHit, ThingKind, ToldByRequests, ToldNumber, ToldThing, fold,
};
pub use rejected::{
    Chain, GroupRow, GroupTimes, Groups, Helped, Overview, OverviewTimes, RejectedFilter, RejectedOn, Review, Reviewed,
    Subject,
};
pub use requests::{
    Called, Column, Facets, Filter, HandoverCounts, Kept, Listed, MAX_CLOCK_SKEW_MS, Meanwhile, Mirrored, Named,
    Naming, News, Purged, Query, Reach,
};
pub use stamps::LEARNT;
pub use wipe::Wiped;

#[cfg(test)]
mod tests;
