//! Durable rows from the form to the outcome.

mod drafts;
mod edit;
mod interleaving;
mod outcome;
mod sender;
mod sequence;
mod submit;
mod transmit;
mod watcher;

use crate::view::StepKind;

async fn steps(desk: &crate::Desk, key: &str) -> Vec<StepKind> {
    desk.requests.request(key.to_owned()).await.unwrap().timeline.into_iter().map(|entry| entry.step).collect()
}
