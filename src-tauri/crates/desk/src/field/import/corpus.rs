//! Corpus test: one table, written as programs write files and read back to it: encodings, separators, line ends, marks
//! around numbers and headings in two languages, each combined with each.

use std::collections::HashSet;

use encoding_rs::{Encoding, ISO_8859_7, WINDOWS_1252, WINDOWS_1253};
use rust_xlsxwriter::{Format, Workbook};

use super::plan;
use crate::{
    sheet::{self, Separator, Split, workbook},
    view::{ConnectionRules, JobList},
};

/// Room, card, box, subscription, PIN.
type Table = [[&'static str; 5]; 4];

const GREEK: Table = [
    ["Κουζίνα, 2ος", "01900000001", "STB0000001", "S100", "4711"],
    ["Άνω όροφος", "01900000002", "STB0000002", "S101", "0815"],
    ["Ίσως \"πίσω\"", "01900000003", "STB0000003", "S102", "1234"],
    ["Χωλ; χτυπήστε", "01900000004", "STB0000004", "S103", "9999"],
];
const WESTERN: Table = [
    ["Küche, 2. Stock", "01900000001", "STB0000001", "S100", "4711"],
    ["Café à côté", "01900000002", "STB0000002", "S101", "0815"],
    ["Say \"hello\"", "01900000003", "STB0000003", "S102", "1234"],
    ["Hall; ring twice", "01900000004", "STB0000004", "S103", "9999"],
];

const HEADINGS: [[&str; 5]; 4] = [
    ["Room", "Smartcard No.", "STB", "Subscription", "Customer PIN"],
    ["Δωμάτιο", "Αρ. κάρτας", "Αποκωδικοποιητής", "Συνδρομή", "Κωδικός"],
    ["ΣΗΜΕΙΩΣΕΙΣ", "ΚΑΡΤΑ", "ΔΕΚΤΗΣ", "ΑΡ. ΣΥΝΔΡΟΜΗΤΗ", "PIN"],
    ["notes", "smart_card", "SetTopBox", "* Contract:", "passcode"],
];

/// Ways in which programs keep a number as text, or do not.
const NUMBER_FORMATS: [fn(&str) -> String; 4] = [
    str::to_owned,
    |number| format!("=\"{number}\""),
    |number| format!("'{number}"),
    |number| format!("\u{feff}{number}"),
];

const ENCODINGS: [&str; 9] = [
    "UTF-8",
    "UTF-8 marked",
    "UTF-16LE",
    "UTF-16LE marked",
    "UTF-16BE",
    "UTF-16BE marked",
    "windows-1253",
    "ISO-8859-7",
    "windows-1252",
];
const SEPARATORS: [char; 4] = [';', ',', '\t', '|'];
const LINE_ENDS: [&str; 4] = ["\r\n", "\n", "\r", "\r\r\n"];
const TITLES: [&str; 3] = ["", "sep", "title"];

struct Case {
    encoding: &'static str,
    separator: char,
    end: &'static str,
    kept: usize,
    headings: usize,
    title: &'static str,
}

/// Combinations in which each value of each kind meets each value of every other kind.
fn cases() -> Vec<Case> {
    let case = |at: usize| Case {
        encoding: ENCODINGS[at % 9],
        separator: SEPARATORS[at / 9 % 4],
        end: LINE_ENDS[(at / 3 + at / 36) % 4],
        kept: (at / 2 + at / 18) % 4,
        headings: (at / 5 + at / 9) % 4,
        title: TITLES[at % 7 % 3],
    };
    (0..144).map(case).collect()
}

impl Case {
    fn table(&self) -> (&'static Table, [&'static str; 5]) {
        match self.encoding {
            "windows-1252" => (&WESTERN, HEADINGS[if self.headings == 3 { 3 } else { 0 }]),
            _ => (&GREEK, HEADINGS[self.headings]),
        }
    }

    /// Writes a number. The old encodings cannot write a byte order mark.
    fn keep(&self, number: &str) -> String {
        let old = matches!(self.encoding, "windows-1252" | "windows-1253" | "ISO-8859-7");
        NUMBER_FORMATS[if old && self.kept == 3 { 1 } else { self.kept }](number)
    }

    fn text(&self) -> String {
        let quoted = |cell: &str| {
            let needs = cell.contains(['"', '\r', '\n', self.separator]) && !cell.starts_with('=');
            if needs { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
        };
        let line = |cells: Vec<String>| {
            let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
            cells.join(&self.separator.to_string()) + self.end
        };
        let (table, headings) = self.table();
        let mut text = match self.title {
            "sep" => format!("sep={}{}", self.separator, self.end),
            "title" => line(vec!["Set-top box visits".to_owned(), String::new()]) + self.end,
            _ => String::new(),
        };
        text += &line(headings.map(str::to_owned).to_vec());
        for [room, card, set_top_box, subscription, pin] in table {
            text += &line(vec![
                (*room).to_owned(),
                self.keep(card),
                self.keep(set_top_box),
                (*subscription).to_owned(),
                (*pin).to_owned(),
            ]);
        }
        text
    }

    fn bytes(&self) -> Vec<u8> {
        let text = self.text();
        let wide =
            |unit: fn(u16) -> [u8; 2], mark: &str| format!("{mark}{text}").encode_utf16().flat_map(unit).collect();
        let narrow = |encoding: &'static Encoding| {
            let (bytes, _, lost) = encoding.encode(&text);
            assert!(!lost, "{}", self.encoding);
            bytes.into_owned()
        };
        match self.encoding {
            "UTF-8" => text.into_bytes(),
            "UTF-8 marked" => format!("\u{feff}{text}").into_bytes(),
            "UTF-16LE" => wide(u16::to_le_bytes, ""),
            "UTF-16LE marked" => wide(u16::to_le_bytes, "\u{feff}"),
            "UTF-16BE" => wide(u16::to_be_bytes, ""),
            "UTF-16BE marked" => wide(u16::to_be_bytes, "\u{feff}"),
            "windows-1253" => narrow(WINDOWS_1253),
            "ISO-8859-7" => narrow(ISO_8859_7),
            _ => narrow(WINDOWS_1252),
        }
    }

    fn name(&self) -> String {
        let Self { encoding, separator, end, kept, headings, title } = self;
        format!("{encoding} {separator:?} {end:?} kept {kept} headings {headings} {title}")
    }
}

fn read(bytes: &[u8], country: Option<&str>) -> JobList {
    let rules = ConnectionRules::default();
    let decoded = sheet::decode(bytes, None, country);
    let Ok(Split { rows, separator }) = sheet::split(&decoded.text, None, &rules) else { panic!("{}", decoded.text) };
    plan(rows, separator == Separator::Blanks, &rules, HashSet::new()).unwrap()
}

/// The jobs as they are if the user takes every repair.
fn repaired(list: JobList) -> Vec<[String; 4]> {
    let whole = |job: crate::view::PlannedJob| {
        let mut draft = job.draft;
        for repair in job.repairs {
            let place = match repair.part {
                crate::view::EntityKind::Smartcard => &mut draft.smartcard,
                crate::view::EntityKind::SetTopBox => &mut draft.set_top_box,
                _ => &mut draft.subscription,
            };
            *place = Some(repair.text);
        }
        [draft.note, draft.smartcard, draft.set_top_box, draft.subscription].map(Option::unwrap_or_default)
    };
    list.jobs.into_iter().map(whole).collect()
}

fn table(of: &Table) -> Vec<[String; 4]> {
    of.iter()
        .map(|[room, card, set_top_box, subscription, _]| {
            [room, card, set_top_box, subscription].map(|cell| (*cell).to_owned())
        })
        .collect()
}

#[test]
fn reads_every_spelling_of_a_table_back_exactly() {
    let cases = cases();
    assert!(cases.len() >= 100);
    for case in cases {
        for country in [None, Some("gr")] {
            let list = read(&case.bytes(), country);
            let (of, headings) = case.table();
            assert_eq!(list.headings, headings[..4], "{}", case.name());
            assert_eq!(list.secret, [headings[4]], "{}", case.name());
            let first = list.jobs[0].line;
            let wanted = match case.title {
                "sep" => 3,
                "title" => 4,
                _ => 2,
            };
            assert_eq!(first, wanted, "{}", case.name());
            let shown = format!("{list:?}");
            assert!(of.iter().all(|row| !shown.contains(row[4])), "a PIN: {}", case.name());
            let plain = list.jobs.iter().all(|job| job.verdicts.is_empty());
            assert_eq!(plain, case.keep("1") == "1", "{}", case.name());
            assert_eq!(repaired(list), table(of), "{}", case.name());
        }
    }
}

#[test]
fn reads_the_workbook_of_a_table_back_exactly() {
    for headings in HEADINGS {
        for as_numbers in [false, true] {
            let mut book = Workbook::new();
            book.add_worksheet().write_string(0, 0, "About this list").unwrap();
            let sheet = book.add_worksheet();
            sheet.write_string(0, 0, "Set-top box visits, 12 March").unwrap();
            let eleven = Format::new().set_num_format("00000000000");
            for (column, heading) in (0..).zip(headings) {
                sheet.write_string(2, column, heading).unwrap();
            }
            for (row, cells) in (3..).zip(GREEK) {
                for (column, cell) in (0..).zip(cells) {
                    match cell.parse::<f64>() {
                        Ok(number) if as_numbers => {
                            _ = sheet.write_number_with_format(row, column, number, &eleven).unwrap();
                        }
                        _ => _ = sheet.write_string(row, column, cell).unwrap(),
                    }
                }
            }
            let worksheets = workbook::read_here(book.save_to_buffer().unwrap()).unwrap();
            let rules = ConnectionRules::default();
            let list = plan(worksheets[1].rows.clone(), false, &rules, HashSet::new()).unwrap();
            assert!(!sheet::understand(worksheets[0].rows.clone(), false, &rules).headed);
            assert_eq!((list.jobs[0].line, list.secret.as_slice()), (4, [headings[4].to_owned()].as_slice()));
            assert_eq!(repaired(list), table(&GREEK), "{headings:?}");
        }
    }
}
