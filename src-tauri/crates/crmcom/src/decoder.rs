//! Converts a server's answer into JSON that a parser accepts: decodes its character encoding, and repairs common
//! errors of servers in strings. Browsers and lenient parsers tolerate these, so servers are not fixed.
//!
//! It works on chunks and keeps none of them, so that a list is read while it arrives.

mod charset;
mod strings;

pub(crate) use charset::{Charset, Text};
pub(crate) use strings::{Item, Strings};

/// A whole answer.
pub(crate) struct Decoded {
    /// The decoded text as it came, for display.
    pub(crate) text: String,
    /// The repaired text, for the parser.
    pub(crate) json: Vec<u8>,
    /// Encoding or strings were repaired, so the meaning is partly this decoder's guess.
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
