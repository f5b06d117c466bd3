//! Purposes of the columns of a sheet without headings, by the look of most of their values.

use super::{
    headings::{Column, MAX_HEADING_ROWS, Use},
    number_repair::tidy,
    row::Row,
    secret,
};
use crate::{
    connections::identifier_rules,
    view::{ConnectionRules, EntityKind},
};

/// Rows that are examined, at most; of a long sheet these are enough.
const MAX_EXAMINED_ROWS: usize = 200;

/// The kind of entity that a cell identifies by the rules, after tidying.
pub(crate) fn kind(rules: &ConnectionRules, cell: &str) -> EntityKind {
    let fits = |text: &str| identifier_rules::test(rules, text).kind != EntityKind::Item;
    identifier_rules::test(rules, &tidy(cell, Some(&fits)).text).kind
}

pub(super) fn columns(rows: &[Row], rules: &ConnectionRules) -> Vec<Use> {
    let rows = &rows[..rows.len().min(MAX_EXAMINED_ROWS)];
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
    let has_digit = |cell: &String| cell.bytes().any(|byte| byte.is_ascii_digit());
    let above: Vec<&Row> = rows.iter().take(MAX_HEADING_ROWS).filter(|row| !row.cells.iter().any(has_digit)).collect();
    let mut uses: Vec<Use> =
        (0..width).map(|at| if is_secret(&above, rows, at) { Use::Secret } else { Use::Nothing }).collect();
    let counts = |wanted: &dyn Fn(&str) -> bool, uses: &[Use]| {
        let open = (0..width).filter(|at| uses[*at] == Use::Nothing);
        let counted = open.map(|at| (at, values(rows, at).filter(|value| wanted(value)).count()));
        // On a tie the first column.
        counted.filter(|(_, count)| *count > 0).rev().max_by_key(|(_, count)| *count).map(|(at, _)| at)
    };
    for (column, wanted) in [(Column::Smartcard, EntityKind::Smartcard), (Column::SetTopBox, EntityKind::SetTopBox)] {
        if let Some(at) = counts(&|value| kind(rules, value) == wanted, &uses) {
            uses[at] = Use::As(column);
        }
    }
    if !uses.contains(&Use::As(Column::Smartcard)) {
        let lost = |value: &str| !phone_or_date(value) && kind(rules, &format!("0{value}")) == EntityKind::Smartcard;
        if let Some(at) = counts(&lost, &uses) {
            uses[at] = Use::As(Column::Smartcard);
        }
    }
    let named = |at: &usize| {
        let (mut all, mut named) = (0, 0);
        for value in values(rows, *at) {
            all += 1;
            named += usize::from(is_name(value));
        }
        uses[*at] == Use::Nothing && named > 0 && named * 2 > all
    };
    if let Some(at) = (0..width).find(named) {
        uses[at] = Use::As(Column::Subscription);
    }
    for used in &mut uses {
        if *used == Use::Nothing {
            *used = Use::As(Column::Note);
        }
    }
    uses
}

fn values(rows: &[Row], at: usize) -> impl Iterator<Item = &str> {
    rows.iter().filter_map(move |row| row.cells.get(at)).map(String::as_str).filter(|value| !value.is_empty())
}

/// Whether a column is secret, by its values or by the cells above them: headings in another language may contain one
/// word that is known.
fn is_secret(above: &[&Row], rows: &[Row], at: usize) -> bool {
    above.iter().any(|row| row.cells.get(at).is_some_and(|cell| secret::named(cell) == secret::SecretColumn::Surely))
        || secret::look_like_pins(values(rows, at))
}

/// Whether a value looks like the number of a subscription: one word with a digit.
fn is_name(value: &str) -> bool {
    !value.contains(char::is_whitespace)
        && value.bytes().any(|byte| byte.is_ascii_digit())
        && !secret::is_four_digits(value)
        && !phone_or_date(value)
}

/// Whether a value is a telephone number, a date, a time, an amount or an e-mail address, and so no identifier. Greek
/// telephone numbers have ten digits, as a card's number without its leading zero has.
pub(crate) fn phone_or_date(value: &str) -> bool {
    let value = value.trim();
    let parted = value.split(['/', '-', '.', ':']).collect::<Vec<_>>();
    let figures = |part: &&str| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let date_or_time = (2..=3).contains(&parted.len()) && parted.iter().all(figures);
    let digits = value.len() == 10 && value.bytes().all(|byte| byte.is_ascii_digit());
    date_or_time
        || value.starts_with('+')
        || value.contains(['@', '€', '%'])
        || digits && (value.starts_with("69") || value.starts_with('2'))
}
