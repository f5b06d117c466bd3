//! What servers get wrong in the strings of their JSON.

/// Where in an answer something stands: in which of its members, and in which item of that.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Item {
    pub(crate) member: usize,
    pub(crate) item: usize,
}

/// Puts strings right: control characters become escapes, half of a character that takes two escapes the replacement
/// character. Outside of strings everything stays. In a row that is longer than anything real, what is left of its
/// strings goes, so that it takes no memory.
#[derive(Default)]
pub(crate) struct Strings {
    at: At,
    /// The first half of a character, while its second may follow.
    half: Option<u16>,
    repaired: bool,
    depth: usize,
    item: Item,
    /// Bytes since the item began, of which it may have so many.
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
        digits: u8,
        value: u16,
    },
}

impl Strings {
    /// `item`: the longest item of a list that there is, in bytes.
    pub(crate) fn new(item: u64) -> Self {
        Self { most: item, ..Self::default() }
    }

    pub(crate) fn repaired(&self) -> bool {
        self.repaired
    }

    /// Items that were cut since this was asked last.
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
        if self.at == At::Outside {
            json.extend_from_slice(text.as_bytes());
        } else {
            self.end_half(json);
            self.say(text, json);
        }
    }

    /// Within a string.
    fn say(&mut self, text: &str, json: &mut Vec<u8>) {
        if self.cut {
            return;
        }
        if self.length > self.most {
            self.cut = true;
            self.items_cut.push(self.item);
            return;
        }
        json.extend_from_slice(text.as_bytes());
    }

    /// The members of the answer are the items of the first level, theirs of the second.
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
                json.push(b'"');
            }
            At::Outside => {
                self.outside(character);
                json.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
            At::String if character == '\\' => self.at = At::Escape,
            At::String => {
                self.end_half(json);
                self.repaired = true;
                self.say(&escape(u32::from(character)), json);
            }
            At::Escape if character == 'u' => self.at = At::Unicode { digits: 0, value: 0 },
            At::Escape => {
                self.end_half(json);
                self.at = At::String;
                self.say(&format!("\\{character}"), json);
            }
            At::Unicode { digits, value } => {
                let Some(digit) = character.to_digit(16).and_then(|digit| u16::try_from(digit).ok()) else {
                    // No escape at all: the parser says so.
                    self.as_it_came(digits, value, json);
                    self.at = At::String;
                    return self.character_or_plain(character, json);
                };
                let value = value << 4 | digit;
                if digits < 3 {
                    self.at = At::Unicode { digits: digits + 1, value };
                } else {
                    self.at = At::String;
                    self.unit(value, json);
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

    /// A unit of UTF-16 by its escape.
    fn unit(&mut self, value: u16, json: &mut Vec<u8>) {
        match value {
            0xdc00..=0xdfff => match self.half.take() {
                Some(half) => self.say(&(escape(half.into()) + &escape(value.into())), json),
                None => self.replace(json),
            },
            0xd800..=0xdbff => {
                self.end_half(json);
                self.half = Some(value);
            }
            _ => {
                self.end_half(json);
                self.say(&escape(value.into()), json);
            }
        }
    }

    /// The second half did not follow.
    fn end_half(&mut self, json: &mut Vec<u8>) {
        if self.half.take().is_some() {
            self.replace(json);
        }
    }

    fn replace(&mut self, json: &mut Vec<u8>) {
        self.repaired = true;
        self.say("\u{fffd}", json);
    }

    fn as_it_came(&mut self, digits: u8, value: u16, json: &mut Vec<u8>) {
        self.end_half(json);
        let all = format!("{value:04x}");
        self.say(&format!("\\u{}", &all[4 - usize::from(digits)..]), json);
    }

    /// There is no more.
    pub(crate) fn end(&mut self, json: &mut Vec<u8>) {
        self.end_half(json);
        match std::mem::take(&mut self.at) {
            At::Escape => json.push(b'\\'),
            At::Unicode { digits, value } => self.as_it_came(digits, value, json),
            At::Outside | At::String => {}
        }
    }
}

fn escape(unit: u32) -> String {
    format!("\\u{unit:04x}")
}
