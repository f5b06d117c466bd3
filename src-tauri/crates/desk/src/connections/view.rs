//! Wire types of connections.

use crate::{error::problem::Problem, view::EntityKind};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A server that the desk can sign in to.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Connection {
    pub id: String,
    pub name: String,
    pub server_url: String,
    pub organisation: String,
    pub unit: Option<String>,
    /// Server release, such as `R11`.
    pub release: String,
    /// IANA name, such as `Europe/Athens`.
    pub time_zone: String,
    pub kind: ConnectionKind,
    pub ca_file: Option<String>,
    pub proxy: Option<String>,
    /// The proxy that this computer names for the server, and the origin: `proxy.example:3128, from HTTPS_PROXY`.
    pub usual_proxy: Option<String>,
    /// From the administrator's file, or built in: it cannot be changed in the window.
    pub read_only: bool,
    pub last_user: Option<String>,
    /// The sandbox's own credentials, shown on the sign-in page so that anyone can try it.
    pub demo: Option<DemoCredentials>,
    pub rules: ConnectionRules,
    /// The reason why it cannot be used, for example an unknown release.
    pub problem: Option<Problem>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ConnectionKind {
    Sandbox,
    Test,
    Live,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DemoCredentials {
    pub username: String,
    pub password: String,
    pub organisation: String,
    pub web_api_key: String,
}

/// Input of the connection form; `id` is absent for a new connection.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionDraft {
    pub id: Option<String>,
    pub name: String,
    pub server_url: String,
    pub organisation: String,
    pub unit: Option<String>,
    pub release: String,
    pub time_zone: String,
    pub kind: ConnectionKind,
    pub ca_file: Option<String>,
    pub proxy: Option<String>,
}

/// One hop of a connection test, in order; the first that fails ends the test.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TestedHop {
    pub hop: Hop,
    pub millis: Option<u32>,
    pub detail: Option<String>,
    pub problem: Option<Problem>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Hop {
    Name,
    Server,
    Certificate,
    Crm,
}

/// Rules that distinguish smartcards from set-top boxes where the server does not, and the usual wait for the picture.
/// Per connection, kept on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct ConnectionRules {
    /// Masks: `#` is a digit, `@` a letter, `?` any one character, `*` any number of them; the rest is literal.
    pub smartcards: Vec<String>,
    pub set_top_boxes: Vec<String>,
    /// From sending to the picture, in minutes: 1 to 1,440.
    pub usual_wait_minutes: u32,
    /// Alternative code of the product type of services; absent: learnt from a service that was looked up.
    pub service_type: Option<String>,
}

impl Default for ConnectionRules {
    fn default() -> Self {
        let own = |masks: &[&str]| masks.iter().map(|&mask| mask.to_owned()).collect();
        Self {
            smartcards: own(&["###########", "############"]),
            set_top_boxes: own(&["stb*", "dc*"]),
            usual_wait_minutes: 12,
            service_type: None,
        }
    }
}

/// The result of applying rules that are being edited to a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RuleTest {
    pub kind: EntityKind,
    /// The mask that matches.
    pub mask: Option<String>,
    /// A mask of the other kind matches too; the first kind wins.
    pub ambiguous: bool,
}
