//! Queries rejected requests and their triage status.
//!
//! One index of the rejected requests holds all columns that the queries need. Marks and retries are few and are joined
//! in memory. They refer to a request by its *subject*: its id on the server, or its key in the journal if it has none.
//!
//! Not here: the notes and retries themselves, which are the journal's, and the cause of each request
//! (`causes`).

mod aggregate;
mod group;
mod groups;
mod one_cause;
mod overview;
mod related;
mod rows;
mod scan;
mod triage_state;

pub use group::{GroupRow, GroupTimes, Groups, Helped};
pub use overview::{Overview, OverviewTimes, RejectedOn};
pub use related::Chain;
pub use rows::RejectedRecord;
pub use scan::{RejectedFilter, RejectedKey};
pub use triage_state::TriageStatus;
