//! Writes the command for each terminal, such that no value is ever executed.
//!
//! The two terminals of Windows disagree with programs on the meaning of a quotation mark in an argument. So values
//! contain no character that is special to either: JSON can write each character by its number, and an address too.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::view::Terminal;

const JSON: &str = "application/json; charset=UTF-8";

pub(super) fn posted(terminal: Terminal, url: &str, body: &Map<String, Value>, has_pin: bool) -> String {
    match terminal {
        Terminal::Posix => posix::posted(url, body, has_pin),
        Terminal::Cmd => cmd::posted(url, body, has_pin),
        Terminal::PowerShell => powershell::posted(url, body, has_pin),
    }
}

pub(super) fn shown(terminal: Terminal, url: &str) -> String {
    let url = format!("{url}&token=");
    match terminal {
        Terminal::Posix => format!("curl --header 'Accept: application/json' {}\"$TOKEN\"", posix::quoted(&url)),
        Terminal::Cmd => format!(r#"curl.exe --header "Accept: application/json" {}"%TOKEN%""#, cmd::address(&url)),
        Terminal::PowerShell => {
            format!("curl.exe --header 'Accept: application/json' ({} + $env:TOKEN)", powershell::address(&url))
        }
    }
}

mod posix {
    use super::{JSON, Map, Value};

    /// Quotes a text, so that the shell does not change it.
    pub(super) fn quoted(text: &str) -> String {
        format!("'{}'", text.replace('\'', r"'\''"))
    }

    /// A member of a JSON object with a value that the shell fills in.
    fn variable(member: &str, name: &str) -> String {
        format!(r#"'"{member}":"'"${name}"'"'"#)
    }

    pub(super) fn posted(url: &str, body: &Map<String, Value>, has_pin: bool) -> String {
        let mut members = vec![variable("token", "TOKEN")];
        members.extend(body.iter().map(|(name, value)| quoted(&format!("{}:{value}", Value::from(name.as_str())))));
        if has_pin {
            members.push(variable("pin", "PIN"));
        }
        format!(
            "curl --request POST {} \\\n  --header 'Content-Type: {JSON}' \\\n  --data-binary '{{'{}'}}'",
            quoted(url),
            members.join("','"),
        )
    }
}

/// The command prompt of Windows, for a line that is typed or pasted: in a batch file, `%` has other rules.
mod cmd {
    use super::{JSON, Map, Value, plain_address, plain_json};

    pub(super) fn posted(url: &str, body: &Map<String, Value>, has_pin: bool) -> String {
        let mut members = vec![r#""token":"%TOKEN%""#.to_owned()];
        members.extend(plain_json::members(body));
        if has_pin {
            members.push(r#""pin":"%PIN%""#.to_owned());
        }
        // A single line: the next one would be a command of its own.
        format!(
            r#"curl.exe --request POST {} --header "Content-Type: {JSON}" --data-binary "{{{}}}""#,
            address(url),
            members.join(",").replace('"', r#"\""#),
        )
    }

    /// Writes an address. The quotation is interrupted at each `%`, so that the text between two of them is not taken
    /// as a variable's name.
    pub(super) fn address(url: &str) -> String {
        format!("\"{}\"", plain_address(url).replace('%', "\"^%\""))
    }
}

/// PowerShell has a command `curl` of its own, hence `curl.exe`. Its versions differ in passing arguments with
/// quotation marks, so the body goes through a pipe.
mod powershell {
    use super::{JSON, Map, Value, plain_address, plain_json};

    pub(super) fn posted(url: &str, body: &Map<String, Value>, has_pin: bool) -> String {
        let variable = |member: &str, name: &str| format!(r#""{member}":"' + $env:{name} + '""#);
        let mut members = vec![variable("token", "TOKEN")];
        members.extend(plain_json::members(body));
        if has_pin {
            members.push(variable("pin", "PIN"));
        }
        format!(
            "('{{{}}}') | curl.exe --request POST {} --header 'Content-Type: {JSON}' --data-binary '@-'",
            members.join(","),
            address(url),
        )
    }

    pub(super) fn address(url: &str) -> String {
        format!("'{}'", plain_address(url))
    }
}

mod plain_json {
    use std::fmt::Write as _;

    use super::{Map, Value};

    pub(super) fn members(body: &Map<String, Value>) -> impl Iterator<Item = String> {
        body.iter().map(|(name, value)| {
            let mut member = String::new();
            text(name, &mut member);
            member.push(':');
            any(value, &mut member);
            member
        })
    }

    fn any(value: &Value, json: &mut String) {
        match value {
            Value::String(words) => text(words, json),
            Value::Array(values) => {
                json.push('[');
                for (place, value) in values.iter().enumerate() {
                    json.push_str(if place == 0 { "" } else { "," });
                    any(value, json);
                }
                json.push(']');
            }
            Value::Object(values) => {
                json.push('{');
                for (place, (name, value)) in values.iter().enumerate() {
                    json.push_str(if place == 0 { "" } else { "," });
                    text(name, json);
                    json.push(':');
                    any(value, json);
                }
                json.push('}');
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => json.push_str(&value.to_string()),
        }
    }

    /// Writes a JSON text. Letters, digits and characters that are special to no terminal stay; all others are written
    /// by number.
    fn text(words: &str, json: &mut String) {
        json.push('"');
        for unit in words.encode_utf16() {
            match char::from_u32(unit.into()) {
                Some(letter) if letter.is_ascii_alphanumeric() || " -_.:/".contains(letter) => json.push(letter),
                // Writing to a string cannot fail.
                _ => drop(write!(json, "\\u{unit:04x}")),
            }
        }
        json.push('"');
    }
}

/// An address with no other characters than it must have.
fn plain_address(url: &str) -> String {
    let mut plain = String::with_capacity(url.len());
    for byte in url.bytes() {
        match char::from(byte) {
            letter if letter.is_ascii_alphanumeric() || "-_.~:/?#[]@*+,;=&%".contains(letter) => plain.push(letter),
            _ => drop(write!(plain, "%{byte:02X}")),
        }
    }
    plain
}

#[cfg(test)]
mod tests;
