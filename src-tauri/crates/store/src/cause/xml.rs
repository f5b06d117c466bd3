//! Parses XML and HTML pages, complete or truncated, into values with their paths.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::leaf::{self, Leaf, named};

/// HTML elements that do not interrupt a line of text.
const INLINE_ELEMENTS: [&str; 15] =
    ["a", "b", "big", "center", "code", "em", "font", "i", "pre", "small", "span", "strong", "tt", "u", "abbr"];
const VOID_ELEMENTS: [&str; 6] = ["br", "hr", "img", "link", "meta", "input"];

struct Element {
    name: String,
    text: String,
    language: Option<String>,
}

struct Reading {
    page: bool,
    open: Vec<Element>,
    leaves: Vec<Leaf>,
}

/// The values up to the end, or up to the first syntax error.
pub(super) fn leaves(text: &str) -> Vec<Leaf> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut reading = Reading { page: is_page(text), open: Vec::new(), leaves: Vec::new() };
    while reading.leaves.len() < leaf::MAX_LEAVES {
        match reader.read_event() {
            Ok(Event::Start(tag)) => reading.begin(&tag),
            Ok(Event::Empty(tag)) => {
                reading.begin(&tag);
                reading.end(tag.local_name().as_ref());
            }
            Ok(Event::End(tag)) => reading.end(tag.local_name().as_ref()),
            Ok(Event::Text(words)) => reading.say(&words),
            Ok(Event::CData(words)) => reading.say(&words),
            Ok(Event::GeneralRef(name)) => reading.say(&decoded(&format!("&{};", &*name))),
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(_) => {
                let at = usize::try_from(reader.error_position()).unwrap_or(text.len());
                if let Some(words) = text.get(at..).and_then(|rest| rest.strip_prefix("<![CDATA[")) {
                    reading.say(words);
                }
                break;
            }
        }
    }
    reading.finish()
}

pub(super) fn is_page(text: &str) -> bool {
    let start = text.trim_start();
    ["<!doctype html", "<html", "<head", "<body", "<title"]
        .iter()
        .any(|tag| start.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag)))
}

impl Reading {
    fn begin(&mut self, tag: &BytesStart<'_>) {
        let name = named(tag.local_name().as_ref());
        if self.page && (VOID_ELEMENTS.contains(&&*name) || INLINE_ELEMENTS.contains(&&*name)) {
            self.say(" ");
            return;
        }
        self.leaf(true);
        if self.open.len() >= leaf::MAX_DEPTH {
            return;
        }
        let mut language = None;
        self.open.push(Element { name, text: String::new(), language: None });
        if self.page {
            return;
        }
        for attribute in tag.html_attributes().with_checks(false).flatten().take(leaf::MAX_LEAVES) {
            let (key, value) = (attribute.key.as_ref(), decoded(&attribute.value));
            if key == "xml:lang" {
                language = Some(value.to_ascii_lowercase());
            } else if !key.starts_with("xmlns") && !key.contains(':') && !value.trim().is_empty() {
                let path = format!("{}/@{}", self.path(), named(key));
                self.leaves.push(Leaf { path, text: value, whole: true, language: None });
            }
        }
        if let Some(last) = self.open.last_mut() {
            last.language = language;
        }
    }

    fn end(&mut self, name: &str) {
        let name = named(name);
        if self.page && INLINE_ELEMENTS.contains(&&*name) {
            self.say(" ");
            return;
        }
        let Some(at) = self.open.iter().rposition(|open| open.name == name) else { return };
        while self.open.len() > at {
            self.leaf(true);
            self.open.pop();
        }
    }

    fn say(&mut self, words: &str) {
        if let Some(last) = self.open.last_mut() {
            last.text.push_str(words);
        }
    }

    fn path(&self) -> String {
        self.open.iter().fold(String::new(), |path, open| path + "/" + &open.name)
    }

    fn leaf(&mut self, whole: bool) {
        let Some(last) = self.open.last_mut() else { return };
        let text = std::mem::take(&mut last.text);
        let language = last.language.clone();
        if !text.trim().is_empty() {
            let path = self.path();
            self.leaves.push(Leaf { path, text, whole, language });
        }
    }

    fn finish(mut self) -> Vec<Leaf> {
        // An HTML page may end with open elements.
        let whole = self.page;
        while !self.open.is_empty() {
            self.leaf(whole);
            self.open.pop();
        }
        self.leaves
    }
}

/// Decodes character references.
pub(super) fn decoded(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|it| it == b';');
        let found = end.and_then(|end| Some((character(&rest[1..end])?, end + 1)));
        let (letter, length) = found.unwrap_or(('&', 1));
        decoded.push(letter);
        rest = &rest[length..];
    }
    decoded.push_str(rest);
    decoded
}

fn character(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}
