//! The sender: takes rows from the scheduler in order and hands each to the wire.
//!
//! A row is durable as *Sending* before its request leaves. Rows are made ready ahead of the wire, as many as leave
//! during a few commits, so that no slot waits for the disk; rows that were made ready and did not leave go back into
//! the queue.

pub(crate) mod pipeline;

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use crmcom::catalogue;
use store::{
    identity::Identity,
    journal::{OutboxRow, QueueEntry, Steps, Transaction, timeline::StepKind},
    request_state::RequestState,
};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

pub(crate) use crate::outbox::sender::pipeline::InFlight;
use crate::outbox::sender::pipeline::{SendPipeline, SenderEvent, Slots};

use crate::{
    error::problem::{Outcome, Problem, ProblemCode},
    outbox::{
        Outbox,
        outcome::{Failure, end},
        transmit::Posted,
    },
};

/// Pause after a failure of the journal, in milliseconds.
const RETRY_DELAY_MS: i64 = 5_000;

const HOUR_MS: i64 = 3_600_000;

/// Holds that end at the same time are written down in commits of at most this many rows.
const CHUNK_ROWS: usize = 200;

const MAX_IN_FLIGHT: u64 = 16;
const DEFAULT_IN_FLIGHT: u64 = 4;

impl Outbox {
    /// Runs until the desk is shut down; then waits for the requests on the wire to end.
    pub(crate) async fn send_rows(self: &Arc<Self>) {
        let (told, mut news) = unbounded_channel();
        let mut wire = SendPipeline::new(told);
        let mut stop = self.core.stop.subscribe();
        while !*self.core.stop.borrow() {
            let next = self.send_round(&mut wire).await.unwrap_or_else(|problem| {
                tracing::error!(%problem, "nothing is sent");
                Some(self.core.now() + RETRY_DELAY_MS)
            });
            tokio::select! {
                first = news.recv() => drain_events(&mut wire, first, &mut news),
                () = self.core.sleep_until(&self.core.wake.sender, next.unwrap_or(i64::MAX)) => {}
                _ = stop.changed() => {}
            }
        }
        let SendPipeline { slots, told, .. } = wire;
        drop(told);
        let ready = std::mem::take(&mut slots.lock().ready);
        self.give_back(ready.into()).await;
        while let Some(news) = news.recv().await {
            if let SenderEvent::Ready { rows, .. } = news {
                self.give_back(rows).await;
            }
        }
    }

    /// Runs one round and returns the next time at which something changes by time alone.
    async fn send_round(self: &Arc<Self>, wire: &mut SendPipeline) -> Result<Option<i64>, Problem> {
        self.end_lost_pins().await?;
        if self.core.memory.lock().journal_failed.is_some() {
            // The journal may work again: then sending goes on without the user's help.
            self.core.journal(try_writing).await?;
        }
        wire.slots.lock().slots = self.max_in_flight();
        while self.launch(&wire.slots, &wire.told) {}
        let now = self.core.now();
        let (holds_over, picked, next) = {
            let mut scheduler = self.core.scheduler.lock();
            scheduler.advance(now);
            let picked =
                scheduler.take_ready(wire.room(), |connection, identity| self.sessions.can_send(connection, identity));
            if scheduler.any_unchecked() {
                self.core.wake.field.notify_one();
            }
            (scheduler.ended_holds(CHUNK_ROWS), picked, scheduler.next_change())
        };
        let mut by_session = BTreeMap::<(String, Arc<Identity>), Vec<QueueEntry>>::new();
        for row in picked {
            by_session.entry((row.connection.clone(), Arc::clone(&row.identity))).or_default().push(row);
        }
        for ((connection, identity), rows) in by_session {
            wire.getting_ready += rows.len();
            let (this, told) = (Arc::clone(self), wire.told.clone());
            tokio::spawn(async move {
                let (asked, started) = (rows.len(), Instant::now());
                let rows = this.make_ready(&connection, &identity, rows).await;
                // The sender ends after its tasks.
                let _ = told.send(SenderEvent::Ready { asked, rows, took: started.elapsed() });
            });
        }
        if !holds_over.is_empty() {
            self.end_holds(holds_over).await?;
        }
        Ok(next)
    }

    /// Fills a free slot with the next ready row, and again after each answer until there is none. False: no row took a
    /// slot.
    fn launch(self: &Arc<Self>, slots: &Arc<Slots>, told: &UnboundedSender<SenderEvent>) -> bool {
        let Some(first) = self.next_leaving(slots, told) else { return false };
        let (this, slots, told) = (Arc::clone(self), Arc::clone(slots), told.clone());
        tokio::spawn(async move {
            let mut next = Some(first);
            while let Some(leaving) = next.take() {
                let started = Instant::now();
                let posted = this.transmit(leaving).await;
                let took = started.elapsed();
                if posted.was_accepted() {
                    slots.lock().answered(took);
                    next = this.next_leaving(&slots, &told);
                    // The next request leaves before the ending of this one is written down.
                    let (this, told) = (Arc::clone(&this), told.clone());
                    tokio::spawn(async move {
                        // So do the next requests of other slots that were answered together with this one.
                        tokio::task::yield_now().await;
                        let _ = told.send(SenderEvent::Answered);
                        this.end_posted(posted).await;
                        // The sender ends after the tasks that write endings.
                        drop(told);
                    });
                } else {
                    // The failure may concern the next row too.
                    this.end_posted(posted).await;
                    slots.lock().answered(took);
                    next = this.next_leaving(&slots, &told);
                    let _ = told.send(SenderEvent::Answered);
                }
            }
        });
        true
    }

    async fn end_posted(self: &Arc<Self>, posted: Posted) {
        let key = posted.row.key.clone();
        self.record_post(posted).await;
        self.release(&[key]);
    }

    fn next_leaving(self: &Arc<Self>, slots: &Slots, told: &UnboundedSender<SenderEvent>) -> Option<InFlight> {
        if *self.core.stop.borrow() {
            return None;
        }
        let mut stay = Vec::new();
        let next = {
            let scheduler = self.core.scheduler.lock();
            slots.lock().next(|row| scheduler.must_stay(&row.key, &row.connection, row.has_pin), &mut stay)
        };
        if !stay.is_empty() {
            let (this, told) = (Arc::clone(self), told.clone());
            tokio::spawn(async move {
                this.give_back(stay).await;
                drop(told);
            });
        }
        next
    }

    /// Ends rows with a PIN that has outlived its day, because their requests are no longer wanted, and those behind a row
    /// that waits for the network, because a PIN does not wait for it.
    async fn end_lost_pins(&self) -> Result<(), Problem> {
        let now = self.core.now();
        let pins: Vec<(String, bool)> = {
            let state = self.memory.lock();
            state.pins.iter().map(|(key, (_, since))| (key.clone(), outlived(*since, now))).collect()
        };
        let lost: Vec<String> = {
            let scheduler = self.core.scheduler.lock();
            pins.into_iter().filter(|(key, old)| *old || scheduler.is_behind_outage(key)).map(|(key, _)| key).collect()
        };
        for key in lost {
            // A row on the wire ends by itself.
            const FROM_STATES: &[RequestState] = &[RequestState::Held, RequestState::Queued, RequestState::NotSent];
            let problem = Problem::new(ProblemCode::PinNotKept, "").ended(Outcome::NotSent);
            let ended = self.record_failure(&key, FROM_STATES, Failure::NotSent { next_try: None }, problem).await?;
            if ended {
                self.forget_pin(&key);
            }
        }
        Ok(())
    }

    async fn end_holds(&self, keys: Vec<String>) -> Result<(), Problem> {
        let now = self.core.now();
        self.core
            .change_rows(move |journal| {
                for key in &keys {
                    journal.change(key, &[RequestState::Held], now, |row| {
                        row.state = RequestState::Queued;
                        row.held_until = None;
                        vec![(StepKind::Queued, None)]
                    })?;
                }
                Ok(())
            })
            .await?;
        self.core.events.requests();
        Ok(())
    }

    /// Makes rows durable as *Sending* and returns those that may leave. Rows that were taken back meanwhile are left
    /// out; if the journal or the way to the server fails, all rows are, and nothing leaves.
    async fn make_ready(&self, connection: &str, identity: &Arc<Identity>, rows: Vec<QueueEntry>) -> Vec<InFlight> {
        let keys: Vec<String> = rows.iter().map(|row| row.key.clone()).collect();
        let begun = match self.sessions.client_and_token(connection, identity).await {
            Ok((client, token)) => self.begin(&keys, identity).await.map(|rows| {
                let leaving = |row| InFlight { row, token: token.clone(), client: client.clone() };
                rows.into_iter().map(leaving).collect::<Vec<_>>()
            }),
            Err(problem) => {
                self.no_way(&rows, &problem).await;
                Err(problem)
            }
        };
        let begun = begun.unwrap_or_default();
        let stay: Vec<String> =
            keys.into_iter().filter(|key| !begun.iter().any(|leaving| leaving.row.key == *key)).collect();
        self.release(&stay);
        self.core.events.requests();
        begun
    }

    /// Handles a token that cannot be had now. If the session is over, the rows just wait. Otherwise rows with a PIN
    /// end, and one of the others records the failure while the rest wait behind it.
    async fn no_way(&self, rows: &[QueueEntry], problem: &Problem) {
        if problem.is_about_session() {
            return;
        }
        let first = rows.iter().find(|row| !row.has_pin);
        for row in rows.iter().filter(|row| row.has_pin).chain(first) {
            self.not_sent(&row.key, &row.connection, row.has_pin, false, problem.clone()).await;
        }
    }

    /// Commits rows as *Sending* and returns them as committed: this content is posted. A row that was changed since it
    /// was picked, so that it leaves later, as another identity or not at all, stays in the queue.
    async fn begin(&self, keys: &[String], identity: &Arc<Identity>) -> Result<Vec<OutboxRow>, Problem> {
        if *self.core.stop.borrow() {
            return Ok(Vec::new());
        }
        let with_pin: Vec<bool> = {
            let state = self.memory.lock();
            keys.iter().map(|key| state.pins.contains_key(key)).collect()
        };
        let (keys, now, identity) = (keys.to_vec(), self.core.now(), Arc::clone(identity));
        // Taken before anything leaves: requests that servers report from now on were not known before.
        let mark = self.core.cache.mark();
        let rows = self
            .core
            .change_rows(move |journal| {
                let mut rows = Vec::with_capacity(keys.len());
                for (key, with_pin) in keys.iter().zip(with_pin) {
                    let may_leave = |row: &OutboxRow| may_leave(row, &identity, now);
                    rows.extend(journal.change_if(
                        key,
                        &[RequestState::Queued, RequestState::NotSent],
                        now,
                        may_leave,
                        |row| {
                            row.set_mirror_mark(mark);
                            begin(row, with_pin, now)
                        },
                    )?);
                }
                Ok(rows)
            })
            .await?;
        let (begun, over): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.state == RequestState::Sending);
        for row in over {
            self.announce(row);
        }
        Ok(begun)
    }

    /// Puts rows that were made ready and did not leave back into the queue.
    async fn give_back(&self, rows: Vec<InFlight>) {
        let keys: Vec<String> = rows.into_iter().map(|leaving| leaving.row.key).collect();
        if keys.is_empty() {
            return;
        }
        self.retry_until_written(|| {
            let (keys, now) = (keys.clone(), self.core.now());
            self.core.change_rows(move |journal| {
                for key in &keys {
                    journal.change(key, &[RequestState::Sending], now, |row| {
                        row.state = RequestState::Queued;
                        row.waits_since = Some(now);
                        row.sent = None;
                        vec![(StepKind::Queued, None)]
                    })?;
                }
                Ok(())
            })
        })
        .await;
        self.release(&keys);
        self.core.events.requests();
    }

    fn release(&self, keys: &[String]) {
        let mut scheduler = self.core.scheduler.lock();
        for key in keys {
            scheduler.release(key);
        }
        if scheduler.nothing_claimed() {
            // The reading of lists waits until no row is leaving.
            self.core.wake.sync.notify_one();
        }
        drop(scheduler);
        self.core.wake.sender.notify_one();
    }

    /// Requests on the wire at a time, over all connections: 1 to 16.
    pub(crate) fn max_in_flight(&self) -> usize {
        let saved = self.core.settings.lock().get().preferences.get("maxInFlight").and_then(serde_json::Value::as_u64);
        usize::try_from(saved.unwrap_or(DEFAULT_IN_FLIGHT).clamp(1, MAX_IN_FLIGHT)).unwrap_or(1)
    }

    /// Repeats the write of an ending until the journal takes it or the desk shuts down: only this process knows the
    /// ending.
    pub(crate) async fn retry_until_written<T, F: Future<Output = Result<T, Problem>>>(&self, write: impl Fn() -> F) {
        while let Err(problem) = write().await {
            tracing::error!(%problem, "an ending cannot be written down yet");
            if *self.core.stop.borrow() {
                return;
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}

/// Whether a PIN has outlived the local day on which it was typed. A PIN that was typed just before midnight has an
/// hour.
fn outlived(since: i64, now: i64) -> bool {
    let day =
        |at: i64| chrono::DateTime::from_timestamp_millis(at).map(|at| at.with_timezone(&chrono::Local).date_naive());
    now - since >= HOUR_MS && day(since) != day(now)
}

fn drain_events(wire: &mut SendPipeline, first: Option<SenderEvent>, news: &mut UnboundedReceiver<SenderEvent>) {
    if let Some(first) = first {
        wire.on_event(first);
    }
    while let Ok(more) = news.try_recv() {
        wire.on_event(more);
    }
}

fn try_writing(journal: &Transaction<'_>) -> Result<(), store::Error> {
    journal.try_writing()
}

/// Whether the row may still leave now, as that identity.
fn may_leave(row: &OutboxRow, identity: &Identity, now: i64) -> bool {
    let waits = row.not_before.is_some_and(|at| at > now);
    let unchecked = !row.has_pin && row.check_at.is_some_and(|at| at <= now);
    *row.identity == *identity && !row.undecided && row.in_sequence.is_none() && !waits && !unchecked
}

/// Makes a row *Sending*. The row ends as *Not sent* if its operation is unknown or its PIN is gone.
fn begin(row: &mut OutboxRow, with_pin: bool, now: i64) -> Steps {
    let problem = match catalogue::find(&row.operation) {
        Some(_) if !row.has_pin || with_pin => {
            row.state = RequestState::Sending;
            row.next_try = None;
            row.sent = Some(now);
            return vec![(StepKind::Sending, None)];
        }
        Some(_) => Problem::new(ProblemCode::PinNotKept, ""),
        None => Problem::new(ProblemCode::Internal, format!("no operation {}", row.operation)),
    };
    end(row, Failure::NotSent { next_try: None }, &problem.ended(Outcome::NotSent), now)
}
