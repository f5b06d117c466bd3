//! Normalizes texts by folding the parts that vary from request to request: times, places, ids and numbers. Codes are
//! kept.
//!
//! Not here: which values of a fault are words and which are codes (`interpret`).

mod codes;
mod places;
mod times;

use crate::{
    older_fingerprint::{FOLDED_PLACEHOLDER, fold_each_word, lower_case},
    pattern::pattern,
};

pattern!(
    UUID,
    r"(?i)\{[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}"
    r"|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"
);
pattern!(OBJECT, r"(?i)@[0-9a-f]{1,16}\b");
pattern!(LETTERS_OF_HEX, r"(?i)\b(?:0x[0-9a-f]+|[0-9a-f]{16,})\b");
pattern!(LASTING, r"\bPT?(?:\d+(?:[.,]\d+)?[YMWDHS]){1,6}\b");
pattern!(
    QUOTED,
    r#"'[^'\s]*\d[^'\s]*'|"[^"\s]*\d[^"\s]*"|«\s?[^«»\s]*\d[^«»\s]*\s?»|“[^“”\s]*\d[^“”\s]*”|„[^„“”\s]*\d[^„“”\s]*[“”]"#
);
pattern!(SEVERAL, r"#(?:(?:[-._:/,+]|,? )#)+");
pattern!(SIGNED, r"(^|[\s(=:])[-+]#");
// Units in singular and plural.
pattern!(
    UNITS,
    r"(# ?)(millisecond|second|minute|hour|day|week|attempt|time|retr|tr|row|item|card|box|request|record|byte|error|thread|connection)(?:s|es|y|ies)?\b"
);

/// Folds a text to one line in lower case. The last word of a truncated text is dropped, because it may be incomplete.
pub(super) fn fold(text: &str, whole: bool) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = if whole { &text } else { text.rsplit_once(' ').map_or(&*text, |(all, _)| all) };
    let text = times::fold(text);
    let text = places::fold(&text);
    let text = UUID.replace_all(&text, FOLDED_PLACEHOLDER);
    let text = OBJECT.replace_all(&text, "@#");
    let text = codes::keep(&text);
    let text = LETTERS_OF_HEX.replace_all(&text, FOLDED_PLACEHOLDER);
    let text = LASTING.replace_all(&text, FOLDED_PLACEHOLDER);
    // A digit that may belong to a PIN was masked earlier; it is folded as any other digit.
    let text = text.replace('•', "0");
    let text = QUOTED.replace_all(&text, FOLDED_PLACEHOLDER);
    let text = fold_each_word(&text);
    let text = SEVERAL.replace_all(&text, FOLDED_PLACEHOLDER);
    let text = SIGNED.replace_all(&text, "${1}#");
    let text = UNITS.replace_all(&text, "${1}${2}");
    let text = codes::back(&text).split_whitespace().collect::<Vec<_>>().join(" ");
    text.trim_matches(|it: char| it.is_whitespace() || matches!(it, '.' | '!' | ';' | ':' | ',')).to_owned()
}

/// Normalizes a code: its case is ignored and its digits count. A code that is a sentence, or as long as an id, is
/// folded as text is.
pub(super) fn code(code: &str) -> String {
    let digits = code.chars().filter(char::is_ascii_digit).count();
    if digits > 8 || code.contains('•') || code.contains("://") || code.trim().contains(char::is_whitespace) {
        return fold(code, true);
    }
    code.trim().chars().flat_map(lower_case).collect()
}
