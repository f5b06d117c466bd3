//! How texts are compared where people look for them or look along them: one fold for every search, one order for every list.
//!
//! It is nobody's identity: two names that fold to one are two. `ui/src/components/words.ts` does the same for what the window
//! alone knows; both read `words.json`.

use std::borrow::Cow;

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_properties::{
    CodePointMapData,
    props::{GeneralCategory, GeneralCategoryGroup},
};
use rusqlite::{Connection, functions::FunctionFlags, types::ValueRef};

/// Of what the words here do with every letter: indexes that were made of others are made anew. The tables of letters are the
/// libraries' and change with them; a test says the number that they have by then.
pub(crate) const VERSION: i64 = 53_175_402_239_835_138;

/// Characters of a text that its place in a list depends on.
const MAX_ORDERED_CHARS: usize = 160;

/// Without case, accents and marks, and with wide letters as usual ones: `Ταΐζω` and `ΤΑΙΖΩ`, `ς` and `σ`, `Ｓ１` and `s1`.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let marks = CodePointMapData::<GeneralCategory>::new();
    let plain = DecomposingNormalizerBorrowed::new_nfkd().normalize(text);
    let mut folded = String::with_capacity(text.len());
    for letter in plain.chars() {
        match letter {
            'ø' | 'Ø' => folded.push('o'),
            'đ' | 'Đ' => folded.push('d'),
            'ħ' | 'Ħ' => folded.push('h'),
            'ł' | 'Ł' => folded.push('l'),
            'ŧ' | 'Ŧ' => folded.push('t'),
            'æ' | 'Æ' => folded.push_str("ae"),
            'œ' | 'Œ' => folded.push_str("oe"),
            // It is its own capital.
            'ẞ' => folded.push_str("ss"),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => folded.push('-'),
            _ if is_unseen(letter) || GeneralCategoryGroup::Mark.contains(marks.get(letter)) => {}
            // By way of the capital: `ß` is two letters, and the end of a word has no sigma of its own.
            _ => folded.extend(letter.to_uppercase().flat_map(char::to_lowercase).filter(|it| !is_dot(*it))),
        }
    }
    folded
}

/// What `İ` leaves.
const fn is_dot(letter: char) -> bool {
    letter == '\u{307}'
}

/// Takes no room: what copying from a page or a mail brings along.
const fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// A folded number as it is without the dashes and blanks that people write into it. `None`: there are none, or it is no number.
fn joined(folded: &str) -> Option<String> {
    let between = |letter: char| letter == '-' || letter.is_whitespace();
    let folded = folded.trim_matches(between);
    let is = folded.contains(between) && folded.contains(|letter: char| letter.is_ascii_digit());
    is.then(|| folded.replace(between, ""))
}

/// What somebody looks for: every one of these must occur, in one of its spellings.
pub fn wanted(text: &str) -> Vec<Vec<String>> {
    fold(text).split_whitespace().map(spellings).collect()
}

/// One number as somebody looks for it: as it is typed, and without dashes and blanks.
pub fn spellings(text: &str) -> Vec<String> {
    let folded = fold(text).trim().to_owned();
    let bare = joined(&folded);
    [Some(folded), bare].into_iter().flatten().filter(|one| !one.is_empty()).collect()
}

/// Whether a number holds one of the spellings.
pub fn holds(number: &str, spellings: &[String]) -> bool {
    let searched = searched([number], []);
    spellings.iter().any(|one| searched.contains(one))
}

/// What is looked through: `numbers` also without their dashes and blanks.
pub fn searched<'a>(numbers: impl IntoIterator<Item = &'a str>, texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut lines = Vec::new();
    for number in numbers {
        let folded = fold(number);
        let bare: Vec<String> = folded.split(", ").filter_map(joined).collect();
        lines.push(folded);
        lines.extend(bare);
    }
    lines.extend(texts.into_iter().map(fold));
    lines.join("\n")
}

/// Where a text stands in a list: by bytes it stands as its fold does, and its numbers by what they count. `None`: nothing is
/// there to go by. Texts that are equal in this are told apart by themselves.
///
/// Latin stands before Greek, which the languages of the window want; a number is its length, then its digits.
pub fn ordered(text: &str) -> Option<Vec<u8>> {
    let folded: Cow<'_, str> = fold(text).into();
    let mut rest: &str = folded.trim();
    if rest.is_empty() {
        return None;
    }
    if let Some((end, _)) = rest.char_indices().nth(MAX_ORDERED_CHARS) {
        rest = &rest[..end];
    }
    let mut key = Vec::with_capacity(rest.len() + 4);
    while let Some(first) = rest.chars().next() {
        let is_number = first.is_ascii_digit();
        let end = rest.find(|letter: char| letter.is_ascii_digit() != is_number).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        if is_number {
            let digits = run.trim_start_matches('0');
            // A zero before each number keeps it before every letter; there are no more digits than [`MAX_ORDERED_CHARS`].
            key.extend([b'0', u8::try_from(digits.len()).unwrap_or(u8::MAX)]);
            key.extend(digits.bytes());
        } else {
            key.extend(run.bytes());
        }
        rest = after;
    }
    Some(key)
}

/// For a list that is sorted here: what is missing comes last, and texts that stand at one place are told apart.
pub fn place(text: Option<&str>) -> impl Ord + use<> {
    let key = text.and_then(ordered);
    (key.is_none(), key, text.map(str::to_owned))
}

/// Teaches a connection these words: indexes are made of them.
#[doc(hidden)] // for whoever measures against bare SQL
pub fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("ordered", 1, flags, |context| {
        Ok(match context.get_raw(0) {
            ValueRef::Text(text) => ordered(&String::from_utf8_lossy(text)),
            _ => None,
        })
    })?;
    // So many of the first are numbers.
    connection.create_scalar_function("searched", -1, flags, |context| {
        let numbers = usize::try_from(context.get::<i64>(0)?).unwrap_or_default();
        let texts =
            (1..context.len()).map(|place| context.get::<Option<String>>(place)).collect::<Result<Vec<_>, _>>()?;
        let (numbers, others) = texts.split_at(numbers.min(texts.len()));
        Ok(searched(numbers.iter().flatten().map(String::as_str), others.iter().flatten().map(String::as_str)))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Cases {
        folds: Vec<(String, String)>,
        finds: Vec<(String, String)>,
        finds_not: Vec<(String, String)>,
        orders: Vec<Vec<String>>,
    }

    fn cases() -> Cases {
        serde_json::from_str(include_str!("words.json")).unwrap()
    }

    fn finds(number: &str, text: &str) -> bool {
        let searched = searched([number], []);
        wanted(text).iter().all(|spellings| spellings.iter().any(|one| searched.contains(one)))
    }

    #[test]
    fn the_version_is_of_what_the_words_do() {
        use sha2::{Digest, Sha256};
        let mut done = Sha256::new();
        for letter in ('\u{80}'..=char::MAX).map(String::from) {
            let folded = fold(&letter);
            // Most stay as they are.
            if folded != letter {
                done.update(letter);
                done.update(folded);
            }
        }
        let cases = cases();
        for text in cases.orders.concat().iter().chain(cases.finds.iter().map(|(number, _)| number)) {
            done.update(searched([text.as_str()], [text.as_str()]));
            done.update(ordered(text).unwrap_or_default());
        }
        let version = done.finalize().iter().take(7).fold(0, |hash, byte| (hash << 8) | i64::from(*byte));
        assert_eq!(VERSION, version, "write it down: the indexes of every cache are then made anew");
    }

    #[test]
    fn the_table_holds_here() {
        let cases = cases();
        for (text, folded) in cases.folds {
            assert_eq!(fold(&text), folded, "{text}");
            assert_eq!(fold(&folded), folded, "folded once more: {text}");
        }
        for (number, text) in cases.finds {
            assert!(finds(&number, &text), "{number} is found by {text}");
        }
        for (number, text) in cases.finds_not {
            assert!(!finds(&number, &text), "{number} is not found by {text}");
        }
        for list in cases.orders {
            let mut sorted: Vec<&String> = list.iter().rev().collect();
            sorted.sort_by_cached_key(|text| (ordered(text).is_none(), ordered(text), (*text).clone()));
            assert_eq!(sorted, list.iter().collect::<Vec<_>>());
        }
    }

    proptest! {
        #[test]
        fn numbers_stand_by_what_they_count(a: u64, b: u64, zeros in 0..5_usize) {
            let key = |number: u64| ordered(&format!("{}{number}", "0".repeat(zeros)));
            prop_assert_eq!(key(a).cmp(&key(b)), a.cmp(&b));
        }

        #[test]
        fn a_fold_is_folded(text: String) {
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), folded);
        }

        #[test]
        fn what_is_there_is_found(text in "[0-9A-Za-zά-ώΆ-Ώ -]{1,20}") {
            prop_assert!(finds(&text, &text));
        }
    }
}
