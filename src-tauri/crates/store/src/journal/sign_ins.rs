//! Stores who signed in and out on a connection, and when; never what with.
//!
//! A purge by the retention leaves how many there were, by day and user.

use rusqlite::params;

use super::transaction::Transaction;
use crate::{Error, request_state::words};

pub(super) const TABLES: &str = "
CREATE TABLE sign_in (
    seq INTEGER PRIMARY KEY,
    connection TEXT NOT NULL,
    at INTEGER NOT NULL,
    user TEXT NOT NULL,
    act TEXT NOT NULL
) STRICT;
CREATE INDEX sign_in_at ON sign_in (connection, at);
CREATE TABLE sign_in_count (
    connection TEXT NOT NULL,
    day TEXT NOT NULL,
    user TEXT NOT NULL,
    act TEXT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (connection, day, user, act)
) STRICT, WITHOUT ROWID;
";

words! {
    /// The history has the same words for them.
    SignInAct {
        In = "signIn",
        Out = "signOut",
    }
}

impl Transaction<'_> {
    /// Notes a sign-in or a sign-out of a user, by the user's display name.
    pub fn note_sign_in(&self, connection: &str, act: SignInAct, at: i64, user: &str) -> Result<(), Error> {
        let sql = "INSERT INTO sign_in (connection, at, user, act) VALUES (?1, ?2, ?3, ?4)";
        self.connection().prepare_cached(sql)?.execute(params![connection, at, user, act])?;
        Ok(())
    }

    /// Deletes the sign-ins and sign-outs before a time, counts them, and returns how many. `day` converts a connection and
    /// a time into a day.
    pub fn purge_sign_ins(&self, before: i64, day: impl Fn(&str, i64) -> String) -> Result<usize, Error> {
        let journal = self.connection();
        let mut old = journal.prepare_cached("SELECT connection, at, user, act FROM sign_in WHERE at < ?1")?;
        let mut count = journal.prepare_cached(
            "INSERT INTO sign_in_count (connection, day, user, act, times) VALUES (?1, ?2, ?3, ?4, 1) \
             ON CONFLICT DO UPDATE SET times = times + 1",
        )?;
        let mut rows = old.query([before])?;
        while let Some(row) = rows.next()? {
            let (connection, user): (String, String) = (row.get(0)?, row.get(2)?);
            count.execute(params![connection, day(&connection, row.get(1)?), user, row.get::<_, SignInAct>(3)?])?;
        }
        Ok(journal.execute("DELETE FROM sign_in WHERE at < ?1", [before])?)
    }
}
