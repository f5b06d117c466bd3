//! A fault in any dialect, as words and codes.

use std::borrow::Cow;

use super::{
    json,
    leaves::{self, Leaf},
    plain, xml,
};

/// Text within text within text: as deep as that is looked.
const DEEPEST: usize = 4;
/// Lengths at which servers are known to cut what they keep.
const CUTS: [usize; 12] = [250, 254, 255, 256, 500, 512, 1_000, 1_024, 2_000, 2_048, 4_000, 4_096];

/// What a fault says.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// For people, as it was sent.
    pub(super) line: Option<String>,
    /// Codes and subcodes, without the name spaces that they are of.
    pub(super) codes: Vec<String>,
    /// Its words, and whether they are whole.
    pub(super) words: Vec<(String, bool)>,
    /// What else it says that may tell it apart.
    pub(super) beside: Vec<String>,
}

impl Fault {
    /// All that it says, and whether that is whole.
    pub(super) fn says(&self) -> impl Iterator<Item = (&str, bool)> {
        let words = self.words.iter().map(|(words, whole)| (words.as_str(), *whole));
        words.chain(self.beside.iter().map(|words| (words.as_str(), true)))
    }
}

macro_rules! pattern {
    ($name:ident, $($part:literal)+) => {
        static $name: std::sync::LazyLock<regex::Regex> =
            // It is constant, and the tests use it.
            std::sync::LazyLock::new(|| regex::Regex::new(concat!($($part),+)).expect("a pattern that is written here is one"));
    };
    ($name:ident, $text:expr) => {
        static $name: std::sync::LazyLock<regex::Regex> =
            std::sync::LazyLock::new(|| regex::Regex::new($text).expect("a pattern that is written here is one"));
    };
}
pub(super) use pattern;

// Where XML, a page or JSON begins behind other words.
pattern!(
    BODY,
    r#"(?i)<\?xml\s|<!doctype\s|<html[\s>]|<(?:[\w.-]+:)?(?:envelope|fault|error|errors|exception|response|result|errorresponse|faultresponse)[\s>/]|\{\s*"|\[\s*\{"#
);
pattern!(ESCAPED, r"(?i)&(?:amp;)?lt;(?:\?xml|!|/?[a-z])");
pattern!(
    IS_XML,
    r"(?i)^<(?:\?xml|!--|!doctype|!\[cdata\[)|</[\w.:-]+\s*>|/>|\sxmlns[:=]|^<(?:[\w.-]+:)?(?:envelope|fault|error|exception|html|response|result)[\s>]"
);

/// Reads a text. Whatever it is, there is an answer.
pub(super) fn read(text: &str) -> Fault {
    let cut = CUTS.contains(&text.chars().count());
    let text = clean(text);
    let text = text.trim();
    if let Some(dump) = plain::dump(text, cut) {
        return dump;
    }
    if let Some(found) = structured(text, 0) {
        return leaves::interpret(&found);
    }
    [&BODY, &ESCAPED].into_iter().find_map(|begins| passed_on(text, begins)).unwrap_or_else(|| plain::read(text, cut))
}

/// A fault that begins behind other words.
fn passed_on(text: &str, begins: &regex::Regex) -> Option<Fault> {
    let body = begins.find(text).filter(|body| body.start() > 0)?;
    let (before, body) = text.split_at(body.start());
    let mut fault = leaves::interpret(&structured(body, 0)?);
    // The fault's own words tell what it is, whoever passes them on.
    if fault.line.is_none() {
        let before = plain::read(before.trim(), false);
        (fault.line, fault.words) = (before.line, before.words);
    }
    Some(fault)
}

/// The values of XML, a page or JSON, those of texts within it among them.
pub(super) fn structured(text: &str, depth: usize) -> Option<Vec<Leaf>> {
    if depth > DEEPEST {
        return None;
    }
    let text = text.trim_start();
    if text.starts_with('<') && IS_XML.is_match(text) {
        // What was cut off before it said anything says nothing.
        let is_known = BODY.find(text).is_some_and(|body| body.start() == 0);
        return Some(opened(xml::leaves(text), depth)).filter(|leaves| is_known || !leaves.is_empty());
    }
    if text.starts_with(['{', '[']) && json::is_json(text) {
        return Some(opened(json::leaves(text), depth)).filter(|leaves| !leaves.is_empty());
    }
    if text.starts_with('&') && ESCAPED.find(text).is_some_and(|found| found.start() == 0) {
        return structured(&xml::decoded(text), depth + 1);
    }
    if depth > 0
        && let Some((_, members)) = plain::members(text, false)
    {
        return Some(opened(members, depth));
    }
    // JSON that was put into a string once more.
    if text.starts_with("\"{") || text.starts_with("\"<") {
        return structured(&json::unquoted(text), depth + 1);
    }
    None
}

pub(super) fn opened(leaves: Vec<Leaf>, depth: usize) -> Vec<Leaf> {
    let mut all = Vec::with_capacity(leaves.len());
    for leaf in leaves {
        let Some(inner) = structured(&leaf.text, depth + 1) else {
            all.push(leaf);
            continue;
        };
        let whole = leaf.whole;
        all.extend(inner.into_iter().map(|inner| Leaf {
            path: format!("{}{}", leaf.path, inner.path),
            whole: inner.whole && whole,
            ..inner
        }));
        if all.len() > leaves::MOST {
            break;
        }
    }
    all
}

/// Without the marks of an encoding and of the direction of writing, which are seen by nobody.
fn clean(text: &str) -> Cow<'_, str> {
    let unseen =
        |it: char| matches!(it, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\0');
    // What stands for the digits of a code while a text is folded.
    let private = |it: char| matches!(it, '\u{e000}'..='\u{e0ff}');
    if text.contains(|it| unseen(it) || private(it)) {
        Cow::Owned(text.chars().filter(|it| !unseen(*it) && !private(*it)).collect())
    } else {
        Cow::Borrowed(text)
    }
}
