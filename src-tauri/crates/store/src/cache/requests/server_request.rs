//! A provisioning request of the server, as a list or a single answer brings it, and what of it was new.

use crate::{State, cause::fault_line};

/// A provisioning request of the server.
#[derive(Debug, Clone, PartialEq)]
pub struct Mirrored {
    pub id: String,
    pub number: Option<String>,
    pub provider: String,
    pub request_type: Option<String>,
    pub state: State,
    /// The server's word.
    pub state_text: Option<String>,
    pub smartcard: Option<String>,
    pub set_top_box: Option<String>,
    pub service: Option<String>,
    pub subscription: Option<String>,
    pub created: Option<i64>,
    pub updated: Option<i64>,
    pub user: Option<String>,
    pub unit: Option<String>,
    pub priority: Option<String>,
    pub error_code: Option<String>,
    /// Absent: the line of the description, which is read where there is news.
    pub error_text: Option<String>,
    /// Why it was rejected, in all of the server's words.
    pub description: Option<String>,
    /// What is kept of the server's object, as JSON.
    pub server: String,
}

impl Mirrored {
    /// Provider, type and code.
    pub(super) fn cause(&self) -> (&str, Option<&str>, Option<&str>) {
        (&self.provider, self.request_type.as_deref(), self.error_code.as_deref())
    }

    pub(super) fn line(&self) -> Option<String> {
        self.error_text.clone().or_else(|| fault_line(self.description.as_deref()?))
    }
}

/// What a list brought that was not known.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct News {
    /// Rows that are new or different.
    pub changed: usize,
    /// Requests of this desk that the server tells another state of than the journal has: their keys, and where they
    /// stand in what was written.
    pub ours: Vec<(String, usize)>,
}
