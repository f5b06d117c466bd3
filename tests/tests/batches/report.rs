//! The report of a sheet, as other programs read it.

use std::{fs, path::Path};

use calamine::{Data, Reader};
use desk::{
    Desk,
    view::{BatchPart, BulkReport, BulkRow, ExportFormat, LeftOut, RequestState},
};

const ADDED: [&str; 5] = ["State", "Number", "Reason", "Reference", "Time"];

pub async fn save(desk: &Desk, sheet: &str, path: &Path, format: ExportFormat) {
    let asked = BulkReport {
        id: sheet.to_owned(),
        format,
        part: BatchPart::All,
        headings: ADDED.map(str::to_owned).to_vec(),
        state_words: RequestState::ALL.iter().map(|state| (*state, state.to_string())).collect(),
        left_out_words: LeftOut::ALL.iter().map(|gap| (*gap, gap.to_string())).collect(),
        fault_words: [("errorValue".to_owned(), "An error of the spreadsheet.".to_owned())].into(),
        ready_word: "waits".to_owned(),
    };
    desk.bulk.export_bulk_report(path.to_owned(), asked).await.expect("it is written");
}

/// All lines of a saved report, without times.
pub fn read(path: &Path) -> Vec<Vec<String>> {
    let mut lines = if path.extension().is_some_and(|ending| ending == "xlsx") {
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).expect("a workbook");
        let sheet = book.worksheet_range_at(0).expect("a worksheet").expect("rows");
        let text = |cell: &Data| match cell {
            Data::Empty => String::new(),
            Data::String(text) => text.clone(),
            Data::DateTime(_) => "a time".to_owned(),
            other => panic!("a number that is no text: {other:?}"),
        };
        sheet.rows().map(|row| row.iter().map(text).collect::<Vec<_>>()).collect::<Vec<_>>()
    } else {
        let text = fs::read_to_string(path).expect("it is there");
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        reader
            .records()
            .map(|line| line.expect("a line").iter().map(str::to_owned).collect::<Vec<_>>())
            .collect::<Vec<_>>()
    };
    for line in &mut lines {
        line.pop();
    }
    lines
}

/// All differences between a report and the rows that it is about.
pub fn differences(lines: &[Vec<String>], rows: &[BulkRow]) -> Vec<String> {
    let mut faults = Vec::new();
    if lines.len() != rows.len() + 1 || lines[0][lines[0].len() - 4..] != ADDED[..4] {
        faults.push(format!("{} lines of {} rows, {:?}", lines.len(), rows.len(), lines[0]));
    }
    for (line, row) in lines.iter().skip(1).zip(rows) {
        let request = row.request.as_ref();
        let state = request.map(|request| request.state.to_string());
        let mut told = row.cells.clone();
        told.extend([
            state.or(row.left_out.map(|gap| gap.to_string())).unwrap_or_default(),
            request.and_then(|request| request.number.clone()).unwrap_or_default(),
        ]);
        let reference = request.map_or("", |request| request.key.as_str());
        if line[..line.len() - 2] != told || line[line.len() - 1] != reference {
            faults.push(format!("{line:?} is not {row:?}"));
        }
        let reason = &line[line.len() - 2];
        let failed =
            request.is_some_and(|request| matches!(request.state, RequestState::Rejected | RequestState::Refused));
        if failed && reason.is_empty() {
            faults.push(format!("no reason: {line:?}"));
        }
    }
    faults
}
