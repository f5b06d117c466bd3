//! Turns the rows of a document into the rows of a sheet: without titles and headings, and without what may be secret.

use std::ops::ControlFlow;

use store::journal::sheets::SheetRow;
use tokio::sync::mpsc::Sender;

use crate::{
    bulk::{
        CHUNK_ROWS,
        column_range::ColumnRange,
        head::{HEAD_ROWS, SheetHead},
    },
    sheet::{self, Row},
    view::{BulkReading, ConnectionRules, SheetColumn},
};

/// Most characters of a cell, as in workbooks.
const MAX_CELL_CHARS: usize = 1_000;

pub(super) struct Collector<'a> {
    rules: &'a ConnectionRules,
    reading: &'a BulkReading,
    range: ColumnRange,
    /// Columns of the document, as far as it was read.
    width: usize,
    /// Rows that are kept back until the columns are understood.
    first: Vec<Row>,
    columns: Option<Vec<SheetColumn>>,
    headings: Option<Row>,
    piece: Vec<SheetRow>,
    pieces: Sender<Vec<SheetRow>>,
    lines: Option<(u32, u32)>,
    rows: u32,
}

/// A document that was read to its end.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) columns: Vec<SheetColumn>,
    /// Columns of the document, with those beside the range.
    pub(super) width: u32,
    pub(super) heading_line: Option<u32>,
    /// The first and the last line with a row.
    pub(super) lines: Option<(u32, u32)>,
    pub(super) rows: u32,
}

impl<'a> Collector<'a> {
    pub(super) fn new(
        rules: &'a ConnectionRules,
        reading: &'a BulkReading,
        range: ColumnRange,
        pieces: Sender<Vec<SheetRow>>,
    ) -> Self {
        Self {
            rules,
            reading,
            range,
            width: 0,
            first: Vec::new(),
            columns: None,
            headings: None,
            piece: Vec::new(),
            pieces,
            lines: None,
            rows: 0,
        }
    }

    /// Takes the next row of the document. Breaks after the last one, or if the rows are not wanted any more.
    pub(super) fn take(&mut self, row: Row) -> ControlFlow<()> {
        if self.reading.last_line.is_some_and(|last| row.line > last) {
            return ControlFlow::Break(());
        }
        self.width = self.width.max(row.cells.len());
        let Some(row) = self.range.within(row) else { return ControlFlow::Continue(()) };
        if self.columns.is_some() {
            return self.add(row);
        }
        self.first.push(row);
        if self.first.len() < HEAD_ROWS { ControlFlow::Continue(()) } else { self.understand() }
    }

    pub(super) fn end(mut self) -> Collected {
        if self.columns.is_none() {
            let _ = self.understand();
        }
        let _ = self.send();
        Collected {
            columns: self.columns.unwrap_or_default(),
            width: u32::try_from(self.width).unwrap_or(u32::MAX),
            heading_line: self.headings.map(|row| row.line),
            lines: self.lines,
            rows: self.rows,
        }
    }

    fn understand(&mut self) -> ControlFlow<()> {
        let mut rows = std::mem::take(&mut self.first);
        let head = SheetHead::of(&rows, self.range.first(), self.reading.heading_line, self.rules);
        self.columns = Some(head.columns);
        if let Some(at) = head.headings {
            self.headings = Some(rows.remove(at));
            let mut above = 0..;
            // Rows above the headings are titles, unless they hold numbers.
            rows.retain(|row| above.next().is_some_and(|place| place >= at) || sheet::has_number(self.rules, row));
        }
        rows.into_iter().try_for_each(|row| self.add(row))
    }

    fn add(&mut self, row: Row) -> ControlFlow<()> {
        // Headings may be repeated at the top of each page.
        if self.headings.as_ref().is_some_and(|headings| headings.cells == row.cells) {
            return ControlFlow::Continue(());
        }
        let columns = self.columns.as_deref().unwrap_or_default();
        let cells = row.cells.into_iter().zip(columns);
        let cells: Vec<String> =
            cells.map(|(cell, column)| if column.secret { String::new() } else { open(cell) }).collect();
        if cells.iter().all(String::is_empty) {
            return ControlFlow::Continue(());
        }
        self.lines = Some((self.lines.map_or(row.line, |(first, _)| first), row.line));
        self.rows += 1;
        self.piece.push(SheetRow { line: row.line, cells });
        if self.piece.len() < CHUNK_ROWS as usize { ControlFlow::Continue(()) } else { self.send() }
    }

    fn send(&mut self) -> ControlFlow<()> {
        let piece = std::mem::take(&mut self.piece);
        if piece.is_empty() || self.pieces.blocking_send(piece).is_ok() {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    }
}

/// A cell without PINs among its words, and not longer than a cell of a workbook.
fn open(cell: String) -> String {
    let words = cell.contains(char::is_alphabetic) && cell.contains(char::is_numeric);
    let open = if words { sheet::without_pins(&cell).unwrap_or(cell) } else { cell };
    match open.char_indices().nth(MAX_CELL_CHARS) {
        Some((end, _)) => open[..end].to_owned(),
        None => open,
    }
}
