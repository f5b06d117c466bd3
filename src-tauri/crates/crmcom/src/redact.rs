//! Removes the secrets of a call from texts of the server, which may echo a request body in an error page.

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD},
};
use url::form_urlencoded::byte_serialize;
use zeroize::Zeroizing;

use crate::html_text;

/// Stands in a server's text where it repeated a secret.
pub const MASK: &str = "•••";
/// Secrets shorter than this, such as PINs, are removed only as whole words: four digits occur in many numbers.
const MIN_SECRET_CHARS: usize = 8;
const MAX_EXCERPT_CHARS: usize = 300;

/// The secrets of one call.
#[derive(Default)]
pub(crate) struct Secrets(Vec<Zeroizing<String>>);

impl Secrets {
    pub(crate) fn add(&mut self, secret: &str) {
        if !secret.is_empty() && !self.0.iter().any(|known| known.as_str() == secret) {
            self.0.push(Zeroizing::new(secret.to_owned()));
        }
    }

    pub(crate) fn with(mut self, secret: &str) -> Self {
        self.add(secret);
        self
    }

    pub(crate) fn scrub(&self, text: &str) -> String {
        let mut clean = text.to_owned();
        for form in self.0.iter().flat_map(|secret| forms(secret)) {
            clean = hide(&clean, &form);
        }
        clean
    }

    /// The start of an answer that is not an envelope, in readable form: without tags, on one line.
    pub(crate) fn excerpt(&self, text: &str) -> String {
        // Redacted before it is truncated, so that no half of a secret stays at the end.
        let text = self.scrub(text);
        let words =
            if text.trim_start().starts_with('<') { html_text::words(&text) } else { html_text::on_one_line(&text) };
        words.chars().take(MAX_EXCERPT_CHARS).collect()
    }
}

/// Spellings of a secret in an echo: in the JSON of our body, in the query of our URL, in a page, in a header.
fn forms(secret: &str) -> Vec<Zeroizing<String>> {
    let json = serde_json::Value::from(secret).to_string();
    let query: String = byte_serialize(secret.as_bytes()).collect();
    let page = [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&#39;")]
        .into_iter()
        .fold(secret.to_owned(), |text, (character, entity)| text.replace(character, entity));
    let forms = [
        secret.to_owned(),
        json.trim_matches('"').to_owned(),
        query.replace('+', "%20"),
        in_small_hex(&query),
        query,
        page.replace("&#39;", "&#x27;"),
        page,
        BASE64_STANDARD.encode(secret),
        BASE64_STANDARD_NO_PAD.encode(secret),
        BASE64_URL_SAFE_NO_PAD.encode(secret),
    ];
    forms.into_iter().map(Zeroizing::new).collect()
}

/// Converts `%2B` to `%2b`.
fn in_small_hex(query: &str) -> String {
    let mut small = String::with_capacity(query.len());
    let mut parts = query.split('%');
    small.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (hex, rest) = part.split_at_checked(2).unwrap_or((part, ""));
        small.push('%');
        small.push_str(&hex.to_ascii_lowercase());
        small.push_str(rest);
    }
    small
}

fn hide(text: &str, secret: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut from = 0;
    for (at, _) in text.match_indices(secret) {
        if at < from {
            continue;
        }
        let before = text[..at].chars().next_back();
        let after = text[at + secret.len()..].chars().next();
        let part_of_word = [before, after].into_iter().flatten().any(char::is_alphanumeric);
        if secret.len() < MIN_SECRET_CHARS && part_of_word {
            continue;
        }
        clean.push_str(&text[from..at]);
        clean.push_str(MASK);
        from = at + secret.len();
    }
    clean.push_str(&text[from..]);
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hides_secrets_that_were_sent() {
        let secrets = Secrets::default().with("ABCDEF0123456789").with("4711").with("a\"b c");
        let echo = r#"{"token":"ABCDEF0123456789","pin":"4711","card":"01904711001","password":"a\"b c"}"#;
        let clean = secrets.scrub(echo);
        assert_eq!(clean, r#"{"token":"•••","pin":"•••","card":"01904711001","password":"•••"}"#);
        assert_eq!(secrets.scrub("xABCDEF0123456789y"), "x•••y", "a token is hidden wherever it stands");
    }

    #[test]
    fn hides_a_secret_in_every_encoding_in_which_it_may_be_repeated() {
        let secret = "ab+cd/ef=<\"&'> \\gh";
        let secrets = Secrets::default().with(secret);
        for echo in [
            "ab+cd/ef=<\"&'> \\gh",
            r#"{"token":"ab+cd/ef=<\"&'> \\gh"}"#,
            "GET /list?token=ab%2Bcd%2Fef%3D%3C%22%26%27%3E+%5Cgh&type=X",
            "GET /list?token=ab%2Bcd%2Fef%3D%3C%22%26%27%3E%20%5Cgh&type=X",
            "GET /list?token=ab%2bcd%2fef%3d%3c%22%26%27%3e+%5cgh",
            "<p>ab+cd/ef=&lt;&quot;&amp;&#39;&gt; \\gh</p>",
            "<p>ab+cd/ef=&lt;&quot;&amp;&#x27;&gt; \\gh</p>",
            "Basic YWIrY2QvZWY9PCImJz4gXGdo",
        ] {
            let clean = secrets.scrub(echo);
            assert!(clean.contains(MASK) && !clean.contains("gh") && !clean.contains("Xgdo"), "{clean}");
        }
    }

    #[test]
    fn an_excerpt_is_short_and_readable_and_cuts_no_secret() {
        let secrets = Secrets::default().with("ABCDEF0123456789");
        let page = "<html><title>503</title>\n<p>Service   Unavailable</p></html>";
        assert_eq!(secrets.excerpt(page), "503 Service Unavailable");
        for (xml, said) in [
            (r#"<error code="5002"/>"#, "5002"),
            (
                r#"<r xmlns="urn:x"><e code = '7' Message="Card unknown" class="x=y" text=bare>more</e></r>"#,
                "7 Card unknown more",
            ),
            ("<p code", ""),
            ("<p code=\"7", "7"),
            ("<a>1 < 2</a> end", "1 end"),
        ] {
            assert_eq!(secrets.excerpt(xml), said, "{xml}");
        }
        let long = format!("{}ABCDEF0123456789", "x".repeat(MAX_EXCERPT_CHARS - 4));
        assert!(!secrets.excerpt(&long).contains('A'), "the cut must not leave the token's beginning");
    }
}
