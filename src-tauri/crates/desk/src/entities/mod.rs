//! Pages of smartcards, set-top boxes, subscriptions and services.

pub(crate) mod actions;
pub(crate) mod describe;
pub(crate) mod page;
pub(crate) mod pairing_preview;
pub(crate) mod pairings;
pub(crate) mod request_history;
pub(crate) mod revalidate;
