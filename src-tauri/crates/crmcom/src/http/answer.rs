//! An answer before it is read.

use std::time::Duration;

use crate::decoder::{self, Charset};

/// Status and body of an answer, unchanged.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) charset: Charset,
    pub(crate) body: Vec<u8>,
    /// Only for an error status.
    pub(crate) retry_after: Option<Duration>,
}

impl Answer {
    /// Decoded text, for display.
    pub(crate) fn text(&self) -> String {
        decoder::whole(&self.charset, &self.body).text
    }
}
