//! The start of a sheet, and its continuation after a pause.

use crate::{
    bulk::Bulk,
    error::problem::Problem,
    view::{BatchPace, BatchView},
};

impl Bulk {
    /// Sends the first three rows of a checked sheet; the others follow at that pace after these were completed. On a live
    /// connection the user must have typed the number of rows.
    pub async fn start_bulk_sheet(
        &self,
        id: String,
        typed: Option<u32>,
        pace: BatchPace,
    ) -> Result<BatchView, Problem> {
        let pace = pace.checked()?;
        let _alone = self.core.lock_key(&id).await?;
        self.unstarted(&id).await?;
        self.batches.start(id, typed, pace).await
    }

    /// Goes on with a paused sheet, at another pace if there is one.
    pub async fn resume_bulk_sheet(&self, id: String, pace: Option<BatchPace>) -> Result<BatchView, Problem> {
        let pace = pace.map(BatchPace::checked).transpose()?;
        self.record(&id).await?;
        self.batches.resume(id, pace).await
    }
}
