//! What a server sends as JSON that a parser takes: in whatever encoding it came, and with what servers get wrong in
//! strings put right. Browsers and lenient parsers take as much, so servers are not mended for it.
//!
//! It works on pieces, so that a list is read while it arrives, and holds none of them.

mod charset;
mod strings;

pub(crate) use charset::{Charset, Text};
pub(crate) use strings::{Item, Strings};

/// A whole answer.
pub(crate) struct Decoded {
    /// As it came, for people.
    pub(crate) text: String,
    /// For the parser.
    pub(crate) json: Vec<u8>,
    /// Something did not come as it should, and another than the server decided what it means.
    pub(crate) repaired: bool,
}

pub(crate) fn whole(charset: &Charset, body: &[u8]) -> Decoded {
    let (mut decoder, mut mender) = (Text::new(charset.clone()), Strings::new(u64::MAX));
    let (mut text, mut json) = (String::with_capacity(body.len()), Vec::new());
    decoder.feed(body, true, &mut text);
    mender.feed(&text, &mut json);
    mender.end(&mut json);
    Decoded { repaired: decoder.guessed() || mender.repaired(), text, json }
}

#[cfg(test)]
mod tests;
