//! Counts the values that occur in requests, for the menus of the filters.

use std::collections::HashMap;

use rusqlite::Connection;

/// The values that occur in a connection's requests with their numbers, most frequent first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    pub providers: Vec<(String, u32)>,
    pub types: Vec<(String, u32)>,
    pub users: Vec<(String, u32)>,
    pub units: Vec<(String, u32)>,
    pub priorities: Vec<(String, u32)>,
}

/// Facets by connection, with the data version at the time of counting.
pub(crate) type CountedFacets = HashMap<String, (i64, Facets)>;

pub(super) fn count(reader: &Connection, connection: &str) -> rusqlite::Result<Facets> {
    // Counted from the column's own index, without reading rows.
    let values = |column: &str| -> rusqlite::Result<Vec<(String, u32)>> {
        let sql = format!(
            "SELECT {column}, count(*) AS requests FROM request INDEXED BY request_{column} \
             WHERE connection = ?1 AND {column} IS NOT NULL GROUP BY {column} ORDER BY requests DESC, {column}"
        );
        reader.prepare_cached(&sql)?.query_map([connection], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    };
    let names = |column: &str| -> rusqlite::Result<Vec<(String, u32)>> {
        let sql = format!(
            "SELECT {column}, count(*) AS requests FROM request INDEXED BY request_by_{column} \
             WHERE connection = ?1 AND {column} IS NOT NULL GROUP BY ordered({column}), {column} \
             ORDER BY requests DESC, ordered({column}), {column}"
        );
        reader.prepare_cached(&sql)?.query_map([connection], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    };
    Ok(Facets {
        providers: values("provider")?,
        types: values("request_type")?,
        users: names("user")?,
        units: names("unit")?,
        priorities: names("priority")?,
    })
}
