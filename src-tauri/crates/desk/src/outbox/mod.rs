//! The outbox: a row is durable before it leaves, is scheduled, sent, followed and, in the field, checked again.

pub(crate) mod drafts;
pub(crate) mod edit;
pub(crate) mod outcome;
pub(crate) mod recheck;
pub(crate) mod sender;
pub(crate) mod submit;
pub(crate) mod transmit;
pub(crate) mod watcher;
