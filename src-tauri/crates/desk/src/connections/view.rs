//! Wire types of connections.

use crate::{error::problem::Problem, view::ThingKind};

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
    /// Such as `R11`.
    pub release: String,
    /// IANA name, such as `Europe/Athens`.
    pub time_zone: String,
    pub kind: ConnectionKind,
    pub ca_file: Option<String>,
    pub proxy: Option<String>,
    /// Which one this computer names for the server, and where: `proxy.example:3128, from HTTPS_PROXY`.
    pub usual_proxy: Option<String>,
    /// From the administrator's file, or built in: cannot be changed here.
    pub read_only: bool,
    pub last_user: Option<String>,
    /// The sandbox's own, shown on the sign-in page so that anyone can try it.
    pub demo: Option<DemoCredentials>,
    pub rules: ConnectionRules,
    /// Why it cannot be used as it stands, for example an unknown release.
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

/// What the connection form sends; `id` is absent for a new one.
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

/// What is a smartcard and what a set-top box, where the server does not tell; and how long the picture usually takes.
/// Per connection, kept on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct ConnectionRules {
    /// Masks: `#` a digit, `@` a letter, `?` any one character, `*` any more of them, the rest as it stands.
    pub smartcards: Vec<String>,
    pub set_top_boxes: Vec<String>,
    /// From sending to the picture.
    pub usual_wait_minutes: u32,
    /// Alternative code of the product type that services have; absent: learnt from a service that was looked up.
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

/// What the rules being edited make of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RuleTest {
    pub kind: ThingKind,
    /// The mask that fits.
    pub mask: Option<String>,
    /// One of the other kind fits too; the first kind wins.
    pub ambiguous: bool,
}
