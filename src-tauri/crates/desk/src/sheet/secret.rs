//! Columns in which a PIN or a password may stand: nothing of them is read, kept or shown. Rather one too many.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::words::words;

/// A PIN has four digits; a longer one, or a PUK, up to eight.
const SHORTEST: usize = 3;
const LONGEST: usize = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    Surely,
    /// *Code* may be a number of something.
    Perhaps,
    Not,
}

/// Beginnings of words for a PIN or a password, in the languages of those who fill in such sheets.
const SURELY: &[&str] = &[
    "pin",
    "puk",
    "passc",
    "passw",
    "passph",
    "pwd",
    "passwd",
    "secret",
    "cvv",
    "cvc",
    "otp",
    "geheim",
    "kennwort",
    "contrasen",
    "συνθηματικ",
    "μυστικ",
    "κρυφ",
    "synthimatik",
];
/// Whole words, in letters that look like Latin ones.
const SURELY_WHOLE: &[&str] = &["pass", "pw", "πin"];
const PERHAPS: &[&str] = &["code", "κωδ", "kod", "key", "κλειδι"];

/// What a heading says.
pub(crate) fn named(heading: &str) -> Named {
    let words = words(heading);
    let sure = |word: &String| {
        let word = as_latin(word);
        SURELY.iter().any(|known| word.starts_with(&as_latin(known)))
            || SURELY_WHOLE.contains(&word.as_str())
            || ["pin", "puk", "password", "passcode"].iter().any(|known| word.ends_with(known))
    };
    if words.iter().any(sure) {
        return Named::Surely;
    }
    if words.iter().any(|word| PERHAPS.iter().any(|known| word.starts_with(known))) {
        Named::Perhaps
    } else {
        Named::Not
    }
}

/// Greek letters that look like Latin ones are not told apart in capitals: `ΡΙΝ`.
fn as_latin(word: &str) -> String {
    let letter = |letter| match letter {
        'ρ' => 'p',
        'ι' => 'i',
        'ν' => 'n',
        'υ' => 'u',
        'κ' => 'k',
        'α' => 'a',
        'ο' => 'o',
        other => other,
    };
    word.chars().map(letter).collect()
}

/// A value of four digits, as it stands or as a spreadsheet writes it.
pub(crate) fn is_four_digits(value: &str) -> bool {
    let digits = digits(value);
    digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Without what a spreadsheet puts around digits: `="1234"`, `'1234`, `1234.0`.
fn digits(value: &str) -> String {
    let value = crmcom::plain(value);
    let value = value.trim_start_matches(['=', '\'', '"', '’']).trim_end_matches(['"', '\'']).trim();
    value.strip_suffix(".0").or_else(|| value.strip_suffix(",0")).unwrap_or(value).to_owned()
}

/// Whether most values under no known heading are of four digits, or what is left of them without zeros.
pub(crate) fn look_like_pins<'a>(values: impl Iterator<Item = &'a str>) -> bool {
    let (mut all, mut four, mut other) = (0, 0, 0);
    for value in values.filter(|value| !value.is_empty()) {
        all += 1;
        let digits = digits(value);
        let number = digits.bytes().all(|byte| byte.is_ascii_digit());
        four += usize::from(is_four_digits(value));
        other += usize::from(!number || digits.len() > 4);
    }
    four > 0 && (four * 2 >= all || other == 0)
}

/// Whether a column of codes holds what is as short as a PIN or a password of digits.
pub(super) fn look_secret<'a>(values: impl Iterator<Item = &'a str>) -> bool {
    let short = |value: &str| {
        let digits = digits(value);
        (SHORTEST..=LONGEST).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let (mut all, mut secret) = (0, 0);
    for value in values.filter(|value| !value.is_empty()) {
        all += 1;
        secret += usize::from(short(value));
    }
    secret * 2 >= all
}

static DIGITS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let word = r"(?:pins?|puk|pass(?:code|word|wd)?|pwd|ΡΙΝ|πιν|κωδ(?:ικ[οό]ς?|ικού)?|συνθηματικ[οό])";
    // The word, up to twenty characters that are no digits, and the digits.
    Regex::new(&format!(r"(?i)(^|[^\p{{L}}])({word}(?:[^\p{{L}}\d][^\d\n]{{0,20}}?)?)(\d(?:[ .\-]?\d){{2,}})")).ok()
});
static WORD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let word = r"(?:pass(?:code|word|wd)?|pwd|κωδικ[οό]ς|συνθηματικ[οό])";
    Regex::new(&format!(r"(?i)(^|[^\p{{L}}])({word}\s*[:=]\s*)([^\s•]+)")).ok()
});

/// A text without the PINs and passwords that it tells; `None`: it tells none.
pub(crate) fn without_pins(text: &str) -> Option<String> {
    const MASK: &str = "••••";
    let digits = DIGITS.as_ref()?.replace_all(text, |found: &Captures<'_>| {
        let digits = found[3].bytes().filter(u8::is_ascii_digit).count();
        // A card's number may stand there as well.
        if digits > LONGEST { found[0].to_owned() } else { format!("{}{}{MASK}", &found[1], &found[2]) }
    });
    let replaced = WORD.as_ref()?.replace_all(&digits, "${1}${2}••••");
    (replaced != text).then(|| replaced.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_says_what_is_secret() {
        for heading in [
            "Pin",
            "PIN",
            "Customer PIN",
            "customerPIN",
            "P.I.N.",
            "PIN κάρτας",
            "pin_code",
            "PINCODE",
            "cardpin",
            "PUK",
            "Passcode",
            "Password",
            "pwd",
            "pass",
            "Κωδικός PIN",
            "ΡΙΝ",
            "Συνθηματικό",
            "Μυστικός αριθμός",
            "New\nPIN",
            "PIN1",
            "*Pin:",
            "PINs",
            "P\u{200b}IN",
            "ＰＩＮ",
            "Card PIN",
            "Passwort",
            "Notes/PIN",
        ] {
            assert_eq!(named(heading), Named::Surely, "{heading}");
        }
        for heading in ["Κωδικός", "ΚΩΔΙΚΟΣ", "κωδ.", "Code", "Κωδικός κάρτας", "Access code", "Kodikos"]
        {
            assert_eq!(named(heading), Named::Perhaps, "{heading}");
        }
        for heading in ["Card", "Decoder", "Αποκωδικοποιητής", "Shipping", "Spinning", "Κάρτα", "Room", "Κινητό"]
        {
            assert_eq!(named(heading), Named::Not, "{heading}");
        }
    }

    #[test]
    fn a_column_of_four_digits_looks_like_pins() {
        let pins = |values: &[&str]| look_like_pins(values.iter().copied());
        assert!(pins(&["1234", "5678"]) && pins(&["=\"0123\"", "'0123", "1234.0"]) && pins(&["1234", "", "n/a"]));
        assert!(pins(&["1234", "123", "12"]), "zeros are lost in front of them");
        assert!(!pins(&["S100", "S101"]) && !pins(&["12", "13"]) && !pins(&["01900000001"]) && !pins(&[]));
    }

    #[test]
    fn a_note_does_not_tell_a_pin() {
        for (text, left) in [
            ("Kitchen, PIN 1234", Some("Kitchen, PIN ••••")),
            ("pin:1234", Some("pin:••••")),
            ("PIN is 1 2 3 4!", Some("PIN is ••••!")),
            ("Κωδικός πόρτας 4711, 2ος", Some("Κωδικός πόρτας ••••, 2ος")),
            ("κωδ. 4711", Some("κωδ. ••••")),
            ("Password 12345", Some("Password ••••")),
            ("password: open-sesame, ring", Some("password: •••• ring")),
            ("PIN1234 κωδ. κάρτας 01900000001", Some("PIN•••• κωδ. κάρτας 01900000001")),
            ("Kitchen 2, ring twice", None),
            ("Pineapple street 1234", None),
            ("High Street 1234", None),
        ] {
            assert_eq!(without_pins(text).as_deref(), left, "{text}");
        }
    }
}
