//! Smartcards, set-top boxes, subscriptions and services as they were looked up, or as requests taught them.
//!
//! Each belongs to one [`Owner`]: a connection and a user of it. The number of a row begins with its owner's, so that
//! an index that knows no owner, such as the trigrams', is asked for one owner's rows alone.

//! Not here: asking the server (`desk`), and requests that name an entity (`requests::by_entity`).

pub(super) mod entity;
mod merge;
mod request_numbers;
mod retention;
mod search;
pub(super) mod table;
mod trigram;
mod upsert;

pub use entity::{By, KeptThing, NameKind, Names, Owner, ThingKind, ToldThing};
pub use request_numbers::{ToldByRequests, ToldNumber};
pub use search::{Fit, ThingHit, fold};
