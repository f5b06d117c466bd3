//! Reads `{"status": {"code", "message", "description"}, "data"}`, the envelope of every answer, and maps all other
//! answers to an [`Error`].

mod call_purpose;
mod status;
#[cfg(test)]
mod tests;

use std::{cell::Cell, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor},
};
use serde_json::{error::Category, value::RawValue};

pub(crate) use self::{call_purpose::CallPurpose, status::Status};
use crate::{
    bounded_json::{Bounded, MAX_VALUES, Room},
    codes::{self, CodeSubject},
    decoder::{self, Decoded},
    error::{Error, Refusal},
    http::answer::Answer,
    redact::Secrets,
    write_effect::{self, Evidence, Proof},
};

#[derive(Default)]
struct Envelope<'a> {
    status: Status,
    /// Parsed only if the status is `OK`: otherwise it may have any format.
    data: Option<&'a RawValue>,
    /// `status` or `data` is present twice. Browsers take the last; which one is meant is unknown.
    twice: bool,
}

/// The data of an answer with status `OK`.
pub(crate) fn open<T: DeserializeOwned>(answer: &Answer, secrets: &Secrets, asked: CallPurpose) -> Result<T, Error> {
    let Answer { status, body, charset, .. } = answer;
    let Decoded { text, json, repaired } = decoder::whole(charset, body);
    let excerpt = || secrets.excerpt(&text);
    let json = json.trim_ascii();
    let envelope = match serde_json::from_slice::<Envelope<'_>>(json) {
        // An answer to a write with duplicate members proves nothing.
        Ok(envelope) if envelope.status.has_code(asked) && !(envelope.twice && asked == CallPurpose::Write) => envelope,
        Ok(_) => {
            return Err(bare(answer, asked, excerpt, |words| Error::UnexpectedAnswer { status: *status, words }));
        }
        Err(_) if json.is_empty() => return Err(bare(answer, asked, excerpt, |_| Error::Empty { status: *status })),
        Err(error) => {
            return Err(bare(answer, asked, excerpt, |words| match error.classify() {
                Category::Eof => Error::Truncated { status: *status },
                Category::Data => Error::UnexpectedAnswer { status: *status, words },
                Category::Syntax | Category::Io => Error::NotJson { status: *status, excerpt: words },
            }));
        }
    };
    let code = envelope.status.code.as_str();
    let refusal = || envelope.status.refusal(*status, answer.retry_after, secrets);
    let no_sense = || Error::UnexpectedAnswer { status: *status, words: excerpt() };
    match asked {
        CallPurpose::Write => match write_effect::of(Evidence { http: *status, code: Some(code), repaired }) {
            Proof::Done => {}
            Proof::TokenRefused => return Err(Error::SessionOver(refusal())),
            Proof::Refused => return Err(Error::Refused(refusal())),
            Proof::Nothing if codes::about(code) == CodeSubject::Ok => return Err(no_sense()),
            Proof::Nothing => return Err(Error::Unproven(refusal())),
        },
        CallPurpose::Read | CallPurpose::SignIn if codes::about(code) == CodeSubject::Ok => {
            if !(200..300).contains(status) {
                return Err(no_sense());
            }
        }
        CallPurpose::Read if says_to_sign_in(*status, code) => return Err(Error::SessionOver(refusal())),
        CallPurpose::Read | CallPurpose::SignIn => return Err(Error::Refused(refusal())),
    }
    let data = envelope.data.map_or("null", RawValue::get);
    let left = Cell::new(Room::Values(MAX_VALUES));
    let data = Bounded::new(&left).deserialize(&mut serde_json::Deserializer::from_str(data));
    let data = data.and_then(|data| match left.get() {
        Room::Values(_) => T::deserialize(data),
        Room::TooMany => Err(serde_json::Error::custom("it has too many values")),
        Room::TooDeep => Err(serde_json::Error::custom("it is nested too deep")),
    });
    data.map_err(|error| {
        let words = secrets.scrub(&format!("data: {error}"));
        Error::UnexpectedAnswer { status: *status, words }
    })
}

/// Maps an answer without an envelope to `otherwise`, unless its HTTP status is significant.
fn bare(
    answer: &Answer,
    asked: CallPurpose,
    excerpt: impl FnOnce() -> String,
    otherwise: impl FnOnce(String) -> Error,
) -> Error {
    let Answer { status, retry_after, .. } = *answer;
    match status {
        401 | 403 if asked == CallPurpose::Read => {
            Error::SessionOver(Refusal { status, message: excerpt(), retry_after, ..Refusal::default() })
        }
        429 => Error::Busy { status, excerpt: excerpt(), retry_after },
        400.. if retry_after.is_some() => Error::Busy { status, excerpt: excerpt(), retry_after },
        _ => otherwise(excerpt()),
    }
}

/// Whether the refusal of a read asks for a new sign-in. A missing permission does not.
fn says_to_sign_in(http: u16, code: &str) -> bool {
    codes::mentions_session(code) || (matches!(http, 401 | 403) && codes::about(code) != CodeSubject::Permission)
}

/// Checks the status of a list that was read while it arrived; an error unless it is `OK`.
pub(crate) fn verdict(
    http: u16,
    status: &Status,
    secrets: &Secrets,
    excerpt: impl FnOnce() -> String,
) -> Result<(), Error> {
    if !status.has_code(CallPurpose::Read) {
        return Err(Error::UnexpectedAnswer { status: http, words: excerpt() });
    }
    let code = status.code.as_str();
    if codes::about(code) == CodeSubject::Ok {
        return Ok(());
    }
    let refusal = status.refusal(http, None, secrets);
    Err(if says_to_sign_in(http, code) { Error::SessionOver(refusal) } else { Error::Refused(refusal) })
}

impl<'de: 'a, 'a> Deserialize<'de> for Envelope<'a> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_map(EnvelopeVisitor)
    }
}

struct EnvelopeVisitor;

impl<'de> Visitor<'de> for EnvelopeVisitor {
    type Value = Envelope<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer of CRM.COM")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Envelope<'de>, A::Error> {
        let (mut status, mut data, mut twice) = (None, None, false);
        while let Some(name) = members.next_key::<String>()? {
            match name.as_str() {
                "status" => twice |= status.replace(members.next_value()?).is_some(),
                "data" => twice |= data.replace(members.next_value()?).is_some(),
                _ => _ = members.next_value::<IgnoredAny>()?,
            }
        }
        Ok(Envelope { status: status.unwrap_or_default(), data, twice })
    }
}
