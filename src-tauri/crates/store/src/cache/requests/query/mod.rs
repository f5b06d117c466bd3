//! The list of requests: which of them, in which order, and how many. [`sql`] says it in SQLite's words.

mod sql;

use std::ops::ControlFlow;

use rusqlite::{Connection, Row, params_from_iter};

use self::sql::Sql;
use crate::cache::{Cache, open_to_read};
use crate::{Error, State};

/// Which requests of a connection. All conditions hold together; an empty list is no condition.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// Words that must all occur in a number, id, card, box, service, subscription, user or error.
    pub text: Option<String>,
    pub states: Vec<State>,
    pub providers: Vec<String>,
    pub types: Vec<String>,
    pub users: Vec<String>,
    pub units: Vec<String>,
    pub priorities: Vec<String>,
    /// Made at or after this instant.
    pub from: Option<i64>,
    /// Made before this instant.
    pub to: Option<i64>,
    /// Only the journal's.
    pub mine: bool,
    pub has_error: Option<bool>,
    /// Only those with these keys.
    pub keys: Vec<String>,
}

/// What a list is sorted by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Column {
    State,
    Number,
    RequestType,
    Provider,
    Smartcard,
    SetTopBox,
    Service,
    Subscription,
    #[default]
    Created,
    Updated,
    User,
    Unit,
    Priority,
    Error,
}

impl Column {
    pub const ALL: [Self; 14] = [
        Self::State,
        Self::Number,
        Self::RequestType,
        Self::Provider,
        Self::Smartcard,
        Self::SetTopBox,
        Self::Service,
        Self::Subscription,
        Self::Created,
        Self::Updated,
        Self::User,
        Self::Unit,
        Self::Priority,
        Self::Error,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Number => "number",
            Self::RequestType => "request_type",
            Self::Provider => "provider",
            Self::Smartcard => "smartcard",
            Self::SetTopBox => "set_top_box",
            Self::Service => "service",
            Self::Subscription => "subscription",
            Self::Created => "created",
            Self::Updated => "updated",
            Self::User => "user",
            Self::Unit => "unit",
            Self::Priority => "priority",
            Self::Error => "error",
        }
    }

    /// Of names or numbers, which stand in an order of their own.
    const fn is_of_words(self) -> bool {
        !matches!(self, Self::State | Self::RequestType | Self::Provider | Self::Created | Self::Updated)
    }

    /// Of the rows in the order of the list.
    pub(in crate::cache) fn index(self) -> String {
        format!("request_{}{}", if self.is_of_words() { "by_" } else { "" }, self.name())
    }
}

/// A page of a list. Rows that are equal in the column stand in the order of their age, then as they became known.
#[derive(Debug, Clone, Default)]
pub struct Query {
    pub connection: String,
    pub filter: Filter,
    pub sort: Column,
    pub ascending: bool,
    pub limit: u32,
    pub offset: u32,
}

/// One request of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub key: String,
    pub mine: bool,
    pub server_id: Option<String>,
    pub number: Option<String>,
    pub state: State,
    pub state_text: Option<String>,
    pub operation: Option<String>,
    pub request_type: Option<String>,
    pub provider: String,
    pub smartcard: Option<String>,
    pub set_top_box: Option<String>,
    pub service: Option<String>,
    pub subscription: Option<String>,
    pub created: Option<i64>,
    pub updated: Option<i64>,
    pub user: Option<String>,
    pub unit: Option<String>,
    pub priority: Option<String>,
    pub error_code: Option<String>,
    pub error_text: Option<String>,
    pub held_until: Option<i64>,
    pub next_try: Option<i64>,
    pub next_look: Option<i64>,
    pub not_before: Option<i64>,
    pub waits_since: Option<i64>,
    pub unwatched: bool,
    pub closed: bool,
}

pub(crate) const ROW: &str = "request.key, request.mine, request.server_id, request.number, request.state, request.state_text, \
    request.operation, request.request_type, request.provider, request.smartcard, request.set_top_box, \
    request.service, request.subscription, request.created, request.updated, request.user, request.unit, \
    request.priority, request.error_code, request.error_text, request.held_until, request.next_try, \
    request.next_look, request.not_before, request.waits_since, request.unwatched, request.closed";

pub(crate) fn listed(row: &Row<'_>) -> rusqlite::Result<Listed> {
    Ok(Listed {
        key: row.get(0)?,
        mine: row.get(1)?,
        server_id: row.get(2)?,
        number: row.get(3)?,
        state: row.get(4)?,
        state_text: row.get(5)?,
        operation: row.get(6)?,
        request_type: row.get(7)?,
        provider: row.get(8)?,
        smartcard: row.get(9)?,
        set_top_box: row.get(10)?,
        service: row.get(11)?,
        subscription: row.get(12)?,
        created: row.get(13)?,
        updated: row.get(14)?,
        user: row.get(15)?,
        unit: row.get(16)?,
        priority: row.get(17)?,
        error_code: row.get(18)?,
        error_text: row.get(19)?,
        held_until: row.get(20)?,
        next_try: row.get(21)?,
        next_look: row.get(22)?,
        not_before: row.get(23)?,
        waits_since: row.get(24)?,
        unwatched: row.get(25)?,
        closed: row.get(26)?,
    })
}

fn rows(reader: &Connection, sql: &Sql) -> rusqlite::Result<Vec<Listed>> {
    reader.prepare_cached(&sql.text)?.query_map(params_from_iter(&sql.params), listed)?.collect()
}

fn counts(reader: &Connection, sql: &Sql) -> rusqlite::Result<Vec<(State, u32)>> {
    reader
        .prepare_cached(&sql.text)?
        .query_map(params_from_iter(&sql.params), |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

impl Cache {
    /// A page of a list. It reads the disk only, whatever the network does.
    pub fn requests(&self, query: &Query) -> Result<Vec<Listed>, Error> {
        let sql = query.page_sql();
        self.read(|reader| rows(reader, &sql))
    }

    /// How many requests a filter finds in each state; its own states are left out of it.
    pub fn counts(&self, connection: &str, filter: &Filter) -> Result<Vec<(State, u32)>, Error> {
        let sql = Query::counts_sql(connection, filter);
        self.count(|counter| counts(counter, &sql))
    }

    /// One request of a connection by its key.
    pub fn request(&self, connection: &str, key: &str) -> Result<Option<Listed>, Error> {
        let sql = format!("SELECT {ROW} FROM request WHERE connection = ?1 AND key = ?2");
        self.read(|reader| {
            let mut statement = reader.prepare_cached(&sql)?;
            statement.query_map([connection, key], listed)?.next().transpose()
        })
    }

    /// Calls `each` with every request of a list, as it stood when this began. It has a connection of its own, so
    /// that a long export holds up no screen. `None`: it was broken off.
    pub fn each<E>(
        &self,
        query: &Query,
        mut each: impl FnMut(u32, Listed) -> Result<ControlFlow<()>, E>,
    ) -> Result<Result<Option<u32>, E>, Error> {
        self.follow()?;
        let mut reader = open_to_read(&self.path)?;
        let snapshot = reader.transaction()?;
        let states = &query.filter.states;
        let counted = counts(&snapshot, &Query::counts_sql(&query.connection, &query.filter))?;
        let wanted = |state: &State| states.is_empty() || states.contains(state);
        let of = counted.iter().filter(|(state, _)| wanted(state)).map(|(_, count)| count).sum();
        let sql = query.all_sql();
        let mut statement = snapshot.prepare(&sql.text)?;
        for row in statement.query_map(params_from_iter(&sql.params), listed)? {
            match each(of, row?) {
                Ok(ControlFlow::Continue(())) => {}
                Ok(ControlFlow::Break(())) => return Ok(Ok(None)),
                Err(error) => return Ok(Err(error)),
            }
        }
        Ok(Ok(Some(of)))
    }
}
