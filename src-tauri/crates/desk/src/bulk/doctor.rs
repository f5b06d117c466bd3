//! What is wrong with a cell, and its repair. Nothing is repaired here: the user decides for all cells of a kind.

use crmcom::catalogue::Kind;

use crate::{
    bulk::form::{FormPlan, MatchedColumn},
    connections::identifier_rules,
    sheet::{self, Fits, Odd, tidy, with_lost_zeros},
    view::{ConnectionRules, EntityKind, KeptFinding},
};

/// Most leading zeros that a spreadsheet may have removed.
const MAX_LOST_ZEROS: usize = 3;
/// Errors of spreadsheets, as cells show them.
const ERRORS: [&str; 9] =
    ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#GETTING_DATA", "#SPILL!"];

/// Done by another number of the same entity: left out, unless the user keeps it.
pub(super) const OTHER_NUMBER: &str = "otherNumber";
/// Perhaps undone since, because the order of the requests is not known: left out, unless the user keeps it.
pub(super) const MAYBE_UNDONE: &str = "maybeUndone";
/// A pairing that another one perhaps replaced, which no reference says: left out, unless the user keeps it.
pub(super) const MAYBE_REPLACED: &str = "maybeReplaced";
/// Perhaps undone since, because later requests may have been deleted here: left out, unless the user keeps it.
pub(super) const HISTORY_DELETED: &str = "historyDeleted";
/// Undone since: sent, and shown to the user.
pub(super) const UNDONE: &str = "undone";

/// A question about a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CellFinding {
    /// Index of the column.
    pub(super) at: usize,
    pub(super) field: &'static str,
    pub(super) kind: &'static str,
    pub(super) now: Option<String>,
}

/// Kinds of finding that a user may keep as they are; the others are no identifiers.
pub(super) fn is_keepable(kind: &str) -> bool {
    matches!(
        kind,
        "lostZero"
            | "protectedText"
            | "lookAlike"
            | "grouped"
            | "decimals"
            | "exponent"
            | "printedNumber"
            | "swapped"
            | "sameCard"
            | OTHER_NUMBER
            | MAYBE_UNDONE
            | MAYBE_REPLACED
            | HISTORY_DELETED
            | UNDONE
    )
}

/// Finds out what is wrong with the cells of a row; at most one finding a cell, so that a repair ends all of it.
pub(super) fn examine(
    plan: &FormPlan,
    cells: &[String],
    rules: &ConnectionRules,
    kept: &[KeptFinding],
) -> Vec<CellFinding> {
    let text = |column: &MatchedColumn| cells.get(column.at).map_or("", |cell| cell.trim());
    let mut found = Vec::new();
    let swapped = swapped(plan, cells, rules);
    for column in plan.columns.iter().filter(|column| !text(column).is_empty()) {
        let finding = match swapped {
            Some((card, stb)) if column.at == card => {
                Some(("swapped", cells.get(stb).map(|cell| cell.trim().to_owned())))
            }
            Some((card, stb)) if column.at == stb => {
                Some(("swapped", cells.get(card).map(|cell| cell.trim().to_owned())))
            }
            _ => in_cell(column, text(column), rules),
        };
        let Some((kind, now)) = finding else { continue };
        let field = column.field.name;
        if !kept.iter().any(|kept| kept.kind == kind && kept.field == field) {
            found.push(CellFinding { at: column.at, field, kind, now });
        }
    }
    found
}

/// The columns of the card and the box, where each holds the other's number.
fn swapped(plan: &FormPlan, cells: &[String], rules: &ConnectionRules) -> Option<(usize, usize)> {
    let single = |kind: EntityKind| {
        let mut columns = plan.columns.iter().filter(|column| column.entity() == Some(kind));
        columns.next().filter(|_| columns.next().is_none()).map(|column| column.at)
    };
    let (card, stb) = (single(EntityKind::Smartcard)?, single(EntityKind::SetTopBox)?);
    let kind = |at: usize| sheet::kind(rules, cells.get(at).map_or("", String::as_str));
    (kind(card) == EntityKind::SetTopBox && kind(stb) == EntityKind::Smartcard).then_some((card, stb))
}

type InCell = (&'static str, Option<String>);

fn in_cell(column: &MatchedColumn, text: &str, rules: &ConnectionRules) -> Option<InCell> {
    if ERRORS.iter().any(|error| text.eq_ignore_ascii_case(error)) {
        return Some(("errorValue", None));
    }
    let kind = column.entity()?;
    let item = matches!(kind, EntityKind::Smartcard | EntityKind::SetTopBox);
    let fits = |text: &str| identifier_rules::test(rules, text).kind;
    let anything = |text: &str| fits(text) != EntityKind::Item;
    let masks: Option<Fits<'_>> = if item { Some(&anything) } else { None };
    let tidied = tidy(text, masks);
    if tidied.odd.contains(&Odd::LostDigits) {
        return Some(("lostDigits", None));
    }
    if item && !tidied.text.bytes().any(|byte| byte.is_ascii_digit()) && fits(&tidied.text) != kind {
        return Some(("noNumber", None));
    }
    if item && tidied.odd.is_empty() && text.contains(char::is_whitespace) && fits(text) != kind {
        return Some(("severalNumbers", None));
    }
    let zeros = item.then(|| with_lost_zeros(rules, kind, &tidied.text, MAX_LOST_ZEROS)).flatten();
    if let Some(number) = zeros {
        return Some(("lostZero", Some(number)));
    }
    // A card is printed with one digit more than its CA id, which sets take.
    let printed = tidied.text.get(..11).filter(|eleven| {
        kind == EntityKind::Smartcard
            && matches!(column.field.kind, Kind::Set { .. })
            && tidied.text.len() == 12
            && tidied.text.bytes().all(|byte| byte.is_ascii_digit())
            && fits(eleven) == kind
    });
    if let Some(number) = printed {
        return Some(("printedNumber", Some(number.to_owned())));
    }
    // The form takes invisible characters away by itself, and reads digits of other scripts.
    let odd = tidied.odd.iter().find(|odd| **odd != Odd::Invisible)?;
    (crmcom::plain(text) != tidied.text).then(|| (word(*odd), Some(tidied.text.clone())))
}

fn word(odd: Odd) -> &'static str {
    match odd {
        Odd::Protected => "protectedText",
        Odd::Invisible | Odd::LookAlike => "lookAlike",
        Odd::Grouped => "grouped",
        Odd::Decimals => "decimals",
        Odd::LostDigits => "lostDigits",
        Odd::Exponent => "exponent",
    }
}

#[cfg(test)]
mod tests {
    use crmcom::catalogue::find;

    use super::*;
    use crate::view::SheetMatching;

    fn found(
        operation: &str,
        columns: &[&str],
        cells: &[&str],
        kept: &[KeptFinding],
    ) -> Vec<(usize, &'static str, Option<String>)> {
        let columns = columns.iter().map(|name| Some((*name).to_owned())).collect();
        let matching = SheetMatching { operation: operation.to_owned(), columns, ..SheetMatching::default() };
        let plan = FormPlan::new(find(operation).unwrap(), &matching);
        let cells: Vec<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
        let found = examine(&plan, &cells, &ConnectionRules::default(), kept);
        found.into_iter().map(|finding| (finding.at, finding.kind, finding.now)).collect()
    }

    fn of_card(cell: &str) -> Option<(&'static str, Option<String>)> {
        let found = found("conax.reset-pin", &["smartcard_identifier"], &[cell], &[]);
        assert!(found.len() < 2, "one finding a cell");
        found.into_iter().next().map(|(_, kind, now)| (kind, now))
    }

    #[test]
    fn a_cell_has_one_finding_with_the_whole_repair() {
        let number = Some("01900000001".to_owned());
        for (cell, kind) in [
            ("1900000001", "lostZero"),
            ("'1900000001", "lostZero"),
            ("1900000001.0", "lostZero"),
            ("=\"01900000001\"", "protectedText"),
            ("0190 0000 001", "grouped"),
            ("O1900000001", "lookAlike"),
        ] {
            assert_eq!(of_card(cell), Some((kind, number.clone())), "{cell}");
        }
        for cell in ["01900000001", "\u{feff}01900000001", "01900000001\u{200b}", "٠١٩٠٠٠٠٠٠٠١"] {
            assert_eq!(of_card(cell), None, "the form reads it: {cell:?}");
        }
    }

    #[test]
    fn a_printed_number_is_no_ca_id() {
        let columns = ["smartcard_set", "stb_set"];
        let printed = found("conax.create-pairing", &columns, &["019000000012", "STB0000001"], &[]);
        assert_eq!(printed, [(0, "printedNumber", Some("01900000001".to_owned()))]);
        assert_eq!(of_card("019000000012"), None, "it may be a serial number");
    }

    #[test]
    fn a_cell_without_a_number_has_no_repair() {
        for (cell, kind) in [
            ("#N/A", "errorValue"),
            ("1.9E+10", "lostDigits"),
            ("none", "noNumber"),
            ("01900000001 / 01900000002", "severalNumbers"),
        ] {
            assert_eq!(of_card(cell), Some((kind, None)), "{cell}");
            assert!(!is_keepable(kind));
        }
    }

    #[test]
    fn swapped_columns_are_repaired_together() {
        let columns = ["smartcard_identifier", "stb_identifier"];
        let swapped = found("nagra.pair", &columns, &["STB0000001", "01900000001"], &[]);
        assert_eq!(
            swapped,
            [(0, "swapped", Some("01900000001".to_owned())), (1, "swapped", Some("STB0000001".to_owned()))]
        );
        assert!(found("nagra.pair", &columns, &["01900000001", "STB0000001"], &[]).is_empty());
    }

    #[test]
    fn findings_that_the_user_keeps_are_not_asked_again() {
        let kept = KeptFinding { kind: "lostZero".to_owned(), field: "smartcard_identifier".to_owned() };
        assert!(found("conax.reset-pin", &["smartcard_identifier"], &["1900000001"], &[kept]).is_empty());
    }
}
