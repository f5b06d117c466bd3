//! What the columns of a sheet without headings are for: by what most of their values look like.

use super::{
    Row,
    headings::{Column, LOOKED_AT, Use},
    kind, secret,
};
use crate::view::{ConnectionRules, ThingKind};

/// Of a long sheet, so many rows tell enough.
const LOOKED_THROUGH: usize = 200;

pub(super) fn columns(rows: &[Row], rules: &ConnectionRules) -> Vec<Use> {
    let rows = &rows[..rows.len().min(LOOKED_THROUGH)];
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
    let has_digit = |cell: &String| cell.bytes().any(|byte| byte.is_ascii_digit());
    let above: Vec<&Row> = rows.iter().take(LOOKED_AT).filter(|row| !row.cells.iter().any(has_digit)).collect();
    let mut uses: Vec<Use> =
        (0..width).map(|at| if is_secret(&above, rows, at) { Use::Secret } else { Use::Nothing }).collect();
    let counts = |wanted: &dyn Fn(&str) -> bool, uses: &[Use]| {
        let open = (0..width).filter(|at| uses[*at] == Use::Nothing);
        let counted = open.map(|at| (at, values(rows, at).filter(|value| wanted(value)).count()));
        // Of equally many the first.
        counted.filter(|(_, count)| *count > 0).rev().max_by_key(|(_, count)| *count).map(|(at, _)| at)
    };
    for (column, wanted) in [(Column::Smartcard, ThingKind::Smartcard), (Column::SetTopBox, ThingKind::SetTopBox)] {
        if let Some(at) = counts(&|value| kind(rules, value) == wanted, &uses) {
            uses[at] = Use::As(column);
        }
    }
    if !uses.contains(&Use::As(Column::Smartcard)) {
        let lost = |value: &str| !phone_or_date(value) && kind(rules, &format!("0{value}")) == ThingKind::Smartcard;
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

/// By its values, or by what stands above them: headings in another language may hold one word that is known.
fn is_secret(above: &[&Row], rows: &[Row], at: usize) -> bool {
    above.iter().any(|row| row.cells.get(at).is_some_and(|cell| secret::named(cell) == secret::Named::Surely))
        || secret::look_like_pins(values(rows, at))
}

/// One word with a digit, as subscriptions are numbered.
fn is_name(value: &str) -> bool {
    !value.contains(char::is_whitespace)
        && value.bytes().any(|byte| byte.is_ascii_digit())
        && !secret::is_four_digits(value)
        && !phone_or_date(value)
}

/// Of a person or a day, and no number of ours: Greek telephones have ten digits as well.
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
