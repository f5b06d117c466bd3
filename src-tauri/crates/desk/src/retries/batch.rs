//! Bulk retries: their plan, their start and their rows. [`batches`](crate::batches) advances them, and the planner
//! (`plan.rs`) finds out which rows can be sent.

use std::sync::Arc;

use store::{
    cache::requests::RequestRecord,
    journal::batches::{BatchKind, Chosen, Pace},
    request_state::RequestState,
};

use crate::{
    core::idempotency,
    error::problem::Problem,
    outbox::submit::too_late,
    rejected::triage::nothing_chosen,
    requests::row::view,
    retries::{Retries, order},
    view::{BatchPart, BatchRowView, BatchRows, BatchView, RejectedSelection},
};

/// Rows written in one commit.
const CHUNK_ROWS: usize = 1_000;
/// More rows than a user looks at; the window asks for the next page.
const MAX_PAGE_ROWS: u32 = 500;

impl Retries {
    /// Plans the retry of rejected requests. Sends nothing. `id` is the batch's idempotency key, a UUID; if the batch
    /// exists, it is returned as it is.
    pub async fn plan_retries(&self, id: String, selection: RejectedSelection) -> Result<BatchView, Problem> {
        self.core.active();
        let id = idempotency::key(&id)?;
        let _alone = self.core.lock_key(&id).await?;
        let of = id.clone();
        if !self.core.journal(move |journal| journal.begin_batch(&of)).await? {
            return self.batches.batch(id).await;
        }
        let known = self.connections.selected_connection()?;
        let mut subjects = self.rejected.selected_requests(&known, selection).await?;
        if subjects.is_empty() {
            return Err(nothing_chosen());
        }
        let title = self.rejected.common_cause(&subjects).await?;
        order::arrange(&mut subjects);
        let batch = self.batches.new_batch(&known, id.clone(), BatchKind::Retries, title);
        let rows: Vec<Chosen> = subjects
            .into_iter()
            .map(|subject| Chosen {
                request: subject.request,
                key: subject.key,
                rejected_at: subject.rejected_at,
                fingerprint: subject.fingerprint,
            })
            .collect();
        let mut place = 0;
        for piece in rows.chunks(CHUNK_ROWS) {
            let (id, piece, first) = (batch.id.clone(), piece.to_vec(), place);
            place += u32::try_from(piece.len()).unwrap_or(u32::MAX);
            self.core.journal(move |journal| journal.add_batch_rows(&id, first, &piece)).await?;
        }
        // Written last, so that the worker sees the whole batch.
        self.core.journal(move |journal| journal.add_batch(&batch)).await?;
        self.core.wake.planner.notify_one();
        self.batches.batch(id).await
    }

    /// A page of a batch's rows.
    pub async fn batch_rows(&self, id: String, part: BatchPart, offset: u32, limit: u32) -> Result<BatchRows, Problem> {
        let found = self
            .core
            .read_journal(move |journal| {
                let Some(batch) = journal.batch(&id)? else { return Ok(None) };
                Ok(Some((batch.connection, journal.batch_rows(&id, part, offset, limit.min(MAX_PAGE_ROWS))?)))
            })
            .await?;
        let (connection, (rows, total)) = found.ok_or_else(|| too_late(false))?;
        let of = connection.clone();
        let rows = self
            .core
            .cache(move |cache| {
                let mut found = Vec::with_capacity(rows.len());
                for row in rows {
                    let Some(chosen) = row.origin.rejected() else { continue };
                    let parent = cache.request(&of, &chosen.key)?;
                    let retry = row.submission.as_deref().map(|key| cache.request(&of, key)).transpose()?.flatten();
                    found.push((parent.unwrap_or_else(|| lost(chosen)), retry, row));
                }
                Ok(found)
            })
            .await?;
        let waits = self.requests.waits();
        let rows = rows.into_iter().map(|(parent, retry, row)| BatchRowView {
            parent: view(parent, &connection, &waits),
            missing: row.missing.and_then(|missing| serde_json::from_value(missing).ok()).unwrap_or_default(),
            left_out: row.gap,
            retry: retry.map(|retry| view(retry, &connection, &waits)),
        });
        Ok(BatchRows { rows: rows.collect(), total })
    }

    /// Starts a planned bulk retry ([`Batches::start`](crate::Batches::start)).
    pub async fn start_batch(self: &Arc<Self>, id: String, typed: Option<u32>) -> Result<BatchView, Problem> {
        self.apply_mappings(false).await?;
        self.batches.start(id, typed, Pace::default()).await
    }

    /// Resumes a bulk retry ([`Batches::resume`](crate::Batches::resume)).
    pub async fn resume_batch(self: &Arc<Self>, id: String) -> Result<BatchView, Problem> {
        self.apply_mappings(false).await?;
        self.batches.resume(id, None).await
    }
}

/// A request that the mirror does not have any more, because the mirror was made anew.
fn lost(chosen: &Chosen) -> RequestRecord {
    RequestRecord {
        server_id: Some(chosen.request.clone()),
        updated: chosen.rejected_at,
        ..RequestRecord::new(&chosen.key, RequestState::Rejected)
    }
}
