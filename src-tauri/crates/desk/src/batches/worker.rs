//! The worker of the batches: moves rows into the outbox as others end, and pauses a batch that goes wrong.
//!
//! It sends nothing itself: its rows take the path of every write. It reads endings from the journal, and is woken when
//! a commit ends a row.

use std::{
    collections::{HashMap, HashSet},
    time::{Duration, Instant},
};

use serde_json::Value;
use store::{
    journal::{
        OutboxRow,
        batches::{
            self, ACTIVE_BATCH_STATES, BatchRow, BatchState, Ended, LeftOut, OriginRecord, PauseReason, RowOrigin,
            Taken,
        },
        retries::Retry,
    },
    request_state::RequestState,
};

use crate::{
    batches::{
        Batches, missing_fields,
        pace::{Ahead, Meter, Room},
    },
    error::problem::Problem,
    outbox::Schedule,
    time::{is_past, wall_clock},
    view::{BatchKind, BatchView, FormDraft},
};

/// Number of consecutive endings for the same reason that pauses a batch.
const PAUSE_AFTER_EQUAL_ENDINGS: usize = 5;
/// Gathering time: endings that come together are reported together.
const COALESCE_DELAY: Duration = Duration::from_millis(50);
/// Gathering time while rows leave: before it is over, the outbox must not be empty.
const REFILL_DELAY: Duration = Duration::from_millis(5);
/// Delay after the journal failed, in milliseconds.
const RETRY_DELAY_MS: i64 = 5_000;

/// The worker's memory of a batch at work.
struct Course {
    /// The last change of a row that was read.
    seen: i64,
    ended: HashSet<String>,
    /// The reason of the latest failures, while it stays the same.
    why: Option<PauseCause>,
    count: usize,
    words: Option<String>,
    meter: Meter,
    ahead: Ahead,
    /// The batch as it was last emitted, without the number of its reading.
    told: Option<BatchView>,
    /// Time before which it is not counted again: counting a large batch takes a while.
    told_until: Option<Instant>,
}

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
struct Round {
    /// There is more to do at once.
    more: bool,
    /// Rows of the batch are in the outbox, and others are to follow them.
    leaving: bool,
    /// Time of the next round, unless something happens before.
    next: i64,
}

impl Round {
    const WAITS: Self = Self { more: false, leaving: false, next: i64::MAX };

    fn goes_on(more: bool) -> Self {
        Self { more, ..Self::WAITS }
    }

    fn and(self, other: Self) -> Self {
        Self { more: self.more || other.more, leaving: self.leaving || other.leaving, next: self.next.min(other.next) }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum PauseCause {
    Rejected(String),
    /// The server made no request of the row, or the outcome is unknown.
    NotAccepted,
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

    /// Begins to follow a batch. Earlier endings do not count: a user has seen them before resuming a batch.
    async fn begin_course(&self, batch: &batches::Batch) -> Result<Course, Problem> {
        let id = batch.id.clone();
        let ended = self.core.read_journal(move |journal| journal.ended_in(&id, 0)).await?;
        Ok(Course {
            seen: ended.last().map_or(0, |last| last.change),
            ended: ended.into_iter().map(|ended| ended.key).collect(),
            why: None,
            count: 0,
            words: None,
            meter: Meter::default(),
            ahead: Ahead::default(),
            told: None,
            told_until: None,
        })
    }

    /// Emits the batch if it changed. Counting takes a twentieth of the time, at most.
    async fn tell(&self, id: &str, course: &mut Course) -> Result<Round, Problem> {
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
        if course.count >= PAUSE_AFTER_EQUAL_ENDINGS {
            let words = course.words.clone();
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

    /// Counts consecutive endings of the same kind, in the order in which they came.
    async fn follow(&self, batch: &batches::Batch, course: &mut Course, ended: Vec<Ended>) -> Result<(), Problem> {
        let rejected = ended.iter().filter(|ended| ended.state == RequestState::Rejected);
        let (connection, keys) =
            (batch.connection.clone(), rejected.map(|ended| ended.key.clone()).collect::<Vec<_>>());
        let subjects = if keys.is_empty() {
            Vec::new()
        } else {
            self.core.cache(move |cache| cache.subjects(&connection, &keys)).await?
        };
        for row in ended {
            course.seen = row.change;
            // A row of unknown outcome may still end otherwise; its lost answer counts once.
            let first = course.ended.insert(row.key.clone());
            let why = match row.state {
                RequestState::Completed => None,
                RequestState::Rejected => {
                    let subject = subjects.iter().find(|subject| subject.key == row.key);
                    Some(PauseCause::Rejected(
                        subject.map_or_else(|| words(&row), |subject| subject.fingerprint.clone()),
                    ))
                }
                RequestState::Cancelled => continue,
                _ if !first => continue,
                _ => Some(PauseCause::NotAccepted),
            };
            let again = why.is_some() && why == course.why;
            course.count = if again { course.count + 1 } else { usize::from(why.is_some()) };
            course.words = why.is_some().then(|| words(&row));
            course.why = why;
        }
        Ok(())
    }

    /// Moves rows into the outbox. If rows were left out, another round is worthwhile at once.
    async fn take(&self, batch: &batches::Batch, rows: Vec<BatchRow>) -> Result<Round, Problem> {
        let known = self.connections.connection(&batch.connection)?;
        let (now, wall) = (self.core.now(), wall_clock(self.core.clock.now(), known.zone()));
        let at_once = Schedule { state: RequestState::Queued, held_until: None, not_before: None };
        let mut taken = Vec::with_capacity(rows.len());
        for row in rows {
            let draft = row.form.and_then(|form| serde_json::from_value::<FormDraft>(form).ok());
            let made = draft.map(|draft| self.outbox.new_row(&known, &without_past_dates(draft, wall), at_once, now));
            let of = match row.origin {
                RowOrigin::Rejected(chosen) => OriginRecord::Retry(Retry {
                    request: chosen.request,
                    rejected_at: chosen.rejected_at,
                    fingerprint: chosen.fingerprint,
                    changed: false,
                    batch: Some(batch.id.clone()),
                }),
                RowOrigin::Sheet(of) => OriginRecord::Sheet(of),
            };
            match made {
                Some(Ok((new, _))) => {
                    self.outbox.memory.lock().of_batches.insert(new.key.clone());
                    taken.push((row.place, Ok((new, of))));
                }
                Some(Err(problem)) if problem.is_about_session() => {
                    return self.pause(batch, PauseReason::Session, None).await;
                }
                Some(Err(problem)) => taken.push((row.place, Err(faults(batch.kind, &problem)))),
                None => taken.push((row.place, Err(None))),
            }
        }
        let id = batch.id.clone();
        let left_out = self
            .core
            .journal(move |journal| {
                let mut left_out = false;
                for (place, row) in taken {
                    match row {
                        Ok((new, of)) => {
                            left_out |= journal.take_row(&id, place, new, &of)? == Taken::LeftOut;
                        }
                        Err(missing) => {
                            journal.leave_out(&id, place, LeftOut::Missing, missing.as_ref())?;
                            left_out = true;
                        }
                    }
                }
                Ok(left_out)
            })
            .await?;
        self.core.queue_changed();
        Ok(Round { leaving: true, ..Round::goes_on(left_out) })
    }

    async fn pause(&self, batch: &batches::Batch, why: PauseReason, error: Option<String>) -> Result<Round, Problem> {
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

/// The faults of a form, as rows of that kind store them.
fn faults(kind: BatchKind, problem: &Problem) -> Option<Value> {
    match kind {
        BatchKind::Retries => serde_json::to_value(missing_fields(problem)).ok(),
        BatchKind::Sheet => serde_json::to_value(&problem.fields).ok(),
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

fn words(row: &Ended) -> String {
    row.error_text.clone().or_else(|| row.error_code.clone()).unwrap_or_default()
}

/// Removes dates that have passed: the request then takes effect at once.
fn without_past_dates(mut draft: FormDraft, now: chrono::NaiveDateTime) -> FormDraft {
    for field in crmcom::catalogue::find(&draft.operation).map_or(&[][..], |operation| operation.fields) {
        if matches!(field.kind, crmcom::catalogue::Kind::DateTime)
            && draft.values.get(field.name).is_some_and(|at| is_past(at, now))
        {
            draft.values.remove(field.name);
        }
    }
    draft
}
