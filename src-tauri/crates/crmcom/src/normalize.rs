//! Normalizes copied numbers: removes invisible characters and converts digits of all scripts to ASCII.
//!
//! Web pages, e-mails and spreadsheets add such characters to numbers, and a server that compares them would find no
//! match.

use std::borrow::Cow;

/// Removes invisible characters and surrounding blanks; converts blanks and digits of other scripts to ASCII.
pub fn plain(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if text.bytes().all(|byte| byte.is_ascii()) {
        return Cow::Borrowed(text);
    }
    let seen: String = text.chars().filter(|letter| !is_unseen(*letter)).map(of_the_keyboard).collect();
    Cow::Owned(seen.trim().to_owned())
}

/// Whether a character is invisible: direction marks, joiners, soft hyphens, byte-order marks.
pub fn is_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
    )
}

fn of_the_keyboard(letter: char) -> char {
    // Zeros of the scripts with digits that occur on keyboards and web pages in our customers' countries.
    const DIGIT_ZEROS: [u32; 3] = [0x660, 0x6f0, 0x966];
    let code = u32::from(letter);
    if let Some(digit) = DIGIT_ZEROS.iter().find_map(|zero| code.checked_sub(*zero).filter(|digit| *digit < 10)) {
        return char::from_digit(digit, 10).unwrap_or(letter);
    }
    match letter {
        // Full-width characters.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(code - 0xfee0).unwrap_or(letter),
        // Hyphens and minus signs.
        '\u{2010}'..='\u{2012}' | '\u{2212}' => '-',
        blank if blank.is_whitespace() && !blank.is_control() => ' ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn removes_invisible_characters_and_converts_digits_to_ascii() {
        for (text, meant) in [
            ("01900000001", "01900000001"),
            (" \t01900000001\r\n", "01900000001"),
            ("\u{feff}01900000001\u{200b}", "01900000001"),
            ("\u{a0}01900000001\u{202f}\u{200e}", "01900000001"),
            ("0190\u{ad}000\u{2060}0001", "01900000001"),
            ("\u{202a}01900000001\u{202c}", "01900000001"),
            ("０１９００００００01", "01900000001"),
            ("٠١٩٠٠٠٠٠٠٠١", "01900000001"),
            ("۰۱۹۰۰۰۰۰۰۰۱", "01900000001"),
            ("STB\u{2011}0001", "STB-0001"),
            ("0190\u{a0}0000\u{3000}001", "0190 0000 001"),
            ("Κάρτα é", "Κάρτα é"),
            ("\u{200b}", ""),
            ("a\u{7}b", "a\u{7}b"),
        ] {
            assert_eq!(plain(text), meant, "{text:?}");
            assert_eq!(plain(&plain(text)), meant, "once more changes nothing: {text:?}");
        }
    }
}
