use rust_xlsxwriter::{Format, Formula, Workbook};

use super::{
    CellRange, child,
    parent::{collect, follow},
    *,
};

const MAX_ROWS: usize = 1_200;

/// Reads a workbook as the child does.
pub(crate) fn read_here(bytes: Vec<u8>) -> Result<Vec<Worksheet>, Fault> {
    parse(&written_here(bytes))
}

/// What the child writes of a workbook.
pub(crate) fn written_here(bytes: Vec<u8>) -> Vec<u8> {
    let mut written = Vec::new();
    child::write(bytes, &Wish::of_all(MAX_ROWS), &mut written).unwrap();
    written
}

fn parse(written: &[u8]) -> Result<Vec<Worksheet>, Fault> {
    let lines = written.split_inclusive(|byte| *byte == b'\n').map(|line| line.to_vec().into());
    let mut worksheets = Vec::new();
    follow(lines, |line| collect(&mut worksheets, line))?;
    Ok(worksheets)
}

/// What a wish for one worksheet finds beside its rows.
fn oddities(bytes: Vec<u8>, worksheet: &str) -> Oddities {
    oddities_in(bytes, worksheet, CellRange::default())
}

fn oddities_in(bytes: Vec<u8>, worksheet: &str, range: CellRange) -> Oddities {
    let wish = Wish { worksheet: Some(worksheet.to_owned()), oddities: Some(range), ..Wish::of_all(MAX_ROWS) };
    let (mut written, mut found) = (Vec::new(), None);
    child::write(bytes, &wish, &mut written).unwrap();
    let lines = written.split_inclusive(|byte| *byte == b'\n').map(|line| line.to_vec().into());
    let each = |line| {
        if let ChildLine::Oddities(oddities) = line {
            assert!(found.replace(oddities).is_none(), "of one worksheet");
        }
        Ok(())
    };
    follow(lines, each).unwrap();
    found.unwrap()
}

#[test]
fn reports_oddities_that_the_values_of_a_worksheet_do_not_show() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("Plain").unwrap().write_string(0, 0, "x").unwrap();
    let sheet = workbook.add_worksheet().set_name("Στοιχεία").unwrap();
    sheet.merge_range(0, 0, 0, 2, "Cards of March", &Format::new()).unwrap();
    sheet.write_formula(1, 0, Formula::new("=1+1").set_result("2")).unwrap();
    sheet.write_formula(2, 0, Formula::new("=NA()").set_result("#N/A")).unwrap();
    sheet.write_string(3, 0, "hidden").unwrap();
    sheet.set_row_hidden(3).unwrap();
    let bytes = saved(&mut workbook);
    assert_eq!(oddities(bytes.clone(), "Plain"), Oddities::default());
    let counted = |lines, columns| {
        let found = oddities_in(bytes.clone(), "Στοιχεία", CellRange { lines, columns });
        (found.merged, found.formulas, found.errors, found.hidden_rows)
    };
    let all = (0, u32::MAX);
    assert_eq!(counted(all, all), (1, 2, 1, 1));
    assert_eq!(counted((2, 3), all), (0, 2, 1, 0), "the title and the hidden row are beside the lines");
    assert_eq!(counted((1, 2), all), (1, 1, 0, 0));
    assert_eq!(
        counted(all, (1, 3)),
        (1, 0, 0, 1),
        "formulas are in the first column; the title reaches into the others"
    );
    assert_eq!(counted(all, (3, 4)), (0, 0, 0, 1));
    assert!(!oddities(bytes, "Στοιχεία").from_1904);
}

fn saved(workbook: &mut Workbook) -> Vec<u8> {
    workbook.save_to_buffer().unwrap()
}

#[test]
fn cells_keep_their_values_and_rows_their_numbers() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_string(1, 0, "Card").unwrap();
    sheet.write_string(1, 1, "Κουτί").unwrap();
    sheet.write_string(3, 0, "01900000001").unwrap();
    sheet.write_number(4, 0, 1_900_000_002.0).unwrap();
    sheet.write_number_with_format(5, 0, 1_900_000_003.0, &Format::new().set_num_format("00000000000")).unwrap();
    sheet.write_number(6, 0, 1_234_567_890_123_456_789.0).unwrap();
    sheet.write_boolean(7, 0, true).unwrap();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    sheet.write_number_with_format(8, 0, 46_093.0, &date).unwrap();
    sheet.write_number_with_format(9, 0, 46_093.437_5, &Format::new().set_num_format("yyyy-mm-dd hh:mm")).unwrap();
    sheet.write_formula(10, 0, Formula::new("=1+1").set_result("2")).unwrap();
    sheet.write_string(11, 1, "two\nlines").unwrap();
    let sheets = read_here(saved(&mut workbook)).unwrap();
    let cells: Vec<(u32, &str)> =
        sheets[0].rows.iter().map(|row| (row.line, row.cells.last().map_or("", String::as_str))).collect();
    assert_eq!(
        cells,
        [
            (2, "Κουτί"),
            (4, "01900000001"),
            (5, "1900000002"),
            (6, "01900000003"),
            (7, "1.23456789012346E+18"),
            (8, "TRUE"),
            (9, "2026-03-12"),
            (10, "2026-03-12T10:30"),
            (11, "2"),
            (12, "two\nlines"),
        ]
    );
}

#[test]
fn skips_hidden_worksheets_and_refuses_broken_workbooks() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("Old").unwrap().set_hidden(true).write_string(0, 0, "x").unwrap();
    workbook.add_worksheet().set_name("March").unwrap().set_active(true).write_string(0, 0, "y").unwrap();
    let bytes = saved(&mut workbook);
    let names: Vec<_> = read_here(bytes.clone()).unwrap().into_iter().map(|sheet| sheet.name).collect();
    assert_eq!(names, ["March"]);
    assert_eq!(read_here(bytes[..bytes.len() / 2].to_vec()).unwrap_err(), Fault::Broken);
    assert_eq!(read_here(b"PK\x03\x04xl/".to_vec()).unwrap_err(), Fault::Broken);
    assert_eq!(read_here(Vec::new()).unwrap_err(), Fault::Broken);
}

#[test]
fn more_rows_than_can_be_planned_are_not_read() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for row in 0..3_000 {
        sheet.write_string(row, 0, "01900000001").unwrap();
    }
    let read = read_here(saved(&mut workbook)).unwrap();
    assert_eq!((read[0].rows.len(), read[0].cut), (MAX_ROWS, true), "and that is said");
}

#[test]
fn formatted_cells_below_the_last_row_are_not_rows() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for row in 0..u32::try_from(MAX_ROWS).unwrap() {
        sheet.write_string(row, 0, "01900000001").unwrap();
    }
    for row in 1_200..1_300 {
        sheet.write_blank(row, 0, &Format::new().set_bold()).unwrap();
    }
    let read = read_here(saved(&mut workbook)).unwrap();
    assert_eq!((read[0].rows.len(), read[0].cut), (MAX_ROWS, false));
}

#[test]
fn more_worksheets_than_are_read_are_refused() {
    let of = |count: usize| {
        let mut workbook = Workbook::new();
        (0..count).for_each(|_| workbook.add_worksheet().write_string(0, 0, "x").map(drop).unwrap());
        read_here(saved(&mut workbook))
    };
    assert_eq!(of(MAX_WORKSHEETS).unwrap().len(), MAX_WORKSHEETS);
    assert_eq!(of(MAX_WORKSHEETS + 1), Err(Fault::TooMuch));
}

#[test]
fn output_without_an_end_mark_is_refused() {
    let row = b"{\"worksheet\":\"a\"}\n{\"row\":[1,[\"x\"]]}\n";
    assert_eq!(parse(row), Err(Fault::TooMuch));
    assert_eq!(parse(b""), Err(Fault::TooMuch));
    let whole = [row.as_slice(), b"\"end\"\n"].concat();
    assert_eq!(parse(&whole).unwrap()[0].rows, [Row { line: 1, cells: vec!["x".to_owned()] }]);
    assert_eq!(parse(b"{\"fault\":\"protected\"}"), Err(Fault::Protected));
}

#[cfg(unix)]
#[test]
fn ends_a_child_that_takes_too_long_or_writes_too_much() {
    use std::{sync::Arc, time::Duration};

    use zeroize::Zeroizing;

    use crate::core::options::SheetReader;

    let reader = |script: &str, longest: Duration| SheetReader {
        program: "/bin/sh".into(),
        arguments: vec!["-c".to_owned(), script.to_owned()],
        longest,
    };
    let bytes = || Arc::new(Zeroizing::new(b"PK".to_vec()));
    let (day, wish) = (Duration::from_hours(24), Wish::of_all(1));
    let whole = r#"cat > /dev/null; printf '{"worksheet":"a"}\n"end"\n'"#;
    assert_eq!(read(bytes(), &wish, &reader(whole, day)).unwrap().len(), 1);
    assert_eq!(read(bytes(), &wish, &reader("exec sleep 1000", Duration::ZERO)), Err(Fault::TooMuch));
    assert_eq!(read(bytes(), &wish, &reader("exec yes", day)), Err(Fault::TooMuch));
    assert_eq!(read(bytes(), &wish, &reader("kill -9 $$", day)), Err(Fault::TooMuch));
    let missing = SheetReader { program: "/no/such/program".into(), ..reader("", day) };
    assert_eq!(read(bytes(), &wish, &missing), Err(Fault::NotStarted));
}

/// Sheets written by openpyxl, and by LibreOffice from the first of them: a title in merged cells, a number kept by its format,
/// formulas, an error, a hidden row, a blank row, and formatted cells far below.
#[test]
fn reads_sheets_of_other_programs() {
    let openpyxl = include_bytes!("tests/openpyxl.xlsx").to_vec();
    let libreoffice = include_bytes!("tests/libreoffice.xlsx").to_vec();
    let ods = include_bytes!("tests/libreoffice.ods").to_vec();
    let cards = |bytes: &[u8]| -> Vec<(u32, String)> {
        let sheets = read_here(bytes.to_vec()).unwrap();
        assert_eq!(sheets.len(), 1, "the other one is hidden");
        assert_eq!(sheets[0].name, "Κάρτες");
        sheets[0].rows.iter().map(|row| (row.line, row.cells[0].clone())).collect()
    };
    let rows = |third: &str, error: &str| -> Vec<(u32, String)> {
        let cells = [
            (1, "Cards to re-pair, March"),
            (3, "Card"),
            (4, "01900000001"),
            (5, third),
            (6, "1900000003"),
            (7, error),
            (8, "01900000005"),
            (10, "01900000006"),
        ];
        cells.into_iter().map(|(line, cell)| (line, cell.to_owned())).collect()
    };
    // A formula without a result is empty.
    assert_eq!(cards(&openpyxl), rows("01900000002", ""));
    assert_eq!(cards(&libreoffice), rows("01900000002", "#N/A"));
    let read = cards(&ods);
    assert_eq!(read[2].1, "01900000001");
    assert_eq!(read[3].1, "1900000002", "an .ods does not say that it is shown with a zero");
    for bytes in [openpyxl, libreoffice] {
        let found = oddities(bytes, "Κάρτες");
        assert_eq!((found.merged, found.formulas, found.hidden_rows, found.no_formats), (1, 2, 1, false));
    }
    assert!(oddities(ods, "Κάρτες").no_formats);
    let from_1904 = include_bytes!("tests/from-1904.xlsx").to_vec();
    assert!(oddities(from_1904.clone(), "Sheet").from_1904);
    assert_eq!(read_here(from_1904).unwrap()[0].rows[1].cells[1], "2026-03-31", "as the spreadsheet shows it");
}
