//! What became of a request whose answer was lost.

pub(crate) mod candidates;
pub(crate) mod manual;
pub(crate) mod matching;
pub(crate) mod reconciler;
