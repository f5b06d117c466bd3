//! Exports the requests of a list to a file, as CSV or as a workbook.
//!
//! The rows come from one snapshot of the cache and are written one by one, so that the size of the file costs no
//! memory. Until the file is complete, it has a temporary name.

pub(crate) mod csv;
mod writer;
mod xlsx;

pub(crate) use writer::Cell;
use writer::Sheet;

use std::{
    collections::BTreeMap,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::{Arc, atomic::Ordering::Relaxed},
    time::{Duration, Instant},
};

use chrono::DateTime;
use chrono_tz::Tz;
use store::{
    cache::requests::{Query, RequestRecord},
    files::NewFile,
    request_state::RequestState,
};

use crate::{
    error::{from_lower, problem::Problem},
    requests::{Requests, list::stored_filter},
    time::wall_clock,
    view::{DeskEvent, Export, ExportColumn, ExportFormat, ExportProgress, RequestColumn},
};

/// Interval between progress events.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(100);

impl Requests {
    /// Exports requests to a file, with progress events. Returns when the file is complete or the export was stopped.
    pub async fn export_requests(self: &Arc<Self>, path: impl Into<PathBuf>, export: Export) -> Result<(), Problem> {
        let known = self.sessions.not_left()?;
        let (connection, zone) = (known.id().to_owned(), known.zone());
        let mut filter = stored_filter(export.filter.clone());
        filter.keys.clone_from(&export.keys);
        let query = Query { connection, filter, sort: export.sort, ascending: export.ascending, ..Query::default() };
        let headings = export.columns.iter().map(|column| column.heading.clone()).collect();
        let core = Arc::clone(&self.core);
        self.export(path.into(), export.format, headings, move |file| {
            let written = core.cache.each(&query, |of, row| file.row(of, cells(&row, &export, zone)));
            Ok(written.map_err(|error| from_lower::file(&error))??.is_some())
        })
        .await
    }

    /// Writes a file with progress events, one at a time. `write` adds the rows below the headings, and answers whether they
    /// are all: if it was stopped before, no file is left.
    pub(crate) async fn export(
        self: &Arc<Self>,
        path: PathBuf,
        format: ExportFormat,
        headings: Vec<String>,
        write: impl FnOnce(&mut ExportFile<'_>) -> Result<bool, Problem> + Send + 'static,
    ) -> Result<(), Problem> {
        self.core.active();
        let _turn = self.exporting.lock().await;
        self.export_stopped.store(false, Relaxed);
        let (this, file) = (Arc::clone(self), path.clone());
        let written = self.core.blocking(move || this.write_file(&file, format, headings, write)).await;
        let written = written.map_err(|problem| problem.without_folder(&path));
        if let Err(problem) = &written {
            tracing::warn!(%problem, "an export was not written");
            let problem = Some(problem.clone());
            let progress = ExportProgress { name: name(&path), rows: 0, of: 0, done: true, problem };
            self.core.events.emit(DeskEvent::Export { progress });
        }
        written
    }

    /// Stops the export; no file is left.
    #[allow(clippy::unused_async)] // every command is asynchronous
    pub async fn stop_export(&self) -> Result<(), Problem> {
        self.export_stopped.store(true, Relaxed);
        Ok(())
    }

    fn write_file(
        &self,
        path: &Path,
        format: ExportFormat,
        headings: Vec<String>,
        write: impl FnOnce(&mut ExportFile<'_>) -> Result<bool, Problem>,
    ) -> Result<(), Problem> {
        let file = NewFile::create(path).map_err(|error| from_lower::not_written(&error))?;
        let mut sheet: Box<dyn Sheet> = match format {
            ExportFormat::Csv => Box::new(csv::Csv::new(file)?),
            ExportFormat::Xlsx => Box::new(xlsx::Xlsx::new(file, &self.core.data_dir())?),
        };
        sheet.row(headings.into_iter().map(Cell::Text).collect())?;
        let progress = ExportProgress { name: name(path), rows: 0, of: 0, done: false, problem: None };
        let mut file = ExportFile { requests: self, sheet, progress, reported: Instant::now() };
        let whole = write(&mut file)?;
        let ExportFile { sheet, mut progress, .. } = file;
        if whole {
            sheet.finish()?;
        } else {
            tracing::info!("an export was stopped");
        }
        progress.done = true;
        self.core.events.emit(DeskEvent::Export { progress });
        Ok(())
    }
}

/// The file of an export, row by row.
pub(crate) struct ExportFile<'a> {
    requests: &'a Requests,
    sheet: Box<dyn Sheet>,
    progress: ExportProgress,
    reported: Instant,
}

impl ExportFile<'_> {
    /// Adds one of `of` rows, unless the export was stopped.
    pub(crate) fn row(&mut self, of: u32, cells: Vec<Cell>) -> Result<ControlFlow<()>, Problem> {
        let core = &self.requests.core;
        if self.requests.export_stopped.load(Relaxed) || *core.stop.borrow() {
            return Ok(ControlFlow::Break(()));
        }
        self.sheet.row(cells)?;
        self.progress.rows += 1;
        self.progress.of = of;
        if self.reported.elapsed() >= PROGRESS_INTERVAL {
            self.reported = Instant::now();
            core.events.emit(DeskEvent::Export { progress: self.progress.clone() });
        }
        Ok(ControlFlow::Continue(()))
    }
}

/// A row's cells. Identifiers and numbers are text, so that no spreadsheet takes them as numbers.
fn cells(row: &RequestRecord, export: &Export, zone: Tz) -> Vec<Cell> {
    let instant = |at: Option<i64>| {
        let wall = at.and_then(DateTime::from_timestamp_millis).map(|at| wall_clock(at, zone));
        wall.map_or(Cell::Empty, Cell::Instant)
    };
    let text = |text: &Option<String>| text.clone().map_or(Cell::Empty, Cell::Text);
    let cell = |column: &ExportColumn| match column.column {
        RequestColumn::State => Cell::Text(state(row, &export.state_words)),
        RequestColumn::Number => text(&row.number),
        RequestColumn::RequestType => text(&row.request_type),
        RequestColumn::Provider => Cell::Text(row.provider.clone()),
        RequestColumn::Smartcard => text(&row.smartcard),
        RequestColumn::SetTopBox => text(&row.set_top_box),
        RequestColumn::Service => text(&row.service),
        RequestColumn::Subscription => text(&row.subscription),
        RequestColumn::Created => instant(row.created),
        RequestColumn::Updated => instant(row.updated),
        RequestColumn::User => text(&row.user),
        RequestColumn::Unit => text(&row.unit),
        RequestColumn::Priority => text(&row.priority),
        RequestColumn::Error => text(&error(row, &export.cause_words)),
    };
    export.columns.iter().map(cell).collect()
}

/// The state as the table shows it: the server's word is used only for a state that this version does not know.
fn state(row: &RequestRecord, words: &BTreeMap<RequestState, String>) -> String {
    let told = row.state_text.clone().filter(|_| row.state == RequestState::Other);
    told.or_else(|| words.get(&row.state).cloned()).unwrap_or_else(|| row.state.to_string())
}

/// The cause in plain words, where it is known, and the CA system's own words.
fn error(row: &RequestRecord, causes: &BTreeMap<String, String>) -> Option<String> {
    let said: Vec<&str> = [&row.error_code, &row.error_text].into_iter().filter_map(|it| it.as_deref()).collect();
    let said = Some(said.join(": ")).filter(|said| !said.is_empty());
    match (row.grp.as_ref().and_then(|group| causes.get(group)), said) {
        (Some(cause), Some(said)) => Some(format!("{cause} ({said})")),
        (cause, said) => said.or_else(|| cause.cloned()),
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
