//! CSV as spreadsheets read it: UTF-8 with a mark of it, lines that end as theirs do.

use std::io::{BufWriter, Write};

use csv::{Terminator, Writer, WriterBuilder};
use store::files::NewFile;

use super::{Cell, Sheet, unwritten};
use crate::{errors, problem::Problem};

pub(super) struct Csv(Writer<BufWriter<NewFile>>);

impl Csv {
    pub(super) fn new(file: NewFile) -> Result<Self, Problem> {
        let mut file = BufWriter::new(file);
        file.write_all("\u{feff}".as_bytes()).map_err(|error| unwritten(&error))?;
        Ok(Self(WriterBuilder::new().terminator(Terminator::CRLF).from_writer(file)))
    }
}

impl Sheet for Csv {
    fn row(&mut self, cells: Vec<Cell>) -> Result<(), Problem> {
        let fields = cells.into_iter().map(|cell| match cell {
            Cell::Empty => String::new(),
            Cell::Text(text) => harmless(text),
            Cell::Instant(wall) => wall.format("%Y-%m-%d %H:%M:%S").to_string(),
        });
        self.0.write_record(fields).map_err(|error| unwritten(&error))
    }

    fn finish(self: Box<Self>) -> Result<(), Problem> {
        let file = self.0.into_inner().map_err(|error| unwritten(error.error()))?;
        let file = file.into_inner().map_err(|error| unwritten(error.error()))?;
        file.finish().map_err(|error| errors::not_written(&error))
    }
}

/// A cell that begins like this is taken for a formula, whose author may be anyone who wrote into a request.
fn harmless(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_calculate_is_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(harmless(formula.to_owned()), format!("'{formula}"));
        }
        for text in ["01900000001", "stb-1", "a=b", "", " =1"] {
            assert_eq!(harmless(text.to_owned()), text);
        }
    }
}
