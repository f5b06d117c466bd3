//! A profile, the desk on it, and shared steps of the tests.

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use acceptance::{
    drafts::{self, Household},
    steps,
};
use crmcom::catalogue::{self, Operation};
use desk::{
    Desk, KeyringChoice, MemoryKeyring, Options,
    problem::Problem,
    view::{DeskEvent, FormDraft, RequestFilter, RequestQuery, RequestRow, RequestState, Session, SignIn},
};
use sandbox::{PASSWORD, USERNAME};
use tempfile::TempDir;
use tokio::time::timeout;

/// Longer than any step takes.
pub const WAIT_LIMIT: Duration = Duration::from_secs(20);
/// Time-out for a server that hangs.
pub const SHORT_READ_TIMEOUT: Duration = Duration::from_secs(3);

/// A profile's directory, its keyring, and the desk on it.
pub struct Bench {
    directory: TempDir,
    pub keyring: MemoryKeyring,
}

impl Bench {
    pub fn new() -> Self {
        Self { directory: tempfile::tempdir().expect("a directory"), keyring: MemoryKeyring::default() }
    }

    pub fn connected_to(url: &str, release: &str) -> Self {
        let bench = Self::new();
        bench.write("settings.json", &steps::settings(url, release, 0).to_string());
        bench
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    pub fn write(&self, file: &str, text: &str) {
        fs::write(self.path().join(file), text).expect("the file is written");
    }

    pub async fn open(&self) -> Desk {
        let keyring = KeyringChoice::Memory(self.keyring.clone());
        let options = Options { keyring, read_timeout: SHORT_READ_TIMEOUT, ..Options::new(self.path().to_owned()) };
        Desk::open(options).await.expect("the desk opens")
    }
}

pub async fn sign_in_with(desk: &Desk, password: &str) -> Result<Session, Problem> {
    let sign_in = SignIn::Password {
        connection: steps::CONNECTION.to_owned(),
        username: USERNAME.to_owned(),
        password: password.to_owned(),
        unit: None,
        keep: false,
    };
    timeout(WAIT_LIMIT, desk.sessions.sign_in(sign_in)).await.expect("an answer in time")
}

pub async fn sign_in(desk: &Desk) -> Result<Session, Problem> {
    sign_in_with(desk, PASSWORD).await
}

pub async fn problem_of_sign_in(url: &str) -> Problem {
    let bench = Bench::connected_to(url, "R11");
    sign_in(&bench.open().await).await.expect_err("this server is broken")
}

pub fn form(operation: &Operation, card: &str) -> FormDraft {
    let values = drafts::inputs_for_card(operation, Household(2), card);
    FormDraft { operation: operation.id.to_owned(), values: values.into_iter().collect::<BTreeMap<_, _>>() }
}

pub fn reset_pin(card: &str) -> FormDraft {
    form(catalogue::find("conax.reset-pin").expect("it is declared"), card)
}

/// Waits until the request is in one of the states.
pub async fn standing(desk: &Desk, key: &str, states: &[RequestState]) -> RequestRow {
    let mut events = desk.events();
    let waiting = async {
        loop {
            let row = desk.requests.request(key.to_owned()).await.expect("no row is lost").row;
            if states.contains(&row.state) {
                return row;
            }
            // Any event is a reason to check again.
            let _: Result<DeskEvent, _> = events.recv().await;
        }
    };
    if let Ok(row) = timeout(WAIT_LIMIT, waiting).await {
        return row;
    }
    let detail = desk.requests.request(key.to_owned()).await;
    panic!("{key} never stands at {states:?}: {detail:?}")
}

pub async fn rows(desk: &Desk) -> Vec<RequestRow> {
    let query = RequestQuery {
        filter: RequestFilter { mine: true, ..RequestFilter::default() },
        limit: 50,
        ..RequestQuery::default()
    };
    desk.requests.request_page(query).await.expect("the list is read").rows
}
