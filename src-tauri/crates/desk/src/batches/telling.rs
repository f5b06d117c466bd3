//! Shows batches to the window as they go on.

use std::time::Instant;

use store::journal::batches::BatchKind;

use crate::{
    batches::{
        Batches,
        course::Course,
        worker::{COALESCE_DELAY, Round},
    },
    error::problem::Problem,
    view::{BatchView, DeskEvent},
};

impl Batches {
    /// Emits a batch as it is now, if it still exists.
    pub(crate) async fn emit(&self, id: String) -> Result<(), Problem> {
        if let Some(batch) = self.found(id).await? {
            self.announce(batch);
        }
        Ok(())
    }

    fn announce(&self, batch: BatchView) {
        if batch.kind == BatchKind::Retries {
            self.core.events.rejected();
        }
        self.core.events.emit(DeskEvent::Batch { batch: Box::new(batch) });
    }

    /// Emits the batch if it changed. Counting takes a twentieth of the time, at most.
    pub(super) async fn tell(&self, id: &str, course: &mut Course) -> Result<Round, Problem> {
        const SHARE: u32 = 20;
        let begun = Instant::now();
        if let Some(until) = course.told_until.filter(|until| *until > begun) {
            let wait = i64::try_from((until - begun).as_millis()).unwrap_or(i64::MAX);
            return Ok(Round { next: self.core.now().saturating_add(wait), ..Round::WAITS });
        }
        let batch = self.batch(id.to_owned()).await?;
        course.told_until = begun.checked_add((begun.elapsed() * SHARE).max(COALESCE_DELAY));
        let now = BatchView { reading: 0, ..batch.clone() };
        if course.told.as_ref() != Some(&now) {
            course.told = Some(now);
            self.announce(batch);
        }
        Ok(Round::WAITS)
    }
}
