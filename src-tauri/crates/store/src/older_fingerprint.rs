//! Computes the earlier keys of causes, from the folded text of a rejection, as they were before error descriptions
//! were parsed ([`crate::cause`](mod@crate::cause)).
//!
//! Notes of users are still found by these keys. So the folding never changes; the tests compare it with stored texts
//! and values.

use regex::Captures;
use sha2::{Digest, Sha256};

use crate::pattern::pattern;

/// Placeholder of a variable part.
pub(crate) const FOLDED_PLACEHOLDER: &str = "#";
/// Minimum length of a word of hex digits that counts as an id, as in addresses and hashes.
const MIN_HEX_ID_CHARS: usize = 8;

/// A rejection without its variable parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shape {
    /// The folded description, with its lines.
    pub(crate) text: String,
    /// Hash of provider, type, code and text: sixteen hex digits.
    pub(crate) fingerprint: String,
}

/// Normalizes a rejection. The code is used unchanged; in the description, line breaks, blanks, case, ids, numbers,
/// times, addresses and stack frames are ignored.
pub(crate) fn shape(
    provider: &str,
    request_type: Option<&str>,
    code: Option<&str>,
    description: Option<&str>,
) -> Shape {
    let text = fold(description.unwrap_or_default());
    let words: Vec<&str> = text.split_whitespace().collect();
    let code = code.unwrap_or_default().trim();
    let hashed = [provider, request_type.unwrap_or_default(), code, &words.join(" ")].join("\0");
    Shape { fingerprint: short_hash(&hashed, 8), text }
}

/// The first `bytes` bytes of a hash in hex digits.
pub(crate) fn short_hash(text: &str, bytes: usize) -> String {
    use std::fmt::Write;
    Sha256::digest(text).iter().take(bytes).fold(String::new(), |mut hex, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn fold(description: &str) -> String {
    // A digit that may belong to a PIN was masked earlier; it is folded as any other digit.
    let description = &description.replace('•', "0");
    let lines = description.lines().filter_map(|line| {
        let line = fold_line(line);
        (!line.is_empty()).then_some(line)
    });
    lines.collect::<Vec<_>>().join("\n")
}

// Patterns must treat all digits alike: a text with other numbers must have the same result.
pattern!(
    FRAME,
    r"(?:^|\s)at\s+(?:[\w$<>@~-]+[./])+[\w$<>]+\s*\([^()]*\)(?:\s+in\s+\S+:line\s+\d+)?(?:\s+~?\[[^\]]*\])?"
);
pattern!(MORE, r"(?:^|\s)\.\.\.\s*\d+\s+(?:more|common frames omitted)");
pattern!(FAULT_CODE, r"(?i)\bfault(?:sub)?code\s*[:>]\s*[^\s<]*");
pattern!(HOST_NAME, r"(?i)(\bhost ?name\s*[:=]\s*)[^\s,;]+");
pattern!(ADDRESS, r"(?i)(\{?)(\b(?:https?|ftp|tcp|ssl)://)[^\s/'\x22<>{}]+");
pattern!(
    ISO_TIME,
    r"(?i)\b\d{4}-\d{1,2}-\d{1,2}(?:[t ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?(?:z\b|utc\b|gmt\b|[+-]\d{2}:?\d{2}\b))?)?"
);
pattern!(NAMED_TIME,
    r"(?i)\b(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
    r"(?:\d{1,2}[\s-]+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[\s,-]+\d{4}"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}\b(?:,?\s+\d{4}\b)?)"
    r"(?:,?\s+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)?(?:\s?(?:am|pm)\b)?"
    r"(?:\s+(?:utc|gmt|[a-z]{2,3}t|[+-]\d{4})\b)?(?:\s+\d{4}\b)?");
pattern!(UUID, r"(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b");
pattern!(QUOTED, r#"'[^'\s]*\d[^'\s]*'|"[^"\s]*\d[^"\s]*"|«\s?[^«»\s]*\d[^«»\s]*\s?»"#);
pattern!(SEVERAL, r"#(?:(?:[-._:/,+]|,? )#)+");

fn fold_line(line: &str) -> String {
    let line = MORE.replace_all(line, " ");
    let line = FRAME.replace_all(&line, " ");
    // The code of a fault distinguishes causes, including its digits.
    let mut folded = String::with_capacity(line.len());
    let mut end = 0;
    for code in FAULT_CODE.find_iter(&line) {
        folded.push_str(&fold_words(&line[end..code.start()]));
        folded.extend(code.as_str().chars().flat_map(lower_case));
        end = code.end();
    }
    folded.push_str(&fold_words(&line[end..]));
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn fold_words(text: &str) -> String {
    let text = HOST_NAME.replace_all(text, "${1}#");
    let text = ADDRESS.replace_all(&text, |found: &Captures<'_>| {
        // In braces it is an XML namespace, which is not variable.
        if found[1].is_empty() { format!("{}{FOLDED_PLACEHOLDER}", &found[2]) } else { found[0].to_owned() }
    });
    let text = ISO_TIME.replace_all(&text, FOLDED_PLACEHOLDER);
    let text = NAMED_TIME.replace_all(&text, FOLDED_PLACEHOLDER);
    let text = UUID.replace_all(&text, FOLDED_PLACEHOLDER);
    let text = QUOTED.replace_all(&text, FOLDED_PLACEHOLDER);
    SEVERAL.replace_all(&fold_each_word(&text), FOLDED_PLACEHOLDER).into_owned()
}

/// Folds words, and keeps the characters between them.
pub(crate) fn fold_each_word(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let of_word = first.is_alphanumeric();
        let end = rest.find(|it: char| it.is_alphanumeric() != of_word).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        if of_word {
            fold_word(run, &mut folded);
        } else {
            folded.push_str(run);
        }
        rest = after;
    }
    folded
}

/// Keeps a word of letters, folds one of digits, and keeps the letters of a word that starts or ends with digits.
fn fold_word(word: &str, folded: &mut String) {
    let mut digits = word.chars().map(char::is_numeric);
    let begins = digits.next().unwrap_or_default();
    let (_, turns) = digits.fold((begins, 0), |(last, turns), digit| (digit, turns + usize::from(last != digit)));
    let hex = word.len() >= MIN_HEX_ID_CHARS && word.chars().all(|it| it.is_ascii_hexdigit() || it.is_numeric());
    let letters = || word.chars().filter(|it| !it.is_numeric()).flat_map(lower_case);
    match (begins, turns) {
        (false, 0) => folded.extend(letters()),
        (true, 0) | (_, 2..) => folded.push_str(FOLDED_PLACEHOLDER),
        _ if hex => folded.push_str(FOLDED_PLACEHOLDER),
        (true, _) => {
            folded.push_str(FOLDED_PLACEHOLDER);
            folded.extend(letters());
        }
        (false, _) => {
            folded.extend(letters());
            folded.push_str(FOLDED_PLACEHOLDER);
        }
    }
}

/// Lower-cases a single letter; a final sigma becomes the normal one.
pub(crate) fn lower_case(letter: char) -> impl Iterator<Item = char> {
    letter.to_lowercase().map(|it| if it == 'ς' { 'σ' } else { it })
}

#[cfg(test)]
mod tests;
