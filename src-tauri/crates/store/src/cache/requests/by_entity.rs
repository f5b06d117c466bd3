//! Finds requests by a card, box, service or subscription.
//!
//! A column holds the identifier that a request names. Several identifiers are stored in one text, and an index holds such
//! sets alone. Identifiers are compared as written, in upper case and in lower case.

use std::collections::HashSet;

use rusqlite::{Connection, Row, named_params};

use super::record::{ROW_COLUMNS, RequestRecord, listed};
use crate::{Error, cache::database::Cache};

/// Identifiers by the kind of entity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntityQuery {
    pub smartcards: Vec<String>,
    pub set_top_boxes: Vec<String>,
    pub services: Vec<String>,
    pub subscriptions: Vec<String>,
}

/// Number of requests that name an entity, and creation time of the oldest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NamingCount {
    pub requests: u32,
    pub oldest: Option<i64>,
}

/// A request, with the server's object if a list contained it.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestWithPayload {
    pub row: RequestRecord,
    pub server: Option<String>,
}

const SEQS_BY_ENTITY: &str = "
SELECT seq FROM request INDEXED BY request_smartcard
    WHERE connection = :connection AND smartcard IN (SELECT value FROM json_each(:smartcards))
UNION SELECT seq FROM request INDEXED BY request_set_top_box
    WHERE connection = :connection AND set_top_box IN (SELECT value FROM json_each(:boxes))
UNION SELECT seq FROM request INDEXED BY request_service
    WHERE connection = :connection AND service IN (SELECT value FROM json_each(:services))
UNION SELECT seq FROM request INDEXED BY request_subscription
    WHERE connection = :connection AND subscription IN (SELECT value FROM json_each(:subscriptions))
UNION SELECT value FROM json_each(:in_sets)";

const SETS: &str = "SELECT seq, smartcard, set_top_box FROM request INDEXED BY request_sets \
    WHERE (instr(smartcard, ', ') > 0 OR instr(set_top_box, ', ') > 0) AND connection = ?1";

/// The identifiers as typed, in upper case and in lower case, as a JSON array.
fn spelled(names: &[String]) -> String {
    serde_json::Value::from_iter(spellings(names)).to_string()
}

fn spellings(names: &[String]) -> HashSet<String> {
    let names = names.iter().map(|name| name.trim()).filter(|name| !name.is_empty());
    names.flat_map(|name| [name.to_owned(), name.to_uppercase(), name.to_lowercase()]).collect()
}

/// The requests that name one of the cards or boxes in a set, as a JSON array. Sets are few, and many identifiers are looked for
/// in them at once.
fn in_sets(reader: &Connection, connection: &str, called: &EntityQuery) -> rusqlite::Result<String> {
    let (cards, boxes) = (spellings(&called.smartcards), spellings(&called.set_top_boxes));
    let mut found: Vec<i64> = Vec::new();
    if !cards.is_empty() || !boxes.is_empty() {
        let mut statement = reader.prepare_cached(SETS)?;
        let mut rows = statement.query([connection])?;
        while let Some(row) = rows.next()? {
            let names = |column: usize, wanted: &HashSet<String>| -> rusqlite::Result<bool> {
                let set = row.get_ref(column)?.as_str_or_null()?;
                Ok(set.is_some_and(|set| set.split(", ").any(|name| wanted.contains(name))))
            };
            if names(1, &cards)? || names(2, &boxes)? {
                found.push(row.get(0)?);
            }
        }
    }
    Ok(serde_json::Value::from(found).to_string())
}

macro_rules! asked {
    ($reader:ident, $connection:ident, $called:ident $(, $name:literal: $value:expr)*) => {
        named_params! {
            ":connection": $connection,
            ":smartcards": spelled(&$called.smartcards),
            ":boxes": spelled(&$called.set_top_boxes),
            ":services": spelled(&$called.services),
            ":subscriptions": spelled(&$called.subscriptions),
            ":in_sets": in_sets($reader, $connection, $called)?,
            $($name: $value,)*
        }
    };
}

impl Cache {
    /// A page of the requests that name one of the entities, newest first.
    pub fn requests_naming(
        &self,
        connection: &str,
        called: &EntityQuery,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<RequestRecord>, Error> {
        let sql = format!(
            "SELECT {ROW_COLUMNS} FROM request WHERE seq IN ({SEQS_BY_ENTITY}) ORDER BY created DESC, seq DESC LIMIT :limit OFFSET :offset"
        );
        self.read(|reader| {
            let asked = asked!(reader, connection, called, ":limit": limit, ":offset": offset);
            reader.prepare_cached(&sql)?.query_map(asked, listed)?.collect()
        })
    }

    pub fn count_requests_naming(&self, connection: &str, called: &EntityQuery) -> Result<NamingCount, Error> {
        let sql = format!("SELECT count(*), min(created) FROM request WHERE seq IN ({SEQS_BY_ENTITY})");
        self.read(|reader| {
            let named = |row: &Row<'_>| Ok(NamingCount { requests: row.get(0)?, oldest: row.get(1)? });
            reader.prepare_cached(&sql)?.query_row(asked!(reader, connection, called), named)
        })
    }

    /// The newest requests of these types that name one of the entities, each with the server's object.
    pub fn history_of(
        &self,
        connection: &str,
        called: &EntityQuery,
        types: &[&str],
        limit: u32,
    ) -> Result<Vec<RequestWithPayload>, Error> {
        let types = serde_json::Value::from(types.to_vec()).to_string();
        let sql = format!(
            "SELECT {ROW_COLUMNS}, raw.server FROM request LEFT JOIN raw ON raw.seq = request.seq WHERE request.seq IN ({SEQS_BY_ENTITY}) \
             AND request_type IN (SELECT value FROM json_each(:types)) \
             ORDER BY created DESC, request.seq DESC LIMIT :limit"
        );
        self.read(|reader| {
            let asked = asked!(reader, connection, called, ":types": types, ":limit": limit);
            let naming = |row: &Row<'_>| Ok(RequestWithPayload { row: listed(row)?, server: row.get("server")? });
            reader.prepare_cached(&sql)?.query_map(asked, naming)?.collect()
        })
    }
}
