//! The sandbox over a real loopback connection: each rule is tested once where it permits and once where it refuses.

mod auth;
mod fault_injection;
mod gate;
mod get;
mod lookups;
mod operations;
mod processing_run;
mod sentinel;

use std::time::Duration;

use chrono::{DateTime, Utc};
use crmcom::{
    catalogue::{Kind, Need, Operation},
    release::Release,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{Clock, Options, Sandbox, routes::methods::API_ROOT};

pub const R9: Release = Release::new(9, 0, 0);
pub const PAIR: &str = "conax_web_services/provisioning_requests/create_pairing";
pub const SHOW: &str = "conax_web_services/provisioning_requests/show";
pub const LIST: &str = "conax_web_services/provisioning_requests/list";

/// 1 February 2016, 10:00.
pub fn clock() -> Clock {
    let start: DateTime<Utc> = "2016-02-01T10:00:00Z".parse().unwrap();
    Clock::stopped_at(start)
}

/// A sandbox with a user signed in; its clock and processing run only move when called.
pub struct Desk {
    pub sandbox: Sandbox,
    pub http: reqwest::Client,
    pub token: String,
}

/// An unparsed answer.
pub struct Raw {
    pub status: u16,
    pub body: String,
}

impl Desk {
    pub async fn at(release: Release) -> Self {
        Self::with(Options { release, ..Options::default() }).await
    }

    pub async fn with(options: Options) -> Self {
        let sandbox = Sandbox::start(Options { clock: clock(), run_every: Duration::ZERO, ..options }).unwrap();
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap();
        let mut desk = Self { sandbox, http, token: String::new() };
        desk.sign_in().await;
        desk
    }

    pub async fn sign_in(&mut self) {
        let answer = self.post("authentication/token", credentials()).await;
        answer["data"]["token"].as_str().expect("sign-in gives a token").clone_into(&mut self.token);
    }

    fn url(&self, path: &str) -> String {
        format!("{}{API_ROOT}{path}", self.sandbox.url())
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<String>) -> reqwest::Result<Raw> {
        let mut request = self.http.request(method, self.url(path));
        if let Some(body) = body {
            request = request.body(body);
        }
        let response = request.send().await?;
        Ok(Raw { status: response.status().as_u16(), body: response.text().await? })
    }

    /// The envelope of a POST; the token is added.
    pub async fn post(&self, path: &str, mut body: Value) -> Value {
        body["token"] = json!(self.token);
        envelope(&self.send(Method::POST, path, Some(body.to_string())).await.unwrap())
    }

    pub async fn post_raw(&self, path: &str, mut body: Value) -> reqwest::Result<Raw> {
        body["token"] = json!(self.token);
        self.send(Method::POST, path, Some(body.to_string())).await
    }

    /// The envelope of a GET; `query` comes after the token.
    pub async fn get(&self, path: &str, query: &str) -> Value {
        let path = format!("{path}?token={}&{query}", self.token);
        envelope(&self.send(Method::GET, &path, None).await.unwrap())
    }

    /// Pairs the first household's devices, or other ones by their CA ids.
    pub async fn pair(&self, card: &str, set_top_box: &str) -> Value {
        self.post(PAIR, pairing(card, set_top_box)).await["data"].clone()
    }

    pub async fn shown(&self, id: &Value) -> Value {
        let id = id.as_str().expect("an id is text");
        self.get(SHOW, &format!("provisioning_request_identifier=id={id}")).await["data"].clone()
    }
}

pub fn credentials() -> Value {
    json!({ "username": "operator", "password": "sandbox-1", "organisation": "DEMO" })
}

pub fn pairing(card: &str, set_top_box: &str) -> Value {
    json!({ "smartcard_set": [{ "smartcard_ca_id": card }], "stb_set": [{ "stb_ca_id": set_top_box }] })
}

pub fn envelope(raw: &Raw) -> Value {
    serde_json::from_str(&raw.body).unwrap_or_else(|_| panic!("no JSON with {}: {}", raw.status, raw.body))
}

pub fn code(envelope: &Value) -> &str {
    envelope["status"]["code"].as_str().expect("every envelope has a code")
}

/// A body with every mandatory parameter of the operation, for the first household.
pub fn example(operation: &Operation) -> Value {
    use crmcom::catalogue::{IdentifierTarget, Provider};
    let nagra = operation.provider == Some(Provider::Nagravision);
    let mut body = json!({});
    let mut needed: Vec<_> = operation.fields.iter().filter(|field| field.need == Need::Mandatory).collect();
    needed.extend(operation.exactly_one_of.last().and_then(|name| operation.field(name)));
    for field in needed {
        body[field.name] = match &field.kind {
            Kind::Identifier { target, .. } => match (target, nagra) {
                (IdentifierTarget::Subscription, _) => json!({ "number": "S100" }),
                (IdentifierTarget::Service, _) => json!({ "code": "GOLD" }),
                (IdentifierTarget::Smartcard, false) => json!({ "serial_number": "01900000001" }),
                (IdentifierTarget::Smartcard, true) => json!({ "serial_number": "200000000154" }),
                (IdentifierTarget::Provider, _) => json!({ "alternative_code": "CONAX" }),
                (IdentifierTarget::SetTopBox, false) => json!({ "serial_number": "STB0000001" }),
                (IdentifierTarget::SetTopBox, true) => json!({ "serial_number": "dc2000001" }),
            },
            Kind::Set { target: IdentifierTarget::Smartcard, member } => json!([{ *member: "01900000001" }]),
            Kind::Set { member, .. } => json!([{ *member: "stb-0000-0001" }]),
            Kind::Pin => json!("4711"),
            kind => panic!("no mandatory {kind:?} is known"),
        };
    }
    body
}
