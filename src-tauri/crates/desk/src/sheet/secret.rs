//! Secret columns, which may hold a PIN or a password: nothing of them is read, kept or shown. In doubt a column is
//! secret.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::heading_words::words;

/// Digits of a PIN: usually four. Longer PINs, and PUKs, have up to eight.
const MIN_PIN_DIGITS: usize = 3;
const MAX_PIN_DIGITS: usize = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SecretColumn {
    Surely,
    /// *Code* may be the number of a card, a box or a subscription.
    Perhaps,
    Not,
}

/// Beginnings of words for a PIN or a password, in the languages of the users that fill in such sheets.
const PIN_WORD_STARTS: &[&str] = &[
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
/// Whole words, with Greek letters replaced by the Latin ones that they look like.
const PIN_WORDS: &[&str] = &["pass", "pw", "πin"];
const CODE_WORD_STARTS: &[&str] = &["code", "κωδ", "kod", "key", "κλειδι"];

/// Classifies a heading.
pub(crate) fn named(heading: &str) -> SecretColumn {
    // Characters of a cell that are examined; headings are shorter.
    const MAX_HEADING_CHARS: usize = 200;
    let heading: String = heading.chars().take(MAX_HEADING_CHARS).collect();
    let words = words(&heading);
    let sure = |word: &String| {
        let word = as_latin(word);
        PIN_WORD_STARTS.iter().any(|known| word.starts_with(&as_latin(known)))
            || PIN_WORDS.contains(&word.as_str())
            || ["pin", "puk", "password", "passcode"].iter().any(|known| word.ends_with(known))
    };
    if words.iter().any(sure) {
        return SecretColumn::Surely;
    }
    if words.iter().any(|word| CODE_WORD_STARTS.iter().any(|known| word.starts_with(known))) {
        SecretColumn::Perhaps
    } else {
        SecretColumn::Not
    }
}

/// Replaces Greek letters that look like Latin ones as capitals, so that `ΡΙΝ` in Greek letters reads `pin`.
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

/// Whether a value is four digits, plain or as a spreadsheet writes them.
pub(crate) fn is_four_digits(value: &str) -> bool {
    let digits = digits(value);
    digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a value has as few digits as a PIN or a PUK.
pub(crate) fn is_short(value: &str) -> bool {
    let digits = digits(value);
    (MIN_PIN_DIGITS..=MAX_PIN_DIGITS).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Removes the marks that a spreadsheet puts around digits: `="1234"`, `'1234`, `1234.0`.
fn digits(value: &str) -> String {
    let value = crmcom::plain(value);
    let value = value.trim_start_matches(['=', '\'', '"', '’']).trim_end_matches(['"', '\'']).trim();
    value.strip_suffix(".0").or_else(|| value.strip_suffix(",0")).unwrap_or(value).to_owned()
}

/// Whether the values of a column look like PINs: at least half have four digits, or some have and all others are
/// shorter numbers, which may have lost leading zeros.
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

/// Whether at least half the values of a column of codes are as short as a PIN or a numeric password.
pub(super) fn look_secret<'a>(values: impl Iterator<Item = &'a str>) -> bool {
    let (mut all, mut secret) = (0, 0);
    for value in values.filter(|value| !value.is_empty()) {
        all += 1;
        secret += usize::from(is_short(value));
    }
    secret * 2 >= all
}

static BEFORE_DIGITS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let word = r"pins?|p\.i\.n|puk|pass(?:code|word|wd)?|pwd|ΡΙΝ|πιν|κωδ(?:ικ[οό]ς?|ικού)?|συνθηματικ[οό]";
    Regex::new(&format!(r"(?i)(?:^|[^\p{{L}}])({word})[^\p{{L}}]")).ok()
});
static WORD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let word = r"(?:pass(?:code|word|wd)?|pwd|κωδικ[οό]ς|συνθηματικ[οό])";
    Regex::new(&format!(r"(?i)(^|[^\p{{L}}])({word}\s*[:=]\s*)([^\s•]+)")).ok()
});

/// Masks the PINs and passwords in a text; `None` if it contains none.
pub(crate) fn without_pins(text: &str) -> Option<String> {
    const MASK: &str = "••••";
    let words = BEFORE_DIGITS.as_ref()?;
    let mut told: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    while let Some(word) = words.captures_at(text, from).and_then(|found| found.get(1)) {
        // The Greek word for *code* may belong to a card, and then only the card's number follows.
        let of_something = word.as_str().to_lowercase().starts_with('κ');
        told.extend(pins_after(text, word.end(), of_something));
        from = word.end();
    }
    told.sort_by_key(|range| range.start);
    let (mut masked, mut end) = (String::new(), 0);
    for range in told {
        if range.start >= end {
            masked.push_str(&text[end..range.start]);
            masked.push_str(MASK);
        }
        end = end.max(range.end);
    }
    masked.push_str(&text[end..]);
    let replaced = WORD.as_ref()?.replace_all(&masked, "${1}${2}••••");
    (replaced != text).then(|| replaced.into_owned())
}

/// A group of digits: its range in the text, and the number of digits.
type Group = (Range<usize>, usize);

/// Finds the PINs that a word announces; `from` is the end of that word.
fn pins_after(text: &str, from: usize, of_something: bool) -> Vec<Range<usize>> {
    // Most characters between the word and its digits, and between one PIN and the next.
    const MAX_GAP_CHARS: usize = 20;
    const MAX_NEXT_PIN_GAP_CHARS: usize = 6;
    // Most other numbers, such as a floor or a card, that may come before the PIN.
    const MAX_OTHER_NUMBERS: usize = 2;
    let mut told = Vec::new();
    let (mut at, mut others) = (from, 0);
    while let Some(groups) = next_groups(text, at, MAX_GAP_CHARS) {
        at = groups.last().map_or(text.len(), |(range, _)| range.end);
        let Some(pin) = pin_among(&groups) else {
            others += 1;
            if others > MAX_OTHER_NUMBERS || of_something && groups.iter().any(|(_, digits)| *digits > MAX_PIN_DIGITS) {
                return told;
            }
            continue;
        };
        let within_a_word = pin.start > from && text[..pin.start].ends_with(char::is_alphabetic);
        told.push(pin);
        if within_a_word && others < MAX_OTHER_NUMBERS {
            others += 1;
            continue;
        }
        // The old PIN and the new one.
        while let Some(groups) = next_groups(text, at, MAX_NEXT_PIN_GAP_CHARS) {
            let [(range, 4)] = groups.as_slice() else { break };
            told.push(range.clone());
            at = range.end;
        }
        return told;
    }
    told
}

/// The next digits, at most `gap` characters away, with the groups that a blank, a dot or a similar character separates
/// from them.
fn next_groups(text: &str, from: usize, gap: usize) -> Option<Vec<Group>> {
    const MAX_DIGIT_GROUPS: usize = 12;
    let between = |letter: char| matches!(letter, ' ' | '.' | '-' | '/' | '_' | '\u{a0}');
    let mut letters = text[from..].char_indices().map(|(at, letter)| (from + at, letter)).peekable();
    let before = std::iter::from_fn(|| letters.next_if(|(_, letter)| !letter.is_numeric())).take(gap + 1).count();
    if before > gap {
        return None;
    }
    let mut groups: Vec<Group> = Vec::new();
    while let Some((start, letter)) = letters.next_if(|(_, letter)| letter.is_numeric()) {
        let (mut end, mut digits) = (start + letter.len_utf8(), 1);
        while let Some((at, letter)) = letters.next_if(|(_, letter)| letter.is_numeric()) {
            end = at + letter.len_utf8();
            digits += 1;
        }
        groups.push((start..end, digits));
        if groups.len() == MAX_DIGIT_GROUPS || letters.next_if(|(_, letter)| between(*letter)).is_none() {
            break;
        }
    }
    (!groups.is_empty()).then_some(groups)
}

/// The PIN among groups of digits: all of them if they are as few as a PIN has, else the first groups, since another
/// number follows.
fn pin_among(groups: &[Group]) -> Option<Range<usize>> {
    // A card's number may come before the PIN.
    let first = groups.iter().position(|(_, digits)| *digits <= MAX_PIN_DIGITS)?;
    let groups = &groups[first..];
    let all: usize = groups.iter().map(|(_, digits)| digits).sum();
    let (mut taken, mut end, mut single) = (0, groups[0].0.start, true);
    for (range, digits) in groups {
        let more = all <= MAX_PIN_DIGITS || taken < MIN_PIN_DIGITS || single && *digits <= 2;
        if !more || taken + digits > MAX_PIN_DIGITS {
            break;
        }
        taken += digits;
        single &= *digits <= 2;
        end = range.end;
    }
    (taken >= MIN_PIN_DIGITS).then(|| groups[0].0.start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognises_secret_columns_by_their_heading() {
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
            assert_eq!(named(heading), SecretColumn::Surely, "{heading}");
        }
        for heading in ["Κωδικός", "ΚΩΔΙΚΟΣ", "κωδ.", "Code", "Κωδικός κάρτας", "Access code", "Kodikos"]
        {
            assert_eq!(named(heading), SecretColumn::Perhaps, "{heading}");
        }
        for heading in ["Card", "Decoder", "Αποκωδικοποιητής", "Shipping", "Spinning", "Κάρτα", "Room", "Κινητό"]
        {
            assert_eq!(named(heading), SecretColumn::Not, "{heading}");
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
    fn a_note_contains_no_pin() {
        for (text, left) in [
            ("Kitchen, PIN 1234", Some("Kitchen, PIN ••••")),
            ("pin:1234", Some("pin:••••")),
            ("PIN is 1 2 3 4!", Some("PIN is ••••!")),
            ("Κωδικός πόρτας 4711, 2ος", Some("Κωδικός πόρτας ••••, 2ος")),
            ("κωδ. 4711", Some("κωδ. ••••")),
            ("Password 12345", Some("Password ••••")),
            ("password: open-sesame, ring", Some("password: •••• ring")),
            ("PIN1234 κωδ. κάρτας 01900000001", Some("PIN•••• κωδ. κάρτας 01900000001")),
            ("PIN 1234 6971234567", Some("PIN •••• 6971234567")),
            ("PIN 1234 12.03.2024", Some("PIN •••• 12.03.2024")),
            ("PIN: 1234 12/03/2024", Some("PIN: •••• 12/03/2024")),
            ("PIN 1 2 3 4 6971234567", Some("PIN •••• 6971234567")),
            ("PIN 2 1234 6971234567", Some("PIN •••• 6971234567")),
            ("PIN (2nd floor) 1234", Some("PIN (2nd floor) ••••")),
            ("PIN of STB 2, room 12: 1234", Some("PIN of STB 2, room 12: ••••")),
            ("PIN of 01900000001 is 1234", Some("PIN of 01900000001 is ••••")),
            ("PIN 01900000001 1234", Some("PIN 01900000001 ••••")),
            ("PIN of S100: 1234", Some("PIN of S••••: ••••")),
            ("PIN was 1234, now 5678.", Some("PIN was ••••, now ••••.")),
            ("PIN 1234 -> 5678", Some("PIN •••• -> ••••")),
            ("PIN:\n1234", Some("PIN:\n••••")),
            ("P.I.N. 1234", Some("P.I.N. ••••")),
            ("1234PIN5678", Some("1234PIN••••")),
            ("pin PIN 1234", Some("pin PIN ••••")),
            ("Kitchen 2, ring twice", None),
            ("PIN at desk 2, ring 3 times", None),
            ("PIN by telephone 6971234567", None),
            ("κωδ. κάρτας 01900000001, 12.03.2024", None),
            ("PIN", None),
            ("Pineapple street 1234", None),
            ("High Street 1234", None),
        ] {
            assert_eq!(without_pins(text).as_deref(), left, "{text}");
        }
    }
}
