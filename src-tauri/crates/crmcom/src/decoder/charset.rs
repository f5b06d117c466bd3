//! Decodes bytes to text. The encoding is determined by a byte-order mark, by the content and by the header, in this
//! order.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Number of bytes for detecting an unknown encoding, starting with the first that is not ASCII.
const SAMPLE_BYTES: usize = 2 << 10;

/// Information about an answer's encoding besides its bytes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Charset {
    /// Encoding in the header.
    named: Option<&'static Encoding>,
    /// The last label of the server's host name.
    country: Option<String>,
}

impl Charset {
    pub(crate) fn new(content_type: Option<&str>, host: Option<&str>) -> Self {
        let named = content_type.into_iter().flat_map(|value| value.split(';').skip(1)).find_map(|parameter| {
            let (name, value) = parameter.split_once('=')?;
            let is_charset = name.trim().eq_ignore_ascii_case("charset");
            is_charset.then(|| Encoding::for_label(value.trim().trim_matches('"').as_bytes())).flatten()
        });
        let last =
            host.and_then(|host| host.rsplit('.').next()).filter(|last| last.bytes().all(|b| b.is_ascii_alphabetic()));
        Self { named, country: last.map(str::to_ascii_lowercase) }
    }
}

/// Decoder of one answer.
pub(crate) struct Text {
    charset: Charset,
    state: State,
}

impl Text {
    pub(crate) fn new(charset: Charset) -> Self {
        Self { charset, state: State::Begin(Vec::new()) }
    }

    /// Decodes the next chunk; `last` marks the end of the answer.
    pub(crate) fn feed(&mut self, piece: &[u8], last: bool, text: &mut String) {
        self.state.feed(&self.charset, piece, last, text);
    }

    /// Whether the encoding was guessed, or some bytes were invalid in it.
    pub(crate) fn guessed(&self) -> bool {
        matches!(self.state, State::Known { guessed: true, .. })
    }
}

/// Progress of detecting the encoding.
enum State {
    /// Too few bytes for a byte-order mark.
    Begin(Vec<u8>),
    /// All bytes so far are ASCII.
    Ascii,
    /// Bytes from the first that is not ASCII; not enough yet for a decision.
    Sample(Vec<u8>),
    Known {
        decoder: Box<Decoder>,
        guessed: bool,
    },
}

impl State {
    fn feed(&mut self, charset: &Charset, piece: &[u8], last: bool, text: &mut String) {
        match self {
            Self::Begin(held) => {
                held.extend_from_slice(piece);
                if held.len() < 4 && !last {
                    return;
                }
                let held = std::mem::take(held);
                let marked = Encoding::for_bom(&held).map(|(encoding, _)| encoding);
                *self = match marked.or_else(|| by_zeros(&held)) {
                    Some(encoding) => {
                        Self::Known { decoder: Box::new(encoding.new_decoder_with_bom_removal()), guessed: false }
                    }
                    None => Self::Ascii,
                };
                self.feed(charset, &held, last, text);
            }
            Self::Ascii => {
                let plain = Encoding::ascii_valid_up_to(piece);
                // ASCII is the same in all remaining encodings, so no decision is needed.
                if let Ok(ascii) = std::str::from_utf8(&piece[..plain]) {
                    text.push_str(ascii);
                }
                if plain < piece.len() {
                    *self = Self::Sample(Vec::new());
                    self.feed(charset, &piece[plain..], last, text);
                }
            }
            Self::Sample(held) => {
                held.extend_from_slice(piece);
                if held.len() < SAMPLE_BYTES && !last {
                    return;
                }
                let held = std::mem::take(held);
                // Exactly this number of bytes, so that the result does not depend on the chunks.
                let sample = &held[..held.len().min(SAMPLE_BYTES)];
                *self = by_content(charset, sample, last && sample.len() == held.len());
                self.feed(charset, &held, last, text);
            }
            Self::Known { decoder, guessed } => {
                let mut read = 0;
                loop {
                    text.reserve(decoder.max_utf8_buffer_length(piece.len() - read).unwrap_or(piece.len() * 3).max(4));
                    let (result, more, replaced) = decoder.decode_to_string(&piece[read..], text, last);
                    read += more;
                    *guessed |= replaced;
                    if result == CoderResult::InputEmpty {
                        return;
                    }
                }
            }
        }
    }

    /// For a start inside the answer, where a byte-order mark would be an ordinary character.
    fn known(encoding: &'static Encoding, guessed: bool) -> Self {
        Self::Known { decoder: Box::new(encoding.new_decoder_without_bom_handling()), guessed }
    }
}

/// JSON starts with ASCII, so a zero among the first two bytes is half of a UTF-16 unit.
fn by_zeros(head: &[u8]) -> Option<&'static Encoding> {
    match head {
        [0, low, ..] if *low != 0 => Some(UTF_16BE),
        [low, 0, ..] if *low != 0 => Some(UTF_16LE),
        _ => None,
    }
}

/// Determines the encoding by the bytes from the first that is not ASCII: valid UTF-8 is hardly ever another encoding,
/// despite the header; then the header decides; then the statistics of the text.
fn by_content(charset: &Charset, rest: &[u8], last: bool) -> State {
    let utf8 = match std::str::from_utf8(rest) {
        Ok(_) => true,
        // A character that continues in the next chunk.
        Err(error) => error.error_len().is_none() && !last,
    };
    if utf8 {
        return State::known(UTF_8, false);
    }
    if let Some(named) = charset.named.filter(|named| *named != UTF_8 && named.is_ascii_compatible()) {
        return State::known(named, false);
    }
    // A few invalid bytes do not make it another encoding.
    let broken = rest.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    let whole = rest.utf8_chunks().flat_map(|chunk| chunk.valid().chars()).filter(|c| !c.is_ascii()).count();
    if whole > broken {
        return State::known(UTF_8, true);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(rest, last);
    let guess = detector.guess(charset.country.as_deref().map(str::as_bytes), Utf8Detection::Deny);
    State::known(guess, true)
}
