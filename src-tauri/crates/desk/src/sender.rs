//! The sender: takes rows out of the line-up in order and hands each to the wire.
//!
//! A row is durable as *Sending* before the request leaves. Rows are made ready some ahead of the wire, as many as
//! leave during one commit, so that no slot waits for the disk; what was made ready and did not leave goes back.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
    time::{Duration, Instant},
};

use crmcom::{Client, Token, catalogue};
use store::{Identity, State, StepKind, Submission, Waiting, Writing};
use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::JoinSet,
};

use crate::{
    Desk, outbox,
    problem::{Outcome, Problem, ProblemCode},
    settle::{Ending, end},
};

/// After a failure of the journal.
const AGAIN: i64 = 5_000;

/// Rows made ready beyond the slots. A crash leaves them *Unknown* although they had not left, so they are few; only a
/// server that answers faster than the disk needs more than one or two.
const MOST_AHEAD: usize = 32;

const HOUR: i64 = 3_600_000;

/// Holds that end together are written down in pieces.
const PIECE: usize = 200;

const MOST_IN_FLIGHT: u64 = 16;
const USUAL_IN_FLIGHT: u64 = 4;

/// A row that is durable as *Sending*, and the way that it leaves by.
pub(crate) struct Leaving {
    pub(crate) row: Submission,
    pub(crate) token: Token,
    pub(crate) client: Client,
}

/// What a task of the sender tells it.
pub(crate) enum News {
    Ready {
        asked: usize,
        rows: Vec<Leaving>,
        took: Duration,
    },
    /// A slot of the wire is free again; the ending is still to be written down.
    Answered {
        took: Duration,
    },
}

/// What is between the line-up and the server.
struct Wire {
    ready: VecDeque<Leaving>,
    getting_ready: usize,
    taken: usize,
    commit: Duration,
    answer: Duration,
    tasks: JoinSet<()>,
    told: UnboundedSender<News>,
}

impl Wire {
    fn hear(&mut self, news: News) {
        // A moving average: one slow answer says little.
        let average = |known: Duration, new: Duration| (known * 7 + new) / 8;
        match news {
            News::Ready { asked, rows, took } => {
                self.getting_ready -= asked;
                self.commit = average(self.commit, took);
                self.ready.extend(rows);
            }
            News::Answered { took } => {
                self.taken -= 1;
                self.answer = average(self.answer, took);
            }
        }
    }

    /// How many rows to make ready before there is a slot for them: two commits' worth, because one may be under way.
    fn ahead(&self, slots: usize) -> usize {
        let answer = self.answer.as_micros().max(1);
        let during = (2 * slots as u128 * self.commit.as_micros()).div_ceil(answer);
        usize::try_from(during).unwrap_or(MOST_AHEAD).clamp(1, MOST_AHEAD)
    }
}

impl Desk {
    /// Runs until the desk is shut down; then lets what is on the wire end.
    pub(crate) async fn send_rows(&self) {
        let (told, mut news) = unbounded_channel();
        let mut wire = Wire {
            ready: VecDeque::new(),
            getting_ready: 0,
            taken: 0,
            commit: Duration::from_millis(2),
            answer: Duration::from_millis(50),
            tasks: JoinSet::new(),
            told,
        };
        let mut stop = self.inner.stop.subscribe();
        while !*self.inner.stop.borrow() {
            let next = self.send_round(&mut wire).await.unwrap_or_else(|problem| {
                tracing::error!(%problem, "nothing is sent");
                Some(self.now() + AGAIN)
            });
            tokio::select! {
                first = news.recv() => hear(&mut wire, first, &mut news),
                () = self.pause(&self.inner.wake.sender, next.unwrap_or(i64::MAX)) => {}
                _ = stop.changed() => {}
            }
            while wire.tasks.try_join_next().is_some() {}
        }
        let Wire { ready, told, tasks: _until_they_end, .. } = wire;
        drop(told);
        self.give_back(ready.into()).await;
        while let Some(news) = news.recv().await {
            if let News::Ready { rows, .. } = news {
                self.give_back(rows).await;
            }
        }
    }

    /// Answers when something changes by time alone.
    async fn send_round(&self, wire: &mut Wire) -> Result<Option<i64>, Problem> {
        self.end_old_pins().await?;
        if self.state().journal_failed.is_some() {
            // It may work again: then sending goes on without anyone's help.
            self.journal(try_writing).await?;
        }
        let slots = self.max_in_flight();
        self.launch(wire, slots);
        let now = self.now();
        let (holds_over, picked, next) = {
            let mut line = self.line();
            line.advance(now);
            let most = slots + wire.ahead(slots);
            let under_way = wire.taken + wire.ready.len() + wire.getting_ready;
            let room = most.saturating_sub(under_way);
            // Few at a time cost as much as many, so some are awaited while others get ready or leave.
            let worth = wire.ready.len() + wire.getting_ready == 0 || 2 * room >= most;
            let room = if worth { room } else { 0 };
            let picked = line.pick(room, |connection, identity| self.can_send(connection, identity));
            if line.any_unchecked() {
                self.inner.wake.field.notify_one();
            }
            (line.holds_over(PIECE), picked, line.next())
        };
        let mut by_session = BTreeMap::<(String, Arc<Identity>), Vec<Waiting>>::new();
        for row in picked {
            by_session.entry((row.connection.clone(), Arc::clone(&row.identity))).or_default().push(row);
        }
        for ((connection, identity), rows) in by_session {
            wire.getting_ready += rows.len();
            let (desk, told) = (self.clone(), wire.told.clone());
            wire.tasks.spawn(async move {
                let (asked, started) = (rows.len(), Instant::now());
                let rows = desk.make_ready(&connection, &identity, rows).await;
                // The sender ends after its tasks.
                let _ = told.send(News::Ready { asked, rows, took: started.elapsed() });
            });
        }
        if !holds_over.is_empty() {
            self.end_holds(holds_over).await?;
        }
        Ok(next)
    }

    fn launch(&self, wire: &mut Wire, slots: usize) {
        let mut stay = Vec::new();
        while wire.taken < slots
            && let Some(leaving) = wire.ready.pop_front()
        {
            if self.line().stays(&leaving.row.key, &leaving.row.connection, leaving.row.has_pin) {
                stay.push(leaving);
                continue;
            }
            wire.taken += 1;
            let (desk, told) = (self.clone(), wire.told.clone());
            wire.tasks.spawn(async move {
                let (key, started) = (leaving.row.key.clone(), Instant::now());
                let answered = || _ = told.send(News::Answered { took: started.elapsed() });
                desk.post(leaving, answered).await;
                desk.release(&[key]);
            });
        }
        if !stay.is_empty() {
            let desk = self.clone();
            wire.tasks.spawn(async move { desk.give_back(stay).await });
        }
    }

    /// A request with a PIN that has waited since yesterday is nobody's wish any more.
    async fn end_old_pins(&self) -> Result<(), Problem> {
        let now = self.now();
        let old: Vec<String> = {
            let state = self.state();
            let pins = state.pins.iter().filter(|(_, (_, since))| outlived(*since, now));
            pins.map(|(key, _)| key.clone()).collect()
        };
        for key in old {
            // What is on the wire ends by itself.
            const FROM: &[State] = &[State::Held, State::Queued, State::NotSent];
            let problem = Problem::new(ProblemCode::PinNotKept, "").ended(Outcome::NotSent);
            let ended = self.ended(&key, FROM, Ending::NotSent { next_try: None }, problem).await?;
            if ended {
                self.forget_pin(&key);
            }
        }
        Ok(())
    }

    async fn end_holds(&self, keys: Vec<String>) -> Result<(), Problem> {
        let now = self.now();
        self.change_rows(move |journal| {
            for key in &keys {
                journal.change(key, &[State::Held], now, |row| {
                    row.state = State::Queued;
                    row.held_until = None;
                    vec![(StepKind::Queued, None)]
                })?;
            }
            Ok(())
        })
        .await?;
        self.inner.bell.requests();
        Ok(())
    }

    /// Makes rows durable as *Sending*. Those that were taken back meanwhile are left out; where the journal or the
    /// way to the server fails, all are, and nothing leaves.
    async fn make_ready(&self, connection: &str, identity: &Arc<Identity>, rows: Vec<Waiting>) -> Vec<Leaving> {
        let keys: Vec<String> = rows.iter().map(|row| row.key.clone()).collect();
        let begun = match self.way_of(connection, identity).await {
            Ok((client, token)) => self.begin(&keys, identity).await.map(|rows| {
                let leaving = |row| Leaving { row, token: token.clone(), client: client.clone() };
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
        self.inner.bell.requests();
        begun
    }

    /// There is no session, or none can be had now. One row tells of it; the others wait behind.
    async fn no_way(&self, rows: &[Waiting], problem: &Problem) {
        if outbox::is_about_session(problem) {
            return;
        }
        let first = rows.iter().find(|row| !row.has_pin);
        for row in rows.iter().filter(|row| row.has_pin).chain(first) {
            self.not_sent(&row.key, &row.connection, row.has_pin, false, problem.clone()).await;
        }
    }

    /// What begins to leave, and is on the disk as such: this commit is what is posted. What was changed since it was
    /// picked, so that it leaves later, as somebody else or not at all, stays where it is.
    async fn begin(&self, keys: &[String], identity: &Arc<Identity>) -> Result<Vec<Submission>, Problem> {
        if *self.inner.stop.borrow() {
            return Ok(Vec::new());
        }
        let with_pin: Vec<bool> = {
            let state = self.state();
            keys.iter().map(|key| state.pins.contains_key(key)).collect()
        };
        let (keys, now, identity) = (keys.to_vec(), self.now(), Arc::clone(identity));
        // Before anything leaves: what servers tell from now on was not known before.
        let mark = self.inner.cache.mark();
        let rows = self
            .change_rows(move |journal| {
                let mut rows = Vec::with_capacity(keys.len());
                for (key, with_pin) in keys.iter().zip(with_pin) {
                    let may_leave = |row: &Submission| may_leave(row, &identity, now);
                    rows.extend(journal.change_if(key, &[State::Queued, State::NotSent], now, may_leave, |row| {
                        row.set_mirror_mark(mark);
                        begin(row, with_pin, now)
                    })?);
                }
                Ok(rows)
            })
            .await?;
        let (begun, over): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.state == State::Sending);
        for row in over {
            self.announce(row);
        }
        Ok(begun)
    }

    /// What was made ready and did not leave waits again.
    async fn give_back(&self, rows: Vec<Leaving>) {
        let keys: Vec<String> = rows.into_iter().map(|leaving| leaving.row.key).collect();
        if keys.is_empty() {
            return;
        }
        self.insist(|| {
            let (keys, now) = (keys.clone(), self.now());
            self.change_rows(move |journal| {
                for key in &keys {
                    journal.change(key, &[State::Sending], now, |row| {
                        row.state = State::Queued;
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
        self.inner.bell.requests();
    }

    fn release(&self, keys: &[String]) {
        let mut line = self.line();
        for key in keys {
            line.release(key);
        }
        if line.nothing_claimed() {
            // The lists wait for what leaves.
            self.inner.wake.sync.notify_one();
        }
        drop(line);
        self.inner.wake.sender.notify_one();
    }

    /// Requests on the wire at a time, over all connections.
    pub(crate) fn max_in_flight(&self) -> usize {
        let saved = self.settings().get().preferences.get("maxInFlight").and_then(serde_json::Value::as_u64);
        usize::try_from(saved.unwrap_or(USUAL_IN_FLIGHT).clamp(1, MOST_IN_FLIGHT)).unwrap_or(1)
    }

    /// Writes an ending down, however long the journal refuses: only this desk knows it.
    pub(crate) async fn insist<T, F: Future<Output = Result<T, Problem>>>(&self, write: impl Fn() -> F) {
        while let Err(problem) = write().await {
            tracing::error!(%problem, "an ending cannot be written down yet");
            if *self.inner.stop.borrow() {
                return;
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}

/// A PIN does not outlive the day on which it was typed; one that was typed just before midnight has an hour.
fn outlived(since: i64, now: i64) -> bool {
    let day =
        |at: i64| chrono::DateTime::from_timestamp_millis(at).map(|at| at.with_timezone(&chrono::Local).date_naive());
    now - since >= HOUR && day(since) != day(now)
}

fn hear(wire: &mut Wire, first: Option<News>, news: &mut UnboundedReceiver<News>) {
    if let Some(first) = first {
        wire.hear(first);
    }
    while let Ok(more) = news.try_recv() {
        wire.hear(more);
    }
}

fn try_writing(journal: &Writing<'_>) -> Result<(), store::Error> {
    journal.try_writing()
}

/// It is still to leave now, as that identity.
fn may_leave(row: &Submission, identity: &Identity, now: i64) -> bool {
    let waits = row.not_before.is_some_and(|at| at > now);
    let unchecked = !row.has_pin && row.check_at.is_some_and(|at| at <= now);
    *row.identity == *identity && !row.undecided && !waits && !unchecked
}

/// A row that cannot be read again, or whose PIN is gone, is over.
fn begin(row: &mut Submission, with_pin: bool, now: i64) -> store::Steps {
    let problem = match catalogue::find(&row.operation) {
        Some(_) if !row.has_pin || with_pin => {
            row.state = State::Sending;
            row.next_try = None;
            row.sent = Some(now);
            return vec![(StepKind::Sending, None)];
        }
        Some(_) => Problem::new(ProblemCode::PinNotKept, ""),
        None => Problem::new(ProblemCode::Internal, format!("no operation {}", row.operation)),
    };
    end(row, Ending::NotSent { next_try: None }, &problem.ended(Outcome::NotSent), now)
}
