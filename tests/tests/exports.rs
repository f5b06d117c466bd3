//! Exports as read by other programs: Python's `csv`, `openpyxl`, and LibreOffice if it is installed.
#![cfg(target_os = "linux")]

use std::{fs, path::Path, process::Command};

use acceptance::{second_desk, steps};
use desk::{
    Desk,
    view::{Export, ExportColumn, ExportFormat, RequestColumn, RequestFilter},
};
use sandbox::Sandbox;
use serde_json::Value;
use store::{
    cache::{Cache, requests::ServerRequest},
    request_state::RequestState,
};

const COLUMNS: [RequestColumn; 4] =
    [RequestColumn::Number, RequestColumn::Smartcard, RequestColumn::User, RequestColumn::Error];

/// Number, card, user and error of each request.
fn rows() -> Vec<[String; 4]> {
    let long = "κείμενο ".repeat(5_000);
    let own = [
        ["1", "01900000001", "Γιώργος Παπαδόπουλος", "=1+1"],
        ["0002", "0000000000000001", "José \"Pepe\" Núñez", "x;=1+1;y"],
        ["10000", "12345678901234567890", "@SUM(1+1)", "line one\r\nline two\n=1+1"],
        ["10001", "123456789012", "+1", "a\t=1+1\tb"],
        ["10002", "1E5", "-1", "a, =1+1, b|@c"],
        ["10003", "00-01/02", "＝1+1", "\"=1+1\";\"=1+1\""],
        ["10004", "2026-01-15", "TRUE", "=HYPERLINK(\"http://example.com\")"],
        ["10005", "0x1F", "1,5", long.as_str()],
    ];
    own.map(|row| row.map(str::to_owned)).to_vec()
}

fn told([number, card, user, error]: &[String; 4]) -> ServerRequest {
    ServerRequest {
        id: format!("made-{number}"),
        number: Some(number.clone()),
        provider: "conax".to_owned(),
        request_type: Some("CREATE_PAIRING".to_owned()),
        state: RequestState::Rejected,
        state_text: None,
        smartcard: Some(card.clone()),
        set_top_box: None,
        service: None,
        subscription: None,
        created: Some(1_700_000_000_000),
        updated: None,
        user: Some(user.clone()),
        unit: None,
        priority: None,
        error_code: None,
        error_text: Some(error.clone()),
        description: None,
        server: "{}".to_owned(),
    }
}

async fn export(desk: &Desk, keys: Vec<String>, format: ExportFormat, path: &Path) {
    let export = Export {
        filter: RequestFilter::default(),
        sort: RequestColumn::Number,
        ascending: true,
        keys,
        columns: COLUMNS.map(|column| ExportColumn { column, heading: format!("{column:?}") }).to_vec(),
        state_words: [].into(),
        cause_words: [].into(),
        format,
    };
    desk.requests.export_requests(path, export).await.expect("it is written");
}

fn table(of: &Value) -> Vec<Vec<String>> {
    let rows: Vec<Vec<String>> = serde_json::from_value(of.clone()).expect("rows of cells");
    rows.into_iter().skip(1).collect()
}

/// Whether a program that splits cells at any separator would calculate the cell.
fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches(' ').starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

#[tokio::test]
async fn other_programs_read_exported_numbers_unchanged() {
    let dir = tempfile::tempdir().expect("there is room");
    let sandbox = Sandbox::start(sandbox::Options::default()).expect("the sandbox starts");
    let settings = steps::settings(sandbox.url(), "R11", 0);
    fs::write(dir.path().join("settings.json"), settings.to_string()).expect("there is room");
    let desk = second_desk::open(dir.path()).await;
    let rows = rows();
    let cache = Cache::open(&dir.path().join("cache.db"), None).expect("the desk made it");
    cache.mirror(steps::CONNECTION, &rows.iter().map(told).collect::<Vec<_>>()).expect("they are rows");
    drop(cache);
    let keys: Vec<String> = rows.iter().map(|[number, ..]| format!("server-made-{number}")).collect();
    export(&desk, keys.clone(), ExportFormat::Csv, &dir.path().join("requests.csv")).await;
    export(&desk, keys, ExportFormat::Xlsx, &dir.path().join("requests.xlsx")).await;
    desk.shutdown().await;

    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/exports/reopen.py");
    // Debian's own, which has its packages.
    let read = Command::new("/usr/bin/python3").arg(script).arg(dir.path()).output().expect("Python is installed");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    let read: Value = serde_json::from_slice(&read.stdout).expect("it answers JSON");

    let csv = table(&read["csv"]["comma"]);
    assert_eq!(csv.len(), rows.len());
    for (cells, row) in csv.iter().zip(&rows) {
        assert_eq!(cells[..2], row[..2], "numbers as they were");
        // A text that could be a formula has a mark before it; nothing else is changed.
        assert_eq!(cells[2..].concat().replace('\'', ""), row[2..].concat().replace('\'', ""));
    }
    for separator in ["comma", "semicolon", "tab"] {
        let cells = table(&read["csv"][separator]).concat();
        assert!(!cells.iter().any(|cell| is_formula(cell)), "{separator}: {cells:?}");
    }

    assert_eq!(read["xlsx"]["types"], serde_json::json!(["s"]), "each cell is text, and none a formula");
    for (cells, row) in table(&read["xlsx"]["rows"]).iter().zip(&rows) {
        assert_eq!(cells[..3], row[..3], "numbers and names as they were");
        let (cell, error) = (cells[3].replace("_x000D_", "\r"), &row[3]);
        let whole = cell.replace("\r\n", "\n") == error.replace("\r\n", "\n");
        let cut = error.chars().count() > 32_767 && cell.encode_utf16().count() <= 32_767;
        assert!(whole || cut, "{cell:?} was {error:?}");
    }

    let office = &read["office"];
    assert!(!office.is_null(), "LibreOffice is missing: `cargo xtask test` installs it on Debian");
    let shown = table(&office["xlsx"]["shown"]);
    assert_eq!(shown.len(), rows.len());
    for (cells, row) in shown.iter().zip(&rows) {
        assert_eq!(cells[..3], row[..3], "a spreadsheet shows the workbook's numbers as they were");
    }
    for kind in ["xlsx", "csv"] {
        let [shown, formulas] = ["shown", "formulas"].map(|name| table(&office[kind][name]));
        // It reads the numbers of a CSV file as numbers.
        let values: Vec<&String> = shown.iter().flat_map(|row| &row[2..]).collect();
        assert!(!values.iter().any(|cell| *cell == "2" || *cell == "#NAME?"), "{kind}: nothing was calculated");
        if kind == "xlsx" {
            assert_eq!(formulas, shown, "there is no formula that is shown as something else");
        }
    }
    // The export's menu says so of CSV files, and recommends a workbook for numbers that have to stay unchanged.
    let csv = table(&office["csv"]["shown"]);
    assert_eq!(csv[0][1], "1900000001", "a spreadsheet takes it for a number");
}
