//! Takes what we sent in secret out of what others say: a server may echo a body in an error page.

use zeroize::Zeroizing;

const HIDDEN: &str = "•••";
/// Shorter secrets, such as PINs, are looked for only as whole words: four digits stand in many numbers.
const LONG: usize = 8;
const EXCERPT: usize = 300;

/// The secrets of one call.
#[derive(Default)]
pub(crate) struct Secrets(Vec<Zeroizing<String>>);

impl Secrets {
    pub(crate) fn add(&mut self, secret: &str) {
        // As the secret reads inside of a JSON text, where an echo of the body has it.
        let escaped = serde_json::Value::from(secret).to_string();
        for form in [secret, escaped.trim_matches('"')] {
            if !form.is_empty() && !self.0.iter().any(|known| known.as_str() == form) {
                self.0.push(Zeroizing::new(form.to_owned()));
            }
        }
    }

    pub(crate) fn with(mut self, secret: &str) -> Self {
        self.add(secret);
        self
    }

    pub(crate) fn scrub(&self, text: &str) -> String {
        let mut clean = text.to_owned();
        for secret in &self.0 {
            clean = hide(&clean, secret);
        }
        clean
    }

    /// The beginning of an answer that is not ours, readable: without tags, on one line.
    pub(crate) fn excerpt(&self, text: &str) -> String {
        // Scrubbed before it is cut, so that no half of a secret stays at the end.
        let text = self.scrub(text);
        let untagged = if text.trim_start().starts_with('<') { without_tags(&text) } else { text };
        let words = untagged.split_whitespace().collect::<Vec<_>>().join(" ");
        words.chars().take(EXCERPT).collect()
    }
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
        if secret.len() < LONG && part_of_word {
            continue;
        }
        clean.push_str(&text[from..at]);
        clean.push_str(HIDDEN);
        from = at + secret.len();
    }
    clean.push_str(&text[from..]);
    clean
}

fn without_tags(html: &str) -> String {
    let mut inside = false;
    let kept = html.chars().map(|c| {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                return ' ';
            }
            _ => {}
        }
        if inside { ' ' } else { c }
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hides_what_was_sent() {
        let secrets = Secrets::default().with("ABCDEF0123456789").with("4711").with("a\"b c");
        let echo = r#"{"token":"ABCDEF0123456789","pin":"4711","card":"01904711001","password":"a\"b c"}"#;
        let clean = secrets.scrub(echo);
        assert_eq!(clean, r#"{"token":"•••","pin":"•••","card":"01904711001","password":"•••"}"#);
        assert_eq!(secrets.scrub("xABCDEF0123456789y"), "x•••y", "a token is hidden wherever it stands");
    }

    #[test]
    fn an_excerpt_is_short_readable_and_holds_no_half_secret() {
        let secrets = Secrets::default().with("ABCDEF0123456789");
        let page = "<html><title>503</title>\n<p>Service   Unavailable</p></html>";
        assert_eq!(secrets.excerpt(page), "503 Service Unavailable");
        let long = format!("{}ABCDEF0123456789", "x".repeat(EXCERPT - 4));
        assert!(!secrets.excerpt(&long).contains('A'), "the cut must not leave the token's beginning");
    }
}
