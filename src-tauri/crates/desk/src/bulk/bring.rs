//! Bringing a sheet: a file or a pasted text becomes rows in the journal, in pieces, so that single requests go between.

use std::{path::PathBuf, sync::Arc};

use serde::{Deserialize, Serialize};
use store::journal::sheets::SheetRecord;
use tokio::sync::mpsc::channel;

use crate::{
    bulk::{
        Bulk, CHUNK_ROWS, OpenDocument,
        collector::{Collected, Collector},
        column_range::ColumnRange,
    },
    core::idempotency,
    error::problem::{FieldProblem, Problem, ProblemCode},
    outbox::submit::too_late,
    sheet::{self, Document, ReadWith, ReadingChoice, RowLimits},
    view::{BulkReading, BulkSheet, BulkSource, DeskEvent, SheetColumn, SheetNotes, SheetProgress},
};

/// Greatest sheet. An `.ods` has to be in memory as a whole.
const LIMITS: RowLimits = RowLimits { rows: 100_000, rows_in_memory: 20_000, output: 256 << 20 };
/// Largest text in bytes: a row of the greatest sheet may have 300 characters.
const MAX_TEXT_BYTES: usize = 32 << 20;
/// Pieces that wait to be written.
const MAX_WAITING_PIECES: usize = 2;

/// How a sheet was read, as the journal stores it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct StoredSource {
    pub(super) source: BulkSource,
    pub(super) columns: Vec<SheetColumn>,
}

impl Bulk {
    /// Reads a file into a new sheet.
    pub async fn bring_sheet_file(self: &Arc<Self>, path: impl Into<PathBuf>) -> Result<BulkSheet, Problem> {
        let path = path.into();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let document = self.core.blocking(move || Document::open(&path, MAX_TEXT_BYTES)).await?;
        self.bring(document, name, BulkReading::default()).await
    }

    /// Reads pasted rows into a new sheet.
    pub async fn bring_sheet_text(self: &Arc<Self>, text: String) -> Result<BulkSheet, Problem> {
        if text.len() > MAX_TEXT_BYTES {
            return Err(sheet::too_large(MAX_TEXT_BYTES));
        }
        self.bring(Document::of_text(&text), String::new(), BulkReading::default()).await
    }

    /// Reads the sheet that was brought last with other settings. The new sheet takes its place.
    pub async fn read_bulk_sheet_again(
        self: &Arc<Self>,
        id: String,
        reading: BulkReading,
    ) -> Result<BulkSheet, Problem> {
        let open = self.open.lock().clone().filter(|open| open.sheet == id);
        let open = open.ok_or_else(|| Problem::new(ProblemCode::NotFound, ""))?;
        self.unstarted(&id).await?;
        let sheet = self.bring(open.document, open.name, reading).await?;
        self.delete_bulk_sheet(id).await?;
        Ok(sheet)
    }

    async fn bring(
        self: &Arc<Self>,
        document: Document,
        name: String,
        reading: BulkReading,
    ) -> Result<BulkSheet, Problem> {
        self.core.active();
        let range = ColumnRange::parse(&reading)?;
        let known = self.sessions.not_left()?;
        let id = idempotency::new_key();
        let (rules, country, reader) =
            (self.connections.rules(known.id()), sheet::country(&known), self.sheet_reader.clone());
        let (pieces, mut arrived) = channel(MAX_WAITING_PIECES);
        let read = {
            let document = document.clone();
            self.core.blocking(move || {
                let BulkReading { encoding, separator, worksheet, .. } = reading.clone();
                let chosen = ReadingChoice {
                    part: range.cells(&reading),
                    ..ReadingChoice::parse(encoding, separator, worksheet)?
                };
                let mut collector = Collector::new(&rules, &reading, range, pieces);
                let with = document.each_row(&chosen, &rules, country, &reader, LIMITS, |row| collector.take(row))?;
                Ok((with, collector.end()))
            })
        };
        let sheet = id.clone();
        // After a failure its end of the channel is gone, which ends the reading.
        let write = async move {
            let mut rows = 0;
            while let Some(piece) = arrived.recv().await {
                let (id, first) = (sheet.clone(), rows);
                rows += u32::try_from(piece.len()).unwrap_or(u32::MAX);
                self.core.journal(move |journal| journal.add_sheet_rows(&id, first, &piece)).await?;
                self.tell_progress(SheetProgress { id: sheet.clone(), rows, ..SheetProgress::default() });
            }
            Ok::<_, Problem>(())
        };
        let (read, written) = tokio::join!(read, write);
        let stored = async {
            written?;
            let (with, collected) = read?;
            range.fits(collected.width)?;
            if collected.rows == 0 {
                return Err(Problem {
                    fields: vec![FieldProblem::new("file", "noRows")],
                    ..Problem::new(ProblemCode::ListNotRead, "")
                });
            }
            let most = if with.oddities.no_formats { LIMITS.rows_in_memory } else { LIMITS.rows };
            if collected.rows as usize > most {
                return Err(sheet::too_many(most));
            }
            let record = SheetRecord {
                id: id.clone(),
                connection: known.id().to_owned(),
                tenant: known.tenant(),
                user: self.sessions.current_user(&known),
                created: self.core.now(),
                name: name.clone(),
                rows: collected.rows,
                // Cannot fail: only texts and numbers are serialised.
                source: serde_json::to_value(stored_source(with, collected, range)).unwrap_or_default(),
                matching: None,
                again: false,
            };
            self.core.journal(move |journal| journal.add_sheet(&record)).await
        };
        if let Err(problem) = stored.await {
            let _ = self.delete_rows(&id).await;
            return Err(problem);
        }
        *self.open.lock() = Some(OpenDocument { sheet: id.clone(), name, document });
        self.bulk_sheet(id).await
    }

    pub(super) fn tell_progress(&self, progress: SheetProgress) {
        self.core.events.emit(DeskEvent::Sheet { progress });
    }

    /// Deletes a sheet that is not being sent. What was sent of it stays in the record of requests.
    pub async fn delete_bulk_sheet(&self, id: String) -> Result<(), Problem> {
        self.core.active();
        let _alone = self.core.lock_key(&id).await?;
        let sheet = id.clone();
        let deleted = self.core.journal(move |journal| journal.delete_idle_sheet(&sheet)).await?;
        if !deleted {
            return Err(too_late(true));
        }
        {
            let mut open = self.open.lock();
            if open.as_ref().is_some_and(|open| open.sheet == id) {
                *open = None;
            }
        }
        self.delete_rows(&id).await
    }

    /// Deletes the rows of a sheet that is not there, in pieces.
    async fn delete_rows(&self, id: &str) -> Result<(), Problem> {
        loop {
            let sheet = id.to_owned();
            if !self.core.journal(move |journal| journal.delete_rows_left(&sheet, CHUNK_ROWS)).await? {
                return Ok(());
            }
        }
    }

    /// Deletes all sheets that are not being sent, with the document in memory.
    pub(crate) async fn forget_sheets(&self) -> Result<(), Problem> {
        *self.open.lock() = None;
        #[allow(clippy::redundant_closure_for_method_calls)] // the method alone is for one lifetime
        for id in self.core.journal(|journal| journal.delete_idle_sheets()).await? {
            self.delete_rows(&id).await?;
        }
        Ok(())
    }
}

fn stored_source(with: ReadWith, collected: Collected, range: ColumnRange) -> StoredSource {
    let (first_line, last_line) = collected.lines.unwrap_or_default();
    let [first_column, last_column] = range.names();
    let oddities = with.oddities;
    StoredSource {
        source: BulkSource {
            encoding: with.encodings.first().cloned(),
            encodings: with.encodings,
            separator: with.separator.map(sheet::Separator::word),
            worksheet: with.worksheet,
            other_worksheets: with.other_worksheets,
            heading_line: collected.heading_line,
            first_line,
            last_line,
            first_column,
            last_column,
            notes: SheetNotes {
                merged: oddities.merged,
                formulas: oddities.formulas,
                errors: oddities.errors,
                hidden_rows: oddities.hidden_rows,
                from_1904: oddities.from_1904,
                no_formats: oddities.no_formats,
            },
        },
        columns: collected.columns,
    }
}
