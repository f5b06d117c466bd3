//! Parses JSON, complete or truncated, into values with their paths. A strict parser would yield nothing for truncated
//! JSON.

use super::leaf::{self, Leaf, named};

/// Whether a text that starts with a bracket continues as JSON.
pub(super) fn is_json(text: &str) -> bool {
    let mut letters = text.chars().filter(|it| !it.is_whitespace());
    match (letters.next(), letters.next()) {
        (Some('{'), Some('"')) => true,
        (Some('['), Some('{')) => letters.next() == Some('"'),
        // A word in brackets is no list.
        (Some('['), Some('"')) => text.trim_end().ends_with(']') || !text.contains(']'),
        _ => false,
    }
}

enum Container {
    /// Name of the member that is being read.
    Object(Option<String>),
    Array,
}

pub(super) fn leaves(text: &str) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    let mut open: Vec<Container> = Vec::new();
    let mut rest = text;
    // Number of open brackets beyond the maximum depth.
    let mut beyond = 0_usize;
    while let Some(first) = rest.chars().next() {
        if leaves.len() >= leaf::MAX_LEAVES {
            break;
        }
        let mut length = first.len_utf8();
        match first {
            '{' | '[' if open.len() >= leaf::MAX_DEPTH => beyond += 1,
            '{' => open.push(Container::Object(None)),
            '[' => open.push(Container::Array),
            '}' | ']' if beyond > 0 => beyond -= 1,
            '}' | ']' => {
                open.pop();
                value_ends(&mut open);
                if open.is_empty() {
                    break;
                }
            }
            ',' => value_ends(&mut open),
            '"' => {
                let (end, whole) = string_end(rest);
                length = end;
                let text = unquoted(&rest[..end]);
                match open.last_mut() {
                    Some(Container::Object(name @ None)) => *name = Some(named(&text)),
                    _ => push(&mut leaves, &open, text, whole),
                }
            }
            it if it.is_alphanumeric() || it == '-' => {
                length = rest.find([',', '}', ']', ' ', '\n', '\r', '\t']).unwrap_or(rest.len());
                let (text, whole) = (&rest[..length], length < rest.len());
                if !matches!(text, "null" | "true" | "false") {
                    push(&mut leaves, &open, text.to_owned(), whole);
                }
            }
            _ => {}
        }
        rest = &rest[length..];
    }
    leaves
}

fn value_ends(open: &mut [Container]) {
    if let Some(Container::Object(name)) = open.last_mut() {
        *name = None;
    }
}

fn push(leaves: &mut Vec<Leaf>, open: &[Container], text: String, whole: bool) {
    if text.trim().is_empty() {
        return;
    }
    let path = open.iter().fold(String::new(), |path, open| match open {
        Container::Object(Some(name)) => path + "/" + name,
        _ => path,
    });
    leaves.push(Leaf { path, text, whole, language: None });
}

/// End of a string that starts with its quotation mark, and whether the string is complete.
fn string_end(text: &str) -> (usize, bool) {
    let mut escaped = false;
    for (at, it) in text.bytes().enumerate().skip(1) {
        match it {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return (at + 1, true),
            _ => {}
        }
    }
    (text.len(), false)
}

/// Value of a string, also of a truncated one.
pub(super) fn unquoted(text: &str) -> String {
    if let Ok(text) = serde_json::from_str::<String>(text) {
        return text;
    }
    let inner = text.strip_prefix('"').unwrap_or(text);
    let mut said = String::with_capacity(inner.len());
    let mut letters = inner.chars();
    while let Some(it) = letters.next() {
        if it != '\\' {
            said.push(it);
            continue;
        }
        match letters.next() {
            Some('n' | 'r' | 't') => said.push(' '),
            Some('u') => {
                let hex: String = letters.by_ref().take(4).collect();
                said.extend(u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32));
            }
            Some(it) => said.push(it),
            None => {}
        }
    }
    said
}
