//! A row of the journal, read and written whole.

use std::collections::BTreeMap;

use rusqlite::{Connection, Params, Row, named_params, types::Type};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::state::{State, words};

/// What is known when a request is made. Times are milliseconds since the Unix epoch.
#[derive(Debug, Clone)]
pub struct NewSubmission {
    pub key: String,
    /// Id of the connection it leaves through, and no other.
    pub connection: String,
    pub user: String,
    pub operation: String,
    pub provider: String,
    pub request_type: String,
    pub path: String,
    /// The form's values without a PIN.
    pub values: BTreeMap<String, String>,
    /// The request body without token and PIN.
    pub body: Map<String, Value>,
    pub has_pin: bool,
    /// Requests that share one of these leave one after the other.
    pub cards: Vec<String>,
    pub smartcard: Option<String>,
    pub set_top_box: Option<String>,
    pub service: Option<String>,
    pub subscription: Option<String>,
    pub priority: Option<String>,
    pub created: i64,
    /// `Held` or `Queued`.
    pub state: State,
    pub held_until: Option<i64>,
}

/// A request of this desk as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    pub key: String,
    pub connection: String,
    pub user: String,
    pub operation: String,
    pub provider: String,
    pub request_type: String,
    pub path: String,
    pub values: BTreeMap<String, String>,
    pub body: Map<String, Value>,
    pub has_pin: bool,
    pub cards: Vec<String>,
    pub smartcard: Option<String>,
    pub set_top_box: Option<String>,
    pub service: Option<String>,
    pub subscription: Option<String>,
    pub priority: Option<String>,
    pub created: i64,
    pub updated: i64,
    pub state: State,
    pub held_until: Option<i64>,
    /// How often it failed to reach the server.
    pub tries: u32,
    /// Absent in state `NotSent`: it is not tried again.
    pub next_try: Option<i64>,
    pub server_id: Option<String>,
    pub server_number: Option<String>,
    /// The server's own word for the state.
    pub server_state: Option<String>,
    /// The server's object as last read.
    pub server: Option<Value>,
    pub error_code: Option<String>,
    pub error_text: Option<String>,
    /// Why it was refused, not sent or became unknown, in the caller's shape.
    pub problem: Option<Value>,
    pub accepted: Option<i64>,
    /// How often the server was asked about it.
    pub looks: u32,
    pub next_look: Option<i64>,
    /// The server cannot be asked about it.
    pub unwatched: bool,
}

/// An entry of a row's timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub at: i64,
    pub step: StepKind,
    pub detail: Option<String>,
}

words! {
    /// What happened to a row.
    StepKind {
        Held = "held",
        Queued = "queued",
        Sending = "sending",
        Accepted = "accepted",
        Completed = "completed",
        Rejected = "rejected",
        Refused = "refused",
        NotSent = "not-sent",
        Unknown = "unknown",
        Cancelled = "cancelled",
        SessionEnded = "session-ended",
        Watched = "watched",
    }
}

const COLUMNS: &str = "key, connection, user, operation, provider, request_type, path, form, body, has_pin, cards, \
    smartcard, set_top_box, service, subscription, priority, created, updated, state, held_until, tries, next_try, \
    server_id, server_number, server_state, server, error_code, error_text, problem, accepted, looks, next_look, \
    unwatched";

pub(super) fn by_key(connection: &Connection, key: &str) -> rusqlite::Result<Option<Submission>> {
    Ok(select(connection, "WHERE key = ?1", [key])?.into_iter().next())
}

pub(super) fn select(connection: &Connection, rest: &str, params: impl Params) -> rusqlite::Result<Vec<Submission>> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM submission {rest}"))?;
    statement.query_map(params, read)?.collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<Submission> {
    Ok(Submission {
        key: row.get("key")?,
        connection: row.get("connection")?,
        user: row.get("user")?,
        operation: row.get("operation")?,
        provider: row.get("provider")?,
        request_type: row.get("request_type")?,
        path: row.get("path")?,
        values: json(row, "form")?,
        body: json(row, "body")?,
        has_pin: row.get("has_pin")?,
        cards: json(row, "cards")?,
        smartcard: row.get("smartcard")?,
        set_top_box: row.get("set_top_box")?,
        service: row.get("service")?,
        subscription: row.get("subscription")?,
        priority: row.get("priority")?,
        created: row.get("created")?,
        updated: row.get("updated")?,
        state: row.get("state")?,
        held_until: row.get("held_until")?,
        tries: row.get("tries")?,
        next_try: row.get("next_try")?,
        server_id: row.get("server_id")?,
        server_number: row.get("server_number")?,
        server_state: row.get("server_state")?,
        server: optional_json(row, "server")?,
        error_code: row.get("error_code")?,
        error_text: row.get("error_text")?,
        problem: optional_json(row, "problem")?,
        accepted: row.get("accepted")?,
        looks: row.get("looks")?,
        next_look: row.get("next_look")?,
        unwatched: row.get("unwatched")?,
    })
}

fn json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    parse(&row.get::<_, String>(column)?)
}

fn optional_json(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Value>> {
    row.get::<_, Option<String>>(column)?.as_deref().map(parse).transpose()
}

fn parse<T: DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error)))
}

/// Text of a value that always has one: maps with text keys and lists of text.
fn text(value: &impl serde::Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

pub(super) fn insert(connection: &Connection, new: &NewSubmission) -> rusqlite::Result<usize> {
    connection
        .prepare_cached(
            "INSERT INTO submission (key, connection, user, operation, provider, request_type, path, form, body, \
             has_pin, cards, smartcard, set_top_box, service, subscription, priority, created, updated, state, \
             held_until, search) VALUES (:key, :connection, :user, :operation, :provider, :request_type, :path, \
             :form, :body, :has_pin, :cards, :smartcard, :set_top_box, :service, :subscription, :priority, :created, \
             :created, :state, :held_until, :search)",
        )?
        .execute(named_params! {
            ":key": new.key,
            ":connection": new.connection,
            ":user": new.user,
            ":operation": new.operation,
            ":provider": new.provider,
            ":request_type": new.request_type,
            ":path": new.path,
            ":form": text(&new.values)?,
            ":body": text(&new.body)?,
            ":has_pin": new.has_pin,
            ":cards": text(&new.cards)?,
            ":smartcard": new.smartcard,
            ":set_top_box": new.set_top_box,
            ":service": new.service,
            ":subscription": new.subscription,
            ":priority": new.priority,
            ":created": new.created,
            ":state": new.state,
            ":held_until": new.held_until,
            ":search": crate::cache::searchable(&[
                new.smartcard.as_deref(),
                new.set_top_box.as_deref(),
                new.service.as_deref(),
                new.subscription.as_deref(),
            ]),
        })
}

/// Writes what can change; who made the row and what it asks for never do.
pub(super) fn update(connection: &Connection, row: &Submission) -> rusqlite::Result<usize> {
    connection
        .prepare_cached(
            "UPDATE submission SET updated = :updated, state = :state, held_until = :held_until, tries = :tries, \
             next_try = :next_try, server_id = :server_id, server_number = :server_number, \
             server_state = :server_state, server = :server, error_code = :error_code, error_text = :error_text, \
             problem = :problem, accepted = :accepted, looks = :looks, next_look = :next_look, \
             unwatched = :unwatched, search = :search WHERE key = :key",
        )?
        .execute(named_params! {
            ":key": row.key,
            ":updated": row.updated,
            ":state": row.state,
            ":held_until": row.held_until,
            ":tries": row.tries,
            ":next_try": row.next_try,
            ":server_id": row.server_id,
            ":server_number": row.server_number,
            ":server_state": row.server_state,
            ":server": row.server.as_ref().map(text).transpose()?,
            ":error_code": row.error_code,
            ":error_text": row.error_text,
            ":problem": row.problem.as_ref().map(text).transpose()?,
            ":accepted": row.accepted,
            ":looks": row.looks,
            ":next_look": row.next_look,
            ":unwatched": row.unwatched,
            ":search": crate::cache::searchable(&[
                row.server_number.as_deref(),
                row.server_id.as_deref(),
                row.smartcard.as_deref(),
                row.set_top_box.as_deref(),
                row.service.as_deref(),
                row.subscription.as_deref(),
                row.error_code.as_deref(),
                row.error_text.as_deref(),
            ]),
        })
}
