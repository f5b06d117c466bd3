//! The status of an answer: a code and words, whatever their types.

use std::{fmt, time::Duration};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use super::call_purpose::CallPurpose;
use crate::{error::Refusal, redact::Secrets};

/// The status object.
#[derive(Debug, Default)]
pub(crate) struct Status {
    pub(super) code: Word,
    message: Word,
    description: Word,
    /// A member is present twice; which one is meant is unknown.
    twice: bool,
}

/// A text, or a number as text. Other values count as absent.
#[derive(Debug, Default)]
pub(super) enum Word {
    #[default]
    None,
    Text(String),
    Number(String),
}

impl Word {
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::None => "",
            Self::Text(text) | Self::Number(text) => text,
        }
    }
}

impl Status {
    /// Whether there is a code. Except for reads it has to be a name, because gateways have numbers in this place.
    pub(super) fn has_code(&self, asked: CallPurpose) -> bool {
        match (&self.code, asked) {
            _ if self.twice && asked == CallPurpose::Write => false,
            (code, CallPurpose::Read) => !code.as_str().is_empty(),
            (Word::Text(code), _) => code.starts_with(|c: char| c.is_ascii_alphabetic()),
            _ => false,
        }
    }

    pub(super) fn refusal(&self, status: u16, retry_after: Option<Duration>, secrets: &Secrets) -> Refusal {
        Refusal {
            status,
            code: secrets.scrub(self.code.as_str()),
            message: secrets.scrub(self.message.as_str()),
            description: secrets.scrub(self.description.as_str()),
            retry_after,
        }
    }
}

impl<'de> Deserialize<'de> for Status {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_map(StatusVisitor)
    }
}

struct StatusVisitor;

impl<'de> Visitor<'de> for StatusVisitor {
    type Value = Status;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a status")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Status, A::Error> {
        let [mut code, mut message, mut description] = [None, None, None];
        let mut twice = false;
        while let Some(name) = members.next_key::<String>()? {
            let word = match name.as_str() {
                "code" => &mut code,
                "message" => &mut message,
                "description" => &mut description,
                _ => {
                    members.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            twice |= word.replace(members.next_value()?).is_some();
        }
        let [code, message, description] = [code, message, description].map(Option::unwrap_or_default);
        Ok(Status { code, message, description, twice })
    }
}

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_any(WordVisitor)
    }
}

struct WordVisitor;

macro_rules! numbers {
    ($($visit:ident: $number:ty),+) => {
        $(fn $visit<E>(self, number: $number) -> Result<Word, E> {
            Ok(Word::Number(number.to_string()))
        })+
    };
}

impl<'de> Visitor<'de> for WordVisitor {
    type Value = Word;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E>(self, text: &str) -> Result<Word, E> {
        Ok(Word::Text(text.to_owned()))
    }

    numbers!(visit_u64: u64, visit_i64: i64, visit_f64: f64);

    fn visit_bool<E>(self, _: bool) -> Result<Word, E> {
        Ok(Word::None)
    }

    fn visit_unit<E>(self) -> Result<Word, E> {
        Ok(Word::None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Word, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Word::None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Word, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Word::None)
    }
}
