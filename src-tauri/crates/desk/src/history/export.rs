//! Exports the history to a file, through the writers of requests' exports.

use std::{path::PathBuf, sync::Arc};

use chrono::DateTime;
use chrono_tz::Tz;
use store::{
    cache::history::{HistoryCursor, HistoryEntry, HistoryKind},
    cache::requests::RequestRecord,
    request_state::RequestState,
};

use crate::{
    error::{from_lower, problem::Problem},
    history::{History, stored},
    requests::export::Cell,
    time::wall_clock,
    view::{HistoryExport, HistorySummary},
};

/// Entries read at a time.
const PAGE_ROWS: usize = 1_000;

impl History {
    /// Exports the entries of a filter to a file, with progress events. Returns when the file is complete or the export was
    /// stopped.
    pub async fn export_history(&self, path: impl Into<PathBuf>, export: HistoryExport) -> Result<(), Problem> {
        let (scope, zone) = self.scope(&export.filter)?;
        let HistorySummary { total, .. } = self.history_summary(export.filter.clone(), 1).await?;
        let filter = stored(export.filter.clone());
        let core = Arc::clone(&self.core);
        let headings = export.headings.clone();
        self.requests
            .export(path.into(), export.format, headings, move |file| {
                let mut after: Option<HistoryCursor> = None;
                loop {
                    let page = core
                        .cache
                        .history(&scope, &filter, after.as_ref(), PAGE_ROWS)
                        .map_err(|error| from_lower::file(&error))?;
                    for entry in &page {
                        if file.row(total, cells(entry, &export, zone))?.is_break() {
                            return Ok(false);
                        }
                    }
                    let Some(last) = page.last().filter(|_| page.len() == PAGE_ROWS) else { return Ok(true) };
                    after = Some(HistoryCursor { at: last.at, id: last.id.clone() });
                }
            })
            .await
    }
}

/// A row's cells. Numbers are text, so that no spreadsheet changes them.
fn cells(entry: &HistoryEntry, export: &HistoryExport, zone: Tz) -> Vec<Cell> {
    let at = |at: i64| {
        let wall = DateTime::from_timestamp_millis(at).map(|at| wall_clock(at, zone));
        wall.map_or(Cell::Empty, Cell::Instant)
    };
    let text = |text: Option<String>| text.map_or(Cell::Empty, Cell::Text);
    let request = |part: fn(&RequestRecord) -> &Option<String>| {
        text(entry.request.as_ref().and_then(|request| part(request).clone()))
    };
    let job = entry.operation.as_deref().unwrap_or(entry.kind.as_str());
    let detail = match (entry.kind, &entry.value) {
        (HistoryKind::Removed, _) => Cell::Text(export.removed_word.clone()),
        _ if entry.withdrawn => Cell::Text(export.withdrawn_word.clone()),
        (HistoryKind::Snooze, Some(until)) => until.parse().map_or(Cell::Empty, at),
        (_, value) => text(value.clone()),
    };
    let state = |state: RequestState| {
        let told = entry.request.as_ref().and_then(|request| request.state_text.clone());
        told.filter(|_| state == RequestState::Other)
            .or_else(|| export.state_words.get(&state).cloned())
            .unwrap_or_else(|| state.to_string())
    };
    vec![
        at(entry.at),
        Cell::Text(entry.user.clone()),
        Cell::Text(export.job_words.get(job).map_or(job, String::as_str).to_owned()),
        detail,
        request(|request| &request.number),
        request(|request| &request.smartcard),
        request(|request| &request.set_top_box),
        request(|request| &request.service),
        request(|request| &request.subscription),
        text(entry.state.map(state)),
        text(entry.requests.map(|requests| requests.to_string())),
    ]
}
