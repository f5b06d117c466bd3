//! Wire types of sessions.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Credentials of a sign-in; the organisation is the connection's. Not `Debug`, because it carries a password or a key.
#[derive(Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "with", rename_all_fields = "camelCase")]
pub enum SignIn {
    Password { connection: String, username: String, password: String, unit: Option<String>, keep: bool },
    WebApiKey { connection: String, web_api_key: String, unit: Option<String>, keep: bool },
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// User name, or a label for a Web API key.
    pub user: String,
    pub organisation: String,
    pub unit: Option<String>,
    pub state: SessionState,
    /// When the session ends: if it is not used (before R12), or in any case (from R12).
    pub ends: Option<f64>,
    /// Seconds after its last use at which the session ends; absent if its end is fixed.
    pub idle_seconds: Option<u32>,
    /// A kept password or key renews it without asking the user.
    pub renews_itself: bool,
    /// True: the token is in the operating system's keyring. False: only in memory.
    pub stored: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SessionState {
    Active,
    /// The server refused the token, or its time is over: the user signs in again over the page.
    Ended,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Network {
    /// No call was made yet.
    Unknown,
    Online,
    /// The last call did not reach the server.
    Offline,
}
