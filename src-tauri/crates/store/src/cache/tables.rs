//! The tables of the cache.

use rusqlite_migration::{M, Migrations};

const MIGRATIONS: &[M<'static>] = &[M::up(
    "
CREATE TABLE mirror (
    connection TEXT NOT NULL,
    id TEXT NOT NULL,
    number TEXT,
    provider TEXT NOT NULL,
    request_type TEXT,
    state TEXT NOT NULL,
    state_text TEXT,
    smartcard TEXT,
    set_top_box TEXT,
    service TEXT,
    subscription TEXT,
    created INTEGER,
    user TEXT,
    priority TEXT,
    error_code TEXT,
    error_text TEXT,
    seen INTEGER NOT NULL,
    server TEXT NOT NULL,
    search TEXT NOT NULL,
    PRIMARY KEY (connection, id)
) STRICT;
CREATE INDEX mirror_page ON mirror (connection, created, id, state);
CREATE TABLE form (
    connection TEXT NOT NULL,
    operation TEXT NOT NULL,
    form TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (connection, operation)
) STRICT;
CREATE TABLE stamp (
    connection TEXT NOT NULL,
    what TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (connection, what)
) STRICT;
",
)];

pub(super) const fn migrations() -> Migrations<'static> {
    Migrations::from_slice(MIGRATIONS)
}
