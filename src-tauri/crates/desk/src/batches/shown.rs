//! Converts batches for the window.

use store::journal::batches::{self, BatchCounts};

use crate::{
    time::millis,
    view::{BatchPace, BatchView},
};

pub(super) fn shown(batch: &batches::Batch, counts: &BatchCounts, reading: u32) -> BatchView {
    BatchView {
        id: batch.id.clone(),
        kind: batch.kind,
        reading,
        connection: batch.connection.clone(),
        user: batch.user.clone(),
        state: batch.state,
        paused: batch.paused,
        created: millis(batch.created),
        title: batch.title.clone(),
        total: counts.total,
        looked_at: counts.looked_at,
        ready: counts.ready,
        left_out: counts.left_out,
        sent: counts.sent,
        open: counts.open,
        completed: counts.completed,
        rejected: counts.rejected,
        failed: counts.failed,
        unknown: counts.unknown,
        error: batch.error.clone(),
        pace: BatchPace::from(batch.pace),
        problem: None,
    }
}
