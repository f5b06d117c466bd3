//! The dry run of a sheet: what the server's records say about each row that would be sent. It looks entities up, reads the
//! lists of requests and compares; it sends nothing and puts nothing into the outbox.
//!
//! Rows are asked about in pieces, whose answers are in the journal: a dry run that was stopped, failed or was interrupted
//! by the end of the desk goes on where it was.

mod ask;
mod compare;
mod form_entities;
pub(super) mod running;
pub(super) mod shown;

use std::{
    sync::{Arc, atomic::Ordering::Relaxed},
    time::{Duration, Instant},
};

use store::journal::sheets::DryRunRecord;

use crate::{
    bulk::{
        Bulk,
        dry_run::{ask::Asked, running::RunningDryRun},
    },
    connections::registry::ResolvedConnection,
    error::problem::{Problem, ProblemCode},
    mirror::sync::{ReadingEnd, SyncReason},
    outbox::submit::too_late,
    view::{DeskEvent, DryRun},
};

/// Rows that are asked about and written at a time.
const PIECE_ROWS: u32 = 10;
/// Time limit for reading the lists; after it the rows are compared with the lists as they were read before.
const LISTS_TIMEOUT: Duration = Duration::from_mins(2);
/// Shortest time between two events about progress.
const EVENT_INTERVAL: Duration = Duration::from_millis(500);

impl Bulk {
    /// Asks the server about the rows of a checked sheet, in the background. Rows that were asked about are not asked about
    /// again, unless it begins anew.
    pub async fn start_dry_run(self: &Arc<Self>, id: String, anew: bool) -> Result<DryRun, Problem> {
        self.core.active();
        let alone = self.core.lock_key(&id).await?;
        let record = self.unstarted(&id).await?;
        let known = self.connections.connection(&record.connection)?;
        if record.tenant != known.tenant() {
            let made_for = record.tenant.to_string();
            return Err(Problem { detail: Some(made_for), ..Problem::new(ProblemCode::ConnectionMoved, "") });
        }
        if !self.sessions.can_read(known.id()) {
            self.sessions.session_ended(known.id());
            return Err(Problem::new(ProblemCode::NotSignedIn, ""));
        }
        if self.running(&id).is_none() {
            let (sheet, begun) = (id.clone(), self.run_record(&known).await?);
            if !self.core.journal(move |journal| journal.begin_dry_run(&sheet, &begun, anew)).await? {
                return Err(too_late(true));
            }
            let run = RunningDryRun::new(&id);
            let before = {
                let mut memory = self.dry_runs.lock();
                memory.ended.remove(&id);
                memory.running.replace(Arc::clone(&run))
            };
            if let Some(before) = before {
                before.stop.send_replace(true);
            }
            let this = Arc::clone(self);
            self.core.in_background(async move { this.run(run, known).await });
        }
        drop(alone);
        self.dry_run(id).await
    }

    /// Stops asking. The answers stay.
    pub async fn stop_dry_run(&self, id: String) -> Result<DryRun, Problem> {
        self.core.active();
        if let Some(run) = self.running(&id) {
            run.stop.send_replace(true);
            let mut memory = self.dry_runs.lock();
            if memory.running.as_ref().is_some_and(|running| Arc::ptr_eq(running, &run)) {
                memory.running = None;
            }
        }
        self.dry_run(id).await
    }

    fn running(&self, sheet: &str) -> Option<Arc<RunningDryRun>> {
        self.dry_runs.lock().running.clone().filter(|run| run.sheet == sheet)
    }

    async fn run(self: Arc<Self>, run: Arc<RunningDryRun>, known: ResolvedConnection) {
        let mut stop = run.stop.subscribe();
        let ended = tokio::select! {
            ended = self.ask_about_rows(&run, &known) => ended,
            _ = stop.wait_for(|stop| *stop) => Ok(()),
        };
        {
            let mut memory = self.dry_runs.lock();
            if memory.running.as_ref().is_some_and(|running| Arc::ptr_eq(running, &run)) {
                memory.running = None;
            }
            if let Err(problem) = ended {
                tracing::info!(%problem, "a dry run ended before all rows were asked about");
                memory.ended.insert(run.sheet.clone(), problem);
            }
        }
        self.core.events.emit(DeskEvent::DryRun { id: run.sheet.clone() });
    }

    async fn ask_about_rows(self: &Arc<Self>, run: &RunningDryRun, known: &ResolvedConnection) -> Result<(), Problem> {
        let (begun, owner) = (self.core.now(), self.sessions.owner(known.id()));
        let calls = self.calls_for(&run.sheet, begun).await?;
        run.calls.store(calls, Relaxed);
        let read = self.mirror.read_lists(known.id(), SyncReason::Usual, Some(LISTS_TIMEOUT)).await;
        if let ReadingEnd::Failed(problem) = read.ended
            && (problem.is_away() || problem.is_about_session())
        {
            return Err(problem);
        }
        let (sheet, now_read) = (run.sheet.clone(), self.run_record(known).await?);
        if !self.core.journal(move |journal| journal.begin_dry_run(&sheet, &now_read, false)).await? {
            return Ok(());
        }
        let (mut asked, mut from, mut emitted) = (Asked::default(), 0, Instant::now());
        loop {
            let sheet = run.sheet.clone();
            let rows =
                self.core.read_journal(move |journal| journal.dry_run_rows(&sheet, from, begun, PIECE_ROWS)).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            from = last.place + 1;
            if self.sessions.owner(known.id()) != owner {
                // The answers were for another user.
                return Err(Problem::new(ProblemCode::NotSignedIn, ""));
            }
            let (answers, broken) = self.ask_about_piece(run, known, &mut asked, rows).await?;
            let sheet = run.sheet.clone();
            if !self.core.journal(move |journal| journal.add_answers(&sheet, &answers)).await? {
                return Ok(());
            }
            if let Some(problem) = broken {
                return Err(problem);
            }
            if emitted.elapsed() >= EVENT_INTERVAL {
                emitted = Instant::now();
                self.core.events.emit(DeskEvent::DryRun { id: run.sheet.clone() });
            }
        }
    }

    /// A dry run by the present user, with the lists as they are read now.
    async fn run_record(&self, known: &ResolvedConnection) -> Result<DryRunRecord, Problem> {
        let (lists_read, lists_incomplete) = self.entities.lists_read(known).await?;
        #[allow(clippy::cast_possible_truncation)] // milliseconds since 1970
        let lists_read = lists_read.map(|read| read as i64);
        let owner = self.sessions.owner(known.id()).user;
        Ok(DryRunRecord { owner, begun: self.core.now(), lists_read, lists_incomplete })
    }
}
