//! The cause of a rejection: what a fault says, and the key that all rejections of one cause have.
//!
//! Keys are kept: knowledge, groupings and retries are held by them. So they say by which rules they were made, and what a
//! version folds never changes; the corpus holds it to faults and keys that are written down. It knows no CA system.

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
use crate::{fingerprint::short_hash, words};

/// Before every key that these rules made. Older keys have no such mark.
pub(crate) const RULES: &str = "2:";
/// Between what is told apart by words and codes alone, and by the job that was asked for.
const JOB: char = '-';
/// Bytes of a text that are read; no list tells as much of one request.
const MAX_TEXT_BYTES: usize = 64 << 10;

/// What a rejection says, and what it has in common with others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The words to show, as they were sent.
    pub line: Option<String>,
    /// Codes and words without what is different each time, for people.
    pub shape: String,
    /// `2:<provider, codes and words>-<type>`: the first part is the same for all jobs of a provider.
    pub key: String,
}

/// Reads a rejection. The request's own code tells causes apart as it stands, and so do the codes of a fault.
pub fn cause(provider: &str, request_type: Option<&str>, code: Option<&str>, description: Option<&str>) -> Cause {
    let fault = read::read(within(description.unwrap_or_default()));
    let codes = fault.codes.iter().map(|code| folding::code(code)).collect::<Vec<_>>();
    let says = fault.says().map(|(words, whole)| folding::fold(words, whole)).filter(|words| !words.is_empty());
    let says: Vec<String> = says.collect();
    // Capitals go without accents.
    let (of_code, of_says) = (codes.join("\u{1}"), words::fold(&says.join("\u{1}")));
    let hashed = [provider, code.unwrap_or_default().trim(), &of_code, &of_says].join("\0");
    let job = short_hash(request_type.unwrap_or_default(), 4);
    let shape: Vec<String> = [codes.join(" ")].into_iter().chain(says).filter(|line| !line.is_empty()).collect();
    Cause { key: format!("{RULES}{}{JOB}{job}", short_hash(&hashed, 8)), line: line_of(fault), shape: shape.join("\n") }
}

/// The words of a fault, as they were sent.
pub fn fault_line(description: &str) -> Option<String> {
    line_of(read::read(within(description)))
}

/// Programs write these where there are no words.
const NOTHING: [&str; 6] = ["null", "(null)", "None", "nil", "undefined", "N/A"];

fn line_of(fault: Fault) -> Option<String> {
    let says = |line: &String| line.contains(|it: char| !it.is_ascii_punctuation()) && !NOTHING.contains(&line.trim());
    fault.line.filter(says).or_else(|| Some(fault.codes.join(" "))).filter(|line| !line.is_empty())
}

fn within(text: &str) -> &str {
    &text[..text.floor_char_boundary(MAX_TEXT_BYTES)]
}

#[cfg(test)]
mod tests;
