//! Converts batches for the window.

use store::{
    cache::requests::RequestRecord,
    journal::batches::{self, BatchCounts, Chosen},
    request_state::RequestState,
};

use crate::{time::millis, view::BatchView};

pub(super) fn shown(batch: &batches::Batch, counts: &BatchCounts, reading: u32) -> BatchView {
    BatchView {
        id: batch.id.clone(),
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
        problem: None,
    }
}

/// A request that the mirror does not have any more, because the mirror was made anew.
pub(super) fn lost(chosen: &Chosen) -> RequestRecord {
    RequestRecord {
        server_id: Some(chosen.request.clone()),
        updated: chosen.rejected_at,
        ..RequestRecord::new(&chosen.key, RequestState::Rejected)
    }
}
