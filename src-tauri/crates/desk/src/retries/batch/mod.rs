//! Bulk retries: the user's commands on a batch, and its display. The worker (`worker.rs`) advances batches, and the
//! planner (`plan.rs`) finds out which rows can be sent.

mod order;
pub(crate) mod plan;
pub(crate) mod view;
mod worker;

use std::sync::{Arc, atomic::Ordering::AcqRel};

use store::{
    identity::Identity,
    journal::batches::{self, ACTIVE_BATCH_STATES, BatchState, Chosen, PauseReason},
    request_state::RequestState,
};

use crate::{
    connections::registry::{ResolvedConnection, kind_of},
    core::idempotency,
    error::problem::{FieldProblem, Problem, ProblemCode},
    outbox::submit::too_late,
    rejected::triage::nothing_chosen,
    requests::row::view,
    retries::{
        Retries,
        batch::view::{lost, shown},
    },
    sessions::session::shown_user,
    view::{BatchPart, BatchRowView, BatchRows, BatchView, ConnectionKind, RejectedSelection},
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
            return self.batch(id).await;
        }
        let known = self.connections.selected_connection()?;
        let mut subjects = self.rejected.selected_requests(&known, selection).await?;
        if subjects.is_empty() {
            return Err(nothing_chosen());
        }
        let title = self.rejected.common_cause(&subjects).await?;
        order::arrange(&mut subjects);
        let batch = batches::Batch {
            id: id.clone(),
            connection: known.id().to_owned(),
            identity: self.sessions.last_identity(known.id()).unwrap_or_default(),
            user: self.sessions.current_user(&known),
            state: BatchState::Planning,
            paused: None,
            created: self.core.now(),
            title,
            error: None,
        };
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
        self.core.wake.batches.notify_one();
        self.batch(id).await
    }

    /// Batches of the selected connection, the newest first.
    pub async fn batches(&self) -> Result<Vec<BatchView>, Problem> {
        let connection = self.connections.selected_connection()?.id().to_owned();
        let reading = self.begin_reading();
        self.core
            .read_journal(move |journal| {
                let batches = journal.batches(&connection)?;
                batches.into_iter().map(|batch| Ok(shown(&batch, &journal.batch_counts(&batch.id)?, reading))).collect()
            })
            .await
    }

    pub async fn batch(&self, id: String) -> Result<BatchView, Problem> {
        let reading = self.begin_reading();
        let batch = self
            .core
            .read_journal(move |journal| {
                let Some(batch) = journal.batch(&id)? else { return Ok(None) };
                Ok(Some(shown(&batch, &journal.batch_counts(&id)?, reading)))
            })
            .await?;
        batch.ok_or_else(|| too_late(false))
    }

    /// Number of a reading, taken before anything is read: everything written by then is in the reading.
    fn begin_reading(&self) -> u32 {
        self.batch_readings.fetch_add(1, AcqRel) + 1
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
                    let parent = cache.request(&of, &row.chosen.key)?;
                    let retry = row.submission.as_deref().map(|key| cache.request(&of, key)).transpose()?.flatten();
                    found.push((parent.unwrap_or_else(|| lost(&row.chosen)), retry, row));
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

    /// Starts a planned batch with its first rows. On a live connection the user must have typed the number of ready
    /// rows.
    pub async fn start_batch(self: &Arc<Self>, id: String, typed: Option<u32>) -> Result<BatchView, Problem> {
        self.core.active();
        self.apply_mappings(false).await?;
        let (known, identity) = self.may_send(&id).await?;
        let live = kind_of(&known.stored.kind) == ConnectionKind::Live;
        let (batch, now) = (id.clone(), self.core.now());
        self.core
            .journal(move |journal| {
                let ready = journal.batch_counts(&batch)?.ready;
                let planned = journal.batch(&batch)?.is_some_and(|batch| batch.state == BatchState::Planned);
                if live && planned && typed != Some(ready) {
                    let fault = FieldProblem::new("typed", "wrongCount").with("count", ready);
                    return Ok(Err(Problem::at_fields(vec![fault])));
                }
                let started = journal.change_batch(&batch, &[BatchState::Planned], now, |batch| {
                    batch.state = BatchState::Canary;
                    shown_user(&identity).clone_into(&mut batch.user);
                    batch.identity = identity;
                })?;
                Ok(started.ok_or_else(|| too_late(true)))
            })
            .await??;
        self.got_on(id).await
    }

    /// Pauses a batch. Requests on the wire stay there; rows that wait in the outbox are taken back.
    pub async fn pause_batch(&self, id: String) -> Result<BatchView, Problem> {
        self.change_state(id, ACTIVE_BATCH_STATES, BatchState::Paused).await
    }

    pub async fn stop_batch(&self, id: String) -> Result<BatchView, Problem> {
        const FROM_STATES: &[BatchState] =
            &[BatchState::Planning, BatchState::Planned, BatchState::Canary, BatchState::Running, BatchState::Paused];
        self.change_state(id, FROM_STATES, BatchState::Stopped).await
    }

    async fn change_state(
        &self,
        id: String,
        from: &'static [BatchState],
        state: BatchState,
    ) -> Result<BatchView, Problem> {
        self.core.active();
        let (batch, now) = (id.clone(), self.core.now());
        self.core
            .journal(move |journal| {
                let changed = journal.change_batch(&batch, from, now, |batch| {
                    batch.state = state;
                    batch.paused = (state == BatchState::Paused).then_some(PauseReason::ByHand);
                    batch.error = None;
                })?;
                changed.map_or_else(|| Ok(Err(too_late(journal.batch(&batch)?.is_some()))), |batch| Ok(Ok(batch)))
            })
            .await??;
        self.core.queue_changed();
        self.got_on(id).await
    }

    /// Resumes a batch where it was. Resuming after a failed canary means that the user has seen the reason of the
    /// failure.
    pub async fn resume_batch(self: &Arc<Self>, id: String) -> Result<BatchView, Problem> {
        self.core.active();
        self.apply_mappings(false).await?;
        let planning = {
            let id = id.clone();
            self.core.read_journal(move |journal| Ok(!journal.unplanned(&id, 1)?.is_empty())).await?
        };
        let identity = if planning { None } else { Some(self.may_send(&id).await?.1) };
        let of = id.clone();
        let canary = self.core.read_journal(move |journal| journal.canary(&of)).await?;
        let passed =
            canary.iter().all(|(_, sent)| sent.as_ref().is_some_and(|sent| sent.state == RequestState::Completed));
        self.memory.lock().batches_resumed.insert(id.clone());
        let (batch, now) = (id.clone(), self.core.now());
        self.core
            .journal(move |journal| {
                let begun = journal.batch_counts(&batch)?.sent;
                let changed = journal.change_batch(&batch, &[BatchState::Paused], now, |batch| {
                    let after_canary = batch.paused == Some(PauseReason::Canary);
                    batch.state = match () {
                        () if planning => BatchState::Planning,
                        () if passed || after_canary || begun as usize > canary.len() => BatchState::Running,
                        () => BatchState::Canary,
                    };
                    if let Some(identity) = identity {
                        shown_user(&identity).clone_into(&mut batch.user);
                        batch.identity = identity;
                    }
                    (batch.paused, batch.error) = (None, None);
                })?;
                changed.map_or_else(|| Ok(Err(too_late(journal.batch(&batch)?.is_some()))), |batch| Ok(Ok(batch)))
            })
            .await??;
        self.got_on(id).await
    }

    /// The connection and the identity that a batch would be sent with.
    async fn may_send(&self, id: &str) -> Result<(ResolvedConnection, Identity), Problem> {
        let of = id.to_owned();
        let batch = self.core.read_journal(move |journal| journal.batch(&of)).await?.ok_or_else(|| too_late(false))?;
        let known = self.connections.connection(&batch.connection)?;
        if batch.identity.tenant != known.tenant() {
            let made_for = batch.identity.tenant.to_string();
            return Err(Problem { detail: Some(made_for), ..Problem::new(ProblemCode::ConnectionMoved, "") });
        }
        let identity = self.sessions.identity(known.id());
        match identity {
            Some(identity) if self.sessions.can_send(known.id(), &identity) => Ok((known, Identity::clone(&identity))),
            _ => {
                self.sessions.session_ended(known.id());
                Err(Problem::new(ProblemCode::NotSignedIn, ""))
            }
        }
    }

    async fn got_on(&self, id: String) -> Result<BatchView, Problem> {
        self.core.wake.batches.notify_one();
        self.batch(id).await
    }
}
