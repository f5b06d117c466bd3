//! Deletes this desk's ended requests after the operator's retention time, in pieces, and only at the user's command
//! after a preview.
//!
//! The counts by day and user stay in the journal, with the user who deleted the requests. For requests of others see
//! [`crate::retention::others`].

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, atomic::Ordering::Relaxed},
};

use chrono::DateTime;
use chrono_tz::Tz;
use store::journal::{Journal, retention::Purge};

use crate::{
    error::problem::{FieldProblem, Problem},
    mirror::retention_start::DAY_MS,
    requests::export::{Cell, csv},
    retention::Retention,
    time::{millis, wall_clock},
    view::{DeskEvent, PurgeExport, PurgePreview, PurgeProgress, PurgeRecord, StateCount},
};

/// At least a month, because users ask about requests that ended lately.
const MIN_DAYS: u32 = 30;
const MAX_DAYS: u32 = 36_500;
/// Rows deleted in one commit. Other writers wait no longer than for one such commit.
const CHUNK_ROWS: usize = 100;

impl Retention {
    /// Counts the requests of all connections that ended more than `days` days ago and would be purged. Changes
    /// nothing. `days` is 30 to 36,500.
    pub async fn purge_preview(&self, days: u32) -> Result<PurgePreview, Problem> {
        self.core.active();
        let before = self.ended_before(days)?;
        let found = self.core.read_journal(move |journal| journal.to_purge(before)).await?;
        let states = found.states.iter().map(|(state, count)| StateCount { state: *state, count: *count });
        Ok(PurgePreview {
            requests: count(found.rows.len()),
            states: states.collect(),
            from: found.made.map(|(first, _)| millis(first)),
            to: found.made.map(|(_, last)| millis(last)),
            open: found.open,
        })
    }

    /// Purges the requests that ended more than `days` days ago, reports progress by events, and returns how many were
    /// purged. When it is stopped, the requests purged so far stay purged.
    pub async fn purge_requests(&self, days: u32) -> Result<u32, Problem> {
        self.core.active();
        let before = self.ended_before(days)?;
        let purging = &self.purging;
        let _turn = purging.turn.lock().await;
        purging.stopped.store(false, Relaxed);
        let rows = self.core.read_journal(move |journal| journal.to_purge(before)).await?.rows;
        let (at, by) = (
            self.core.now(),
            self.connections.selected_connection().map(|known| self.sessions.current_user(&known)).unwrap_or_default(),
        );
        let zones = Arc::new(self.zones());
        // Batches that sent nothing are purged too: they hold the values of their requests.
        let of_connections = Arc::clone(&zones);
        let (batches, sign_ins) = self
            .core
            .journal(move |journal| {
                let day = |connection: &str, at| made_on(at, of_connections.get(connection).copied());
                Ok((journal.purge_batches(before)?, journal.purge_sign_ins(before, day)?))
            })
            .await?;
        let (mut purge, mut gone, mut done, mut failed) = (None, 0, 0, None);
        for piece in rows.chunks(CHUNK_ROWS) {
            self.quiet().await;
            if purging.stopped.load(Relaxed) || *self.core.stop.borrow() {
                break;
            }
            done += piece.len();
            let (piece, by, zones, known) = (piece.to_vec(), by.clone(), Arc::clone(&zones), purge);
            let written = self
                .core
                .journal(move |journal| {
                    let id = known.map_or_else(|| journal.begin_purge(at, &by, before), Ok)?;
                    let day = |connection: &str, at| made_on(at, zones.get(connection).copied());
                    Ok((id, journal.purge(id, before, &piece, day)?))
                })
                .await;
            match written {
                Ok((id, went)) => (purge, gone) = (Some(id), gone + went),
                Err(problem) => {
                    failed = Some(problem);
                    break;
                }
            }
            let progress = PurgeProgress { done: count(done), of: count(rows.len()) };
            self.core.events.emit(DeskEvent::Purge { progress });
        }
        if purge.is_some() || batches + sign_ins > 0 {
            tracing::info!(gone, batches, sign_ins, "own ended requests are taken away");
            self.overwrite_purged().await?;
            self.core.events.requests();
            self.core.events.rejected();
            self.core.events.field();
        }
        failed.map_or(Ok(gone), Err)
    }

    /// Stops a purge between two pieces.
    #[allow(clippy::unused_async)] // every command is asynchronous
    pub async fn stop_purge(&self) -> Result<(), Problem> {
        self.purging.stopped.store(true, Relaxed);
        Ok(())
    }

    /// The purges of the past, newest first.
    pub async fn purges(&self) -> Result<Vec<PurgeRecord>, Problem> {
        let purges = self.core.read_journal(Journal::purges).await?;
        let record = |purge: Purge| PurgeRecord {
            at: millis(purge.at),
            by: purge.by,
            ended_before: millis(purge.ended_before),
            requests: purge.counts.iter().map(|count| count.requests).sum(),
        };
        Ok(purges.into_iter().map(record).collect())
    }

    /// Writes a CSV file with the number of requests that each purge took, by day and user.
    pub async fn export_purges(&self, path: impl Into<PathBuf>, asked: PurgeExport) -> Result<(), Problem> {
        let path = path.into();
        self.core.active();
        let zone = self.connections.selected_connection().map_or(Tz::UTC, |known| known.zone());
        let purges = self.core.read_journal(Journal::purges).await?;
        let headings = asked.headings.into_iter().map(Cell::Text).collect();
        let mut rows: Vec<Vec<Cell>> = vec![headings];
        for purge in purges.iter().rev() {
            let at = DateTime::from_timestamp_millis(purge.at).map(|at| wall_clock(at, zone));
            rows.extend(purge.counts.iter().map(|count| {
                let state = asked.state_words.get(&count.state).cloned();
                let operation = asked.operation_words.get(&count.operation).unwrap_or(&count.operation);
                vec![
                    at.map_or(Cell::Empty, Cell::Instant),
                    Cell::Text(purge.by.clone()),
                    Cell::Text(count.day.clone()),
                    Cell::Text(count.user.clone()),
                    Cell::Text(operation.clone()),
                    Cell::Text(state.unwrap_or_else(|| count.state.to_string())),
                    Cell::Text(count.requests.to_string()),
                ]
            }));
        }
        self.core.blocking(move || csv::write(&path, rows)).await
    }

    /// Removes every byte of purged rows: from the journal's log, from its copies made before a migration, and from the
    /// cache.
    async fn overwrite_purged(&self) -> Result<(), Problem> {
        self.core
            .read_journal(|journal| {
                journal.delete_copies()?;
                journal.empty_log()
            })
            .await?;
        self.overwrite_cache().await
    }

    fn ended_before(&self, days: u32) -> Result<i64, Problem> {
        let at_days = |fault: FieldProblem| Err(Problem::at_fields(vec![fault]));
        match days {
            ..MIN_DAYS => at_days(FieldProblem::new("days", "tooSmall").with("least", MIN_DAYS)),
            MIN_DAYS..=MAX_DAYS => Ok(self.core.now() - i64::from(days) * DAY_MS),
            _ => at_days(FieldProblem::new("days", "tooLarge").with("most", MAX_DAYS)),
        }
    }

    fn zones(&self) -> HashMap<String, Tz> {
        self.connections.connections().iter().map(|known| (known.id().to_owned(), known.zone())).collect()
    }
}

/// The day of an instant, such as `2026-03-12`, in the connection's time zone; in UTC if the connection is gone.
fn made_on(at: i64, zone: Option<Tz>) -> String {
    let at = DateTime::from_timestamp_millis(at).unwrap_or_default();
    wall_clock(at, zone.unwrap_or(Tz::UTC)).format("%Y-%m-%d").to_string()
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
