//! Leading zeros that a spreadsheet has removed from a number.

use crate::{
    connections::identifier_rules,
    view::{ConnectionRules, EntityKind},
};

/// The number with the zeros that it may have lost, at most `most`, if it is an identifier of that kind only with them.
pub(crate) fn with_lost_zeros(rules: &ConnectionRules, kind: EntityKind, text: &str, most: usize) -> Option<String> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || identifier_rules::test(rules, text).kind != EntityKind::Item {
        return None;
    }
    let fits = |text: &String| identifier_rules::test(rules, text).kind == kind;
    (1..=most).map(|zeros| format!("{}{text}", "0".repeat(zeros))).find(fits)
}
