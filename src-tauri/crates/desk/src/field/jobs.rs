//! The day's jobs: added, looked up beforehand, closed, cleared.

use std::{collections::HashSet, sync::Arc};

use serde::Deserialize;
use store::journal::{
    OutboxRow,
    field_jobs::{self, JobLine},
};
use tokio::{sync::Notify, task::JoinSet};
use uuid::Uuid;

use crate::{
    connections::registry::ResolvedConnection,
    error::problem::Problem,
    field::{
        Field,
        import::{MAX_JOBS, is_empty, same, too_many},
    },
    lookups::LookedUp,
    outbox::submit::too_late,
    time::millis,
    view::{EntityKind, EntityRef, FieldDay, FieldJobView, JobDraft, JobPart, JobsProgress, ResolvedState},
};

/// Retention of jobs, done or not: 30 days, in milliseconds.
pub(crate) const JOB_RETENTION_MS: i64 = 30 * 24 * 3_600_000;

/// Jobs looked up at a time.
const MAX_PARALLEL_LOOKUPS: usize = 3;

/// Longest text of a job in characters: a note is a line, not a letter.
const MAX_TEXT_CHARS: usize = 200;

/// A run of looking up a user's jobs, under way or ended.
pub(crate) struct JobsRun {
    connection: String,
    user: String,
    progress: JobsProgress,
    stop: Arc<Notify>,
}

impl Field {
    /// Adds jobs behind the present ones. Leaves out jobs without a number and jobs that are there already.
    pub async fn add_jobs(&self, jobs: Vec<JobDraft>) -> Result<FieldDay, Problem> {
        self.core.active();
        let known = self.connections.selected_connection()?;
        let (connection, user, now) = (known.id().to_owned(), self.sessions.whose_jobs(&known), self.core.now());
        let lines: Vec<JobLine> = jobs.into_iter().map(line).collect();
        self.memory.lock().sheet.close();
        self.core
            .journal(move |journal| {
                journal.purge_jobs(now - JOB_RETENTION_MS)?;
                let there = journal.jobs(&connection, &user)?;
                let before = there.len();
                let mut known: HashSet<_> = there.into_iter().map(|job| same(&draft(job.line))).collect();
                let new = lines.into_iter().filter(|line| {
                    let draft = draft(line.clone());
                    !is_empty(&draft) && known.insert(same(&draft))
                });
                let new: Vec<_> = new.map(|line| (Uuid::now_v7().to_string(), line)).collect();
                if before + new.len() > MAX_JOBS {
                    return Ok(Err(too_many()));
                }
                journal.add_jobs(&connection, &user, &new, now).map(Ok)
            })
            .await??;
        self.core.events.field();
        self.field_day().await
    }

    /// The jobs, the waiting rows and the pending decisions of the signed-in user, or of the last one without a
    /// session.
    pub async fn field_day(&self) -> Result<FieldDay, Problem> {
        let known = self.sessions.not_left()?;
        let (connection, user) = (known.id().to_owned(), self.sessions.whose_jobs(&known));
        let (of, who) = (connection.clone(), user.clone());
        let (jobs, waiting) = self
            .core
            .read_journal(move |journal| {
                let jobs = journal.jobs(&of, &who)?.into_iter().map(|job| {
                    let row = job.submission.as_deref().map(|key| journal.get(key)).transpose()?.flatten();
                    Ok((job, row))
                });
                Ok((jobs.collect::<Result<Vec<_>, store::Error>>()?, journal.waiting_in_field(&of, &who)?))
            })
            .await?;
        let away_since = self.sessions.memory.lock().away_since.get(&connection).copied();
        let progress = {
            let state = self.memory.lock();
            let run = state.jobs_run.as_ref().filter(|run| run.connection == connection && run.user == user);
            run.map(|run| run.progress.clone())
        };
        Ok(FieldDay {
            jobs: jobs.into_iter().map(|(job, row)| self.shown_job(job, row)).collect(),
            progress,
            waiting,
            away_since: away_since.map(millis),
            decisions: self.outbox.decisions(&connection, &user).await?,
        })
    }

    fn shown_job(&self, job: field_jobs::FieldJob, row: Option<OutboxRow>) -> FieldJobView {
        FieldJobView {
            looked_up: parts(&job),
            row: row.map(|row| Box::new(self.requests.journal_row(row))),
            id: job.id,
            place: job.place,
            draft: draft(job.line),
            closed: job.closed,
        }
    }

    /// Marks a job as done or not to be done, or takes that back.
    pub async fn close_job(&self, id: String, closed: bool) -> Result<FieldDay, Problem> {
        self.core.active();
        let known = self.connections.selected_connection()?;
        let (connection, user) = (known.id().to_owned(), self.sessions.whose_jobs(&known));
        let there = self.core.journal(move |journal| journal.close_job(&connection, &user, &id, closed)).await?;
        self.core.events.field();
        if there { self.field_day().await } else { Err(too_late(false)) }
    }

    /// Removes the jobs that are done, or all of them. Requests sent for them stay.
    pub async fn clear_jobs(&self, all: bool) -> Result<FieldDay, Problem> {
        self.core.active();
        let known = self.connections.selected_connection()?;
        let (connection, user) = (known.id().to_owned(), self.sessions.whose_jobs(&known));
        self.core.journal(move |journal| journal.clear_jobs(&connection, &user, all)).await?;
        self.core.events.field();
        self.field_day().await
    }

    /// Looks up the jobs' numbers on the server, so that they are known where there is no network. A number that cannot
    /// be looked up is skipped; a server that cannot be reached ends the run.
    pub async fn look_up_jobs(self: &Arc<Self>) -> Result<(), Problem> {
        self.core.active();
        let known = self.connections.selected_connection()?;
        let jobs = self.jobs_to_look_up(&known).await?;
        let user = self.sessions.whose_jobs(&known);
        let stop = Arc::<Notify>::default();
        {
            let mut state = self.memory.lock();
            if state.jobs_run.as_ref().is_some_and(|run| run.progress.running) {
                return Ok(());
            }
            let total = u32::try_from(jobs.len()).unwrap_or(u32::MAX);
            state.jobs_run = Some(JobsRun {
                connection: known.id().to_owned(),
                user,
                progress: JobsProgress { done: 0, total, running: true, problem: None },
                stop: Arc::clone(&stop),
            });
        }
        self.core.events.field();
        let result = tokio::select! {
            // Stops at once, because a hanging server is the usual reason for stopping.
            () = stop.notified() => Ok(()),
            result = self.look_up_all(known.id(), jobs) => result,
        };
        if let Some(run) = &mut self.memory.lock().jobs_run {
            run.progress.running = false;
            run.progress.problem = result.err();
        }
        self.core.events.field();
        Ok(())
    }

    /// Stops the run. Numbers already looked up stay.
    #[allow(clippy::unused_async)] // a command like the others
    pub async fn stop_looking_up(&self) -> Result<(), Problem> {
        if let Some(run) = &self.memory.lock().jobs_run {
            run.stop.notify_one();
        }
        Ok(())
    }

    pub(super) async fn own_jobs(&self, known: &ResolvedConnection) -> Result<Vec<field_jobs::FieldJob>, Problem> {
        let (connection, user) = (known.id().to_owned(), self.sessions.whose_jobs(known));
        self.core.read_journal(move |journal| journal.jobs(&connection, &user)).await
    }

    /// Open jobs of which not every number was found recently.
    async fn jobs_to_look_up(&self, known: &ResolvedConnection) -> Result<Vec<field_jobs::FieldJob>, Problem> {
        let lately = millis(self.core.now() - i64::from(self.core.preferences().look_up_minutes) * 60_000);
        let mut jobs = self.own_jobs(known).await?;
        jobs.retain(|job| {
            let found =
                |part: &JobPart| part.state == ResolvedState::Found && part.as_of.is_some_and(|as_of| as_of >= lately);
            let parts = parts(job);
            !job.closed && (parts.is_empty() || !parts.iter().all(found))
        });
        Ok(jobs)
    }

    async fn look_up_all(self: &Arc<Self>, connection: &str, jobs: Vec<field_jobs::FieldJob>) -> Result<(), Problem> {
        let mut left = jobs.into_iter();
        let mut under_way = JoinSet::new();
        let mut away = None;
        loop {
            while under_way.len() < MAX_PARALLEL_LOOKUPS
                && away.is_none()
                && !*self.core.stop.borrow()
                && let Some(job) = left.next()
            {
                let (this, connection) = (Arc::clone(self), connection.to_owned());
                under_way.spawn(async move { this.look_up_job(&connection, job).await });
            }
            let Some(ended) = under_way.join_next().await else { break };
            if let Ok(Err(problem)) = ended {
                away = away.or(Some(problem));
            } else if let Some(run) = &mut self.memory.lock().jobs_run {
                run.progress.done += 1;
            }
            self.core.events.field();
        }
        away.map_or(Ok(()), Err)
    }

    async fn look_up_job(&self, connection: &str, job: field_jobs::FieldJob) -> Result<(), Problem> {
        let mut parts = Vec::new();
        for (kind, text) in numbers(&job.line) {
            let of = EntityRef { kind, text: text.to_owned(), by: None };
            let state = match self.lookups.look_up(connection, &of, None).await {
                Ok(LookedUp::Found(_)) => ResolvedState::Found,
                Ok(LookedUp::NotFound) => ResolvedState::NotFound,
                Ok(LookedUp::NotAsked(problem)) | Err(problem) => {
                    if problem.is_away() || problem.is_about_session() {
                        return Err(problem);
                    }
                    ResolvedState::NotChecked
                }
            };
            let as_of = (state != ResolvedState::NotChecked).then(|| millis(self.core.now()));
            parts.push(JobPart { kind, text: text.to_owned(), state, as_of });
        }
        // Cannot fail: only texts and numbers are serialised.
        let looked_up = serde_json::to_value(&parts).unwrap_or_default();
        self.core.journal(move |journal| journal.job_looked_up(&job.id, &looked_up)).await?;
        Ok(())
    }
}

fn numbers(line: &JobLine) -> impl Iterator<Item = (EntityKind, &str)> {
    let numbers = [
        (EntityKind::Smartcard, &line.smartcard),
        (EntityKind::SetTopBox, &line.set_top_box),
        (EntityKind::Subscription, &line.subscription),
    ];
    numbers.into_iter().filter_map(|(kind, text)| Some((kind, text.as_deref()?)))
}

fn parts(job: &field_jobs::FieldJob) -> Vec<JobPart> {
    Vec::deserialize(&job.looked_up).unwrap_or_default()
}

pub(super) fn draft(line: JobLine) -> JobDraft {
    let JobLine { subscription, smartcard, set_top_box, note } = line;
    JobDraft { subscription, smartcard, set_top_box, note }
}

fn line(draft: JobDraft) -> JobLine {
    let short =
        |text: &str| Some(text.chars().take(MAX_TEXT_CHARS).collect::<String>()).filter(|text| !text.is_empty());
    let clean = |text: Option<String>| short(&crmcom::plain(&text?));
    JobLine {
        subscription: clean(draft.subscription),
        smartcard: clean(draft.smartcard),
        set_top_box: clean(draft.set_top_box),
        note: draft.note.and_then(|note| short(note.trim())),
    }
}
