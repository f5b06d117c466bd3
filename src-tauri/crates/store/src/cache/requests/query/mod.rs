//! Queries the list of requests: filter, order, pages and counts. [`sql`] builds the SQLite statements.
//!
//! Not here: how a row is read (`record`), and what lists filter by in menus (`facets`).

pub(in crate::cache) mod filter;
mod sql;

use std::ops::ControlFlow;

use rusqlite::{Connection, OptionalExtension, params_from_iter};

use self::{
    filter::{Filter, Query},
    sql::Sql,
};
use super::record::{ROW_COLUMNS, RequestRecord, listed};
use crate::{
    Error,
    cache::{
        database::{Cache, lock},
        facets::{self, Facets},
        open::open_to_read,
    },
    request_state::RequestState,
};

fn rows(reader: &Connection, sql: &Sql) -> rusqlite::Result<Vec<RequestRecord>> {
    reader.prepare_cached(&sql.text)?.query_map(params_from_iter(&sql.params), listed)?.collect()
}

fn counts(reader: &Connection, sql: &Sql) -> rusqlite::Result<Vec<(RequestState, u32)>> {
    reader
        .prepare_cached(&sql.text)?
        .query_map(params_from_iter(&sql.params), |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

impl Cache {
    /// A page of a list, read from the disk alone and therefore independent of the network.
    pub fn requests(&self, query: &Query) -> Result<Vec<RequestRecord>, Error> {
        let sql = query.page_sql();
        self.read(|reader| rows(reader, &sql))
    }

    /// Number of requests in each state that match a filter; the states in the filter are ignored.
    pub fn counts(&self, connection: &str, filter: &Filter) -> Result<Vec<(RequestState, u32)>, Error> {
        let sql = Query::counts_sql(connection, filter);
        self.count(|counter| counts(counter, &sql))
    }

    /// One request of a connection by its key.
    pub fn request(&self, connection: &str, key: &str) -> Result<Option<RequestRecord>, Error> {
        let sql = format!("SELECT {ROW_COLUMNS} FROM request WHERE connection = ?1 AND key = ?2");
        self.read(|reader| {
            let mut statement = reader.prepare_cached(&sql)?;
            statement.query_map([connection, key], listed)?.next().transpose()
        })
    }

    /// The key under which a request of the server is listed: this desk's own where it sent it.
    pub fn key_of(&self, connection: &str, server_id: &str) -> Result<Option<String>, Error> {
        let sql = "SELECT key FROM request WHERE connection = ?1 AND server_id = ?2 ORDER BY mine DESC LIMIT 1";
        self.read(|reader| reader.prepare_cached(sql)?.query_row([connection, server_id], |row| row.get(0)).optional())
    }

    /// Calls `each` with every request of a list, from a snapshot taken at the start. It opens a connection of its own,
    /// so that a long export delays no screen. Returns the number of requests, or `None` if `each` stopped it.
    pub fn each<E>(
        &self,
        query: &Query,
        mut each: impl FnMut(u32, RequestRecord) -> Result<ControlFlow<()>, E>,
    ) -> Result<Result<Option<u32>, E>, Error> {
        self.follow()?;
        let mut reader = open_to_read(&self.path)?;
        let snapshot = reader.transaction()?;
        let states = &query.filter.states;
        let counted = counts(&snapshot, &Query::counts_sql(&query.connection, &query.filter))?;
        let wanted = |state: &RequestState| states.is_empty() || states.contains(state);
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

    /// Facets of a connection, recounted only after a write.
    pub fn facets(&self, connection: &str) -> Result<Facets, Error> {
        self.count(|counter| {
            let version: i64 = counter.pragma_query_value(None, "data_version", |row| row.get(0))?;
            if let Some((_, facets)) = lock(&self.facets).get(connection).filter(|(known, _)| *known == version) {
                return Ok(facets.clone());
            }
            let facets = facets::count(counter, connection)?;
            lock(&self.facets).insert(connection.to_owned(), (version, facets.clone()));
            Ok(facets)
        })
    }
}
