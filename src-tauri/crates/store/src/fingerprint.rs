//! The keys that causes had before faults were read ([`crate::cause`]): a rejection's words, without what is different
//! each time.
//!
//! What people wrote down by them is found by them still. So what is folded, and how, never changes; the tests hold it to
//! texts and values that are written down.

use regex::Captures;
use sha2::{Digest, Sha256};

use crate::pattern::pattern;

/// Where something stood that is different each time.
pub(crate) const FOLDED: &str = "#";
/// Words of hex digits from this length on are ids, as in addresses and hashes.
const MIN_HEX_ID_CHARS: usize = 8;

/// A rejection without what is different each time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shape {
    /// The description, folded; lines as they stood.
    pub(crate) text: String,
    /// Of provider, type, code and text: sixteen hex digits.
    pub(crate) fingerprint: String,
}

/// The shape of a rejection. The code tells causes apart as it stands; of the description, line breaks, spaces, case, ids,
/// numbers, times, addresses and the frames of a stack have no meaning.
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

/// Hex digits of so many bytes of a hash.
pub(crate) fn short_hash(text: &str, bytes: usize) -> String {
    use std::fmt::Write;
    Sha256::digest(text).iter().take(bytes).fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn fold(description: &str) -> String {
    // A digit that may be a PIN's is masked before it comes here, and is folded as the digit that it was.
    let description = &description.replace('•', "0");
    let lines = description.lines().filter_map(|line| {
        let line = fold_line(line);
        (!line.is_empty()).then_some(line)
    });
    lines.collect::<Vec<_>>().join("\n")
}

// A digit of a pattern stands for any digit: a text with other numbers must have the same shape.
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
    // A fault's code tells causes apart, digits and all.
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
        // In braces it is a name space, which is a name like others.
        if found[1].is_empty() { format!("{}{FOLDED}", &found[2]) } else { found[0].to_owned() }
    });
    let text = ISO_TIME.replace_all(&text, FOLDED);
    let text = NAMED_TIME.replace_all(&text, FOLDED);
    let text = UUID.replace_all(&text, FOLDED);
    let text = QUOTED.replace_all(&text, FOLDED);
    SEVERAL.replace_all(&fold_each_word(&text), FOLDED).into_owned()
}

/// Folds words, and leaves what stands between them.
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

/// A word of letters stays; one of digits goes; of one that begins or ends with digits the letters stay.
fn fold_word(word: &str, folded: &mut String) {
    let mut digits = word.chars().map(char::is_numeric);
    let begins = digits.next().unwrap_or_default();
    let (_, turns) = digits.fold((begins, 0), |(last, turns), digit| (digit, turns + usize::from(last != digit)));
    let hex = word.len() >= MIN_HEX_ID_CHARS && word.chars().all(|it| it.is_ascii_hexdigit() || it.is_numeric());
    let letters = || word.chars().filter(|it| !it.is_numeric()).flat_map(lower_case);
    match (begins, turns) {
        (false, 0) => folded.extend(letters()),
        (true, 0) | (_, 2..) => folded.push_str(FOLDED),
        _ if hex => folded.push_str(FOLDED),
        (true, _) => {
            folded.push_str(FOLDED);
            folded.extend(letters());
        }
        (false, _) => {
            folded.extend(letters());
            folded.push_str(FOLDED);
        }
    }
}

/// Letter by letter, and one sigma: in running text the last of a word is another one.
pub(crate) fn lower_case(letter: char) -> impl Iterator<Item = char> {
    letter.to_lowercase().map(|it| if it == 'ς' { 'σ' } else { it })
}

#[cfg(test)]
mod tests;
