//! Repairs common errors of servers in JSON strings.

/// Position in an answer: number of the member, and number of the item in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) member: usize,
    pub(crate) item: usize,
}

/// Maximum depth, beyond any real answer; a parser stores data for each level, even of skipped values.
const MAX_DEPTH: usize = 1_000;

/// Repairs strings: control characters become escapes, and unpaired surrogates the replacement character. Text outside
/// of strings is unchanged. In a row that is too long, the rest of its strings is dropped; values that are too deep
/// become `null`, so that they need no memory.
#[derive(Default)]
pub(crate) struct Strings {
    at: At,
    /// A high surrogate, while its low surrogate may follow.
    half: Option<Digits>,
    repaired: bool,
    depth: usize,
    item: Item,
    /// Length of the present item in bytes, and its maximum.
    length: u64,
    most: u64,
    cut: bool,
    items_cut: Vec<Item>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum At {
    #[default]
    Outside,
    String,
    /// After a backslash.
    Escape,
    /// After `\u` and some digits.
    Unicode {
        digits: usize,
        text: Digits,
    },
}

/// The hex digits of an escape, as they came.
type Digits = [u8; 4];

impl Strings {
    /// `item`: maximum length of an item of a list, in bytes.
    pub(crate) fn new(item: u64) -> Self {
        Self { most: item, ..Self::default() }
    }

    pub(crate) fn repaired(&self) -> bool {
        self.repaired
    }

    /// Items that were truncated since the last call.
    pub(crate) fn cut(&mut self) -> Vec<Item> {
        std::mem::take(&mut self.items_cut)
    }

    pub(crate) fn feed(&mut self, mut text: &str, json: &mut Vec<u8>) {
        json.reserve(text.len());
        while !text.is_empty() {
            let plain = match self.at {
                At::Outside => text.find(['"', '{', '[', '}', ']', ',']),
                At::String => text.find(|c: char| c < ' ' || c == '"' || c == '\\'),
                At::Escape | At::Unicode { .. } => Some(0),
            };
            let (plain, rest) = text.split_at(plain.unwrap_or(text.len()));
            if !plain.is_empty() {
                self.plain(plain, json);
            }
            let mut characters = rest.chars();
            if let Some(character) = characters.next() {
                self.length += character.len_utf8() as u64;
                self.character(character, json);
            }
            text = characters.as_str();
        }
    }

    fn plain(&mut self, text: &str, json: &mut Vec<u8>) {
        self.length += text.len() as u64;
        match self.at {
            At::Outside if self.is_beneath() => {}
            At::Outside => json.extend_from_slice(text.as_bytes()),
            _ => {
                self.end_half(json);
                self.say(text, json);
            }
        }
    }

    /// Writes text inside a string.
    fn say(&mut self, text: &str, json: &mut Vec<u8>) {
        if self.length > self.most {
            self.cut_item();
        }
        if !self.cut {
            json.extend_from_slice(text.as_bytes());
        }
    }

    fn cut_item(&mut self) {
        if !self.cut {
            self.cut = true;
            self.items_cut.push(self.item);
        }
    }

    /// Whether the position is too deep for output.
    fn is_beneath(&self) -> bool {
        self.depth > MAX_DEPTH
    }

    /// Tracks the position: the members of the answer are at depth one, their items at depth two.
    fn outside(&mut self, character: char) {
        match (character, self.depth) {
            ('{' | '[', 1) => self.item.item = 0,
            (',', 1) => self.item = Item { member: self.item.member + 1, item: 0 },
            (',', 2) => self.item.item += 1,
            _ => {}
        }
        match character {
            '{' | '[' => self.depth += 1,
            '}' | ']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if self.depth <= 2 {
            (self.length, self.cut) = (0, false);
        }
    }

    fn character(&mut self, character: char, json: &mut Vec<u8>) {
        match self.at {
            At::Outside | At::String if character == '"' => {
                self.end_half(json);
                self.at = if self.at == At::Outside { At::String } else { At::Outside };
                if !self.is_beneath() {
                    json.push(b'"');
                }
            }
            At::Outside => {
                let was_beneath = self.is_beneath();
                self.outside(character);
                match (was_beneath, self.is_beneath()) {
                    (false, false) => json.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes()),
                    (false, true) => {
                        self.repaired = true;
                        self.cut_item();
                        json.extend_from_slice(b"null");
                    }
                    (true, _) => {}
                }
            }
            At::String if character == '\\' => self.at = At::Escape,
            At::String => {
                self.end_half(json);
                self.repaired = true;
                self.say(&format!("\\u{:04x}", u32::from(character)), json);
            }
            At::Escape if character == 'u' => self.at = At::Unicode { digits: 0, text: Digits::default() },
            At::Escape => {
                self.end_half(json);
                self.at = At::String;
                self.say(&format!("\\{character}"), json);
            }
            At::Unicode { digits, mut text } => {
                let Some(digit) = u8::try_from(character).ok().filter(u8::is_ascii_hexdigit) else {
                    // An invalid escape is passed on, and the parser reports it.
                    self.as_it_came(digits, text, json);
                    self.at = At::String;
                    return self.character_or_plain(character, json);
                };
                text[digits] = digit;
                if digits + 1 < text.len() {
                    self.at = At::Unicode { digits: digits + 1, text };
                } else {
                    self.at = At::String;
                    self.unit(text, json);
                }
            }
        }
    }

    fn character_or_plain(&mut self, character: char, json: &mut Vec<u8>) {
        if character < ' ' || matches!(character, '"' | '\\') {
            self.character(character, json);
        } else {
            self.say(character.encode_utf8(&mut [0; 4]), json);
        }
    }

    /// Processes a UTF-16 unit that was escaped.
    fn unit(&mut self, text: Digits, json: &mut Vec<u8>) {
        // Four hex digits always parse.
        match u16::from_str_radix(&of(text, text.len()), 16).unwrap_or_default() {
            0xdc00..=0xdfff => match self.half.take() {
                Some(half) => self.say(&format!("\\u{}\\u{}", of(half, half.len()), of(text, text.len())), json),
                None => self.replace(json),
            },
            0xd800..=0xdbff => {
                self.end_half(json);
                self.half = Some(text);
            }
            _ => self.as_it_came(text.len(), text, json),
        }
    }

    /// Replaces a high surrogate without its low surrogate.
    fn end_half(&mut self, json: &mut Vec<u8>) {
        if self.half.take().is_some() {
            self.replace(json);
        }
    }

    fn replace(&mut self, json: &mut Vec<u8>) {
        self.repaired = true;
        self.say("\u{fffd}", json);
    }

    fn as_it_came(&mut self, digits: usize, text: Digits, json: &mut Vec<u8>) {
        self.end_half(json);
        self.say(&format!("\\u{}", of(text, digits)), json);
    }

    /// Ends the text.
    pub(crate) fn end(&mut self, json: &mut Vec<u8>) {
        self.end_half(json);
        match std::mem::take(&mut self.at) {
            At::Escape => json.push(b'\\'),
            At::Unicode { digits, text } => self.as_it_came(digits, text, json),
            At::Outside | At::String => {}
        }
    }
}

fn of(text: Digits, digits: usize) -> String {
    text[..digits].iter().copied().map(char::from).collect()
}
