//! The report of a sheet: its rows with the state, number, reason, reference and time of what became of them. Brought again,
//! it sends only what was not done.

use std::{ops::ControlFlow, path::PathBuf};

use chrono::DateTime;
use chrono_tz::Tz;
use store::{
    journal::sheets::{PlannedRow, SheetFilter},
    request_state::RequestState,
};

use crate::{
    bulk::{Bulk, check::columns},
    error::{
        from_lower,
        problem::{FieldProblem, Problem},
    },
    requests::export::Cell,
    time::wall_clock,
    view::BulkReport,
};

/// Rows that are in memory at a time.
const PAGE_ROWS: u32 = 500;

impl Bulk {
    /// Writes the report of a sheet to a file.
    pub async fn export_bulk_report(&self, path: impl Into<PathBuf>, asked: BulkReport) -> Result<(), Problem> {
        let record = self.record(&asked.id).await?;
        let zone = self.connections.connection(&record.connection)?.zone();
        let columns = columns(&record);
        let width = columns.len();
        let headings = columns.into_iter().map(|column| column.heading).chain(asked.headings.clone()).collect();
        let (core, format, filter) = (self.core.clone(), asked.format, SheetFilter::Part(asked.part));
        self.requests
            .export(path.into(), format, headings, move |file| {
                let journal = core.journal.as_ref().map_err(Clone::clone)?;
                let mut offset = 0;
                loop {
                    let page = journal.planned_rows(&asked.id, &filter, offset, PAGE_ROWS);
                    let (rows, total) = page.map_err(|error| from_lower::journal(&error))?;
                    if rows.is_empty() {
                        return Ok(true);
                    }
                    for row in rows {
                        offset += 1;
                        if let ControlFlow::Break(()) = file.row(total, cells(row, width, &asked, zone))? {
                            return Ok(false);
                        }
                    }
                }
            })
            .await
    }
}

fn cells(row: PlannedRow, width: usize, asked: &BulkReport, zone: Tz) -> Vec<Cell> {
    let text = |text: Option<String>| text.map_or(Cell::Empty, Cell::Text);
    let mut own = row.row.cells;
    own.resize(width, String::new());
    let sent = row.sent.as_ref();
    let state = match (sent, row.left_out) {
        (Some(sent), _) if sent.state == RequestState::Other => sent.server_state.clone(),
        (Some(sent), _) => asked.state_words.get(&sent.state).cloned(),
        (None, Some(gap)) => asked.left_out_words.get(&gap).cloned(),
        (None, None) => Some(asked.ready_word.clone()),
    };
    let faults: Vec<FieldProblem> =
        row.faults.and_then(|faults| serde_json::from_value(faults).ok()).unwrap_or_default();
    let fault = |fault: &FieldProblem| asked.fault_words.get(&fault.fault).unwrap_or(&fault.fault).clone();
    let reason = match sent {
        Some(sent) => sent.error_text.clone().or_else(|| sent.error_code.clone()),
        None => Some(faults.iter().map(fault).collect::<Vec<_>>().join(" ")).filter(|text| !text.is_empty()),
    };
    let at = sent.and_then(|sent| DateTime::from_timestamp_millis(sent.updated));
    let own = own.into_iter().map(|cell| if cell.is_empty() { Cell::Empty } else { Cell::Text(cell) });
    own.chain([
        text(state),
        text(sent.and_then(|sent| sent.server_number.clone())),
        text(reason),
        text(sent.map(|sent| sent.key.clone())),
        at.map_or(Cell::Empty, |at| Cell::Instant(wall_clock(at, zone))),
    ])
    .collect()
}
