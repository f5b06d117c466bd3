//! A desk with data of every kind, for the commands that are called on it.

use std::{collections::BTreeMap, time::Duration};

use desk::{
    BuiltInSandbox, Desk, OpenSandbox, Options, new_key,
    view::{
        BatchState, DemoCredentials, FilePurpose, Form, FormDraft, RejectedView, RequestRow, RequestState, SignIn,
        WaitsFor,
    },
};
use sandbox::Sandbox;
use serde_json::{Value, json};
use tauri::{Manager, async_runtime::block_on};

use crate::{
    chosen_files::ChosenFiles,
    startup::Opening,
    tests::{Shell, shell_with},
    window::LABEL,
};

pub(super) const CONNECTION: &str = "sandbox";

/// Longer than any step takes.
const WAIT_LIMIT: Duration = Duration::from_mins(1);

/// A desk with data of every kind.
pub(super) struct Table {
    pub(super) shell: Shell,
    pub(super) sandbox: Sandbox,
    /// Keys of rejected requests without marks and retries.
    pub(super) rejected: Vec<String>,
    pub(super) forms: u32,
}

impl Table {
    pub(super) fn new() -> Self {
        let options = sandbox::Options { run_every: Duration::ZERO, rejected: 60, ..sandbox::Options::default() };
        let sandbox = block_on(async { Sandbox::start(options) }).unwrap();
        let built_in = BuiltInSandbox {
            url: sandbox.url().to_owned(),
            release: "R11".to_owned(),
            demo: DemoCredentials {
                username: sandbox::USERNAME.to_owned(),
                password: sandbox::PASSWORD.to_owned(),
                organisation: sandbox::ORGANISATION.to_owned(),
                web_api_key: sandbox::WEB_API_KEY.to_owned(),
            },
            open: OpenSandbox::default(),
        };
        let shell = shell_with(|options| Options { sandbox: Some(built_in), ..options });
        let mut table = Self { shell, sandbox, rejected: Vec::new(), forms: 0 };
        table.lay();
        table
    }

    pub(super) fn desk(&self) -> Desk {
        self.shell.app.state::<Opening>().get().unwrap().clone()
    }

    /// Restores the state before each command: signed in, with the lists read, and with an undo hold.
    pub(super) fn lay(&mut self) {
        let desk = self.desk();
        self.rejected = block_on(async {
            desk.app.select_connection(CONNECTION.to_owned()).await.unwrap();
            if desk.app.snapshot().await.unwrap().session.is_none() {
                desk.sessions.sign_in(password()).await.unwrap();
            }
            self.hold(60).await;
            let open = async || desk.rejected.rejected_requests(RejectedView::default(), 0, 500).await.unwrap().rows;
            if open().await.is_empty() {
                desk.mirror.refresh_requests().await.unwrap();
            }
            let rows = open().await;
            rows.into_iter().filter(|it| it.retries == 0 && it.marks.note.is_none()).map(|it| it.row.key).collect()
        });
    }

    pub(super) async fn hold(&self, seconds: u32) {
        let mut preferences = self.desk().app.snapshot().await.unwrap().preferences;
        preferences.hold_seconds = seconds;
        self.desk().app.save_preferences(preferences).await.unwrap();
    }

    /// A form for a card without other forms.
    pub(super) fn form(&mut self) -> Form {
        self.forms += 1;
        reset_pin(&format!("019000{:05}", 10_000 + self.forms)).into()
    }

    /// Key of a request in its undo hold.
    pub(super) fn held(&mut self) -> String {
        let form = self.form();
        block_on(self.desk().outbox.send(form)).unwrap().key
    }

    /// Key of a request that may have arrived, made with a sentinel card.
    pub(super) fn unknown(&mut self, draft: FormDraft) -> String {
        block_on(async {
            self.hold(0).await;
            let key = self.desk().outbox.send(draft).await.unwrap().key;
            self.until("unknown", async |desk| {
                desk.requests.request(key.clone()).await.unwrap().row.state == RequestState::Unknown
            })
            .await;
            self.hold(60).await;
            key
        })
    }

    /// Key of a field request that waits for the user's decision.
    pub(super) fn undecided(&mut self) -> String {
        let form = self.form();
        let key = block_on(self.desk().field.send_in_field(form, None)).unwrap().key;
        let undecided = "UPDATE submission SET state = 'queued', held_until = NULL, undecided = 1 WHERE key = ?1";
        self.journal().execute(undecided, [&key]).unwrap();
        key
    }

    /// Id of a sheet with a good row and one whose card lost its zero.
    pub(super) fn sheet(&mut self, matched: bool) -> String {
        self.forms += 1;
        let number = 50_000 + self.forms;
        let text = format!("Card;Subscription\n019000{number};S100\n19001{number};S100\n");
        block_on(async {
            let id = self.desk().bulk.bring_sheet_text(text).await.unwrap().id;
            if matched {
                let matching = serde_json::from_value(sheet_matching()).unwrap();
                self.desk().bulk.match_bulk_sheet(id.clone(), matching).await.unwrap();
            }
            id
        })
    }

    pub(super) fn batch(&mut self, begun: bool) -> String {
        let keys: Vec<String> = self.rejected.iter().take(6).cloned().collect();
        block_on(async {
            let chosen = serde_json::from_value(selection(&keys)).unwrap();
            let id = self.desk().retries.plan_retries(new_key(), chosen).await.unwrap().id;
            self.until("planned", async |desk| {
                desk.batches.batch(id.clone()).await.unwrap().state == BatchState::Planned
            })
            .await;
            assert!(self.desk().batches.batch(id.clone()).await.unwrap().ready > 0, "something of it can be sent");
            if begun {
                self.desk().retries.start_batch(id.clone(), None).await.unwrap();
                self.is_out(&id).await;
            }
            id
        })
    }

    /// Waits until the first rows of a batch have been sent, and the others wait for them.
    pub(super) async fn is_out(&self, id: &str) {
        self.until("sent", async |desk| {
            let batch = desk.batches.batch(id.to_owned()).await.unwrap();
            batch.sent == batch.ready.min(3)
        })
        .await;
        self.rests().await;
    }

    /// Waits until no request is sent any more without the user.
    pub(super) async fn rests(&self) {
        let leaves = [RequestState::Queued, RequestState::Sending];
        self.until("at rest", async |desk| {
            let rows = desk.outbox.outbox_page(0, 500).await.unwrap().rows;
            let waits = |row: &RequestRow| {
                row.leaves_at.is_some() || matches!(row.waits_for, Some(WaitsFor::Decision | WaitsFor::RequestBefore))
            };
            !rows.iter().any(|row| leaves.contains(&row.state) && !waits(row))
        })
        .await;
    }

    pub(super) async fn until(&self, what: &str, holds: impl AsyncFn(&Desk) -> bool) {
        let desk = self.desk();
        let wait = async {
            while !holds(&desk).await {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        assert!(tokio::time::timeout(WAIT_LIMIT, wait).await.is_ok(), "never {what}");
    }

    pub(super) fn journal(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.shell.dir.path().join("journal.db")).unwrap()
    }

    pub(super) fn path(&self, name: &str) -> String {
        self.shell.dir.path().join(name).to_string_lossy().into_owned()
    }

    /// The handle of a selected file.
    pub(super) fn chosen(&self, purpose: FilePurpose, name: &str) -> String {
        self.shell.app.state::<ChosenFiles>().keep(LABEL, purpose, self.path(name).into()).handle
    }

    /// Number of rows in each table, the states of requests, and the settings.
    pub(super) fn kept(&self) -> BTreeMap<String, String> {
        let journal = self.journal();
        let mut tables = journal.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").unwrap();
        let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let mut kept = BTreeMap::new();
        for table in tables {
            let count = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
            let rows = journal.query_row(&format!("SELECT count(*) FROM {table}"), [], count).unwrap();
            kept.insert(table, rows.to_string());
        }
        let states = "SELECT group_concat(stands) FROM (SELECT key || state AS stands FROM submission ORDER BY key)";
        let states: Option<String> = journal.query_row(states, [], |row| row.get(0)).unwrap();
        kept.insert("states".to_owned(), states.unwrap_or_default());
        let settings = std::fs::read_to_string(self.shell.dir.path().join("settings.json")).unwrap();
        kept.insert("settings".to_owned(), settings);
        kept
    }
}

pub(super) fn password() -> SignIn {
    SignIn::Password {
        connection: CONNECTION.to_owned(),
        username: sandbox::USERNAME.to_owned(),
        password: sandbox::PASSWORD.to_owned(),
        unit: None,
        keep: false,
    }
}

pub(super) fn reset_pin(card: &str) -> FormDraft {
    draft("conax.reset-pin", card)
}

pub(super) fn draft(operation: &str, card: &str) -> FormDraft {
    let values = [("subscription_identifier", "S100"), ("smartcard_identifier", card)];
    let values = values.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    FormDraft { operation: operation.to_owned(), values }
}

pub(super) fn selection(keys: &[String]) -> Value {
    json!({"all": false, "keys": keys, "view": {}})
}

pub(super) fn sheet_matching() -> Value {
    json!({"operation": "conax.reset-pin", "columns": ["smartcard_identifier", "subscription_identifier"]})
}
