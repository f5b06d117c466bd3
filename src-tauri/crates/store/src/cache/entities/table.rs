//! The tables of entities and of their owners, and how a row is read.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::entity::{CachedEntity, Identifiers, Owner, ReportedEntity};
use crate::{
    Error,
    cache::database::{Cache, lock},
};

/// Number of low bits in a row number for the entity's own number; the owner's number is above them.
pub(super) const ROW_BITS: u32 = 40;

/// First and last possible row number of an owner.
pub(super) const fn seqs(owner: i64) -> (i64, i64) {
    (owner << ROW_BITS, ((owner + 1) << ROW_BITS) - 1)
}

pub(in crate::cache) const TABLES: &str = "
CREATE TABLE owner (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection TEXT NOT NULL,
    user TEXT NOT NULL,
    next INTEGER NOT NULL DEFAULT 1,
    things INTEGER NOT NULL DEFAULT 0,
    UNIQUE (connection, user)
) STRICT;
CREATE TABLE thing (
    seq INTEGER PRIMARY KEY,
    owner INTEGER NOT NULL,
    kind TEXT NOT NULL,
    serial_number TEXT,
    alternative_code TEXT,
    id TEXT,
    number TEXT,
    code TEXT,
    ca_id TEXT,
    provider TEXT,
    name TEXT,
    product TEXT,
    state TEXT,
    subscription TEXT,
    account TEXT,
    ownership TEXT,
    asked INTEGER,
    learnt INTEGER,
    used INTEGER,
    pinned INTEGER,
    fresh INTEGER NOT NULL,
    text TEXT NOT NULL,
    server TEXT
) STRICT;
CREATE INDEX thing_fresh ON thing (owner, fresh) WHERE pinned IS NULL;
CREATE INDEX thing_used ON thing (owner, used) WHERE used IS NOT NULL;
CREATE INDEX thing_pinned ON thing (owner, pinned) WHERE pinned IS NOT NULL;
CREATE INDEX thing_kind ON thing (owner, kind);
CREATE TABLE thing_name (
    owner INTEGER NOT NULL,
    text TEXT NOT NULL,
    by TEXT NOT NULL,
    thing INTEGER NOT NULL,
    PRIMARY KEY (owner, text, by, thing)
) STRICT, WITHOUT ROWID;
CREATE INDEX thing_name_thing ON thing_name (thing);
CREATE VIRTUAL TABLE thing_text USING fts5 (text, content = 'thing', content_rowid = 'seq', tokenize = 'trigram');
INSERT INTO thing_text (thing_text, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER thing_added AFTER INSERT ON thing BEGIN
    INSERT INTO thing_text (rowid, text) VALUES (new.seq, new.text);
    UPDATE owner SET things = things + 1 WHERE id = new.owner;
END;
CREATE TRIGGER thing_renamed AFTER UPDATE OF text ON thing WHEN old.text IS NOT new.text BEGIN
    INSERT INTO thing_text (thing_text, rowid, text) VALUES ('delete', old.seq, old.text);
    INSERT INTO thing_text (rowid, text) VALUES (new.seq, new.text);
END;
CREATE TRIGGER thing_dropped AFTER DELETE ON thing BEGIN
    INSERT INTO thing_text (thing_text, rowid, text) VALUES ('delete', old.seq, old.text);
    DELETE FROM thing_name WHERE thing = old.seq;
    UPDATE owner SET things = things - 1 WHERE id = old.owner;
END;
";

/// Finds the cards and boxes of a subscription.
pub(in crate::cache) const SUBSCRIPTION_INDEX: &str =
    "CREATE INDEX IF NOT EXISTS thing_subscription ON thing (owner, subscription) WHERE subscription IS NOT NULL;";

/// Folds the searched text of every entity anew, as the words of this version do. The index of trigrams follows through its
/// trigger.
pub(in crate::cache) const REFOLD_TEXTS: &str =
    "UPDATE thing SET text = searched(6, serial_number, alternative_code, id, number, code, ca_id);";

pub(super) const ROW_COLUMNS: &str = "thing.seq, thing.kind, thing.serial_number, thing.alternative_code, thing.id, thing.number, \
    thing.code, thing.ca_id, thing.provider, thing.name, thing.product, thing.state, thing.subscription, \
    thing.account, thing.ownership, thing.asked, thing.learnt, thing.used, thing.pinned, thing.server";

pub(super) fn kept(row: &Row<'_>) -> rusqlite::Result<CachedEntity> {
    Ok(CachedEntity {
        seq: row.get(0)?,
        reported: ReportedEntity {
            kind: row.get(1)?,
            names: Identifiers {
                serial_number: row.get(2)?,
                alternative_code: row.get(3)?,
                id: row.get(4)?,
                number: row.get(5)?,
                code: row.get(6)?,
                ca_id: row.get(7)?,
            },
            provider: row.get(8)?,
            name: row.get(9)?,
            product: row.get(10)?,
            state: row.get(11)?,
            subscription: row.get(12)?,
            account: row.get(13)?,
            ownership: row.get(14)?,
            server: row.get(19)?,
        },
        asked: row.get(15)?,
        learnt: row.get(16)?,
        used: row.get(17)?,
        pinned: row.get(18)?,
    })
}

pub(super) fn by_seq(cache: &Connection, seq: i64) -> rusqlite::Result<Option<CachedEntity>> {
    cache.prepare_cached(&format!("SELECT {ROW_COLUMNS} FROM thing WHERE seq = ?1"))?.query_row([seq], kept).optional()
}

/// The owner's number, if it has ever stored an entity.
pub(super) fn owner_id(cache: &Connection, owner: &Owner) -> rusqlite::Result<Option<i64>> {
    cache
        .prepare_cached("SELECT id FROM owner WHERE connection = ?1 AND user = ?2")?
        .query_row(params![owner.connection, owner.user], |row| row.get(0))
        .optional()
}

impl Cache {
    /// Reads the data of an owner; returns the default if the owner has none. It does not follow the journal first,
    /// because entities do not come from the journal.
    pub(super) fn of_owner<T: Default>(
        &self,
        owner: &Owner,
        read: impl Fn(&Connection, i64) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        self.mending(|| {
            let reader = lock(&self.reader);
            owner_id(&reader, owner)?.map_or_else(|| Ok(T::default()), |id| read(&reader, id))
        })
    }
}
