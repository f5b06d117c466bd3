//! Columns by the letters that spreadsheets give them.

use super::{number_repair::as_latin, row::MAX_COLUMNS};

/// The name of a column: `A` to `Z`, then `AA`.
pub(crate) fn letters(mut column: u32) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(column % 26).unwrap_or_default()));
        let Some(left) = (column / 26).checked_sub(1) else { break };
        column = left;
    }
    letters.into_iter().rev().collect()
}

/// The index of the column with that name, as people type it. Columns that are never read have none.
pub(crate) fn column_of(typed: &str) -> Option<u32> {
    let upper = typed.trim().to_uppercase();
    let name = as_latin(&upper).unwrap_or(upper);
    (0..MAX_COLUMNS).find(|column| letters(*column) == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_in_spreadsheets() {
        for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (255, "IV")] {
            assert_eq!((letters(column).as_str(), column_of(name)), (name, Some(column)));
        }
        assert_eq!(column_of(" b "), Some(1));
        assert_eq!(column_of("Β"), Some(1), "a Greek letter that looks like it");
        for typed in ["", "2", "B2", "B:F", "Ж", "IW", "ZZZZZZZZ"] {
            assert_eq!(column_of(typed), None, "{typed}");
        }
    }
}
