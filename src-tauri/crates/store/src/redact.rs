//! Removes secrets from a text by the names before them.
//!
//! This is the last line of defence: no code logs a secret on purpose. It works on the finished line, so it does not
//! matter whether a secret came as a field, in JSON, in a query string, or in JSON inside a JSON string. It removes too
//! much rather than too little.

use std::{borrow::Cow, sync::LazyLock};

use regex::Regex;

static NAMED_SECRET: LazyLock<Regex> = LazyLock::new(|| {
    let name = r"[\w.-]*(?:token|passw(?:or)?d|passphrase|pin|jwt|secret|credentials?|authorization|cookie|key)";
    let gap = r#"(?:\\*["'])?\s*(?:=|:|%3[dD])\s*(?:Some\()?"#;
    let value = [
        // JSON text within JSON text, up to its own closing quote
        r#"\\+"(?:[^"\\]|\\+[^"\\])*(?:\\+"|$)"#,
        // text in quotes; also if the closing quote is missing
        r#""(?:[^"\\]|\\.)*(?:"|$)"#,
        r"'[^']*(?:'|$)",
        // lists and objects, one level
        r"\[[^\]]*(?:\]|$)",
        r"\{[^}]*(?:\}|$)",
        r#"(?:Basic|Bearer|Digest)\s+[^\s"',;\\]+"#,
        r#"[^\s"'&,;(){}\[\]\\]+"#,
    ]
    .join("|");
    // The pattern is constant and a test compiles it.
    Regex::new(&format!("(?i)(?P<name>{name}{gap})(?:{value})")).expect("a valid pattern")
});

/// User name and password in a URL, such as a proxy's.
static URL_CREDENTIALS: LazyLock<Regex> =
    // The pattern is constant and a test compiles it.
    LazyLock::new(|| Regex::new(r#"(?P<scheme>[a-z][a-z0-9+.-]*://)[^/\s"'@]+@"#).expect("a valid pattern"));

const MASK: &str = "•••";

/// Returns the text without secrets.
pub fn redact(text: &str) -> Cow<'_, str> {
    let named = NAMED_SECRET.replace_all(text, |found: &regex::Captures<'_>| {
        let whole = &found[0];
        let name = &found["name"];
        // Keeps the quotes, so that JSON stays JSON.
        let value = &whole[name.len()..];
        let slashes = value.len() - value.trim_start_matches('\\').len();
        match value[slashes..].chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let quote = format!("{}{quote}", &value[..slashes]);
                format!("{name}{quote}{MASK}{quote}")
            }
            _ => format!("{name}{MASK}"),
        }
    });
    match named {
        Cow::Borrowed(text) => URL_CREDENTIALS.replace_all(text, format!("${{scheme}}{MASK}@")),
        Cow::Owned(text) => Cow::Owned(URL_CREDENTIALS.replace_all(&text, format!("${{scheme}}{MASK}@")).into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removes_secrets_at_any_position() {
        for text in [
            "token=HUNTER2",
            "GET https://crm/show?token=HUNTER2&number=1",
            "?TOKEN%3DHUNTER2&x",
            r#"{"password":"HUNTER2","x":1}"#,
            r#"{"password" : "HUN\"HUNTER2", "x":1}"#,
            r#"{"body":"{\"pin\":\"HUNTER2\",\"a\":1}"}"#,
            r#"{"a":"{\"b\":\"{\\\"ca_pin\\\":\\\"HUNTER2\\\"}\"}"}"#,
            r#"SignIn { password: "HUNTER2", keep: true }"#,
            r#"web_api_key: Some("HUNTER2")"#,
            "webApiKey=HUNTER2",
            "Authorization: Basic HUNTER2==",
            "authorization=Bearer HUNTER2",
            r#""authorization":"Bearer HUNTER2""#,
            r#""token":["HUNTER2"]"#,
            "jwt='HUNTER2'",
            "proxy http://joe:HUNTER2@proxy:3128/",
            r#"cut off: {"token":"HUNTER2"#,
            "new-pin: HUNTER2",
        ] {
            let clean = redact(text);
            assert!(!clean.contains("HUNTER2"), "{text} became {clean}");
            assert!(clean.contains(MASK), "{clean}");
        }
    }

    #[test]
    fn leaves_other_text_unchanged() {
        for text in [
            "GET https://crm.example:8443/crmapi/rest/v2/installed_items/show?smartcard=1",
            r#"{"level":"INFO","smartcard":"01900000001","state":"pending"}"#,
            "the token was refused",
            "pinned: yes",
            "12:30:01 spinning up",
        ] {
            assert_eq!(redact(text), text);
        }
    }

    #[test]
    fn keeps_the_text_after_a_secret_and_valid_json() {
        let clean = redact(r#"{"token":"T","smartcard":"0190","pin":1234,"path":"create_pairing"}"#);
        assert!(clean.contains(r#""smartcard":"0190""#) && clean.contains(r#""path":"create_pairing""#), "{clean}");
        assert_eq!(redact("?token=T&number=5"), "?token=•••&number=5");
        let nested = redact(r#"{"body":"{\"pin\":\"1234\",\"a\":1}"}"#);
        assert!(serde_json::from_str::<serde_json::Value>(&nested).is_ok(), "{nested}");
        assert!(nested.contains(r#"\"a\":1"#), "{nested}");
    }
}
