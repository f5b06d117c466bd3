//! The list of requests: the journal's rows and the mirror's, each request once.

use rusqlite::{ToSql, named_params};

use super::Cache;
use crate::{Error, State};

/// What to list of one connection. All conditions hold together.
#[derive(Debug, Clone, Default)]
pub struct Query {
    pub connection: String,
    /// Words that must all occur in a number, card, box, subscription or error.
    pub text: Option<String>,
    /// Empty: all.
    pub states: Vec<State>,
    /// Only the journal's.
    pub mine: bool,
    pub since: Option<i64>,
    pub limit: u32,
    pub offset: u32,
    /// Only this one, whatever else is asked for.
    pub key: Option<String>,
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
    pub user: Option<String>,
    pub priority: Option<String>,
    pub error_code: Option<String>,
    pub error_text: Option<String>,
    pub held_until: Option<i64>,
    pub next_try: Option<i64>,
    pub next_look: Option<i64>,
    pub unwatched: bool,
}

/// A page of the list, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub rows: Vec<Listed>,
    pub total: u32,
    /// Of the same query without its states.
    pub counts: Vec<(State, u32)>,
}

/// The conditions of a query as SQL, for the journal's rows (`sent`) and the mirror's (`told`).
///
/// Only those that are asked for are written, so that each query finds its index.
struct Conditions {
    sent: String,
    told: String,
    state: &'static str,
}

/// The mirror's rows that are not the journal's as well.
const NOT_SENT_HERE: &str = "NOT EXISTS (SELECT 1 FROM journal.submission AS mine \
    WHERE mine.connection = told.connection AND mine.server_id = told.id)";

impl Conditions {
    fn of(query: &Query, words: usize) -> Self {
        use std::fmt::Write;
        let mut both = String::new();
        if query.since.is_some() {
            both += " AND created >= :since";
        }
        for number in 0..words {
            // Writing to a string cannot fail.
            let _ = write!(both, " AND search LIKE :word{number} ESCAPE '\\'");
        }
        let (mut sent, mut told) = (both.clone(), both);
        if query.key.is_some() {
            sent += " AND key = :key";
            told += " AND id = substr(:key, 8) AND :key LIKE 'server-%'";
        }
        if query.mine {
            told += " AND 0";
        }
        let state = if query.states.is_empty() { "" } else { " AND instr(:states, ' ' || state || ' ')" };
        Self { sent, told, state }
    }

    /// Requests by state. What is in both is counted with the journal's.
    fn counts(&self) -> String {
        let Self { sent, told, .. } = self;
        format!(
            "SELECT state, sum(requests) FROM (
                SELECT state, count(*) AS requests FROM journal.submission
                WHERE connection = :connection{sent} GROUP BY state
                UNION ALL
                SELECT state, count(*) FROM mirror WHERE connection = :connection{told} GROUP BY state
                UNION ALL
                SELECT state, -count(*) FROM mirror WHERE connection = :connection{told}
                AND id IN (SELECT server_id FROM journal.submission
                           WHERE connection = :connection AND server_id IS NOT NULL) GROUP BY state
            ) GROUP BY state HAVING sum(requests) > 0"
        )
    }

    /// Keys of a page: as far as it reaches into either, in order; then the page out of both.
    fn page(&self) -> String {
        let Self { sent, told, state } = self;
        format!(
            "SELECT * FROM (
                SELECT * FROM (SELECT key, 1 AS mine, state, created, server_id FROM journal.submission
                    WHERE connection = :connection{sent}{state}
                    ORDER BY created DESC, key DESC LIMIT :limit + :offset)
                UNION ALL
                SELECT * FROM (SELECT 'server-' || id, 0, state, created, id FROM mirror AS told
                    WHERE connection = :connection{told}{state} AND {NOT_SENT_HERE}
                    ORDER BY created DESC, id DESC LIMIT :limit + :offset)
            ) ORDER BY created DESC, key DESC LIMIT :limit OFFSET :offset"
        )
    }
}

const ROWS: &str = "
    SELECT page.key, page.mine, page.server_id, page.state, page.created,
        coalesce(sent.server_number, told.number) AS number,
        coalesce(sent.server_state, told.state_text) AS state_text,
        sent.operation, coalesce(sent.request_type, told.request_type) AS request_type,
        coalesce(sent.provider, told.provider) AS provider,
        coalesce(sent.smartcard, told.smartcard) AS smartcard,
        coalesce(sent.set_top_box, told.set_top_box) AS set_top_box,
        coalesce(sent.service, told.service) AS service,
        coalesce(sent.subscription, told.subscription) AS subscription,
        coalesce(sent.user, told.user) AS user, coalesce(sent.priority, told.priority) AS priority,
        coalesce(sent.error_code, told.error_code) AS error_code,
        coalesce(sent.error_text, told.error_text) AS error_text,
        sent.held_until, sent.next_try, sent.next_look, coalesce(sent.unwatched, 0) AS unwatched
    FROM page
    LEFT JOIN journal.submission AS sent ON page.mine AND sent.key = page.key
    LEFT JOIN mirror AS told ON told.connection = :connection AND told.id = page.server_id
    ORDER BY page.created DESC, page.key DESC";

impl Cache {
    /// Lists requests. It reads the disk only, whatever the network does.
    pub fn requests(&self, query: &Query) -> Result<Page, Error> {
        let words: Vec<String> = query
            .text
            .as_deref()
            .unwrap_or_default()
            .split_whitespace()
            .map(|word| {
                let literal = word.to_lowercase().replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
                format!("%{literal}%")
            })
            .collect();
        let conditions = Conditions::of(query, words.len());
        let names: Vec<String> = (0..words.len()).map(|number| format!(":word{number}")).collect();
        let states = query.states.iter().fold(" ".to_owned(), |list, state| list + state.as_str() + " ");
        let mut params: Vec<(&str, &dyn ToSql)> = vec![(":connection", &query.connection)];
        params.extend(query.since.as_ref().map(|since| (":since", since as &dyn ToSql)));
        params.extend(query.key.as_ref().map(|key| (":key", key as &dyn ToSql)));
        params.extend(names.iter().map(String::as_str).zip(words.iter().map(|word| word as &dyn ToSql)));

        let guard = self.lock();
        let mut statement = guard.prepare_cached(&conditions.counts())?;
        let counts: Vec<(State, u32)> =
            statement.query_map(params.as_slice(), |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
        let wanted = |state: State| query.states.is_empty() || query.states.contains(&state);
        let total = counts.iter().filter(|(state, _)| wanted(*state)).map(|(_, count)| count).sum();

        if !query.states.is_empty() {
            params.push((":states", &states));
        }
        params.extend_from_slice(named_params! { ":limit": query.limit, ":offset": query.offset });
        let mut statement = guard.prepare_cached(&format!("WITH page AS ({}) {ROWS}", conditions.page()))?;
        let rows = statement.query_map(params.as_slice(), listed)?.collect::<Result<_, _>>()?;
        Ok(Page { rows, total, counts })
    }

    /// One request of a connection by its key.
    pub fn request(&self, connection: &str, key: &str) -> Result<Option<Listed>, Error> {
        let query =
            Query { connection: connection.to_owned(), key: Some(key.to_owned()), limit: 1, ..Query::default() };
        Ok(self.requests(&query)?.rows.into_iter().next())
    }
}

fn listed(row: &rusqlite::Row<'_>) -> rusqlite::Result<Listed> {
    Ok(Listed {
        key: row.get("key")?,
        mine: row.get("mine")?,
        server_id: row.get("server_id")?,
        number: row.get("number")?,
        state: row.get("state")?,
        state_text: row.get("state_text")?,
        operation: row.get("operation")?,
        request_type: row.get("request_type")?,
        provider: row.get("provider")?,
        smartcard: row.get("smartcard")?,
        set_top_box: row.get("set_top_box")?,
        service: row.get("service")?,
        subscription: row.get("subscription")?,
        created: row.get("created")?,
        user: row.get("user")?,
        priority: row.get("priority")?,
        error_code: row.get("error_code")?,
        error_text: row.get("error_text")?,
        held_until: row.get("held_until")?,
        next_try: row.get("next_try")?,
        next_look: row.get("next_look")?,
        unwatched: row.get("unwatched")?,
    })
}
