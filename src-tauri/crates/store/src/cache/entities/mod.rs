//! Stores smartcards, set-top boxes, subscriptions and services that were looked up, or that were learnt from requests.
//!
//! Each belongs to one [`Owner`]: a connection and a user of it. A row number starts with the owner's number, so that
//! an index without an owner column, such as the trigram index, can be searched for the rows of one owner.
//!
//! Not here: asking the server (`desk`), and requests that name an entity (`requests::by_entity`).

pub(super) mod entity;
mod merge;
mod request_numbers;
mod retention;
mod search;
pub(super) mod table;
mod trigram;
mod upsert;

pub use entity::{CachedEntity, CachedKind, DescriptionSource, IdentifierKind, Identifiers, Owner, ReportedEntity};
pub use request_numbers::{RequestMatches, RequestNumber};
pub use search::{EntityHit, Fit, fold};
