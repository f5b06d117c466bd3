//! The sandbox in a process of its own, and a desk that is signed in to it.

use std::{
    collections::BTreeMap,
    error::Error,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use desk::{
    Desk, KeyringChoice, Options,
    view::{ConnectionDraft, ConnectionKind, FormDraft, RequestQuery, SignIn},
};
use serde_json::Value;

use crate::programs::Programs;

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

pub struct Server {
    pub url: String,
    child: Child,
}

impl Server {
    pub fn start(programs: &Programs, arguments: &[&str]) -> Result<Self> {
        let mut command = Command::new(&programs.sandbox);
        command.args(["--port", "0"]).args(arguments).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        let mut line = String::new();
        if let Some(output) = &mut child.stdout {
            BufReader::new(output).read_line(&mut line)?;
        }
        let url = line.split_whitespace().find(|word| word.starts_with("http://")).map(str::to_owned);
        let mut server = Self { url: String::new(), child };
        server.url = url.ok_or_else(|| format!("the sandbox does not start with {arguments:?}: {line}"))?;
        Ok(server)
    }

    pub fn method(&self, path: &str) -> String {
        method(&self.url, path)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // A failure means that it has ended already, which is the aim.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn method(url: &str, path: &str) -> String {
    format!("{url}/crmapi/rest/v2/{path}")
}

/// A token of the server, obtained without the desk.
pub async fn token(http: &reqwest::Client, url: &str) -> Result<String> {
    let body = serde_json::json!({
        "username": sandbox::USERNAME, "password": sandbox::PASSWORD, "organisation": sandbox::ORGANISATION
    });
    let answer: Value = http.post(method(url, "authentication/token")).json(&body).send().await?.json().await?;
    let token = answer["data"]["token"].as_str();
    Ok(token.ok_or_else(|| format!("no token: {answer}"))?.to_owned())
}

/// Cards of a server with so many further items that these are among them.
pub async fn cards(server: &Server, count: u32) -> Result<Vec<String>> {
    const FIRST_CARD: u64 = 1_940_000_000;
    const STEP: u64 = 137;
    let http = reqwest::Client::new();
    let token = token(&http, &server.url).await?;
    let show = server.method("installed_items/show");
    let mut cards = Vec::new();
    let sentinel = |card: &String| sandbox::ENDINGS.iter().any(|(ending, _)| card.ends_with(ending));
    let mut asked = (0..u64::from(count) * 5).map(|item| format!("{:011}", FIRST_CARD + item * STEP));
    while cards.len() < count as usize {
        let card = asked.find(|card| !sentinel(card)).ok_or("the server has too few cards")?;
        let query = format!("{show}?token={token}&installed_item_identifier=serial_number={card}");
        let answer: Value = http.get(query).send().await?.json().await?;
        if answer["status"]["code"] == "OK" {
            cards.push(card);
        }
    }
    Ok(cards)
}

/// A desk on `data_dir` with the server as its selected connection, not signed in yet.
pub async fn desk(url: &str, release: &str, data_dir: &Path, max_in_flight: u32) -> Result<(Desk, String)> {
    let desk = Desk::open(Options { keyring: KeyringChoice::None, ..Options::new(data_dir.to_owned()) }).await?;
    let draft = ConnectionDraft {
        id: None,
        name: "Benchmark".to_owned(),
        server_url: url.to_owned(),
        organisation: sandbox::ORGANISATION.to_owned(),
        unit: None,
        release: release.to_owned(),
        time_zone: "UTC".to_owned(),
        kind: ConnectionKind::Test,
        ca_file: None,
        proxy: None,
    };
    let connection = desk.app.save_connection(draft).await?.id;
    let snapshot = desk.app.select_connection(connection.clone()).await?;
    let mut preferences = snapshot.preferences;
    preferences.hold_seconds = 0;
    preferences.max_in_flight = max_in_flight;
    desk.app.save_preferences(preferences).await?;
    Ok((desk, connection))
}

pub async fn sign_in(desk: &Desk, connection: String) -> Result<()> {
    let password = SignIn::Password {
        connection,
        username: sandbox::USERNAME.to_owned(),
        password: sandbox::PASSWORD.to_owned(),
        unit: None,
        keep: false,
    };
    desk.sessions.sign_in(password).await?;
    Ok(())
}

/// Waits until all lists are read, without a time limit.
pub async fn synced(desk: &Desk) -> Result<()> {
    let query = || RequestQuery { limit: 1, ..RequestQuery::default() };
    while desk.requests.request_page(query()).await?.synced.is_none() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(())
}

/// A pairing of a separate card and box, processed during the call: its answer is final (the CA system does not know
/// the card), so that no request has to be watched afterwards.
pub fn pairing(number: u32) -> FormDraft {
    let values = [
        ("smartcard_set.0.smartcard_ca_id", format!("019{number:07}5")),
        ("stb_set.0.stb_ca_id", format!("stb-{number:07}-5")),
        ("process_immediately", "true".to_owned()),
    ];
    let values: BTreeMap<_, _> = values.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
    FormDraft { operation: PAIRING.to_owned(), values }
}

pub const PAIRING: &str = "conax.create-pairing";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_generated_pairing_contains_a_sentinel() {
        for number in 0..20_000 {
            for value in pairing(number).values.values() {
                let sentinel = sandbox::ENDINGS.iter().find(|(ending, _)| value.ends_with(ending));
                assert!(sentinel.is_none(), "{value} ends in {sentinel:?}");
            }
        }
    }
}
