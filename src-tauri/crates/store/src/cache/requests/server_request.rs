//! A provisioning request from a list or an answer of the server, and the changes that it brought.

use crate::{cause::fault_line, request_state::RequestState};

/// A provisioning request of the server.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerRequest {
    pub id: String,
    pub number: Option<String>,
    pub provider: String,
    pub request_type: Option<String>,
    pub state: RequestState,
    /// The state in the server's spelling.
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
    /// If absent, the line is taken from the description, but only for a changed row.
    pub error_text: Option<String>,
    /// Full text of the rejection, as the server wrote it.
    pub description: Option<String>,
    /// The stored part of the server's object, as JSON.
    pub server: String,
}

impl ServerRequest {
    /// Provider, type and code.
    pub(super) fn cause(&self) -> (&str, Option<&str>, Option<&str>) {
        (&self.provider, self.request_type.as_deref(), self.error_code.as_deref())
    }

    pub(super) fn line(&self) -> Option<String> {
        self.error_text.clone().or_else(|| fault_line(self.description.as_deref()?))
    }
}

/// New data in a list.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct MirrorChanges {
    /// Number of new or changed rows.
    pub changed: usize,
    /// Requests of this desk of which the server's state differs from the journal's: their keys, and their positions in
    /// the list.
    pub ours: Vec<(String, usize)>,
}
