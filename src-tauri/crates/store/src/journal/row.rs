//! A row of the journal, read and written whole.

use std::{collections::BTreeMap, fmt::Write};

use rusqlite::{
    Connection, Params, Row, ToSql, named_params,
    types::{FromSql, Type},
};
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
    /// Id of the unit that the user was signed in to.
    pub unit: Option<String>,
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
    /// It leaves at this time, not before.
    pub not_before: Option<i64>,
}

impl NewSubmission {
    /// The row that is written for it.
    fn row(self, rank: f64) -> Submission {
        Submission {
            key: self.key,
            connection: self.connection,
            user: self.user,
            unit: self.unit,
            operation: self.operation,
            provider: self.provider,
            request_type: self.request_type,
            path: self.path,
            values: self.values,
            body: self.body,
            has_pin: self.has_pin,
            cards: self.cards,
            smartcard: self.smartcard,
            set_top_box: self.set_top_box,
            service: self.service,
            subscription: self.subscription,
            priority: self.priority,
            created: self.created,
            updated: self.created,
            state: self.state,
            held_until: self.held_until,
            tries: 0,
            next_try: None,
            server_id: None,
            server_number: None,
            server_state: None,
            server: None,
            error_code: None,
            error_text: None,
            problem: None,
            accepted: None,
            looks: 0,
            next_look: None,
            unwatched: false,
            rank,
            not_before: self.not_before,
            waits_since: Some(self.created),
            sent: None,
            evidence: None,
            closed: false,
        }
    }
}

/// A request of this desk as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    pub key: String,
    pub connection: String,
    pub user: String,
    pub unit: Option<String>,
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
    /// Rows leave in the order of their ranks.
    pub rank: f64,
    pub not_before: Option<i64>,
    /// Since when it waits to leave; absent when it does not.
    pub waits_since: Option<i64>,
    /// When it last left.
    pub sent: Option<i64>,
    /// What was looked at to find out what became of it, in the caller's shape.
    pub evidence: Option<Value>,
    /// Its outcome is unknown, and somebody decided to leave it so.
    pub closed: bool,
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
        Scheduled = "scheduled",
        Edited = "edited",
        Moved = "moved",
        SentAgain = "sent-again",
        Adopted = "adopted",
        Closed = "closed",
    }
}

const COLUMNS: &str = "key, connection, user, unit, operation, provider, request_type, path, form, body, has_pin, \
    cards, smartcard, set_top_box, service, subscription, priority, created, updated, state, held_until, tries, \
    next_try, server_id, server_number, server_state, server, error_code, error_text, problem, accepted, looks, \
    next_look, unwatched, rank, not_before, waits_since, sent, evidence, closed";

pub(super) fn by_key(connection: &Connection, key: &str) -> rusqlite::Result<Option<Submission>> {
    Ok(select(connection, "WHERE key = ?1", [key])?.into_iter().next())
}

/// Through the index of server ids.
pub(super) fn by_server_id(connection: &Connection, of: &str, server_id: &str) -> rusqlite::Result<Option<Submission>> {
    let params = named_params! { ":connection": of, ":id": server_id };
    Ok(select(connection, "WHERE connection = :connection AND server_id = :id", params)?.into_iter().next())
}

pub(super) fn select(connection: &Connection, rest: &str, params: impl Params) -> rusqlite::Result<Vec<Submission>> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM submission {rest}"))?;
    statement.query_map(params, read)?.collect()
}

/// In the order of [`COLUMNS`]: finding each of forty columns by its name costs more than all else about a row.
fn read(row: &Row<'_>) -> rusqlite::Result<Submission> {
    let mut row = Columns { row, next: 0 };
    Ok(Submission {
        key: row.get()?,
        connection: row.get()?,
        user: row.get()?,
        unit: row.get()?,
        operation: row.get()?,
        provider: row.get()?,
        request_type: row.get()?,
        path: row.get()?,
        values: row.json()?,
        body: row.json()?,
        has_pin: row.get()?,
        cards: row.json()?,
        smartcard: row.get()?,
        set_top_box: row.get()?,
        service: row.get()?,
        subscription: row.get()?,
        priority: row.get()?,
        created: row.get()?,
        updated: row.get()?,
        state: row.get()?,
        held_until: row.get()?,
        tries: row.get()?,
        next_try: row.get()?,
        server_id: row.get()?,
        server_number: row.get()?,
        server_state: row.get()?,
        server: row.optional_json()?,
        error_code: row.get()?,
        error_text: row.get()?,
        problem: row.optional_json()?,
        accepted: row.get()?,
        looks: row.get()?,
        next_look: row.get()?,
        unwatched: row.get()?,
        rank: row.get()?,
        not_before: row.get()?,
        waits_since: row.get()?,
        sent: row.get()?,
        evidence: row.optional_json()?,
        closed: row.get()?,
    })
}

/// The columns of a row, one after the other.
struct Columns<'a> {
    row: &'a Row<'a>,
    next: usize,
}

impl Columns<'_> {
    fn get<T: FromSql>(&mut self) -> rusqlite::Result<T> {
        self.next += 1;
        self.row.get(self.next - 1)
    }

    fn text(&mut self) -> rusqlite::Result<Option<&str>> {
        self.next += 1;
        Ok(self.row.get_ref(self.next - 1)?.as_str_or_null()?)
    }

    fn json<T: DeserializeOwned>(&mut self) -> rusqlite::Result<T> {
        parse(self.text()?.unwrap_or_default())
    }

    fn optional_json(&mut self) -> rusqlite::Result<Option<Value>> {
        self.text()?.map(parse).transpose()
    }
}

pub(super) fn json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<T> {
    parse(&row.get::<_, String>(column)?)
}

fn parse<T: DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error)))
}

/// Text of a value that always has one: maps with text keys and lists of text.
fn text(value: &impl serde::Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

/// The counter that every change of any row moves on; whoever follows the journal asks for what is above the last
/// one it saw.
const CHANGE: &str = "(SELECT coalesce(max(change), 0) + 1 FROM submission)";

/// It leaves after all the others.
const LAST: &str = "(SELECT coalesce(max(rank), 0) + 1 FROM submission)";

/// Answers the row as it stands now.
pub(super) fn insert(connection: &Connection, new: &NewSubmission) -> rusqlite::Result<Submission> {
    let rank = connection
        .prepare_cached(&format!(
            "INSERT INTO submission (key, connection, user, unit, operation, provider, request_type, path, form, body, \
             has_pin, cards, smartcard, set_top_box, service, subscription, priority, created, updated, state, \
             held_until, not_before, waits_since, rank, change) VALUES (:key, :connection, :user, :unit, \
             :operation, :provider, :request_type, :path, :form, :body, :has_pin, :cards, :smartcard, :set_top_box, \
             :service, :subscription, :priority, :created, :created, :state, :held_until, :not_before, :created, \
             {LAST}, {CHANGE}) RETURNING rank"
        ))?
        .query_one(
            named_params! {
                ":key": new.key,
                ":connection": new.connection,
                ":user": new.user,
                ":unit": new.unit,
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
                ":not_before": new.not_before,
            },
            |row| row.get(0),
        )?;
    Ok(new.clone().row(rank))
}

/// Writes what is different; who made the row never is.
pub(super) fn update(connection: &Connection, before: &Submission, row: &Submission) -> rusqlite::Result<usize> {
    let mut columns: Vec<&str> = Vec::new();
    let mut values: Vec<Box<dyn ToSql>> = vec![Box::new(row.key.clone())];
    macro_rules! changed {
        ($($column:ident $(as $text:ident)?),+ $(,)?) => {
            $(if before.$column != row.$column {
                columns.push(stringify!($column));
                values.push(Box::new(changed!(@value row.$column $(, $text)?)));
            })+
        };
        (@value $value:expr) => { $value.clone() };
        (@value $value:expr, json) => { text(&$value)? };
        (@value $value:expr, optional_json) => { $value.as_ref().map(text).transpose()? };
    }
    changed!(
        updated,
        state,
        held_until,
        tries,
        next_try,
        server_id,
        server_number,
        server_state,
        server as optional_json,
        error_code,
        error_text,
        problem as optional_json,
        accepted,
        looks,
        next_look,
        unwatched,
        not_before,
        waits_since,
        sent,
        evidence as optional_json,
        closed,
        // What an edit changes.
        operation,
        provider,
        request_type,
        path,
        body as json,
        has_pin,
        cards as json,
        smartcard,
        set_top_box,
        service,
        subscription,
        priority,
    );
    if before.rank.total_cmp(&row.rank).is_ne() {
        columns.push("rank");
        values.push(Box::new(row.rank));
    }
    if before.values != row.values {
        columns.push("form");
        values.push(Box::new(text(&row.values)?));
    }
    let mut set = String::new();
    for (number, column) in columns.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = write!(set, "{column} = ?{}, ", number + 2);
    }
    connection
        .prepare_cached(&format!("UPDATE submission SET {set}change = {CHANGE} WHERE key = ?1"))?
        .execute(rusqlite::params_from_iter(values))
}
