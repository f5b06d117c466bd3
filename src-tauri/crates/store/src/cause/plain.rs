//! Reads plain-text descriptions: dumps of a fault's members, stack traces, and lines of text.

use super::{
    fault::Fault,
    leaf::{self, Leaf, named},
};
use crate::pattern::pattern;

// A frame of a stack trace, in the languages of .NET too.
pattern!(
    FRAME,
    r"(?:^|\s)(?:at|bei|à|em|en|σε|в|w|la)\s+(?:async\s+)?(?:[\w$<>@~`\[\],+-]+[./])+[\w$<>`\[\],]+\s*\([^()]*\)"
    r"(?:\s+(?:in|στο|dans|v)\s+\S[^\n]{0,300}?:\p{L}+\s+\d+)?(?:\s+~?\[[^\]]*\])?"
);

pattern!(CUT_FRAME, r"(?:^|\s)at\s+(?:[\w$<>]+[./])+[\w$<>]*(?:\([^()]*)?$");

pattern!(
    MORE,
    r"(?:^|\s)\.\.\.\s*\d+\s+(?:more|common frames omitted)|-{2,3} End of [\w ]{1,60} -{2,3}|-{2,3} Τέλος [\p{L} ]{1,60} -{2,3}"
);

pattern!(CAUSED, r"(?i)\bcaused by:\s*|\s*-{2,3}>\s*|;?\s*\bnested exception is:?\s*|\broot cause:?\s+");

pattern!(THROWN, r#"^(?:Exception in thread "[^"]*"\s*|Unhandled [Ee]xception(?:\.|:)?\s*)"#);

pattern!(PYTHON, r#"(?m)^Traceback \(most recent call last\):"#);

pattern!(pub(super) BARE, r"^(?:(?:[\w$]+\.)*[\w$]*(?:Fault|Exception|Error|Throwable)|[\w$]+(?:\.[\w$]+)+):?\s*$");

pattern!(STOCK, r"(?i)^(?:(?:[\w$]+\.)+[\w$]+:\s*)?(?:the )?server was unable to process (?:the )?request\b");

pattern!(DUMPED, r"(?i)(?:^|[\s;,{(])fault(code|subcode|string|actor|node|detail)[ \t]*[:=]");

pattern!(DETAIL, r"\{[^{}\s]{1,300}\}([\w.-]{1,80})\s*:");

// A member that is a code, and one that is a text.
pattern!(CODED, r"(?i)^[\w .-]{0,20}(?:code|status|number|errno)\s*[:=]");

pattern!(
    WORDED,
    r"(?i)(?:^|[;|,])\s*(?:(?:error|fault|status)[ _-]?)?(?:message|msg|text|string|description|reason)\s*[:=]\s*([^;|]+)"
);

/// Collapses white space into single blanks.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Parses a dump of a fault's members as Axis writes it: `faultCode: …`, each in a line of its own or all in one.
pub(super) fn members(text: &str, cut: bool) -> Option<(&str, Vec<Leaf>)> {
    if text.starts_with(['<', '{', '[', '&', '"']) {
        return None;
    }
    let found: Vec<(usize, usize, &str)> = DUMPED
        .captures_iter(text)
        .filter_map(|found| {
            let name = found.get(1)?;
            Some((name.start() - "fault".len(), found.get(0)?.end(), name.as_str()))
        })
        .take(leaf::MAX_LEAVES)
        .collect();
    let (first, _, _) = *found.first()?;
    let begins_line = text[..first].trim_end_matches([' ', '\t']).ends_with('\n') || text[..first].trim().is_empty();
    let of_kinds = |kind: &str| found.iter().any(|(_, _, name)| name.eq_ignore_ascii_case(kind));
    if !(begins_line || of_kinds("string") && of_kinds("code")) {
        return None;
    }
    let mut members = Vec::new();
    for (at, (_, begin, name)) in found.iter().enumerate() {
        let end = found.get(at + 1).map_or(text.len(), |(next, _, _)| *next);
        let value = text[*begin..end].trim();
        let whole = !cut || end < text.len();
        let mut add = |path: String, text: &str, whole: bool| {
            if !text.trim().is_empty() {
                members.push(Leaf { path, text: text.trim().to_owned(), whole, language: None });
            }
        };
        match &*name.to_ascii_lowercase() {
            "subcode" => value.split_whitespace().for_each(|code| add("/fault/faultsubcode".to_owned(), code, whole)),
            "detail" => {
                let mut last: Option<(String, usize)> = None;
                let mut before = 0;
                for found in DETAIL.captures_iter(value) {
                    let (all, of) = (found.get(0).map_or(0..0, |it| it.range()), named(&found[1]));
                    match last.take() {
                        Some((name, begin)) => add(format!("/fault/detail/{name}"), &value[begin..all.start], true),
                        None => before = all.start,
                    }
                    last = Some((of, all.end));
                }
                match last {
                    Some((name, begin)) => add(format!("/fault/detail/{name}"), &value[begin..], whole),
                    None => before = value.len(),
                }
                add("/fault/detail/text".to_owned(), &value[..before], whole || before < value.len());
            }
            "string" => {
                let (words, more) = value.split_once('\n').unwrap_or((value, ""));
                add("/fault/faultstring".to_owned(), words, whole || !more.is_empty());
                add("/fault/detail/text".to_owned(), more, whole);
            }
            name => add(format!("/fault/fault{name}"), value, whole),
        }
    }
    Some((text[..first].trim(), members))
}

/// Whether a stack trace names causes of the exception.
pub(super) fn has_causes(text: &str) -> bool {
    CAUSED.is_match(text)
}

fn is_trace(text: &str) -> bool {
    FRAME.is_match(text) || CAUSED.is_match(text) || PYTHON.is_match(text)
}

/// Interprets a value: a text in one line, or a stack trace.
pub(super) fn of_value(text: &str, whole: bool) -> Fault {
    if is_trace(text) {
        return read(text, !whole);
    }
    let line = one_line(text);
    Fault { line: Some(line.clone()).filter(|it| !it.is_empty()), words: vec![(line, whole)], ..Fault::default() }
}

/// Interprets any text. Of a stack trace the first exception is the main text; its causes are further texts.
pub(super) fn read(text: &str, cut: bool) -> Fault {
    let trace = is_trace(text);
    let (lines, cut) = if trace { thrown(text, cut) } else { (lines(text), cut) };
    let says = |line: &&String| !BARE.is_match(line);
    // A stock phrase that the server puts before every message has no information.
    let first = lines.iter().find(|line| says(line) && !STOCK.is_match(line));
    let line = first.or_else(|| lines.iter().find(says)).or_else(|| lines.first()).cloned();
    // After a code, the message explains it.
    let behind = line
        .as_ref()
        .filter(|line| CODED.is_match(line))
        .and_then(|_| lines.iter().find_map(|line| WORDED.captures(line).map(|found| found[1].trim().to_owned())));
    let line = behind.filter(|words| words.contains(char::is_alphabetic)).or(line);
    let last = lines.len().saturating_sub(1);
    let whole = |at: usize| !(cut && at == last);
    let mut fault = Fault { line, ..Fault::default() };
    for (at, line) in lines.into_iter().enumerate() {
        if trace && at > 0 {
            if whole(at) {
                fault.beside.push(line);
            }
        } else {
            fault.words.push((line, whole(at)));
        }
    }
    fault
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// The exceptions of a stack trace, the first one first, without repetitions, and whether the last one was truncated.
fn thrown(text: &str, cut: bool) -> (Vec<String>, bool) {
    if PYTHON.is_match(text) {
        return (lines(text).pop().into_iter().collect(), cut);
    }
    let text = MORE.replace_all(text, "\n");
    let text = FRAME.replace_all(&text, "\n");
    let text = CUT_FRAME.replace(&text, "\n");
    // If the truncation is inside the frames, the exceptions are complete.
    let cut = cut && !text.ends_with('\n');
    let text = CAUSED.replace_all(&text, "\n");
    let mut thrown: Vec<String> = Vec::new();
    for line in lines(&text).into_iter().take(leaf::MAX_LEAVES) {
        let line = THROWN.replace(&line, "").trim().to_owned();
        let known = thrown.iter().take(8).any(|known| known.contains(&line));
        if !line.is_empty() && !known && !matches!(&*line, ";" | "---") {
            thrown.push(line);
        }
    }
    (thrown, cut)
}
