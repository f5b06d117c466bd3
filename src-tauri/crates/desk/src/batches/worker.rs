//! The worker of the batches: moves rows into the outbox as others end, and pauses a batch that goes wrong.
//!
//! It sends nothing itself: its rows take the path of every write. It reads endings from the journal, and is woken when
//! a commit ends a row.

use std::{collections::HashMap, time::Duration};

use store::{
    journal::{
        OutboxRow,
        batches::{self, ACTIVE_BATCH_STATES, BatchRow, BatchState, Ended, PauseReason},
    },
    request_state::RequestState,
};

use crate::{
    batches::{
        Batches,
        course::Course,
        pace::{Ahead, Room},
    },
    error::problem::Problem,
    time::wall_clock,
};

/// Gathering time: endings that come together are reported together.
pub(super) const COALESCE_DELAY: Duration = Duration::from_millis(50);
/// Gathering time while rows leave: before it is over, the outbox must not be empty.
const REFILL_DELAY: Duration = Duration::from_millis(5);
/// Delay after the journal failed, in milliseconds.
const RETRY_DELAY_MS: i64 = 5_000;

/// What a round reads of the journal.
struct RowsRead {
    awaited: u32,
    queued: u32,
    /// Rows for which there is room, and whether there is any row at all.
    ready: Vec<BatchRow>,
    any_ready: bool,
    ended: Vec<Ended>,
    ahead: Ahead,
}

/// Result of a round.
#[derive(Clone, Copy)]
pub(crate) struct Round {
    /// There is more to do at once.
    pub(super) more: bool,
    /// Rows of the batch are in the outbox, and others are to follow them.
    pub(super) leaving: bool,
    /// Time of the next round, unless something happens before.
    pub(super) next: i64,
}

impl Round {
    pub(super) const WAITS: Self = Self { more: false, leaving: false, next: i64::MAX };

    pub(super) fn goes_on(more: bool) -> Self {
        Self { more, ..Self::WAITS }
    }

    fn and(self, other: Self) -> Self {
        Self { more: self.more || other.more, leaving: self.leaving || other.leaving, next: self.next.min(other.next) }
    }
}

impl Batches {
    /// Runs until the desk is shut down.
    pub(crate) async fn run_batches(&self) {
        let mut courses = HashMap::<String, Course>::new();
        while !*self.core.stop.borrow() {
            let more = self.batch_round(&mut courses).await;
            let (delay, next) = match more {
                Ok(round) if round.more => continue,
                Ok(round) => (if round.leaving { REFILL_DELAY } else { COALESCE_DELAY }, round.next),
                Err(problem) => {
                    tracing::error!(%problem, "batches do not go on");
                    (COALESCE_DELAY, self.core.now() + RETRY_DELAY_MS)
                }
            };
            tokio::time::sleep(delay).await;
            self.core.sleep_until(&self.core.wake.batches, next).await;
        }
    }

    /// Advances every batch once.
    async fn batch_round(&self, courses: &mut HashMap<String, Course>) -> Result<Round, Problem> {
        let anew = std::mem::take(&mut self.memory.lock().resumed);
        let (mut batches, followed) =
            self.core.read_journal(|journal| Ok((journal.batches_at_work()?, journal.batches_followed()?))).await?;
        batches.retain(|batch| batch.state != BatchState::Planning);
        // Their rows still end, and the window counts them.
        batches.extend(followed);
        let over: Vec<String> =
            courses.keys().filter(|id| batches.iter().all(|batch| batch.id != **id)).cloned().collect();
        for id in over {
            courses.remove(&id);
            self.emit(id).await?;
        }
        courses.retain(|id, _| !anew.contains(id));
        let mut round = Round::WAITS;
        for batch in batches {
            let course = match courses.remove(&batch.id) {
                Some(course) => course,
                None => self.begin_course(&batch).await?,
            };
            let course = courses.entry(batch.id.clone()).or_insert(course);
            if !matches!(batch.state, BatchState::Paused | BatchState::Stopped) {
                round = round.and(self.advance(&batch, course).await?);
            }
            round = round.and(self.tell(&batch.id, course).await?);
        }
        Ok(round)
    }

    async fn advance(&self, batch: &batches::Batch, course: &mut Course) -> Result<Round, Problem> {
        if !self.sessions.can_send(&batch.connection, &batch.identity) {
            return self.pause(batch, PauseReason::Session, None).await;
        }
        let room = self.room(batch, course)?;
        let (id, most_open, seen, ahead) = (batch.id.clone(), batch.pace.most_open, course.seen, course.ahead);
        let read = self
            .core
            .read_journal(move |journal| {
                let (awaited, queued) = (journal.awaited_in(&id)?, journal.queued_in(&id)?);
                let mut ahead = ahead.at(queued);
                let space = ahead.most.saturating_sub(queued);
                let most = space.min(room.rows).min(most_open.saturating_sub(awaited));
                let mut ready = journal.ready_rows(&id, most.max(1))?;
                let any_ready = !ready.is_empty();
                ready.truncate(most as usize);
                ahead.full = ready.len() == space as usize;
                // Last, so that these include every row that is not awaited any more. Otherwise a row that ended meanwhile
                // would make room for others, or be the last one, without having been counted.
                Ok(RowsRead { awaited, queued, ready, any_ready, ended: journal.ended_in(&id, seen)?, ahead })
            })
            .await?;
        let RowsRead { awaited, queued, ready, any_ready, ended, ahead } = read;
        course.ahead = ahead;
        self.follow(batch, course, ended).await?;
        if batch.state == BatchState::Canary {
            return self.canary(batch).await;
        }
        if course.ends_equally() {
            let words = course.words().map(str::to_owned);
            return self.pause(batch, PauseReason::EqualErrors, words).await;
        }
        if !ready.is_empty() {
            course.meter.take(batch.pace, u32::try_from(ready.len()).unwrap_or(u32::MAX), self.core.now());
            let left_out = self.take(batch, ready).await?;
            return Ok(left_out.and(Round { next: room.next, ..Round::WAITS }));
        }
        if any_ready {
            return Ok(Round { leaving: queued > 0, next: room.next, ..Round::WAITS });
        }
        if awaited == 0 {
            self.set(batch, BatchState::Done).await?;
        }
        Ok(Round::WAITS)
    }

    /// The room that the pace of a batch leaves.
    fn room(&self, batch: &batches::Batch, course: &Course) -> Result<Room, Problem> {
        let known = self.connections.connection(&batch.connection)?;
        let wall = wall_clock(self.core.clock.now(), known.zone());
        Ok(course.meter.room(batch.pace, self.core.now(), wall))
    }

    /// Sends the first rows alone. Only if all of them are completed do the others follow.
    async fn canary(&self, batch: &batches::Batch) -> Result<Round, Problem> {
        let id = batch.id.clone();
        let rows = self.core.read_journal(move |journal| journal.canary(&id)).await?;
        let mut left = Vec::new();
        let mut open = false;
        for (row, sent) in rows {
            match sent {
                None => left.push(row),
                Some(sent) if sent.state == RequestState::Completed => {}
                Some(sent) if is_awaited(&sent) => open = true,
                Some(sent) => return self.pause(batch, PauseReason::Canary, words_of(&sent)).await,
            }
        }
        if !left.is_empty() {
            return self.take(batch, left).await;
        }
        if !open {
            self.set(batch, BatchState::Running).await?;
        }
        Ok(Round::goes_on(!open))
    }

    pub(super) async fn pause(
        &self,
        batch: &batches::Batch,
        why: PauseReason,
        error: Option<String>,
    ) -> Result<Round, Problem> {
        tracing::info!(batch = batch.id, ?why, "a batch stands still");
        let (id, now) = (batch.id.clone(), self.core.now());
        self.core
            .journal(move |journal| {
                journal.change_batch(&id, ACTIVE_BATCH_STATES, now, |batch| {
                    batch.state = BatchState::Paused;
                    batch.paused = Some(why);
                    batch.error = error;
                })
            })
            .await?;
        self.core.queue_changed();
        Ok(Round::WAITS)
    }

    async fn set(&self, batch: &batches::Batch, state: BatchState) -> Result<(), Problem> {
        let (id, from, now) = (batch.id.clone(), batch.state, self.core.now());
        self.core.journal(move |journal| journal.change_batch(&id, &[from], now, |batch| batch.state = state)).await?;
        Ok(())
    }
}

/// Whether the row will get an outcome without the user.
fn is_awaited(row: &OutboxRow) -> bool {
    match row.state {
        RequestState::Held | RequestState::Queued | RequestState::Sending => true,
        RequestState::Pending | RequestState::Other => !row.unwatched,
        RequestState::NotSent => row.next_try.is_some(),
        _ => false,
    }
}

fn words_of(row: &OutboxRow) -> Option<String> {
    row.error_text.clone().or_else(|| row.error_code.clone())
}
