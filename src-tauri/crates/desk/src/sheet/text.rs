//! Bytes to text: the encoding is found by a byte order mark, by the zero bytes of UTF-16, as strict UTF-8, and then by
//! the look of the text.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_8859_7, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1253};

/// A character encoding: one of the web's, or the one that Greek spreadsheets still write for DOS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charset {
    Web(&'static Encoding),
    Dos737,
}

/// The encodings that the user can choose after a wrong guess: those that spreadsheets write in our customers'
/// countries.
pub(crate) const OFFERED_CHARSETS: [Charset; 7] = [
    Charset::Web(UTF_8),
    Charset::Web(WINDOWS_1253),
    Charset::Web(ISO_8859_7),
    Charset::Dos737,
    Charset::Web(WINDOWS_1252),
    Charset::Web(UTF_16LE),
    Charset::Web(UTF_16BE),
];

/// Code page 737, from byte 0x80 on.
const DOS_737_LETTERS: &str = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρσςτυφχψ░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀ωάέήϊίόύϋώΆΈΉΊΌΎΏ±≥≤ΪΫ÷≈°∙·√ⁿ²■\u{a0}";

impl Charset {
    const DOS_737_LABEL: &str = "IBM737";

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Web(encoding) => encoding.name(),
            Self::Dos737 => Self::DOS_737_LABEL,
        }
    }

    pub(crate) fn for_label(label: &str) -> Option<Self> {
        if label.eq_ignore_ascii_case(Self::DOS_737_LABEL) {
            return Some(Self::Dos737);
        }
        Encoding::for_label(label.as_bytes()).map(Self::Web)
    }
}

fn from_dos(bytes: &[u8]) -> String {
    let letters: Vec<char> = DOS_737_LETTERS.chars().collect();
    let letter = |byte: &u8| byte.checked_sub(0x80).map_or(char::from(*byte), |at| letters[usize::from(at)]);
    bytes.iter().map(letter).collect()
}

/// Bytes of Greek letters in the two Greek encodings, which differ in only one letter.
const GREEK_LETTERS: [std::ops::RangeInclusive<u8>; 3] = [0xb8..=0xba, 0xbc..=0xbc, 0xbe..=0xfe];

pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) charset: Charset,
}

/// Decodes a text. `chosen`: the user's choice; `country`: the label of a country, such as `gr`, which helps the guess.
pub(crate) fn decode(bytes: &[u8], chosen: Option<Charset>, country: Option<&str>) -> Decoded {
    let (text, charset) = match chosen.unwrap_or_else(|| charset_of(bytes, country)) {
        Charset::Dos737 => (from_dos(bytes).into(), Charset::Dos737),
        Charset::Web(encoding) if chosen.is_some() => {
            (encoding.decode_with_bom_removal(bytes).0, Charset::Web(encoding))
        }
        // A byte order mark overrides a guess, but not the user's choice.
        Charset::Web(encoding) => {
            let (text, encoding, _) = encoding.decode(bytes);
            (text, Charset::Web(encoding))
        }
    };
    Decoded { text: clean(&text), charset }
}

/// Removes the padding that old programs write at the end of a file, the byte order mark and NUL characters.
pub(crate) fn clean(text: &str) -> String {
    const CTRL_Z: char = '\u{1a}';
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.trim_end_matches(['\0', CTRL_Z]);
    if text.contains('\0') { text.replace('\0', "") } else { text.to_owned() }
}

fn charset_of(bytes: &[u8], country: Option<&str>) -> Charset {
    let unmarked =
        Encoding::for_bom(bytes).is_none() && by_halves(bytes).is_none() && std::str::from_utf8(bytes).is_err();
    // Cyrillic code pages of DOS have their letters in the same places.
    let dos = unmarked && country.is_none_or(|country| country == "gr") && looks_like_dos(bytes);
    if dos { Charset::Dos737 } else { Charset::Web(encoding_of(bytes, country)) }
}

/// Whether bytes look like Greek of DOS: Greek of Windows has no letters where DOS has most of them.
fn looks_like_dos(bytes: &[u8]) -> bool {
    let count = |wanted: fn(u8) -> bool| bytes.iter().filter(|byte| wanted(**byte)).count();
    let all = count(|byte| !byte.is_ascii());
    let low = count(|byte| matches!(byte, 0x80..=0xaf));
    let letters = low + count(|byte| matches!(byte, 0xe0..=0xf0));
    low * 2 > all && letters * 20 >= all * 19 && in_words(bytes)
}

fn encoding_of(bytes: &[u8], country: Option<&str>) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if let Some(encoding) = by_halves(bytes) {
        return encoding;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    // A few invalid bytes do not make it another encoding: the text was cut, or put together from two.
    let broken = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    let whole = bytes.utf8_chunks().flat_map(|chunk| chunk.valid().chars()).filter(|letter| !letter.is_ascii()).count();
    if whole > broken {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    match detector.guess(country.map(str::as_bytes), Utf8Detection::Deny) {
        encoding if encoding == WINDOWS_1253 || encoding == ISO_8859_7 => greek(bytes),
        // Given only a few words, the detector takes Greek for Western text of an unknown country.
        _ if country == Some("gr") && looks_greek(bytes) => greek(bytes),
        encoding => encoding,
    }
}

/// UTF-16 without a byte order mark: in a text of cells every separator and line end has a zero byte, always on the
/// same side.
fn by_halves(bytes: &[u8]) -> Option<&'static Encoding> {
    let end = bytes.iter().rposition(|byte| *byte != 0)? + 1;
    let nothing = |from: usize| bytes[..end].iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (first, second) = (nothing(0), nothing(1));
    // At least one byte in twenty, and hardly any on the other side.
    let many = |here: usize, there: usize| here > 1 && here * 20 >= end && here > 10 * there;
    match (many(first, second), many(second, first)) {
        (true, _) => Some(UTF_16BE),
        (_, true) => Some(UTF_16LE),
        _ => None,
    }
}

/// Windows-1253 or ISO 8859-7: Windows has letters where the standard has none, and another place for one letter.
fn greek(bytes: &[u8]) -> &'static Encoding {
    const WINDOWS_ALPHA: u8 = 0xa2;
    const STANDARD_ALPHA: u8 = 0xb6;
    let beside = |at: usize| {
        let letter = |at: usize| bytes.get(at).is_some_and(|byte| is_greek(*byte));
        letter(at + 1) || at > 0 && letter(at - 1)
    };
    let count = |wanted: u8| (0..bytes.len()).filter(|at| bytes[*at] == wanted && beside(*at)).count();
    let only_windows = bytes.iter().any(|byte| matches!(byte, 0x80..=0x9f));
    if !only_windows && count(STANDARD_ALPHA) > count(WINDOWS_ALPHA) { ISO_8859_7 } else { WINDOWS_1253 }
}

fn is_greek(byte: u8) -> bool {
    GREEK_LETTERS.iter().any(|range| range.contains(&byte))
}

/// Whether bytes look like Greek: Greek words consist of Greek letters, while Western words have only single letters
/// beyond ASCII.
fn looks_greek(bytes: &[u8]) -> bool {
    let beyond = || bytes.iter().filter(|byte| !byte.is_ascii());
    in_words(bytes) && beyond().filter(|byte| is_greek(**byte)).count() * 10 >= beyond().count() * 9
}

fn in_words(bytes: &[u8]) -> bool {
    let pairs = bytes.windows(2).filter(|pair| !pair[0].is_ascii() && !pair[1].is_ascii()).count();
    pairs * 2 >= bytes.iter().filter(|byte| !byte.is_ascii()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    fn told(bytes: &[u8], country: Option<&str>) -> (String, &'static str) {
        let decoded = decode(bytes, None, country);
        (decoded.text, decoded.charset.name())
    }

    #[test]
    fn detects_the_encoding_of_a_text() {
        let western = "card;note\r\n01900000001;Küche é\r\n";
        let greek = "κάρτα;Σημείωση\r\n01900000001;Άνω όροφος, Ίσως\r\n";
        for text in [western, greek] {
            for (name, bytes) in [
                ("UTF-8", text.as_bytes().to_vec()),
                ("UTF-8", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
                ("UTF-16LE", utf16(text, u16::to_le_bytes)),
                ("UTF-16BE", utf16(text, u16::to_be_bytes)),
                ("UTF-16LE", utf16(&format!("\u{feff}{text}"), u16::to_le_bytes)),
                ("UTF-16BE", utf16(&format!("\u{feff}{text}"), u16::to_be_bytes)),
            ] {
                assert_eq!(told(&bytes, None), (text.to_owned(), name), "{name}");
            }
        }
        let encoded = |encoding: &'static Encoding, text: &str| encoding.encode(text).0.into_owned();
        for country in [None, Some("gr")] {
            assert_eq!(told(&encoded(WINDOWS_1253, greek), country), (greek.to_owned(), "windows-1253"));
            assert_eq!(told(&encoded(ISO_8859_7, greek), country), (greek.to_owned(), "ISO-8859-7"));
            assert_eq!(told(&encoded(WINDOWS_1252, western), country), (western.to_owned(), "windows-1252"));
        }
    }

    #[test]
    fn reads_a_few_greek_words_with_a_greek_locale() {
        for text in ["01900000001;Κουζίνα\n", "Κάρτα\n01900000001\n", "Ισόγειο"] {
            let bytes = WINDOWS_1253.encode(text).0.into_owned();
            assert_eq!(told(&bytes, Some("gr")).0, text, "{text}");
        }
        for text in ["01900000001;Küche\n", "1;Größe\n2;Straße", "1;Café à côté"] {
            let bytes = WINDOWS_1252.encode(text).0.into_owned();
            assert_eq!(told(&bytes, Some("gr")).0, text, "{text}");
        }
    }

    #[test]
    fn padding_or_a_cut_end_does_not_change_the_encoding() {
        assert_eq!(told(b"card\r\n1\r\n\0\0\0\0", None), ("card\r\n1\r\n".to_owned(), "UTF-8"));
        assert_eq!(told(b"card\r\n1\r\n\x1a", None), ("card\r\n1\r\n".to_owned(), "UTF-8"));
        assert_eq!(told(b"ca\0rd\n1", None), ("card\n1".to_owned(), "UTF-8"));
        let cut = "κάρτα;όροφος".as_bytes();
        assert_eq!(told(&cut[..cut.len() - 1], None).1, "UTF-8");
        let padded = [utf16("card;box\r\n1;2\r\n", u16::to_le_bytes), vec![0; 64]].concat();
        assert_eq!(told(&padded, None), ("card;box\r\n1;2\r\n".to_owned(), "UTF-16LE"));
        assert_eq!(told(b"", None).0, "");
    }

    #[test]
    fn the_selected_encoding_takes_precedence() {
        let bytes = WINDOWS_1253.encode("Κάρτα").0.into_owned();
        let chosen = decode(&bytes, Charset::for_label("windows-1252"), None);
        assert_eq!((chosen.text.as_str(), chosen.charset), ("ÊÜñôá", Charset::Web(WINDOWS_1252)));
        assert_eq!(Charset::for_label("ibm737"), Some(Charset::Dos737));
        assert_eq!(Charset::for_label("klingon"), None);
    }

    #[test]
    fn reads_greek_dos_text_and_no_other_dos_text_as_greek() {
        let text = "Δωμάτιο;Αρ. κάρτας\r\nΚουζίνα, όροφος;01900000001\r\n";
        let letters: Vec<char> = DOS_737_LETTERS.chars().collect();
        assert_eq!(letters.len(), 128);
        let dos = |letter: char| match letters.iter().position(|known| *known == letter) {
            Some(at) => 0x80 + u8::try_from(at).unwrap(),
            None => u8::try_from(letter).unwrap(),
        };
        let bytes: Vec<u8> = text.chars().map(dos).collect();
        for country in [None, Some("gr")] {
            assert_eq!(told(&bytes, country), (text.to_owned(), "IBM737"));
        }
        assert_ne!(told(&bytes, Some("bg")).1, "IBM737");
        // `Küche` and `Größe` in code page 850.
        assert_ne!(told(b"1;K\x81che\n2;Gr\x94\xe1e", None).1, "IBM737");
    }
}
