//! Columns in which a PIN or a password may stand: nothing of them is read, kept or shown. Rather one too many.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

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
    // No heading is longer, and a cell may be.
    const LOOKED_AT: usize = 200;
    let heading: String = heading.chars().take(LOOKED_AT).collect();
    let words = words(&heading);
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

/// As few digits as a PIN or a PUK has.
pub(crate) fn is_short(value: &str) -> bool {
    let digits = digits(value);
    (SHORTEST..=LONGEST).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
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

/// A text without the PINs and passwords that it tells; `None`: it tells none.
pub(crate) fn without_pins(text: &str) -> Option<String> {
    const MASK: &str = "••••";
    let words = BEFORE_DIGITS.as_ref()?;
    let mut told: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    while let Some(word) = words.captures_at(text, from).and_then(|found| found.get(1)) {
        // *Code* may be said of a card, and then its number is all that follows.
        let of_something = word.as_str().to_lowercase().starts_with('κ');
        told.extend(told_after(text, word.end(), of_something));
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

/// Digits that stand alone, or in groups, and how many they are.
type Group = (Range<usize>, usize);

/// Where the PINs are that a word tells, which ends at `from`.
fn told_after(text: &str, from: usize, of_something: bool) -> Vec<Range<usize>> {
    // Characters between the word and its digits, and between one PIN and the next.
    const GAP: usize = 20;
    const NEXT: usize = 6;
    // Numbers of something else, such as a floor or a card, that may stand before it.
    const OTHERS: usize = 2;
    let mut told = Vec::new();
    let (mut at, mut others) = (from, 0);
    while let Some(groups) = next_groups(text, at, GAP) {
        at = groups.last().map_or(text.len(), |(range, _)| range.end);
        let Some(pin) = pin_among(&groups) else {
            others += 1;
            if others > OTHERS || of_something && groups.iter().any(|(_, digits)| *digits > LONGEST) {
                return told;
            }
            continue;
        };
        let within_a_word = pin.start > from && text[..pin.start].ends_with(char::is_alphabetic);
        told.push(pin);
        if within_a_word && others < OTHERS {
            others += 1;
            continue;
        }
        // The old one and the new one.
        while let Some(groups) = next_groups(text, at, NEXT) {
            let [(range, 4)] = groups.as_slice() else { break };
            told.push(range.clone());
            at = range.end;
        }
        return told;
    }
    told
}

/// The next digits, if no more characters than `gap` are before them, with those that a blank or a dot parts from them.
fn next_groups(text: &str, from: usize, gap: usize) -> Option<Vec<Group>> {
    const MOST: usize = 12;
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
        if groups.len() == MOST || letters.next_if(|(_, letter)| between(*letter)).is_none() {
            break;
        }
    }
    (!groups.is_empty()).then_some(groups)
}

/// All the digits, if they are as few as a PIN's. Else the first group that is, as another number stands behind it.
fn pin_among(groups: &[Group]) -> Option<Range<usize>> {
    // A card's number may stand before it.
    let first = groups.iter().position(|(_, digits)| *digits <= LONGEST)?;
    let groups = &groups[first..];
    let all: usize = groups.iter().map(|(_, digits)| digits).sum();
    let (mut taken, mut end, mut single) = (0, groups[0].0.start, true);
    for (range, digits) in groups {
        let more = all <= LONGEST || taken < SHORTEST || single && *digits <= 2;
        if !more || taken + digits > LONGEST {
            break;
        }
        taken += digits;
        single &= *digits <= 2;
        end = range.end;
    }
    (taken >= SHORTEST).then(|| groups[0].0.start..end)
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
