//! The child process: reads the bytes of a workbook and writes its rows as lines.

use std::{
    io::{self, BufWriter, Cursor, Read, Write},
    process::ExitCode,
};

use calamine::{Data, DataRef, Ods, OdsError, Reader, Sheet, SheetType, SheetVisible, Xlsx, XlsxError};

use super::{
    ChildLine, Fault, MAX_BYTES, MAX_CELL_CHARS, MAX_COLUMNS, MAX_WISH_BYTES, MAX_WORKSHEETS, Oddities, Wish,
    hidden_rows,
};
use crate::sheet::{cell_range::CellRange, file_kinds::is_open_document};

/// Memory limit in bytes, beyond the memory that the program's libraries take.
const MAX_MEMORY_BYTES: u64 = 256 << 20;
/// Larger numbers have lost digits: spreadsheets keep fifteen.
const FIRST_INEXACT_NUMBER: f64 = 1e15;

/// The program's entry point when it is started with the hidden argument.
pub fn run() -> ExitCode {
    // Without the limits nothing is read.
    let limited = store::core_dumps::forbid().and_then(|()| store::process_limits::memory(MAX_MEMORY_BYTES));
    let mut bytes = Vec::new();
    let most = (MAX_WISH_BYTES + MAX_BYTES) as u64 + 1;
    let done = limited.and_then(|()| io::stdin().lock().take(most).read_to_end(&mut bytes)).and_then(|_| {
        let (wish, bytes) = wanted(bytes)?;
        write(bytes, &wish, &mut Limited { out: BufWriter::new(io::stdout().lock()), left: wish.output })
    });
    if done.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Takes the first line off the input.
fn wanted(mut input: Vec<u8>) -> io::Result<(Wish, Vec<u8>)> {
    let end = input.iter().take(MAX_WISH_BYTES).position(|byte| *byte == b'\n').ok_or(io::ErrorKind::InvalidInput)?;
    let wish = serde_json::from_slice(&input[..end])?;
    input.drain(..=end);
    Ok((wish, input))
}

pub(super) fn write(bytes: Vec<u8>, wish: &Wish, out: &mut impl Write) -> io::Result<()> {
    let read = if is_open_document(&bytes) { open_document(bytes, wish, out) } else { worksheets(bytes, wish, out) };
    let last = match read {
        Ok(()) => ChildLine::End,
        Err(Stop::Fault(fault)) => ChildLine::Fault(fault),
        Err(Stop::Io(error)) => return Err(error),
    };
    put(&last, out)?;
    out.flush()
}

enum Stop {
    Fault(Fault),
    Io(io::Error),
}

impl From<XlsxError> for Stop {
    fn from(error: XlsxError) -> Self {
        Self::Fault(if matches!(error, XlsxError::Password) { Fault::Protected } else { Fault::Broken })
    }
}

impl From<OdsError> for Stop {
    fn from(error: OdsError) -> Self {
        Self::Fault(if matches!(error, OdsError::Password) { Fault::Protected } else { Fault::Broken })
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

struct Limited<W> {
    out: W,
    left: usize,
}

impl<W: Write> Write for Limited<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.left = self.left.checked_sub(bytes.len()).ok_or(io::ErrorKind::FileTooLarge)?;
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn put(line: &ChildLine, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

fn worksheets(bytes: Vec<u8>, wish: &Wish, out: &mut impl Write) -> Result<(), Stop> {
    // The workbook owns its bytes; the rows that are hidden are found in bytes of their own.
    let hidden = wish.oddities.map_or(0, |range| hidden_rows::count(&bytes, wish.worksheet.as_deref(), range));
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes))?;
    let all = workbook.sheets_metadata().to_vec();
    for name in chosen(&all, wish, out)? {
        put(&ChildLine::Worksheet(name.clone()), out)?;
        let errors = rows(&mut workbook, &name, wish, out)?;
        if let Some(range) = wish.oddities {
            let oddities = Oddities { errors, hidden_rows: hidden, ..oddities(&mut workbook, &name, range)? };
            put(&ChildLine::Oddities(oddities), out)?;
        }
    }
    Ok(())
}

/// The worksheets that are read; the others are named alone.
fn chosen(all: &[Sheet], wish: &Wish, out: &mut impl Write) -> Result<Vec<String>, Stop> {
    let seen = |visible: bool| {
        let sheets = all.iter().filter(move |sheet| sheet.typ == SheetType::WorkSheet);
        sheets.filter(move |sheet| (sheet.visible == SheetVisible::Visible) == visible)
    };
    // Hidden worksheets are left out, because a user hid them, unless there are no others.
    let hidden = seen(true).next().is_none();
    if seen(!hidden).nth(MAX_WORKSHEETS).is_some() {
        put(&ChildLine::MoreWorksheets, out)?;
    }
    let wanted = |name: &String| wish.worksheet.as_ref().is_none_or(|wanted| wanted == name);
    Ok(seen(!hidden).take(MAX_WORKSHEETS).map(|sheet| sheet.name.clone()).filter(wanted).collect())
}

/// What the values do not show.
fn oddities(workbook: &mut Xlsx<Cursor<Vec<u8>>>, name: &str, range: CellRange) -> Result<Oddities, Stop> {
    let merged = workbook.merge_cells_by_sheet_name(name)?;
    let merged = merged.iter().filter(|block| {
        let ((first, left), (last, right)) = (block.start, block.end);
        range.has_any((first + 1, last + 1), (left, right))
    });
    let merged = u32::try_from(merged.count()).unwrap_or(u32::MAX);
    let from_1904 = workbook.has_1904_epoch();
    let mut formulas = 0;
    let mut cells = workbook.worksheet_cells_reader(name)?;
    while cells.next_formula()?.is_some_and(|cell| {
        let (row, column) = cell.get_position();
        formulas += u32::from(!cell.get_value().is_empty() && range.has(row + 1, column));
        true
    }) {}
    Ok(Oddities { merged, formulas, from_1904, ..Oddities::default() })
}

/// Reads an `.ods`, which has to be in memory as a whole.
fn open_document(bytes: Vec<u8>, wish: &Wish, out: &mut impl Write) -> Result<(), Stop> {
    let mut workbook: Ods<_> = Ods::new(Cursor::new(bytes))?;
    let all = workbook.sheets_metadata().to_vec();
    for name in chosen(&all, wish, out)? {
        put(&ChildLine::Worksheet(name.clone()), out)?;
        let range = workbook.worksheet_range(&name)?;
        let (first, left) = range.start().unwrap_or_default();
        let (mut written, mut errors) = (0, 0);
        let part = wish.oddities.unwrap_or_default();
        for (number, cells) in (first + 1..).zip(range.rows()) {
            let mut row = vec![String::new(); left.min(MAX_COLUMNS) as usize];
            for (column, cell) in (left..).zip(cells.iter().take((MAX_COLUMNS.saturating_sub(left)) as usize)) {
                errors += u32::from(matches!(cell, Data::Error(_)) && part.has(number, column));
                row.push(text(&borrowed(cell), 0));
            }
            row.truncate(row.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1));
            if row.is_empty() {
                continue;
            }
            if written >= wish.rows {
                put(&ChildLine::MoreRows, out)?;
                break;
            }
            put(&ChildLine::Row(number, row), out)?;
            written += 1;
        }
        if wish.oddities.is_some() {
            put(&ChildLine::Oddities(Oddities { errors, no_formats: true, ..Oddities::default() }), out)?;
        }
    }
    Ok(())
}

/// Writes the rows of a worksheet, and returns the number of errors in their cells.
fn rows(workbook: &mut Xlsx<Cursor<Vec<u8>>>, name: &str, wish: &Wish, out: &mut impl Write) -> Result<u32, Stop> {
    let zeros: Vec<usize> = {
        let cells = workbook.worksheet_cells_reader(name);
        let cells = match cells {
            Ok(cells) => cells,
            Err(XlsxError::NotAWorksheet(_)) => return Ok(0),
            Err(error) => return Err(error.into()),
        };
        cells
            .styles()
            .iter()
            .map(|style| style.number_format.as_ref().map_or(0, |format| digits(&format.format_code)))
            .collect()
    };
    let part = wish.oddities.unwrap_or_default();
    let mut cells = workbook.worksheet_cells_reader(name)?;
    let (mut number, mut row, mut written, mut errors) = (0, Vec::new(), 0, 0);
    let mut end = |number: u32, row: &mut Vec<String>| -> Result<bool, Stop> {
        if row.iter().any(|cell| !cell.is_empty()) {
            put(&ChildLine::Row(number, std::mem::take(row)), out)?;
            written += 1;
        }
        row.clear();
        Ok(written >= wish.rows)
    };
    while let Some((cell, style)) = cells.next_cell_with_style_id()? {
        let (at, column) = cell.get_position();
        errors += u32::from(matches!(cell.get_value(), DataRef::Error(_)) && part.has(at + 1, column));
        let text = text(cell.get_value(), zeros.get(style).copied().unwrap_or_default());
        if text.is_empty() || column >= MAX_COLUMNS {
            continue;
        }
        if at + 1 != number {
            if end(number, &mut row)? {
                put(&ChildLine::MoreRows, out)?;
                return Ok(errors);
            }
            number = at + 1;
        }
        let column = column as usize;
        if row.len() <= column {
            row.resize(column + 1, String::new());
        }
        row[column] = text;
    }
    end(number, &mut row)?;
    Ok(errors)
}

fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::Empty => DataRef::Empty,
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => DataRef::String(text.clone()),
        Data::Bool(value) => DataRef::Bool(*value),
        Data::DateTime(at) => DataRef::DateTime(*at),
        Data::Error(error) => DataRef::Error(error.clone()),
    }
}

/// The number of digits that a format of zeros alone shows: users keep leading zeros by `00000000000`.
fn digits(format: &str) -> usize {
    let first = format.split(';').next().unwrap_or_default();
    if !first.is_empty() && first.len() <= 30 && first.bytes().all(|byte| byte == b'0') { first.len() } else { 0 }
}

/// The value as the cell holds it, independent of the spreadsheet's language.
fn text(value: &DataRef<'_>, zeros: usize) -> String {
    let text = match value {
        DataRef::Empty => String::new(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => format!("{number:0zeros$}"),
        DataRef::Float(number) => float(*number, zeros),
        DataRef::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(at) if at.is_duration() => float(at.as_f64(), 0),
        DataRef::DateTime(at) => instant(at.as_f64(), at.to_ymd_hms_milli()),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    };
    let text = text.trim();
    text.chars().take(MAX_CELL_CHARS).collect()
}

fn float(number: f64, zeros: usize) -> String {
    if number.abs() >= FIRST_INEXACT_NUMBER {
        // Written with an exponent, so that the loss of digits is seen.
        return format!("{number:.14E}").replace('E', "E+");
    }
    if number.fract() == 0.0 { format!("{number:0zeros$.0}") } else { format!("{number}") }
}

fn instant(serial: f64, (year, month, day, hour, minute, second, _): (u16, u8, u8, u8, u8, u8, u16)) -> String {
    let date = format!("{year:04}-{month:02}-{day:02}");
    let time =
        if second == 0 { format!("{hour:02}:{minute:02}") } else { format!("{hour:02}:{minute:02}:{second:02}") };
    match (serial < 1.0, serial.fract() == 0.0) {
        (true, _) => time,
        (_, true) => date,
        _ => format!("{date}T{time}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits() {
        for (number, zeros, wanted) in [
            (1_900_000_001.0, 0, "1900000001"),
            (1_900_000_001.0, 11, "01900000001"),
            (999_999_999_999_999.0, 0, "999999999999999"),
            (1_234_567_890_123_456.0, 0, "1.23456789012346E+15"),
            (12.5, 0, "12.5"),
            (0.0, 0, "0"),
            (-3.0, 0, "-3"),
        ] {
            assert_eq!(float(number, zeros), wanted);
        }
        assert_eq!(["00000000000", "0;-0", "General", "0.00", "@", ""].map(digits), [11, 1, 0, 0, 0, 0]);
    }

    #[test]
    fn the_output_of_the_child_is_limited() {
        let mut limited = Limited { out: Vec::new(), left: 10 };
        assert!(limited.write_all(b"12345").is_ok());
        assert!(limited.write_all(b"1234567").is_err());
    }
}
