//! Reads and writes whole rows of the journal.
//!
//! A row changes three times or more before it ends, and each change rewrites it in the write-ahead log. So the
//! long columns are in tables of their own: the request in `form`, the server's answer in `answer`.

use std::{fmt::Write, sync::Arc};

use rusqlite::{
    Connection, OptionalExtension, Params, Row, ToSql, named_params, params,
    types::{FromSql, Type},
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    outbox_row::{InSequence, NewOutboxRow, OutboxRow},
    tenant::ids,
};
use crate::identity::{Identity, Tenant};

/// `search` stays empty: this desk's own rows are in the cache too, and their text is searched there.
pub(super) const TABLE: &str = "
CREATE TABLE submission (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    connection TEXT NOT NULL,
    user TEXT NOT NULL,
    operation TEXT NOT NULL,
    provider TEXT NOT NULL,
    request_type TEXT NOT NULL,
    path TEXT NOT NULL,
    form TEXT NOT NULL,
    body TEXT NOT NULL,
    has_pin INTEGER NOT NULL,
    cards TEXT NOT NULL,
    smartcard TEXT,
    set_top_box TEXT,
    service TEXT,
    subscription TEXT,
    priority TEXT,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    state TEXT NOT NULL,
    held_until INTEGER,
    tries INTEGER NOT NULL DEFAULT 0,
    next_try INTEGER,
    server_id TEXT,
    server_number TEXT,
    server_state TEXT,
    server TEXT,
    error_code TEXT,
    error_text TEXT,
    problem TEXT,
    accepted INTEGER,
    looks INTEGER NOT NULL DEFAULT 0,
    next_look INTEGER,
    unwatched INTEGER NOT NULL DEFAULT 0,
    search TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX submission_page ON submission (connection, created, key, state);
CREATE INDEX submission_state ON submission (state);
CREATE INDEX submission_server ON submission (connection, server_id);
";

/// Moves the long columns into tables of their own, because a row is rewritten with each change.
pub(super) const LONG_TEXTS: &str = "
CREATE TABLE form (
    submission INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    form TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
INSERT INTO form SELECT seq, path, form, body FROM submission;
CREATE TABLE answer (
    submission INTEGER PRIMARY KEY,
    server TEXT,
    problem TEXT,
    evidence TEXT
) STRICT;
INSERT INTO answer SELECT seq, server, problem, evidence FROM submission
    WHERE coalesce(server, problem, evidence) IS NOT NULL;
ALTER TABLE submission DROP COLUMN path;
ALTER TABLE submission DROP COLUMN form;
ALTER TABLE submission DROP COLUMN body;
ALTER TABLE submission DROP COLUMN server;
ALTER TABLE submission DROP COLUMN problem;
ALTER TABLE submission DROP COLUMN evidence;
ALTER TABLE submission DROP COLUMN search;
";

const COLUMNS: &str = "submission.seq, key, connection, user, origin, organisation, unit, account, operation, provider, request_type, path, form, body, \
    form.fingerprint, has_pin, cards, smartcard, set_top_box, service, subscription, priority, created, updated, state, held_until, tries, \
    next_try, server_id, server_number, server_state, server, error_code, error_text, problem, accepted, looks, \
    next_look, unwatched, rank, not_before, waits_since, sent, evidence, closed, check_at, undecided, doubt, refusals, \
    mirror_generation, mirror_seq, sequence, after, in_sequence";

/// `CROSS JOIN` fixes the order: the form of each row is looked up; in the reverse order all forms would be scanned.
const ROW_SOURCE: &str = "submission CROSS JOIN form ON form.submission = seq LEFT JOIN answer ON answer.submission = seq \
    LEFT JOIN tenant ON tenant.id = submission.tenant";

pub(super) fn by_key(connection: &Connection, key: &str) -> rusqlite::Result<Option<OutboxRow>> {
    Ok(select(connection, "WHERE key = ?1", [key])?.into_iter().next())
}

pub(super) fn select(connection: &Connection, rest: &str, params: impl Params) -> rusqlite::Result<Vec<OutboxRow>> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM {ROW_SOURCE} {rest}"))?;
    statement.query_map(params, read)?.collect()
}

/// Reads by position, in the order of [`COLUMNS`]: looking up each of forty columns by name costs more than the rest of
/// the read.
fn read(row: &Row<'_>) -> rusqlite::Result<OutboxRow> {
    let mut row = Columns { row, next: 0 };
    Ok(OutboxRow {
        seq: row.get()?,
        key: row.get()?,
        connection: row.get()?,
        user: row.get()?,
        identity: Arc::new(row.identity()?),
        operation: row.get()?,
        provider: row.get()?,
        request_type: row.get()?,
        path: row.get()?,
        values: Arc::new(row.json()?),
        body: Arc::new(row.json()?),
        fingerprint: row.get()?,
        has_pin: row.get()?,
        cards: row.json::<Vec<String>>()?.into(),
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
        server: row.get()?,
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
        check_at: row.get()?,
        undecided: row.get()?,
        doubt: row.get()?,
        refusals: row.get()?,
        mirror_generation: row.get()?,
        mirror_seq: row.get()?,
        sequence: row.get()?,
        after: row.get()?,
        in_sequence: row.get()?,
    })
}

/// Cursor over the columns of a row.
struct Columns<'a> {
    row: &'a Row<'a>,
    next: usize,
}

impl Columns<'_> {
    fn get<T: FromSql>(&mut self) -> rusqlite::Result<T> {
        self.next += 1;
        self.row.get(self.next - 1)
    }

    fn identity(&mut self) -> rusqlite::Result<Identity> {
        let origin = self.text()?.unwrap_or_default().to_owned();
        let organisation = self.text()?.unwrap_or_default().to_owned();
        Ok(Identity { tenant: Tenant { origin, organisation }, unit: self.get()?, user: self.get()? })
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

/// Serializes a value that never fails to: maps with text keys and lists of text.
fn text(value: &(impl serde::Serialize + ?Sized)) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

/// Next value of the counter that grows with each change and each deletion of a row. Readers that follow the journal
/// ask for changes above the last one they saw.
pub(super) const NEXT_CHANGE: &str = "(1 + max(coalesce((SELECT max(change) FROM submission), 0), \
    coalesce((SELECT max(change) FROM purged), 0)))";

/// Rank after all other rows.
const NEXT_RANK: &str = "(SELECT coalesce(max(rank), 0) + 1 FROM submission)";

/// Returns the inserted row; `None`, with nothing written, if a row with its key exists.
pub(super) fn insert(connection: &Connection, new: NewOutboxRow) -> rusqlite::Result<Option<OutboxRow>> {
    let inserted = connection
        .prepare_cached(&format!(
            "INSERT INTO submission (key, connection, tenant, user, unit, account, operation, provider, request_type, has_pin, cards, \
             smartcard, set_top_box, service, subscription, priority, created, updated, state, held_until, not_before, \
             waits_since, check_at, sequence, after, in_sequence, rank, change) VALUES (:key, :connection, :tenant, :user, :unit, :account, :operation, :provider, \
             :request_type, :has_pin, :cards, :smartcard, :set_top_box, :service, :subscription, :priority, :created, \
             :created, :state, :held_until, :not_before, :created, :check_at, :sequence, :after, :in_sequence, {NEXT_RANK}, {NEXT_CHANGE}) \
             ON CONFLICT (key) DO NOTHING RETURNING seq, rank"
        ))?
        .query_one(
            named_params! {
                ":key": new.key,
                ":connection": new.connection,
                ":tenant": ids::id(connection, &new.identity.tenant)?,
                ":user": new.user,
                ":unit": new.identity.unit,
                ":account": new.identity.user,
                ":operation": new.operation,
                ":provider": new.provider,
                ":request_type": new.request_type,
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
                ":check_at": new.check_at,
                ":sequence": new.sequence,
                ":after": new.after,
                ":in_sequence": new.after.as_ref().map(|_| InSequence::Waits),
            },
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let Some((seq, rank)) = inserted else { return Ok(None) };
    let row = new.row(seq, rank);
    write_form(connection, &row)?;
    Ok(Some(row))
}

fn write_form(connection: &Connection, row: &OutboxRow) -> rusqlite::Result<usize> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO form (submission, path, form, body, fingerprint) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![row.seq, row.path, text(&*row.values)?, text(&*row.body)?, row.fingerprint])
}

fn write_answer(connection: &Connection, row: &OutboxRow) -> rusqlite::Result<usize> {
    let text = |value: &Option<Value>| value.as_ref().map(text).transpose();
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO answer (submission, server, problem, evidence) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![row.seq, row.server, text(&row.problem)?, text(&row.evidence)?])
}

/// Writes only the columns that differ.
pub(super) fn update(connection: &Connection, before: &OutboxRow, row: &OutboxRow) -> rusqlite::Result<()> {
    if before.path != row.path
        || before.values != row.values
        || before.body != row.body
        || before.fingerprint != row.fingerprint
    {
        write_form(connection, row)?;
    }
    if before.server != row.server || before.problem != row.problem || before.evidence != row.evidence {
        write_answer(connection, row)?;
    }
    let cards = if before.cards == row.cards { None } else { Some(text(&*row.cards)?) };
    let mut columns: Vec<&str> = Vec::new();
    let mut values: Vec<&dyn ToSql> = vec![&row.seq];
    macro_rules! changed {
        ($($column:ident),+ $(,)?) => {
            $(if before.$column != row.$column {
                columns.push(stringify!($column));
                values.push(&row.$column);
            })+
        };
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
        error_code,
        error_text,
        accepted,
        looks,
        next_look,
        unwatched,
        not_before,
        waits_since,
        sent,
        closed,
        check_at,
        undecided,
        doubt,
        after,
        in_sequence,
        refusals,
        mirror_generation,
        mirror_seq,
        // Changed by an edit.
        operation,
        provider,
        request_type,
        has_pin,
        smartcard,
        set_top_box,
        service,
        subscription,
        priority,
        // Changed by a decision.
        user,
    );
    if before.rank.total_cmp(&row.rank).is_ne() {
        columns.push("rank");
        values.push(&row.rank);
    }
    if let Some(cards) = &cards {
        columns.push("cards");
        values.push(cards);
    }
    let tenant = if before.identity == row.identity { None } else { Some(ids::id(connection, &row.identity.tenant)?) };
    if let Some(tenant) = &tenant {
        columns.extend(["tenant", "unit", "account"]);
        values.extend([tenant as &dyn ToSql, &row.identity.unit, &row.identity.user]);
    }
    let mut set = String::new();
    for (number, column) in columns.iter().enumerate() {
        // Writing to a `String` cannot fail.
        let _ = write!(set, "{column} = ?{}, ", number + 2);
    }
    connection
        .prepare_cached(&format!("UPDATE submission SET {set}change = {NEXT_CHANGE} WHERE seq = ?1"))?
        .execute(rusqlite::params_from_iter(values))?;
    Ok(())
}
