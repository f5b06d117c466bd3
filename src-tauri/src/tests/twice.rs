//! Calls every command of the desk twice with the same message: stored data is as after the first call.

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

use super::{APP_ORIGIN, Shell, call, shell_with};
use crate::{
    chosen::ChosenFiles,
    commands::{ALL, Repeat},
    startup::Opening,
    window::LABEL,
};

const CONNECTION: &str = "sandbox";
/// Longer than any step takes.
const WAIT_LIMIT: Duration = Duration::from_mins(1);

/// A desk with data of every kind.
struct Table {
    shell: Shell,
    sandbox: Sandbox,
    /// Keys of rejected requests without marks and retries.
    rejected: Vec<String>,
    forms: u32,
}

impl Table {
    fn new() -> Self {
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

    fn desk(&self) -> Desk {
        self.shell.app.state::<Opening>().get().unwrap().clone()
    }

    /// Restores the state before each command: signed in, with the lists read, and with an undo hold.
    fn lay(&mut self) {
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

    async fn hold(&self, seconds: u32) {
        let mut preferences = self.desk().app.snapshot().await.unwrap().preferences;
        preferences.hold_seconds = seconds;
        self.desk().app.save_preferences(preferences).await.unwrap();
    }

    /// A form for a card without other forms.
    fn form(&mut self) -> Form {
        self.forms += 1;
        reset_pin(&format!("019000{:05}", 10_000 + self.forms)).into()
    }

    /// Key of a request in its undo hold.
    fn held(&mut self) -> String {
        let form = self.form();
        block_on(self.desk().outbox.send(form)).unwrap().key
    }

    /// Key of a request that may have arrived, made with a sentinel card.
    fn unknown(&mut self, draft: FormDraft) -> String {
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
    fn undecided(&mut self) -> String {
        let form = self.form();
        let key = block_on(self.desk().field.send_in_field(form, None)).unwrap().key;
        let undecided = "UPDATE submission SET state = 'queued', held_until = NULL, undecided = 1 WHERE key = ?1";
        self.journal().execute(undecided, [&key]).unwrap();
        key
    }

    fn batch(&mut self, begun: bool) -> String {
        let keys: Vec<String> = self.rejected.iter().take(6).cloned().collect();
        block_on(async {
            let chosen = serde_json::from_value(selection(&keys)).unwrap();
            let id = self.desk().retries.plan_retries(new_key(), chosen).await.unwrap().id;
            self.until("planned", async |desk| {
                desk.retries.batch(id.clone()).await.unwrap().state == BatchState::Planned
            })
            .await;
            assert!(self.desk().retries.batch(id.clone()).await.unwrap().ready > 0, "something of it can be sent");
            if begun {
                self.desk().retries.start_batch(id.clone(), None).await.unwrap();
                self.is_out(&id).await;
            }
            id
        })
    }

    /// Waits until the first rows of a batch have been sent, and the others wait for them.
    async fn is_out(&self, id: &str) {
        self.until("sent", async |desk| {
            let batch = desk.retries.batch(id.to_owned()).await.unwrap();
            batch.sent == batch.ready.min(3)
        })
        .await;
        self.rests().await;
    }

    /// Waits until no request is sent any more without the user.
    async fn rests(&self) {
        let leaves = [RequestState::Queued, RequestState::Sending];
        self.until("at rest", async |desk| {
            let rows = desk.outbox.outbox_page(0, 500).await.unwrap().rows;
            let waits = |row: &RequestRow| row.leaves_at.is_some() || row.waits_for == Some(WaitsFor::Decision);
            !rows.iter().any(|row| leaves.contains(&row.state) && !waits(row))
        })
        .await;
    }

    async fn until(&self, what: &str, holds: impl AsyncFn(&Desk) -> bool) {
        let desk = self.desk();
        let wait = async {
            while !holds(&desk).await {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        assert!(tokio::time::timeout(WAIT_LIMIT, wait).await.is_ok(), "never {what}");
    }

    fn journal(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.shell.dir.path().join("journal.db")).unwrap()
    }

    fn path(&self, name: &str) -> String {
        self.shell.dir.path().join(name).to_string_lossy().into_owned()
    }

    /// The handle of a selected file.
    fn chosen(&self, purpose: FilePurpose, name: &str) -> String {
        self.shell.app.state::<ChosenFiles>().keep(LABEL, purpose, self.path(name).into()).handle
    }

    /// Number of rows in each table, the states of requests, and the settings.
    fn kept(&self) -> BTreeMap<String, String> {
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

    /// Arguments with which the command takes effect.
    #[allow(clippy::too_many_lines)] // one for each command
    fn arguments(&mut self, command: &str) -> Value {
        let connection = json!({
            "id": null, "name": "Another", "serverUrl": "https://crm.example", "organisation": "DEMO", "unit": null,
            "release": "R11", "timeZone": "UTC", "kind": "test", "caFile": null, "proxy": null
        });
        let entity = json!({"kind": "smartcard", "text": "01900000001", "by": null});
        let rules = json!({"smartcards": ["###"], "setTopBoxes": [], "usualWaitMinutes": 3, "serviceType": null});
        let query = json!({"show": "open", "from": null, "assignee": null, "text": null, "sort": "count"});
        let jobs = json!([{"subscription": "S1", "smartcard": "1", "setTopBox": "2", "note": null}]);
        let knowledge = json!({"title": "Moved", "cause": "", "owner": null, "nextStep": "", "advice": null});
        let filter = json!({});
        match command {
            "snapshot" | "request_facets" | "refresh_requests" | "stop_refresh" | "stop_export" | "stop_search"
            | "batches" | "services" | "refresh_services" | "recents" | "field_day" | "look_up_jobs" | "old_causes"
            | "stop_looking_up" | "stop_import" | "stop_purge" | "purges" | "wipe" | "sign_out" | "try_keyring" => {
                json!({})
            }
            "unread_rows" => json!({"list": "PENDING"}),
            "select_connection" | "remove_connection" => json!({"id": self.own_connection()}),
            "save_connection" | "check_connection" | "test_connection" => json!({"draft": connection}),
            "sign_in" => json!({"request": {
                "with": "password", "connection": CONNECTION, "username": sandbox::USERNAME,
                "password": sandbox::PASSWORD, "unit": null, "keep": false,
            }}),
            "save_preferences" => json!({"preferences": {"holdSeconds": 59}}),
            "check_form" | "preview_pairing" => json!({"draft": self.form().draft}),
            "kept_form" => json!({"operation": "conax.reset-pin"}),
            "keep_form" | "send" => json!({"form": self.form()}),
            "send_later" => json!({"form": self.form(), "at": 4e12}),
            "send_in_field" => json!({"form": self.form(), "job": null}),
            "retry" => json!({"key": self.rejected[0], "form": self.form()}),
            "plan_retries" => json!({"id": new_key(), "selection": selection(&self.rejected)}),
            "undo" | "send_now" | "cancel" | "edit" | "request" | "slip" => {
                json!({"key": self.held()})
            }
            "request_curl" => json!({"key": self.held(), "terminal": "cmd"}),
            "replace" => {
                let key = self.held();
                block_on(self.desk().outbox.edit(key.clone())).unwrap();
                json!({"key": key, "draft": self.form().draft, "at": 4e12})
            }
            "move_before" => json!({"key": self.held(), "other": self.held()}),
            "outbox_page" => json!({"offset": 0, "limit": 10}),
            "look_again" | "send_again" => json!({"key": self.unknown(unpair("200000000503"))}),
            "close_unknown" => json!({"key": self.unknown(unpair("200000000503")), "closed": true}),
            "check_number" => {
                let number = self.made().1;
                json!({"key": self.unknown(reset_pin("01900000503")), "number": number})
            }
            "adopt" => {
                let id = self.made().0;
                json!({"key": self.unknown(reset_pin("01900000503")), "id": id})
            }
            "request_page" => {
                json!({"query": {"filter": filter, "sort": "created", "ascending": false, "limit": 5, "offset": 0}})
            }
            "request_counts" => json!({"filter": filter}),
            "export_requests" => json!({"file": self.chosen(FilePurpose::RequestsCsv, "requests.csv"), "asked": {
                "filter": filter, "sort": "created", "ascending": true, "keys": [], "format": "csv", "stateWords": {},
                "columns": [{"column": "number", "heading": "Number"}],
            }}),
            "rejected_page" => json!({"query": query}),
            "rejected_requests" => json!({"view": {}, "offset": 0, "limit": 5}),
            "rejected_overview" | "handover" => json!({"from": 0.0}),
            "look_at_group" | "group_shape" | "forget_knowledge" => json!({"group": self.groups()[0]}),
            "split_group" => {
                json!({"group": self.groups()[0], "by": "user"})
            }
            "restore_group" => json!({"group": self.joined()}),
            "join_groups" => json!({"groups": &self.groups()[..2]}),
            "compare" | "mark_history" | "rebuild_resync" => json!({"key": self.rejected[0]}),
            "rebuild" => json!({"key": self.rejected[0], "operation": null}),
            "save_knowledge" => json!({"group": self.groups()[0], "draft": knowledge}),
            "export_knowledge" => json!({"file": self.chosen(FilePurpose::Knowledge, "knowledge.json")}),
            "export_marks" => json!({"file": self.chosen(FilePurpose::Marks, "marks.json")}),
            "look_at_knowledge" => json!({"file": self.shared("knowledge", FilePurpose::ReadKnowledge)}),
            "look_at_marks" => json!({"file": self.shared("marks", FilePurpose::ReadMarks)}),
            "take_import" => json!({"id": self.looked_at()}),
            "undo_import" => {
                let id = self.looked_at();
                block_on(self.desk().rejected.take_import(id)).unwrap();
                json!({})
            }
            "mark" => {
                json!({"selection": selection(&self.rejected[..1]), "change": {"mark": "note", "text": "Called."}})
            }
            "batch" => json!({"id": self.batch(false)}),
            "batch_rows" => json!({"id": self.batch(false), "part": "all", "offset": 0, "limit": 5}),
            "start_batch" => json!({"id": self.batch(false), "typed": null}),
            "pause_batch" | "stop_batch" => json!({"id": self.batch(true)}),
            "go_on_with_batch" => {
                let id = self.batch(true);
                block_on(self.desk().retries.pause_batch(id.clone())).unwrap();
                json!({"id": id})
            }
            "purge_preview" | "purge_requests" => json!({"days": 30}),
            "export_purges" => {
                let asked = json!({"headings": ["Day"], "stateWords": {}, "operationWords": {}});
                json!({"file": self.chosen(FilePurpose::PurgedCsv, "counts.csv"), "asked": asked})
            }
            "save_table" => json!({"file": self.chosen(FilePurpose::HandoverCsv, "report.csv"), "rows": [["a"]]}),
            "save_report" => json!({"file": self.chosen(FilePurpose::HandoverHtml, "report.html"), "text": "<p>"}),
            "search" | "search_server" | "classify" => json!({"text": "01900000001"}),
            "suggest" | "entity_page" | "refresh_entity" => json!({"of": entity}),
            "resolve" => json!({"of": entity, "provider": null}),
            "entity_requests" => json!({"of": entity, "withSubscription": false, "offset": 0, "limit": 5}),
            "pin" => json!({"key": self.entity(), "pinned": true}),
            "forget_entity" => json!({"key": self.entity()}),
            "save_rules" => json!({"connection": CONNECTION, "rules": rules}),
            "test_rules" => json!({"rules": rules, "text": "123"}),
            "plan_jobs" => json!({"text": "S1\t1\t2"}),
            "read_sheet_again" => {
                let list = block_on(self.desk().field.plan_jobs("S1\t1\t2".to_owned())).unwrap();
                json!({"id": list.source.id, "encoding": null, "separator": ";", "worksheet": null})
            }
            "close_sheet" => json!({"id": "x"}),
            "plan_jobs_file" => {
                std::fs::write(self.path("jobs.csv"), "Subscription,Card,Box\nS1,1,2\n").unwrap();
                json!({"file": self.chosen(FilePurpose::ReadJobs, "jobs.csv")})
            }
            "add_jobs" => json!({"jobs": jobs}),
            "close_job" => {
                let jobs = serde_json::from_value(jobs).unwrap();
                let day = block_on(self.desk().field.add_jobs(jobs)).unwrap();
                json!({"id": day.jobs[0].id, "closed": true})
            }
            "clear_jobs" => json!({"all": true}),
            "decide" => json!({"key": self.undecided(), "send": false}),
            _ => panic!("{command} is new: say what it is called with, so that it is called twice"),
        }
    }

    fn own_connection(&self) -> String {
        let name = new_key();
        let draft = json!({
            "id": null, "name": name, "serverUrl": self.sandbox.url(), "organisation": "DEMO", "unit": null,
            "release": "R11", "timeZone": "UTC", "kind": "test", "caFile": null, "proxy": null
        });
        block_on(self.desk().app.save_connection(serde_json::from_value(draft).unwrap())).unwrap().id
    }

    /// Id and number of a request on the server that this desk did not make.
    fn made(&self) -> (String, String) {
        let rows = block_on(
            self.desk().requests.request_page(
                serde_json::from_value(json!({
                    "filter": {"providers": ["conax"], "states": ["completed"]}, "sort": "created", "ascending": false,
                    "limit": 1, "offset": 0,
                }))
                .unwrap(),
            ),
        );
        let row = rows.unwrap().rows.remove(0);
        (row.id.unwrap(), row.number.unwrap())
    }

    fn groups(&self) -> Vec<String> {
        let query = serde_json::from_value(json!({"show": "open", "sort": "count"})).unwrap();
        block_on(self.desk().rejected.rejected_page(query)).unwrap().groups.into_iter().map(|group| group.id).collect()
    }

    fn joined(&self) -> String {
        block_on(self.desk().rejected.join_groups(self.groups()[..2].to_vec())).unwrap()
    }

    /// A file of another desk with new content.
    fn shared(&self, what: &str, purpose: FilePurpose) -> String {
        let name = format!("of-another-{what}.json");
        let at = "2026-01-15T10:00:00.000Z";
        let document = match what {
            "marks" => json!({
                "format": "provisioning-desk-marks", "version": 1, "server": format!("{}/", self.sandbox.url()),
                "organisation": "DEMO",
                "marks": [{"request": new_key(), "field": "note", "value": "Called.", "at": at, "by": "ann"}],
            }),
            _ => json!({
                "format": "provisioning-desk-knowledge", "version": 1,
                "knowledge": [{"group": new_key(), "title": "Moved", "at": at, "by": "ann"}],
            }),
        };
        std::fs::write(self.path(&name), document.to_string()).unwrap();
        self.chosen(purpose, &name)
    }

    /// Id of a file that was previewed for import.
    fn looked_at(&self) -> String {
        self.shared("marks", FilePurpose::ReadMarks);
        block_on(self.desk().rejected.look_at_marks(self.path("of-another-marks.json"))).unwrap().id
    }

    /// Key of a looked-up entity.
    fn entity(&self) -> String {
        let of = json!({"kind": "smartcard", "text": "01900000001", "by": null});
        let found = block_on(self.desk().lookups.resolve(serde_json::from_value(of).unwrap(), None)).unwrap();
        found.entity.unwrap().key
    }
}

fn password() -> SignIn {
    SignIn::Password {
        connection: CONNECTION.to_owned(),
        username: sandbox::USERNAME.to_owned(),
        password: sandbox::PASSWORD.to_owned(),
        unit: None,
        keep: false,
    }
}

fn reset_pin(card: &str) -> FormDraft {
    draft("conax.reset-pin", card)
}

fn unpair(card: &str) -> FormDraft {
    draft("nagra.unpair", card)
}

fn draft(operation: &str, card: &str) -> FormDraft {
    let values = [("subscription_identifier", "S100"), ("smartcard_identifier", card)];
    let values = values.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
    FormDraft { operation: operation.to_owned(), values }
}

fn selection(keys: &[String]) -> Value {
    json!({"all": false, "keys": keys, "view": {}})
}

#[test]
fn a_command_that_comes_twice_has_come_once() {
    let mut table = Table::new();
    for &(command, repeat) in ALL {
        table.lay();
        let mut message = table.arguments(command);
        if repeat == Repeat::Once {
            let without = call(&table.shell, APP_ORIGIN, command, message.clone());
            assert!(without.is_err(), "{command} is not carried out without an id: {without:?}");
            message["call"] = new_key().into();
        }
        let before = table.kept();
        let first = call(&table.shell, APP_ORIGIN, command, message.clone());
        let first = first.unwrap_or_else(|problem| panic!("{command}: {problem}"));
        if command.ends_with("_batch") {
            block_on(table.is_out(message["id"].as_str().unwrap()));
        }
        block_on(table.rests());
        let after = table.kept();
        if repeat == Repeat::Reads {
            assert_eq!(after, before, "{command} is said to change nothing");
        }
        let second = call(&table.shell, APP_ORIGIN, command, message.clone());
        let second = second.unwrap_or_else(|problem| panic!("{command}, the second time: {problem}"));
        assert_eq!(table.kept(), after, "{command} came twice");
        match repeat {
            Repeat::Reads => {}
            Repeat::Keyed => assert_eq!(second[key_of(command)], first[key_of(command)], "{command}"),
            Repeat::Once => assert_eq!(second, first, "{command} is answered as it was the first time"),
        }
    }
}

fn key_of(command: &str) -> &'static str {
    if command == "plan_retries" { "id" } else { "key" }
}

/// The counts detect an operation that is done twice.
#[test]
fn two_calls_are_two() {
    let mut table = Table::new();
    for command in ["mark", "send"] {
        let mut kept = Vec::new();
        for _ in 0..2 {
            table.lay();
            let mut message = table.arguments(command);
            message["call"] = new_key().into();
            call(&table.shell, APP_ORIGIN, command, message).unwrap();
            kept.push(table.kept());
        }
        assert_ne!(kept[0], kept[1], "{command}");
    }
}
