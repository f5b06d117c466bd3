//! Determines the cause of a rejection: the error line to show, and the key that all rejections of one cause share.
//!
//! Keys are persistent, because notes, joins, splits and retries refer to them. So each key states the version of its
//! rules, and the folding of a version never changes; the corpus of faults and expected keys enforces that. The rules
//! are independent of the CA system.
//!
//! `read` takes any text; `json`, `xml` and `plain` find its values, `structure` those of texts within texts, `interpret` says what
//! they mean, `folding` leaves out what differs each time. Not here: which rows have a cause (`cache::causes`).

mod fault;
mod folding;
mod interpret;
mod json;
mod leaf;
mod plain;
mod read;
mod structure;
mod xml;

use self::fault::Fault;
use crate::{older_fingerprint::short_hash, words};

/// Prefix of every key that these rules make. Earlier keys have no such prefix.
pub(crate) const RULES_PREFIX: &str = "2:";
/// Separates the hash of texts and codes from the hash of the request type.
const TYPE_SEPARATOR: char = '-';
/// Maximum number of bytes of a description that are read; no list has as many for one request.
const MAX_TEXT_BYTES: usize = 64 << 10;

/// Result of reading a rejection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cause {
    /// The error line to show, as it was sent.
    pub line: Option<String>,
    /// Normalized codes and texts without the variable parts, for display.
    pub shape: String,
    /// `2:<provider, codes and texts>-<type>`: the first part is the same for all request types of a provider.
    pub key: String,
}

/// Determines the cause of a rejection. The request's own error code distinguishes causes unchanged; the codes in the
/// description do so after normalization.
pub(crate) fn cause(
    provider: &str,
    request_type: Option<&str>,
    code: Option<&str>,
    description: Option<&str>,
) -> Cause {
    let fault = read::read(within(description.unwrap_or_default()));
    let codes = fault.codes.iter().map(|code| folding::code(code)).collect::<Vec<_>>();
    let says = fault.says().map(|(words, whole)| folding::fold(words, whole)).filter(|words| !words.is_empty());
    let says: Vec<String> = says.collect();
    // Folds accents too, because upper-case text often lacks them.
    let (of_code, of_says) = (codes.join("\u{1}"), words::fold(&says.join("\u{1}")));
    let hashed = [provider, code.unwrap_or_default().trim(), &of_code, &of_says].join("\0");
    let job = short_hash(request_type.unwrap_or_default(), 4);
    let shape: Vec<String> = [codes.join(" ")].into_iter().chain(says).filter(|line| !line.is_empty()).collect();
    Cause {
        key: format!("{RULES_PREFIX}{}{TYPE_SEPARATOR}{job}", short_hash(&hashed, 8)),
        line: line_of(fault),
        shape: shape.join("\n"),
    }
}

/// The part of a key that is the same for all request types of a provider; an earlier key as it is.
pub(crate) fn without_type(key: &str) -> &str {
    let current = key.strip_prefix(RULES_PREFIX).and_then(|_| key.rsplit_once(TYPE_SEPARATOR));
    current.map_or(key, |(cause, _)| cause)
}

/// The error line of a description, as it was sent.
pub fn fault_line(description: &str) -> Option<String> {
    line_of(read::read(within(description)))
}

/// Texts that programs write for a missing value.
const MISSING_VALUES: [&str; 6] = ["null", "(null)", "None", "nil", "undefined", "N/A"];

fn line_of(fault: Fault) -> Option<String> {
    let says =
        |line: &String| line.contains(|it: char| !it.is_ascii_punctuation()) && !MISSING_VALUES.contains(&line.trim());
    fault.line.filter(says).or_else(|| Some(fault.codes.join(" "))).filter(|line| !line.is_empty())
}

fn within(text: &str) -> &str {
    &text[..text.floor_char_boundary(MAX_TEXT_BYTES)]
}

#[cfg(test)]
mod tests;
