//! Purposes of the columns of a sheet, by its headings in English and Greek, independent of the window's language.

use std::cmp::Reverse;

use super::{
    heading_words::words,
    row::{Row, usual},
    secret,
};

/// Rows in which headings are searched: titles, names of teams and dates come above them.
pub(crate) const MAX_HEADING_ROWS: usize = 20;
/// Longest heading, in characters; longer text is a sentence.
const MAX_HEADING_CHARS: usize = 60;

/// The purpose of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Smartcard,
    SetTopBox,
    Subscription,
    Note,
    /// A serial number of a card or a box; its look decides which.
    Serial,
}

impl Column {
    fn is_number(self) -> bool {
        self != Self::Note
    }
}

/// The use that is made of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    As(Column),
    /// Not used: its heading is not known.
    Nothing,
    /// Not read: it may hold a PIN or a password.
    Secret,
}

/// Whole words, and beginnings of words (with a dash). In a heading the object comes last in English, and first in
/// Greek.
const HEADING_WORDS: &[(Column, &[&str])] = &[
    (
        Column::SetTopBox,
        &[
            "box",
            "boxes",
            "stb",
            "stbs",
            "ird",
            "decod-",
            "receiver",
            "receivers",
            "settop",
            "settopbox",
            "set",
            "αποκωδ-",
            "δεκτ-",
            "κουτι",
            "κουτια",
            "apokod-",
            "dektis",
            "dekti",
        ],
    ),
    (
        Column::Smartcard,
        &["card", "cards", "smartcard-", "sc", "caid", "καρτ-", "εξυπνη", "smartkart-", "karta", "kartas", "kartes"],
    ),
    (
        Column::Subscription,
        &["subscr-", "sub", "subs", "contract-", "συνδρ-", "συμβ-", "syndrom-", "sindrom-", "symvol-", "simvol-"],
    ),
    (
        Column::Note,
        &[
            "note",
            "notes",
            "room",
            "rooms",
            "comment-",
            "remark-",
            "time",
            "visit",
            "visits",
            "δωματι-",
            "χωροσ",
            "σημειωσ-",
            "παρατηρ-",
            "σχολι-",
            "ωρα",
            "επισκεψ-",
            "domatio",
            "simeios-",
            "paratir-",
            "sxoli-",
            "scholi-",
            "ora",
        ],
    ),
    (Column::Serial, &["serial-", "sn", "σειριακ-", "σειρασ", "seiriak-"]),
];

/// Words for properties of a card or a box other than its number.
const PROPERTY_WORDS: &[&str] = &[
    "name",
    "names",
    "phone",
    "telephone",
    "tel",
    "mobile",
    "email",
    "mail",
    "address",
    "street",
    "city",
    "date",
    "day",
    "status",
    "state",
    "type",
    "model",
    "brand",
    "make",
    "version",
    "count",
    "quantity",
    "qty",
    "price",
    "cost",
    "fee",
    "expiry",
    "expires",
    "start",
    "end",
    "package",
    "bundle",
    "language",
    "ονομα-",
    "επωνυμ-",
    "τηλ-",
    "κινητο",
    "διευθυνσ-",
    "οδοσ",
    "πολη",
    "ημερομηνι-",
    "ημ",
    "ημερ",
    "κατασταση",
    "καταστ",
    "τυποσ",
    "μοντελο",
    "μαρκα",
    "εκδοση",
    "ποσοτητα",
    "τεμαχια",
    "τιμη",
    "κοστοσ",
    "ληξη",
    "εναρξη",
    "πακετο",
    "γλωσσα",
    "onoma",
    "eponymo",
    "til",
    "dieythynsi",
    "typos",
    "montelo",
];

/// The purpose of a column according to its heading; `None` if the heading is not known.
pub(crate) fn column(heading: &str) -> Option<Column> {
    if heading.chars().count() > MAX_HEADING_CHARS {
        return None;
    }
    let words = words(heading);
    let known = |word: &String| {
        HEADING_WORDS.iter().find(|(_, known)| known.iter().any(|known| says(word, known))).map(|(column, _)| *column)
    };
    let mut said: Vec<(Column, bool)> = words.iter().filter_map(|word| Some((known(word)?, word.is_ascii()))).collect();
    // `CA id` without an object is the card's: boxes have one too, but their headings say so.
    if said.is_empty() && words.windows(2).any(|pair| pair[0] == "ca" && pair[1] == "id") {
        said.push((Column::Smartcard, true));
    }
    // A serial number is that of the object, if the heading names one.
    if said.iter().any(|(column, _)| *column != Column::Serial) {
        said.retain(|(column, _)| *column != Column::Serial);
    }
    let numbers: Vec<_> = said.iter().filter(|(column, _)| column.is_number()).copied().collect();
    let about = words.iter().any(|word| PROPERTY_WORDS.iter().any(|known| says(word, known)));
    if about {
        return said
            .iter()
            .map(|(column, _)| *column)
            .find(|column| !column.is_number())
            .filter(|_| numbers.is_empty());
    }
    // A note about a box is a note.
    if numbers.len() < said.len() {
        return Some(Column::Note);
    }
    match numbers.first()? {
        (_, true) => numbers.last().map(|(column, _)| *column),
        (column, false) => Some(*column),
    }
}

fn says(word: &str, known: &str) -> bool {
    known.strip_suffix('-').map_or_else(|| word == known, |beginning| word.starts_with(beginning))
}

/// The headings of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Headings {
    /// Index of their row among the rows.
    pub(crate) row: usize,
    pub(crate) cells: Vec<String>,
    pub(crate) columns: Vec<Use>,
}

/// The row with the most known headings among the first rows; `None` unless one of its headings names a number.
/// `is_number`: the cell holds a number and is no heading.
pub(super) fn find(rows: &[Row], typed: bool, is_number: &impl Fn(&str) -> bool) -> Option<Headings> {
    let filled = |row: &Row| row.cells.iter().filter(|cell| !cell.is_empty()).count();
    let width = usual(rows.iter().map(filled)).unwrap_or_default();
    let fits = |row: &Row| {
        let cells = filled(row);
        let known = known(&row.cells);
        let numbers = row.cells.iter().any(|cell| is_number(cell));
        let enough = if width > 1 {
            cells > 1 && cells * 2 >= width
        } else {
            row.cells.iter().all(|cell| words(cell).len() <= 4)
        };
        known > 0 && !numbers && enough && (!typed || known == cells)
    };
    let likely = rows.iter().take(MAX_HEADING_ROWS).enumerate().filter(|(_, row)| fits(row));
    // On a tie the row with the fewest words, then the first one.
    let length = |row: &Row| row.cells.iter().map(|cell| words(cell).len()).sum::<usize>();
    let (at, row) = likely.rev().max_by_key(|(_, row)| (known(&row.cells), Reverse(length(row))))?;
    let columns = columns(&row.cells, rows, at);
    let named = |used: &Use| matches!(used, Use::As(column) if column.is_number());
    columns.iter().any(named).then(|| Headings { row: at, cells: row.cells.clone(), columns })
}

/// The number of cells that are known headings.
pub(super) fn known(cells: &[String]) -> usize {
    let known = |cell: &&String| column(cell).is_some() || secret::named(cell) == secret::SecretColumn::Surely;
    cells.iter().filter(known).count()
}

/// The uses of the columns. Of two columns for the same number the first one counts.
fn columns(cells: &[String], rows: &[Row], headings: usize) -> Vec<Use> {
    let mut columns: Vec<Use> = Vec::new();
    for (at, cell) in cells.iter().enumerate() {
        let values = || rows[headings + 1..].iter().filter_map(move |row| row.cells.get(at)).map(String::as_str);
        let wanted = column(cell);
        let secret = match secret::named(cell) {
            secret::SecretColumn::Surely => true,
            // *Code* of a card is its number, if the values look like one.
            secret::SecretColumn::Perhaps => !wanted.is_some_and(Column::is_number) || secret::look_secret(values()),
            secret::SecretColumn::Not => wanted == Some(Column::Note) && secret::look_like_pins(values()),
        };
        let several = |column: Column| matches!(column, Column::Note | Column::Serial);
        let free = |column: &Column| several(*column) || !columns.contains(&Use::As(*column));
        columns.push(match wanted.filter(free) {
            _ if secret => Use::Secret,
            Some(column) => Use::As(column),
            None => Use::Nothing,
        });
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::too_many_lines)] // a table
    fn recognises_headings_in_both_languages_and_all_spellings() {
        use Column::{Note, Serial, SetTopBox, Smartcard, Subscription};
        for (wanted, headings) in [
            (
                Some(Smartcard),
                &[
                    "Card",
                    "CARDS",
                    "Smart card",
                    "Smartcard No.",
                    "smartcard_number",
                    "SmartcardNumber",
                    "* Card:",
                    "SC no",
                    "CA id",
                    "Card CA-ID",
                    "Decoder smartcard",
                    "Set-top box card",
                    "Smart\ncard",
                    "Card #",
                    "Viewing card",
                    "Κάρτα",
                    "ΚΑΡΤΑ",
                    "Κάρτες",
                    "Αρ. κάρτας",
                    "Αριθμός κάρτας:",
                    "κάρτας",
                    "Έξυπνη κάρτα",
                    "Κάρτα αποκωδικοποιητή",
                    "Κωδ. κάρτας",
                    "Arithmos kartas",
                    "Κα\u{301}ρτα",
                    "(Card)",
                ][..],
            ),
            (
                Some(SetTopBox),
                &[
                    "Box",
                    "STB",
                    "Decoder",
                    "Set-top box",
                    "SetTopBox",
                    "set_top_box_serial",
                    "Receiver",
                    "STB S/N",
                    "Box serial",
                    "Decoder No",
                    "Αποκωδικοποιητής",
                    "ΑΠΟΚΩΔΙΚΟΠΟΙΗΤΗΣ",
                    "Αποκωδ.",
                    "Δέκτης",
                    "Αρ. δέκτη",
                    "Κουτί",
                    "Σειριακός δέκτη",
                    "Αριθμός αποκωδικοποιητή*",
                ],
            ),
            (
                Some(Subscription),
                &[
                    "Subscription",
                    "Subscription no",
                    "Subscr.",
                    "Subscriber",
                    "Contract",
                    "Sub ID",
                    "Συνδρομή",
                    "ΣΥΝΔΡΟΜΗ",
                    "Συνδρομητής",
                    "Αρ. συνδρομητή",
                    "Συμβόλαιο",
                    "Αρ. συμβ.",
                    "Κωδικός συνδρομητή",
                ],
            ),
            (
                Some(Note),
                &[
                    "Room",
                    "Notes",
                    "Comments",
                    "Remarks",
                    "Time",
                    "Visit time",
                    "Box notes",
                    "Δωμάτιο",
                    "ΔΩΜΑΤΙΟ",
                    "Σημειώσεις",
                    "Παρατηρήσεις",
                    "Σχόλια",
                    "Ώρα",
                    "Ώρα επίσκεψης",
                    "Χώρος",
                    "ΧΩΡΟΣ",
                ],
            ),
            (Some(Serial), &["Serial", "Serial number", "S/N", "SN", "Σειριακός αριθμός", "Αριθμός σειράς"]),
            (
                None,
                &[
                    "",
                    "Zimmer",
                    "Colour",
                    "Subscriber name",
                    "Όνομα συνδρομητή",
                    "Box model",
                    "Card status",
                    "Κατάσταση κάρτας",
                    "Card expiry",
                    "Τηλ. συνδρομητή",
                    "Cardinal",
                    "Offset",
                    "Address",
                    "Ημ. συνδρομής",
                    "12",
                ],
            ),
        ] {
            for heading in headings {
                assert_eq!(column(heading), wanted, "{heading}");
            }
        }
    }
}
