//! Numbers that spreadsheets, web pages and mails have changed: finds the change and the number before it.

use std::sync::LazyLock;

use regex::Regex;

/// A change that was found in a number. None is reverted without asking the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Odd {
    /// Marks that tell a spreadsheet to leave it alone: `="019"`, `'019`.
    Protected,
    /// Invisible characters, or blanks that no keyboard types.
    Invisible,
    /// The number contains letters or digits that look like others.
    LookAlike,
    /// Blanks, dots or hyphens within the number.
    Grouped,
    /// The number has decimals, as in `1900000001.0`.
    Decimals,
    /// `1.9E+10`: the missing digits are lost.
    LostDigits,
    /// `1.900000001E+9`: all digits are there.
    Exponent,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tidied {
    pub(crate) text: String,
    pub(crate) odd: Vec<Odd>,
}

/// Whether the connection's masks accept a number as it is.
pub(crate) type Fits<'a> = &'a dyn Fn(&str) -> bool;

/// The number that was meant, and the changes found in it. A number that the masks accept stays as it is. `masks`:
/// `None` if there are none for its kind.
pub(crate) fn tidy(cell: &str, masks: Option<Fits<'_>>) -> Tidied {
    let fits = |text: &str| masks.is_some_and(|masks| masks(text));
    let cell = cell.trim();
    let mut tidied = Tidied { text: crmcom::plain(cell).into_owned(), odd: Vec::new() };
    if cell.chars().any(|letter| crmcom::is_unseen(letter) || !letter.is_ascii() && letter.is_whitespace()) {
        tidied.odd.push(Odd::Invisible);
    }
    let of_other_keyboards = |letter: char| {
        !letter.is_ascii()
            && !letter.is_whitespace()
            && !crmcom::is_unseen(letter)
            && crmcom::plain(letter.encode_utf8(&mut [0; 4])).is_ascii()
    };
    if cell.chars().any(of_other_keyboards) {
        tidied.odd.push(Odd::LookAlike);
    }
    if let Some(text) = unprotected(&tidied.text) {
        tidied.put(text, Odd::Protected);
    }
    if fits(&tidied.text) && !tidied.text.contains(char::is_whitespace) && tidied.text.is_ascii() {
        return tidied;
    }
    match exponent(&tidied.text) {
        Some(Short::Whole(text)) => tidied.put(text, Odd::Exponent),
        Some(Short::Lost) => tidied.odd.push(Odd::LostDigits),
        None => {}
    }
    if let Some(text) = without_decimals(&tidied.text) {
        tidied.put(text, Odd::Decimals);
    }
    if masks.is_none() {
        return tidied;
    }
    let look_alike = as_latin(&tidied.text).or_else(|| as_digits(&tidied.text, &fits));
    if let Some(text) = look_alike.filter(|_| !fits(&tidied.text) || !tidied.text.is_ascii()) {
        tidied.put(text, Odd::LookAlike);
    }
    if let Some(text) = ungrouped(&tidied.text, &fits) {
        tidied.put(text, Odd::Grouped);
    }
    tidied
}

impl Tidied {
    fn put(&mut self, text: String, odd: Odd) {
        self.text = text;
        if !self.odd.contains(&odd) {
            self.odd.push(odd);
        }
    }
}

static FORMULA: LazyLock<Option<Regex>> =
    // `="019"`, `=T("019")`, `=CONCATENATE("019")`, also with the quotes doubled by a faulty writer.
    LazyLock::new(|| Regex::new(r#"^=\s*(?:[A-Za-z]+\(\s*)?"+([^"(),;]*)"+\s*\)?$"#).ok());

fn unprotected(text: &str) -> Option<String> {
    const TEXT_MARKS: [char; 6] = ['\'', '"', '’', '‘', '`', '´'];
    const OPENING_QUOTES: [char; 4] = ['“', '”', '„', '«'];
    without_formula(text).or_else(|| text.strip_prefix('=').filter(|rest| is_word(rest)).map(str::to_owned)).or_else(
        || {
            let begins = text.starts_with(TEXT_MARKS) || text.starts_with(OPENING_QUOTES);
            let inner = text.trim_matches(TEXT_MARKS).trim_matches(['“', '”', '„', '«', '»']).trim();
            // A mark at the end alone means feet or inches.
            (begins && !inner.is_empty()).then(|| inner.to_owned())
        },
    )
}

/// The text in a formula by which a spreadsheet leaves a note alone; `None` if there is no such formula.
pub(crate) fn without_formula(text: &str) -> Option<String> {
    FORMULA.as_ref()?.captures(text.trim()).map(|found| found[1].trim().to_owned())
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(char::is_alphanumeric)
}

static EXPONENT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^([0-9])(?:[.,]([0-9]+))?[eE]\+?([0-9]{1,3})$").ok());

/// A number with an exponent, restored if it can be.
enum Short {
    Whole(String),
    /// Digits are missing.
    Lost,
}

fn exponent(text: &str) -> Option<Short> {
    let found = EXPONENT.as_ref()?.captures(text)?;
    let behind = found.get(2).map_or("", |digits| digits.as_str());
    let places: usize = found[3].parse().ok()?;
    // A spreadsheet writes shorter numbers without an exponent.
    if places < 5 {
        return None;
    }
    Some(if behind.len() == places { Short::Whole(format!("{}{behind}", &found[1])) } else { Short::Lost })
}

static DECIMALS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^([0-9]{5,})[.,]0{1,2}$").ok());

fn without_decimals(text: &str) -> Option<String> {
    DECIMALS.as_ref()?.captures(text).map(|found| found[1].to_owned())
}

/// Replaces Greek and Cyrillic letters that look like Latin ones; `None` if there are none, or if other characters
/// beyond ASCII remain.
pub(super) fn as_latin(text: &str) -> Option<String> {
    let latin = |letter: char| match letter {
        'Α' | 'А' => 'A',
        'Β' | 'В' => 'B',
        'Ε' | 'Е' => 'E',
        'Ζ' => 'Z',
        'Η' | 'Н' => 'H',
        'Ι' | 'І' => 'I',
        'Κ' | 'К' => 'K',
        'Μ' | 'М' => 'M',
        'Ν' => 'N',
        'Ο' | 'О' => 'O',
        'Ρ' | 'Р' => 'P',
        'С' => 'C',
        'Τ' | 'Т' => 'T',
        'Υ' => 'Y',
        'Χ' | 'Х' => 'X',
        'ο' | 'о' => 'o',
        'а' | 'α' => 'a',
        other => other,
    };
    let made: String = text.chars().map(latin).collect();
    if made == text || !made.is_ascii() {
        return None;
    }
    // A letter among digits stands for a digit.
    Some(digits_alone(&made).unwrap_or(made))
}

/// Reads `O` as zero and `l` as one, if the result is a number that fits.
fn as_digits(text: &str, fits: Fits<'_>) -> Option<String> {
    read_as_digits(text).filter(|digits| fits(digits) || fits(&format!("0{digits}")))
}

fn digits_alone(text: &str) -> Option<String> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    read_as_digits(text).filter(|_| digits * 2 > text.len())
}

fn read_as_digits(text: &str) -> Option<String> {
    let digit = |letter: char| match letter {
        'O' | 'o' => '0',
        'I' | 'l' | 'i' => '1',
        other => other,
    };
    let made: String = text.chars().map(digit).collect();
    let some = text.bytes().any(|byte| byte.is_ascii_digit());
    (made != text && some && made.bytes().all(|byte| byte.is_ascii_digit())).then_some(made)
}

fn ungrouped(text: &str, fits: Fits<'_>) -> Option<String> {
    const GROUP_SEPARATORS: [char; 8] = [' ', '-', '.', ',', '/', '_', '\'', '’'];
    if !text.contains(GROUP_SEPARATORS) {
        return None;
    }
    // Text after a whole number is something else, and words are no groups of a number.
    let mut groups = text.split_whitespace();
    let words = groups
        .next()
        .is_none_or(|first| text.contains(' ') && fits(first) && first.bytes().any(|byte| byte.is_ascii_digit()));
    if words
        || !groups.all(|group| {
            group.bytes().all(|byte| byte.is_ascii_digit() || GROUP_SEPARATORS.contains(&char::from(byte)))
        })
    {
        return None;
    }
    let made: String = text.chars().filter(|letter| !GROUP_SEPARATORS.contains(letter)).collect();
    let likely = || {
        fits(&made) || made.len() >= 9 && made.bytes().all(|byte| byte.is_ascii_digit()) && fits(&format!("0{made}"))
    };
    let blanks_in_the_way = text.contains(' ') || !fits(text);
    (is_word(&made) && made.bytes().any(|byte| byte.is_ascii_digit()) && blanks_in_the_way && likely()).then_some(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Accepts the same as the default masks: eleven or twelve digits, `stb*`.
    fn fits(text: &str) -> bool {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit()) && (11..=12).contains(&text.len());
        digits || text.to_lowercase().starts_with("stb")
    }

    #[test]
    fn reports_oddities_of_a_number_and_offers_the_original() {
        use Odd::{Decimals, Exponent, Grouped, Invisible, LookAlike, LostDigits, Protected};
        for (cell, text, odd) in [
            ("01900000001", "01900000001", &[][..]),
            (" 01900000001 ", "01900000001", &[]),
            ("STB0000001", "STB0000001", &[]),
            ("STB-000-1", "STB-000-1", &[]),
            ("S100", "S100", &[]),
            ("12 High Street", "12 High Street", &[]),
            ("STB0000001 S100 living room 2", "STB0000001 S100 living room 2", &[]),
            ("STB visits 12", "STB visits 12", &[]),
            ("=\"01900000001\"", "01900000001", &[Protected]),
            ("=\"\"01900000001\"\"", "01900000001", &[Protected]),
            ("=T(\"01900000001\")", "01900000001", &[Protected]),
            ("=01900000001", "01900000001", &[Protected]),
            ("'01900000001", "01900000001", &[Protected]),
            ("'01900000001'", "01900000001", &[Protected]),
            ("’01900000001", "01900000001", &[Protected]),
            ("\"01900000001\"", "01900000001", &[Protected]),
            ("“01900000001”", "01900000001", &[Protected]),
            ("\u{feff}01900000001", "01900000001", &[Invisible]),
            ("0190\u{200b}0000001", "01900000001", &[Invisible]),
            ("0190\u{ad}0000001", "01900000001", &[Invisible]),
            ("0190\u{a0}0000\u{a0}001", "01900000001", &[Invisible, Grouped]),
            ("0190 0000 001", "01900000001", &[Grouped]),
            ("0190-0000-001", "01900000001", &[Grouped]),
            ("019.000.000.01", "01900000001", &[Grouped]),
            ("1.900.000.001", "1900000001", &[Grouped]),
            ("1,900,000,001", "1900000001", &[Grouped]),
            ("0190 0000 0017", "019000000017", &[Grouped]),
            ("STB 000 1", "STB0001", &[Grouped]),
            ("０１９００００００01", "01900000001", &[LookAlike]),
            ("٠١٩٠٠٠٠٠٠٠١", "01900000001", &[LookAlike]),
            ("Ο1900000001", "01900000001", &[LookAlike]),
            ("O19OOOOOOO1", "01900000001", &[LookAlike]),
            ("OIOOI", "OIOOI", &[]),
            ("O19OOO00001", "01900000001", &[LookAlike]),
            ("0190000000l", "01900000001", &[LookAlike]),
            ("SΤΒ0000001", "STB0000001", &[LookAlike]),
            ("1900000001.0", "1900000001", &[Decimals]),
            ("1900000001,00", "1900000001", &[Decimals]),
            ("1.9E+10", "1.9E+10", &[LostDigits]),
            ("1,9E+09", "1,9E+09", &[LostDigits]),
            ("1.9e10", "1.9e10", &[LostDigits]),
            ("2E+9", "2E+9", &[LostDigits]),
            ("1.23456789012346E+018", "1.23456789012346E+018", &[LostDigits]),
            ("1.900000001E+9", "1900000001", &[Exponent]),
            ("1,9000000017E+10", "19000000017", &[Exponent]),
            ("=\"1.9E+10\"", "1.9E+10", &[Protected, LostDigits]),
            ("1E4", "1E4", &[]),
            ("12E45678", "12E45678", &[]),
        ] {
            let tidied = tidy(cell, Some(&fits));
            assert_eq!((tidied.text.as_str(), tidied.odd.as_slice()), (text, odd), "{cell:?}");
        }
    }

    #[test]
    fn a_number_without_masks_keeps_its_letters_and_blanks() {
        for (cell, text) in [("Α100", "Α100"), ("S 100", "S 100"), ("=\"S100\"", "S100"), ("100001.0", "100001")] {
            assert_eq!(tidy(cell, None).text, text, "{cell}");
        }
    }

    #[test]
    fn a_mask_takes_precedence_over_a_guess() {
        let takes = |mask: &'static str| move |text: &str| text == mask;
        for cell in ["1.9E+10", "0190-0000-001", "1900000001.0", "O1900000001"] {
            assert_eq!(tidy(cell, Some(&takes(cell))), Tidied { text: cell.to_owned(), odd: vec![] }, "{cell}");
        }
    }
}
