//! Words of headings in the form in which they are compared: without accents, case and punctuation.

/// Splits a text into words in lower case, without accents and with one form of sigma. `SmartcardNo` is two words,
/// `S/N` and `P.I.N.` are one.
pub(crate) fn words(text: &str) -> Vec<String> {
    let text = crmcom::plain(text);
    let parts = text.split(|letter: char| !(letter.is_alphanumeric() || is_accent(letter)));
    join_single(parts.flat_map(by_capitals).map(|word| fold(&word)).filter(|word| !word.is_empty()))
}

/// Joins single letters: between dots or slashes they are an abbreviation.
fn join_single(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    let mut letters = String::new();
    for word in words {
        if word.chars().count() == 1 {
            letters.push_str(&word);
            continue;
        }
        if !letters.is_empty() {
            joined.push(std::mem::take(&mut letters));
        }
        joined.push(word);
    }
    if !letters.is_empty() {
        joined.push(letters);
    }
    joined
}

/// Splits before a capital that follows a small letter, and before the last of several capitals if a small letter
/// follows.
fn by_capitals(part: &str) -> Vec<String> {
    let letters: Vec<char> = part.chars().collect();
    let mut words = vec![String::new()];
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| letters[before]);
        let after_small = before.is_some_and(|before| before.is_lowercase() || before.is_ascii_digit());
        let last_of_several = before.is_some_and(char::is_uppercase)
            && letters.get(at + 1).is_some_and(|next| next.is_lowercase())
            // *PINs* and *STBs* are one word each.
            && letters[at + 1..].len() > 1;
        if letter.is_uppercase()
            && (after_small || last_of_several)
            && let Some(word) = words.last()
            && !word.is_empty()
        {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(*letter);
        }
    }
    words
}

fn is_accent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

/// Converts to lower case, without accents and with one form of sigma.
fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).filter(|letter| !is_accent(*letter)).map(without_accent).collect()
}

fn without_accent(letter: char) -> char {
    match letter {
        'ά' | 'ὰ' | 'ᾶ' => 'α',
        'έ' => 'ε',
        'ή' | 'ῆ' => 'η',
        'ί' | 'ϊ' | 'ΐ' => 'ι',
        'ό' => 'ο',
        'ύ' | 'ϋ' | 'ΰ' => 'υ',
        'ώ' => 'ω',
        'ς' => 'σ',
        'à'..='å' => 'a',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ò'..='ö' => 'o',
        'ù'..='ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_words_without_case_accents_and_punctuation() {
        for (text, wanted) in [
            ("Smart card", &["smart", "card"][..]),
            ("SmartcardNumber", &["smartcard", "number"]),
            ("set_top-box: *", &["set", "top", "box"]),
            ("customerPIN", &["customer", "pin"]),
            ("PINCode", &["pin", "code"]),
            ("STBs", &["stbs"]),
            ("S/N", &["sn"]),
            ("P.I.N.", &["pin"]),
            ("Αρ. ΚΆΡΤΑΣ", &["αρ", "καρτασ"]),
            ("κάρτας", &["καρτασ"]),
            ("Κα\u{301}ρτας", &["καρτασ"]),
            ("PIN1", &["pin1"]),
            ("", &[]),
        ] {
            assert_eq!(words(text), wanted, "{text}");
        }
    }
}
