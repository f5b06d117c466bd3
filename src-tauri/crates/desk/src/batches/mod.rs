//! Batches: requests that are started together, from rejected requests or from a sheet. Their start, pause and end; the
//! worker that advances them: three first, the rest at the pace that the user set, and a pause after equal failures.
//!
//! A batch sends nothing itself: its rows take the path of every write ([`outbox`](crate::outbox)). Not here: which rows a
//! batch has, and how they are planned ([`retries`](crate::retries), [`bulk`](crate::bulk)).

mod course;
mod pace;
mod shown;
mod taking;
mod telling;
pub(crate) mod view;
mod worker;

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::AcqRel},
    },
};

use store::{
    identity::Identity,
    journal::batches::{self, ACTIVE_BATCH_STATES, BatchKind, BatchState, Pace, PauseReason},
    request_state::RequestState,
};

use crate::{
    batches::shown::shown,
    connections::{
        Connections,
        registry::{ResolvedConnection, kind_of},
    },
    core::{guarded::Guarded, state::Core},
    error::problem::{FieldProblem, Problem, ProblemCode},
    outbox::{Outbox, submit::too_late},
    sessions::{Sessions, session::shown_user},
    view::{BatchView, ConnectionKind, MissingField, MissingWhy},
};

pub struct Batches {
    core: Arc<Core>,
    connections: Arc<Connections>,
    sessions: Arc<Sessions>,
    outbox: Arc<Outbox>,
    /// Counter of the readings of batches that were handed to the window.
    readings: AtomicU32,
    memory: Guarded<BatchesMemory>,
}

#[derive(Default)]
struct BatchesMemory {
    /// Batches that the user resumed: earlier endings do not count against them.
    resumed: HashSet<String>,
}

impl Batches {
    pub(crate) fn new(
        core: Arc<Core>,
        connections: Arc<Connections>,
        sessions: Arc<Sessions>,
        outbox: Arc<Outbox>,
    ) -> Arc<Self> {
        Arc::new(Self {
            core,
            connections,
            sessions,
            outbox,
            readings: AtomicU32::default(),
            memory: Guarded::default(),
        })
    }

    /// A batch that is planned for the present user of a connection.
    pub(crate) fn new_batch(
        &self,
        known: &ResolvedConnection,
        id: String,
        kind: BatchKind,
        title: Option<String>,
    ) -> batches::Batch {
        batches::Batch {
            id,
            kind,
            connection: known.id().to_owned(),
            identity: self.sessions.last_identity(known.id()).unwrap_or_default(),
            user: self.sessions.current_user(known),
            state: BatchState::Planning,
            paused: None,
            created: self.core.now(),
            title,
            error: None,
            pace: Pace::default(),
        }
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
        self.found(id).await?.ok_or_else(|| too_late(false))
    }

    pub(crate) async fn found(&self, id: String) -> Result<Option<BatchView>, Problem> {
        let reading = self.begin_reading();
        self.core
            .read_journal(move |journal| {
                let Some(batch) = journal.batch(&id)? else { return Ok(None) };
                Ok(Some(shown(&batch, &journal.batch_counts(&id)?, reading)))
            })
            .await
    }

    /// Number of a reading, taken before anything is read: everything written by then is in the reading.
    fn begin_reading(&self) -> u32 {
        self.readings.fetch_add(1, AcqRel) + 1
    }

    /// Starts a planned batch with its first rows. On a live connection the user must have typed the number of ready
    /// rows.
    pub(crate) async fn start(&self, id: String, typed: Option<u32>, pace: Pace) -> Result<BatchView, Problem> {
        self.core.active();
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
                    batch.pace = pace;
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
                if changed.is_some() {
                    return Ok(Ok(()));
                }
                // It may have paused or ended by itself just before.
                Ok(match journal.batch(&batch)? {
                    Some(found) if found.state == state || found.state == BatchState::Done => Ok(()),
                    found => Err(too_late(found.is_some())),
                })
            })
            .await??;
        self.core.queue_changed();
        self.got_on(id).await
    }

    /// Resumes a batch where it was, at a new pace if there is one. Resuming after a failed canary means that the user
    /// has seen the reason of the failure.
    pub(crate) async fn resume(&self, id: String, pace: Option<Pace>) -> Result<BatchView, Problem> {
        self.core.active();
        let planning = {
            let id = id.clone();
            self.core.read_journal(move |journal| Ok(!journal.unplanned(&id, 1)?.is_empty())).await?
        };
        let identity = if planning { None } else { Some(self.may_send(&id).await?.1) };
        let of = id.clone();
        let canary = self.core.read_journal(move |journal| journal.canary(&of)).await?;
        let passed =
            canary.iter().all(|(_, sent)| sent.as_ref().is_some_and(|sent| sent.state == RequestState::Completed));
        self.memory.lock().resumed.insert(id.clone());
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
                    batch.pace = pace.unwrap_or(batch.pace);
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
        self.core.wake.planner.notify_one();
        self.batch(id).await
    }
}

/// Inputs with values that the form would refuse as the server returned them.
pub(crate) fn missing_fields(problem: &Problem) -> Vec<MissingField> {
    let fields = problem.fields.iter();
    fields.map(|field| MissingField { field: field.field.clone(), why: MissingWhy::NotTold, of: None }).collect()
}
