//! An answer before it is read.

use std::time::Duration;

use crate::decoder::{self, Charset};

/// Status and body as they came.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) charset: Charset,
    pub(crate) body: Vec<u8>,
    /// Of an error.
    pub(crate) retry_after: Option<Duration>,
}

impl Answer {
    /// For people.
    pub(crate) fn text(&self) -> String {
        decoder::whole(&self.charset, &self.body).text
    }
}
