//! Compares texts for search and sorting: one folding for every search, one order for every list.
//!
//! It does not establish identity: two names with the same folding are two names. `ui/src/components/words.ts` does the
//! same in the window; both read `words.json`.

use std::borrow::Cow;

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_properties::{
    CodePointMapData,
    props::{GeneralCategory, GeneralCategoryGroup},
};
use rusqlite::{Connection, functions::FunctionFlags, types::ValueRef};

/// Hash of the results of this module for every letter: indexes that were built with other results are rebuilt. The
/// letter tables belong to libraries and change with them; a test reports the number then.
pub(crate) const VERSION: i64 = 53_175_402_239_835_138;

/// Maximum number of characters that a text's position in a list depends on.
const MAX_ORDERED_CHARS: usize = 160;

/// Folds case, accents and marks, and converts wide letters to normal ones: `Ταΐζω` and `ΤΑΙΖΩ`, `ς` and `σ`, `Ｓ１` and
/// `s1`.
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
            // It is its own upper case.
            'ẞ' => folded.push_str("ss"),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => folded.push('-'),
            _ if is_unseen(letter) || GeneralCategoryGroup::Mark.contains(marks.get(letter)) => {}
            // Through upper case, so that `ß` becomes two letters and a final sigma the normal one.
            _ => folded.extend(letter.to_uppercase().flat_map(char::to_lowercase).filter(|it| !is_dot(*it))),
        }
    }
    folded
}

/// The combining dot that remains of `İ`.
const fn is_dot(letter: char) -> bool {
    letter == '\u{307}'
}

/// Invisible characters that copying from a page or an e-mail adds.
const fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// A folded number without the dashes and blanks in it. `None` if it has none, or is no number.
fn joined(folded: &str) -> Option<String> {
    let between = |letter: char| letter == '-' || letter.is_whitespace();
    let folded = folded.trim_matches(between);
    let is = folded.contains(between) && folded.contains(|letter: char| letter.is_ascii_digit());
    is.then(|| folded.replace(between, ""))
}

/// Words of a search: each must occur, in one of its spellings.
pub(crate) fn wanted(text: &str) -> Vec<Vec<String>> {
    fold(text).split_whitespace().map(spellings).collect()
}

/// Spellings of a searched number: as typed, and without dashes and blanks.
pub(crate) fn spellings(text: &str) -> Vec<String> {
    let folded = fold(text).trim().to_owned();
    let bare = joined(&folded);
    [Some(folded), bare].into_iter().flatten().filter(|one| !one.is_empty()).collect()
}

/// Whether a number contains one of the spellings.
pub(crate) fn holds(number: &str, spellings: &[String]) -> bool {
    let searched = searched([number], []);
    spellings.iter().any(|one| searched.contains(one))
}

/// Text to be searched; `numbers` are included also without dashes and blanks.
pub(crate) fn searched<'a>(
    numbers: impl IntoIterator<Item = &'a str>,
    texts: impl IntoIterator<Item = &'a str>,
) -> String {
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

/// Sort key of a text: a byte order in which texts are sorted by their folding, and the numbers in them by value.
/// `None` for an empty text. Texts with equal keys have to be compared themselves.
///
/// Latin comes before Greek, as the languages of the window require; a number is encoded as its length and its digits.
pub(crate) fn ordered(text: &str) -> Option<Vec<u8>> {
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

/// Sort key for sorting in memory: missing texts are last, and texts with equal keys are compared themselves.
pub fn place(text: Option<&str>) -> impl Ord + use<> {
    let key = text.and_then(ordered);
    (key.is_none(), key, text.map(str::to_owned))
}

/// Registers these SQL functions on a connection, because indexes depend on them.
#[doc(hidden)] // for whoever measures against bare SQL
pub fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("ordered", 1, flags, |context| {
        Ok(match context.get_raw(0) {
            ValueRef::Text(text) => ordered(&String::from_utf8_lossy(text)),
            _ => None,
        })
    })?;
    // The first argument is the number of the following arguments that are numbers.
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
    fn the_version_matches_the_folding_rules() {
        use sha2::{Digest, Sha256};
        let mut done = Sha256::new();
        for letter in ('\u{80}'..=char::MAX).map(String::from) {
            let folded = fold(&letter);
            // Most letters are unchanged.
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
    fn folding_order_and_search_match_the_shared_table() {
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
        fn numbers_sort_by_value(a: u64, b: u64, zeros in 0..5_usize) {
            let key = |number: u64| ordered(&format!("{}{number}", "0".repeat(zeros)));
            prop_assert_eq!(key(a).cmp(&key(b)), a.cmp(&b));
        }

        #[test]
        fn folding_twice_is_folding_once(text: String) {
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), folded);
        }

        #[test]
        fn a_text_finds_itself(text in "[0-9A-Za-zά-ώΆ-Ώ -]{1,20}") {
            prop_assert!(finds(&text, &text));
        }
    }
}
