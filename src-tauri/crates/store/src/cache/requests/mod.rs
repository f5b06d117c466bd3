//! The requests in lists: the server's requests, this desk's own rows, and the queries on both.
//!
//! `mirror` and `journal_sync` write the two kinds of rows, `query` reads pages, `retention` takes rows away. Not here: what
//! people note about rejected requests (`rejected`).

pub(super) mod by_entity;
pub(super) mod concurrent;
pub(super) mod handover_counts;
pub(super) mod journal_sync;
pub(super) mod mirror;
pub(super) mod mirror_order;
pub(super) mod purged_ids;
pub(super) mod query;
pub(super) mod record;
pub(super) mod retention;
pub(super) mod server_request;
pub(super) mod table;

pub use by_entity::{EntityQuery, NamingCount, RequestWithPayload};
pub use concurrent::{MAX_CLOCK_SKEW_MS, Meanwhile};
pub use handover_counts::HandoverCounts;
pub use mirror_order::Reach;
pub use purged_ids::{Kept, NOT_KEPT_STAMP};
pub use query::filter::{Filter, Query, RequestColumn};
pub use record::RequestRecord;
pub use retention::Purged;
pub use server_request::{MirrorChanges, ServerRequest};
