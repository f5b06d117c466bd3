//! The course of a batch at work: which endings were read, and how many of them in succession have the same reason.

use std::{collections::HashSet, time::Instant};

use store::{
    journal::batches::{self, Ended},
    request_state::RequestState,
};

use crate::{
    batches::{
        Batches,
        pace::{Ahead, Meter},
    },
    error::problem::Problem,
    view::BatchView,
};

/// Number of consecutive endings for the same reason that pauses a batch.
const PAUSE_AFTER_EQUAL_ENDINGS: usize = 5;

/// The worker's memory of a batch at work.
pub(super) struct Course {
    /// The last change of a row that was read.
    pub(super) seen: i64,
    ended: HashSet<String>,
    /// The reason of the latest failures, while it stays the same.
    why: Option<PauseCause>,
    count: usize,
    words: Option<String>,
    pub(super) meter: Meter,
    pub(super) ahead: Ahead,
    /// The batch as it was last emitted, without the number of its reading.
    pub(super) told: Option<BatchView>,
    /// Time before which it is not counted again: counting a large batch takes a while.
    pub(super) told_until: Option<Instant>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum PauseCause {
    Rejected(String),
    /// The server made no request of the row, or the outcome is unknown.
    NotAccepted,
}

impl Course {
    /// Whether so many rows ended for the same reason that the batch pauses.
    pub(super) fn ends_equally(&self) -> bool {
        self.count >= PAUSE_AFTER_EQUAL_ENDINGS
    }

    /// The words of the last failure.
    pub(super) fn words(&self) -> Option<&str> {
        self.words.as_deref()
    }
}

impl Batches {
    /// Begins to follow a batch. Earlier endings do not count: a user has seen them before resuming a batch.
    pub(super) async fn begin_course(&self, batch: &batches::Batch) -> Result<Course, Problem> {
        let id = batch.id.clone();
        let ended = self.core.read_journal(move |journal| journal.ended_in(&id, 0)).await?;
        Ok(Course {
            seen: ended.last().map_or(0, |last| last.change),
            ended: ended.into_iter().map(|ended| ended.key).collect(),
            why: None,
            count: 0,
            words: None,
            meter: Meter::default(),
            ahead: Ahead::default(),
            told: None,
            told_until: None,
        })
    }

    /// Counts consecutive endings of the same kind, in the order in which they came.
    pub(super) async fn follow(
        &self,
        batch: &batches::Batch,
        course: &mut Course,
        ended: Vec<Ended>,
    ) -> Result<(), Problem> {
        let rejected = ended.iter().filter(|ended| ended.state == RequestState::Rejected);
        let (connection, keys) =
            (batch.connection.clone(), rejected.map(|ended| ended.key.clone()).collect::<Vec<_>>());
        let subjects = if keys.is_empty() {
            Vec::new()
        } else {
            self.core.cache(move |cache| cache.subjects(&connection, &keys)).await?
        };
        for row in ended {
            course.seen = row.change;
            // A row of unknown outcome may still end otherwise; its lost answer counts once.
            let first = course.ended.insert(row.key.clone());
            let why = match row.state {
                RequestState::Completed => None,
                RequestState::Rejected => {
                    let subject = subjects.iter().find(|subject| subject.key == row.key);
                    Some(PauseCause::Rejected(
                        subject.map_or_else(|| words(&row), |subject| subject.fingerprint.clone()),
                    ))
                }
                RequestState::Cancelled => continue,
                _ if !first => continue,
                _ => Some(PauseCause::NotAccepted),
            };
            let again = why.is_some() && why == course.why;
            course.count = if again { course.count + 1 } else { usize::from(why.is_some()) };
            course.words = why.is_some().then(|| words(&row));
            course.why = why;
        }
        Ok(())
    }
}

fn words(row: &Ended) -> String {
    row.error_text.clone().or_else(|| row.error_code.clone()).unwrap_or_default()
}
