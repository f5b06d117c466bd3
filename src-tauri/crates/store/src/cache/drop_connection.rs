//! Deletes a connection's data from the cache when the connection is removed or leads to another server.

use rusqlite::Connection;

use super::{
    database::Cache,
    history,
    requests::{journal_sync, mirror_order, purged_ids, table},
};
use crate::Error;

impl Cache {
    /// Deletes the mirrored requests of a connection when its server is replaced by another.
    pub fn forget_requests(&self, connection: &str) -> Result<(), Error> {
        self.write(|writer| {
            let transaction = writer.transaction()?;
            forget(&transaction, connection)?;
            let seq = mirror_order::begin_anew(&transaction, connection)?;
            transaction.commit()?;
            self.reached(seq);
            Ok(())
        })
    }

    /// Deletes the data of a connection's server: its lists and look-ups.
    pub fn forget_server(&self, connection: &str) -> Result<(), Error> {
        self.forget_requests(connection)?;
        self.forget_entities(connection)
    }

    /// Deletes the data of a removed connection, except this desk's own requests.
    pub fn forget_connection(&self, connection: &str) -> Result<(), Error> {
        self.forget_server(connection)?;
        self.write(|writer| writer.execute("DELETE FROM form WHERE connection = ?1", [connection]).map(drop))
    }
}

fn forget(cache: &Connection, connection: &str) -> rusqlite::Result<()> {
    cache.execute("DELETE FROM stamp WHERE connection = ?1", [connection])?;
    purged_ids::forget_all(cache, connection)?;
    let told = |compared: &str| {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM request WHERE mine = 0 AND connection {compared} ?1)");
        cache.query_row(&sql, [connection], |row| row.get::<_, bool>(0))
    };
    if !told("<>")? {
        if told("=")? {
            // No other connection has mirrored requests: the tables can be dropped, and the journal's rows copied
            // again.
            cache.execute_batch(table::DROP_REQUESTS)?;
            cache.execute_batch(table::CREATE_REQUESTS)?;
            cache.execute_batch(table::CREATE_SEARCH)?;
            cache.execute_batch(table::CREATE_BATCHED)?;
            cache.execute_batch(history::CREATE_INDEX)?;
            journal_sync::begin_anew(cache)?;
        }
        return Ok(());
    }
    cache.execute("DELETE FROM raw WHERE seq IN (SELECT seq FROM request WHERE connection = ?1)", [connection])?;
    cache.execute("DELETE FROM request WHERE connection = ?1 AND mine = 0", [connection])?;
    Ok(())
}
