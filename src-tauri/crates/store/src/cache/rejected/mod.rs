//! Rejected requests as people review them: which there are, and where each of them stands.
//!
//! What is rejected is asked of one index, which holds all that is asked; marks and retries are few, and are laid over it
//! in memory. Marks and retries name a request by its *subject*: the server's id, or the desk's key where it has none.

//! Not here: the notes and retries themselves, which are the journal's, and the cause of each request
//! (`causes`).

mod aggregate;
mod group;
mod groups;
mod overview;
mod related;
mod rows;
mod scan;
mod triage_state;

pub use group::{GroupRow, GroupTimes, Groups, Helped};
pub use overview::{Overview, OverviewTimes, RejectedOn};
pub use related::Chain;
pub use rows::Reviewed;
pub use scan::{RejectedFilter, Subject};
pub use triage_state::Review;
