//! Wire types of sessions.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The organisation is the connection's. Never `Debug`: it carries a password or a key.
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
    /// When it ends if not used (before R12) or in any case (from R12).
    pub ends: Option<f64>,
    /// It ends so many seconds after its last use; absent when its end is fixed.
    pub idle_seconds: Option<u32>,
    /// A kept password or key renews it without asking.
    pub renews_itself: bool,
    /// In the operating system's keyring, or only in memory.
    pub stored: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SessionState {
    Active,
    /// The server refused the token, or its time is over: sign in again over the page.
    Ended,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Network {
    /// Nothing was asked yet.
    Unknown,
    Online,
    /// The last call did not reach the server.
    Offline,
}
