//! Converts batches for the window.

use store::{
    cache::requests::RequestRecord,
    journal::batches::{self, BatchCounts, BatchGap, BatchPause, Chosen},
    request_state::RequestState,
};

use crate::{
    time::millis,
    view::{Batch, BatchState, LeftOut, PauseReason},
};

pub(super) fn shown(batch: &batches::Batch, counts: &BatchCounts, reading: u32) -> Batch {
    Batch {
        id: batch.id.clone(),
        reading,
        connection: batch.connection.clone(),
        state: match batch.state {
            batches::BatchState::Planning => BatchState::Planning,
            batches::BatchState::Planned => BatchState::Planned,
            batches::BatchState::Canary => BatchState::Canary,
            batches::BatchState::Running => BatchState::Running,
            batches::BatchState::Paused => BatchState::Paused,
            batches::BatchState::Stopped => BatchState::Stopped,
            batches::BatchState::Done => BatchState::Done,
        },
        paused: batch.paused.map(|why| match why {
            BatchPause::ByHand => PauseReason::ByHand,
            BatchPause::Canary => PauseReason::Canary,
            BatchPause::EqualErrors => PauseReason::EqualErrors,
            BatchPause::Closed => PauseReason::Closed,
            BatchPause::Session => PauseReason::Session,
        }),
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

pub(super) fn left_out(gap: BatchGap) -> LeftOut {
    match gap {
        BatchGap::Missing => LeftOut::Missing,
        BatchGap::NoOperation => LeftOut::NoOperation,
        BatchGap::SeveralOperations => LeftOut::SeveralOperations,
        BatchGap::NotOffered => LeftOut::NotOffered,
        BatchGap::AlreadyRetried => LeftOut::AlreadyRetried,
        BatchGap::NotRejected => LeftOut::NotRejected,
    }
}

/// A request that the mirror does not have any more, because the mirror was made anew.
pub(super) fn lost(chosen: &Chosen) -> RequestRecord {
    RequestRecord {
        key: chosen.key.clone(),
        mine: false,
        server_id: Some(chosen.request.clone()),
        number: None,
        state: RequestState::Rejected,
        state_text: None,
        operation: None,
        request_type: None,
        provider: String::new(),
        smartcard: None,
        set_top_box: None,
        service: None,
        subscription: None,
        created: None,
        updated: chosen.rejected_at,
        user: None,
        unit: None,
        priority: None,
        error_code: None,
        error_text: None,
        held_until: None,
        next_try: None,
        next_look: None,
        not_before: None,
        waits_since: None,
        unwatched: false,
        closed: false,
    }
}
