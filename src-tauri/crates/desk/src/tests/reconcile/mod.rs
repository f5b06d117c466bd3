//! Requests with a lost answer.

mod reconciler;
