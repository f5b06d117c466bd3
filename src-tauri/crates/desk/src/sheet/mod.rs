//! Reader of lists that users load: turns bytes or pasted text into rows, and finds the purposes of the columns.
//!
//! Nothing is kept and nothing is repaired here. Columns that may hold a PIN or a password are not read.

mod cell_range;
mod column_letters;
mod content;
mod document;
mod file_kinds;
mod heading_words;
mod headings;
mod lost_zeros;
mod number_repair;
mod row;
mod secret;
mod split;
mod text;
pub(crate) mod workbook;

use std::collections::HashSet;

pub(crate) use cell_range::CellRange;
pub(crate) use column_letters::{column_of, letters};
pub(crate) use content::{kind, phone_or_date};
pub(crate) use document::{
    DecodedText, Document, ReadWith, ReadingChoice, RowLimits, country, open_quote, other_names, pick, too_large,
    too_many,
};
use file_kinds::{FileKind, is_markup, is_open_document, kind_of};
pub(crate) use heading_words::words;
pub(crate) use headings::{Column, Use, column};
pub(crate) use lost_zeros::with_lost_zeros;
pub(crate) use number_repair::{Fits, Odd, tidy, without_formula};
pub(crate) use row::Row;
pub(crate) use secret::{is_four_digits, is_short, without_pins};
pub(crate) use split::{OpenQuote, Separator, Split};
pub(crate) use text::{Charset, decode};
use text::{OFFERED_CHARSETS, clean};
pub use workbook::run as read_workbook;
use zeroize::Zeroize;

use crate::{
    connections::identifier_rules,
    view::{ConnectionRules, EntityKind},
};

/// The purposes of a sheet's columns, and the rows below its headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Understood {
    pub(crate) rows: Vec<Row>,
    /// Empty if the sheet is typed words without headings.
    pub(crate) columns: Vec<Use>,
    /// True: headings name the purposes. False: the values suggest them.
    pub(crate) headed: bool,
    pub(crate) headings: Vec<String>,
    /// Headings that are not known.
    pub(crate) ignored: Vec<String>,
    /// Headings, or letters, of columns that are not read.
    pub(crate) secret: Vec<String>,
}

/// Splits a text into rows.
pub(crate) fn split(text: &str, chosen: Option<Separator>, rules: &ConnectionRules) -> Result<Split, OpenQuote> {
    split::split(text, chosen, &RulesJudge(rules))
}

/// Whether a cell holds a number, alone or among words, and so is no heading.
fn holds_number(rules: &ConnectionRules, cell: &str) -> bool {
    const MIN_NUMBER_DIGITS: usize = 7;
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    let is_number = |text: &str| digits(text) > 0 && kind(rules, text) != EntityKind::Item;
    let in_words = |letter: char| !letter.is_alphanumeric() && letter != '-';
    is_number(cell) || cell.split(in_words).any(|word| is_number(word) || digits(word) >= MIN_NUMBER_DIGITS)
}

/// Whether a cell of the row holds a number.
pub(crate) fn has_number(rules: &ConnectionRules, row: &Row) -> bool {
    row.cells.iter().any(|cell| holds_number(rules, cell))
}

/// Finds the purposes of the columns. `typed`: cells are words, and the rows of a column do not hold the same thing.
pub(crate) fn understand(mut rows: Vec<Row>, typed: bool, rules: &ConnectionRules) -> Understood {
    let is_number = |cell: &str| holds_number(rules, cell);
    let Some(found) = headings::find(&rows, typed, &is_number) else {
        let columns = if typed { Vec::new() } else { content::columns(&rows, rules) };
        let secret = (0..).zip(&columns).filter(|(_, used)| **used == Use::Secret).map(|(at, _)| letters(at));
        let secret = secret.collect();
        return Understood { rows, columns, headed: false, headings: Vec::new(), ignored: Vec::new(), secret };
    };
    let mut above = 0..;
    rows.retain(|row| {
        let title = above.next().is_some_and(|at| at < found.row) && !row.cells.iter().any(|cell| is_number(cell));
        // Headings may be repeated at the top of each page.
        !title && row.cells != found.cells
    });
    let names = |wanted: fn(&Use) -> bool| {
        let named = found.cells.iter().zip(&found.columns).filter(|(cell, used)| wanted(used) && !cell.is_empty());
        named.map(|(cell, _)| cell.clone()).collect()
    };
    Understood {
        rows,
        headed: true,
        headings: names(|used| matches!(used, Use::As(_))),
        ignored: names(|used| *used == Use::Nothing),
        secret: names(|used| *used == Use::Secret),
        columns: found.columns,
    }
}

/// Index of the row with the headings among the first rows; `None` if no heading is known.
pub(crate) fn heading_row(rows: &[Row], rules: &ConnectionRules) -> Option<usize> {
    headings::find(rows, false, &|cell: &str| holds_number(rules, cell)).map(|found| found.row)
}

/// Whether a column may hold PINs or passwords, by its heading and its values. `known`: its heading says what it holds, and
/// whether values of few digits are usual for that.
pub(crate) fn is_secret<'a>(heading: &str, known: Option<bool>, values: impl Iterator<Item = &'a str>) -> bool {
    match secret::named(heading) {
        secret::SecretColumn::Surely => true,
        secret::SecretColumn::Perhaps => known.is_none_or(|short| !short && secret::look_secret(values)),
        secret::SecretColumn::Not => known.is_none() && secret::look_like_pins(values),
    }
}

/// Replaces digits by zeros and letters by `x` in the columns that are not read, so that their content need not be
/// kept. The purposes of the columns can still be found.
pub(crate) fn hide_secrets(rows: &mut [Row], rules: &ConnectionRules) {
    let Understood { rows: mut below, columns, .. } = understand(rows.to_vec(), false, rules);
    let lines: HashSet<u32> = below.iter().map(|row| row.line).collect();
    below.iter_mut().flat_map(|row| &mut row.cells).for_each(Zeroize::zeroize);
    let hidden = |letter: char| match letter {
        letter if letter.is_numeric() => '0',
        letter if letter.is_alphabetic() => 'x',
        other => other,
    };
    for row in rows.iter_mut().filter(|row| lines.contains(&row.line)) {
        for (cell, _) in row.cells.iter_mut().zip(&columns).filter(|(_, used)| **used == Use::Secret) {
            // A secret heading without digits stays, so that its column is recognised again.
            if cell.contains(char::is_numeric) || secret::named(cell) == secret::SecretColumn::Not {
                let left = cell.chars().map(hidden).collect();
                cell.zeroize();
                *cell = left;
            }
        }
    }
}

struct RulesJudge<'a>(&'a ConnectionRules);

impl split::Judge for RulesJudge<'_> {
    fn is_number(&self, cell: &str) -> bool {
        const MAX_NUMBER_BYTES: usize = 40;
        const MIN_NUMBER_DIGITS: usize = 6;
        if cell.len() > MAX_NUMBER_BYTES || !cell.bytes().any(|byte| byte.is_ascii_digit()) {
            return false;
        }
        let fits = |text: &str| identifier_rules::test(self.0, text).kind != EntityKind::Item;
        if !fits(cell) && content::phone_or_date(cell) {
            return false;
        }
        let text = tidy(cell, Some(&fits)).text;
        let one_word = text.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.' | '/'));
        one_word && (fits(&text) || text.bytes().filter(u8::is_ascii_digit).count() >= MIN_NUMBER_DIGITS)
    }

    fn headings(&self, cells: &[String]) -> usize {
        headings::known(cells)
    }
}

#[cfg(test)]
mod tests;
