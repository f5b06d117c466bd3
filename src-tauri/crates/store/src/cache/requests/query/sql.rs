//! Builds the SQL statements of the list of requests.
//!
//! A statement contains only the conditions of the filter, so that SQLite finds the best index for each. User input is
//! bound and never becomes part of the statement.

use rusqlite::types::Value;

use super::filter::{Filter, Query, RequestColumn};
use crate::{
    cache::requests::{record::ROW_COLUMNS, table::TRIGRAM_CHARS},
    words,
};

/// A statement and its parameters.
#[derive(Debug, Clone)]
#[doc(hidden)]
pub struct Sql {
    pub text: String,
    pub params: Vec<Value>,
}

impl Sql {
    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.params.push(value.into());
        format!("?{}", self.params.len())
    }

    fn and(&mut self, condition: &str) {
        self.text.push_str(" AND ");
        self.text.push_str(condition);
    }

    fn condition(&mut self, left: &str, value: impl Into<Value>) {
        let bound = self.bind(value);
        self.and(&format!("{left} {bound}"));
    }

    fn one_of(&mut self, column: &str, values: impl IntoIterator<Item = String>) {
        let bound: Vec<String> = values.into_iter().map(|value| self.bind(value)).collect();
        match bound.as_slice() {
            [] => {}
            [one] => self.and(&format!("request.{column} = {one}")),
            several => self.and(&format!("request.{column} IN ({})", several.join(", "))),
        }
    }
}

/// Offset from which walking to a page of a filtered list costs more than finding all of its rows first.
const DEEP_OFFSET_ROWS: u32 = 1_000;

/// `FROM … WHERE …`: the requests of a connection that match a filter.
fn found(select: &str, connection: &str, filter: &Filter) -> Sql {
    let words = words::wanted(filter.text.as_deref().unwrap_or_default());
    let is_long = |word: &Vec<String>| word.iter().all(|one| one.chars().count() >= TRIGRAM_CHARS);
    let (long, short): (Vec<_>, Vec<_>) = words.into_iter().partition(is_long);
    let mut sql = Sql { text: format!("SELECT {select} FROM "), params: Vec::new() };
    if long.is_empty() {
        // Partial indexes for the few rows of these kinds; they hold no others.
        sql.text.push_str(match filter {
            Filter { mine: true, .. } => "request INDEXED BY request_mine WHERE true",
            Filter { has_error: Some(true), .. } => "request INDEXED BY request_failed WHERE true",
            _ => "request WHERE true",
        });
    } else {
        // A search usually finds few rows: `CROSS JOIN` makes SQLite start with the text index and look up the rows,
        // not the reverse.
        let phrase = |one: &String| format!("\"{}\"", one.replace('"', "\"\""));
        let any = |word: &Vec<String>| format!("({})", word.iter().map(phrase).collect::<Vec<_>>().join(" OR "));
        let phrases = sql.bind(long.iter().map(any).collect::<Vec<_>>().join(" AND "));
        sql.text.push_str("request_text CROSS JOIN request ON request.seq = request_text.rowid WHERE true");
        sql.and(&format!("request_text MATCH {phrases}"));
    }
    sql.condition("request.connection =", connection.to_owned());
    for word in short {
        let like = |one: &String| {
            let literal = one.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
            let pattern = sql.bind(format!("%{literal}%"));
            format!(r"request.text LIKE {pattern} ESCAPE '\'")
        };
        let any: Vec<String> = word.iter().map(like).collect();
        sql.and(&format!("({})", any.join(" OR ")));
    }
    sql.one_of("state", filter.states.iter().map(|state| state.as_str().to_owned()));
    sql.one_of("provider", filter.providers.iter().cloned());
    sql.one_of("request_type", filter.types.iter().cloned());
    sql.one_of("user", filter.users.iter().cloned());
    sql.one_of("unit", filter.units.iter().cloned());
    sql.one_of("priority", filter.priorities.iter().cloned());
    if let Some(from) = filter.from {
        sql.condition("request.created >=", from);
    }
    if let Some(to) = filter.to {
        sql.condition("request.created <", to);
    }
    if filter.mine {
        sql.and("request.mine = 1");
    }
    if filter.single {
        sql.and("request.batched = 0");
    }
    match filter.has_error {
        Some(true) => sql.and("request.error IS NOT NULL"),
        Some(false) => sql.and("request.error IS NULL"),
        None => {}
    }
    if !filter.keys.is_empty() {
        let keys = serde_json::Value::from(filter.keys.clone()).to_string();
        let keys = sql.bind(keys);
        sql.and(&format!("request.key IN (SELECT value FROM json_each({keys}))"));
    }
    sql
}

impl Query {
    fn order(&self) -> String {
        let (column, way) = (self.sort.name(), if self.ascending { "ASC" } else { "DESC" });
        // Missing values are last in either direction.
        match self.sort {
            RequestColumn::Created => format!(" ORDER BY request.created {way} NULLS LAST, request.seq {way}"),
            sort if sort.is_of_words() => format!(
                " ORDER BY ordered(request.{column}) {way} NULLS LAST, request.{column} {way}, request.created {way}, \
                 request.seq {way}"
            ),
            _ => format!(" ORDER BY request.{column} {way} NULLS LAST, request.created {way}, request.seq {way}"),
        }
    }

    /// The rows of the page: the inner query finds their numbers, from an index if possible; the outer one reads the
    /// rows.
    #[doc(hidden)]
    pub fn page_sql(&self) -> Sql {
        let mut sql = found("request.seq", &self.connection, &self.filter);
        let filtered = Filter { text: None, ..self.filter.clone() } != Filter::default();
        if self.offset > DEEP_OFFSET_ROWS && filtered && self.filter.text.is_none() {
            // One index finds the matching rows, another one gives their order. The connection is the first parameter.
            sql.text = format!(
                "SELECT request.seq FROM request INDEXED BY {} WHERE request.connection = ?1 \
                 AND request.seq IN ({})",
                self.sort.index(),
                sql.text
            );
        }
        let (limit, offset) = (sql.bind(self.limit), sql.bind(self.offset));
        let order = self.order();
        sql.text = format!(
            "SELECT {ROW_COLUMNS} FROM ({}{order} LIMIT {limit} OFFSET {offset}) AS page \
             CROSS JOIN request ON request.seq = page.seq{order}",
            sql.text
        );
        sql
    }

    /// All rows in the order of the list.
    pub(super) fn all_sql(&self) -> Sql {
        let mut sql = found(ROW_COLUMNS, &self.connection, &self.filter);
        sql.text += &self.order();
        sql
    }

    /// Numbers of the rows that match a filter, unordered.
    pub(in crate::cache) fn found_sql(connection: &str, filter: &Filter) -> Sql {
        found("request.seq", connection, filter)
    }

    /// Number of requests in each state, for the same filter without its states.
    #[doc(hidden)]
    pub fn counts_sql(connection: &str, filter: &Filter) -> Sql {
        let filter = Filter { states: Vec::new(), ..filter.clone() };
        let mut sql = found("request.state, count(*)", connection, &filter);
        // Short words are searched in every text: `request_searched` holds the texts in the order of the states.
        if sql.text.contains(" LIKE ") {
            sql.text = sql.text.replacen("FROM request WHERE", "FROM request INDEXED BY request_searched WHERE", 1);
        }
        sql.text += " GROUP BY request.state";
        sql
    }
}
