//! Reading a fault, whatever it is: a dump, XML, a page, JSON, or words.

use std::borrow::Cow;

use super::{
    fault::Fault,
    interpret::interpret,
    plain,
    structure::{BODY, ESCAPED, opened, structured},
};

/// Lengths at which servers are known to truncate stored texts.
const CUT_LENGTHS: [usize; 12] = [250, 254, 255, 256, 500, 512, 1_000, 1_024, 2_000, 2_048, 4_000, 4_096];

/// Reads a description of any format; it never fails.
pub(super) fn read(text: &str) -> Fault {
    let cut = CUT_LENGTHS.contains(&text.chars().count());
    let text = clean(text);
    let text = text.trim();
    if let Some(dump) = dump(text, cut) {
        return dump;
    }
    if let Some(found) = structured(text, 0) {
        return interpret(&found);
    }
    [&BODY, &ESCAPED].into_iter().find_map(|begins| passed_on(text, begins)).unwrap_or_else(|| plain::read(text, cut))
}

/// Reads a structured description that starts after other text.
fn passed_on(text: &str, begins: &regex::Regex) -> Option<Fault> {
    let body = begins.find(text).filter(|body| body.start() > 0)?;
    let (before, body) = text.split_at(body.start());
    let mut fault = interpret(&structured(body, 0)?);
    // The structured part has priority; the text before it is used only if that part has no line of its own.
    if fault.line.is_none() {
        let before = plain::read(before.trim(), false);
        (fault.line, fault.words) = (before.line, before.words);
    }
    Some(fault)
}

/// Interprets such a dump.
fn dump(text: &str, cut: bool) -> Option<Fault> {
    let (before, members) = plain::members(text, cut)?;
    let mut fault = interpret(&opened(members, 0));
    if !before.is_empty() && !plain::BARE.is_match(before) {
        fault.beside.push(before.to_owned());
        fault.line = fault.line.or_else(|| plain::read(before, false).line);
    }
    Some(fault)
}

/// Removes byte-order marks and invisible characters such as those for the writing direction.
fn clean(text: &str) -> Cow<'_, str> {
    let unseen =
        |it: char| matches!(it, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\0');
    // The private-use characters that stand for digits of codes during folding.
    let private = |it: char| matches!(it, '\u{e000}'..='\u{e0ff}');
    if text.contains(|it| unseen(it) || private(it)) {
        Cow::Owned(text.chars().filter(|it| !unseen(*it) && !private(*it)).collect())
    } else {
        Cow::Borrowed(text)
    }
}
