//! The tables of the supervisors' workbench: what people note about rejected requests, what they know of causes, and
//! what was retried. The server has no place for any of it.
//!
//! `request` names a request of the server by its id, or by the desk's own key where it has none: so two desks mean
//! the same one. What was replaced by something newer stays beside it, in the tables that end in `_past`.

pub(super) const TABLES: &str = "
CREATE TABLE mark (
    connection TEXT NOT NULL,
    request TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    PRIMARY KEY (connection, request, field)
) STRICT, WITHOUT ROWID;
CREATE INDEX mark_field ON mark (connection, field, value);
CREATE TABLE mark_past (
    connection TEXT NOT NULL,
    request TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT,
    at INTEGER NOT NULL,
    by TEXT NOT NULL
) STRICT;
CREATE INDEX mark_past_request ON mark_past (connection, request);
CREATE TABLE knowledge (
    grp TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    cause TEXT NOT NULL,
    owner TEXT,
    next_step TEXT NOT NULL,
    advice TEXT,
    at INTEGER NOT NULL,
    by TEXT NOT NULL
) STRICT;
CREATE TABLE knowledge_past (
    grp TEXT NOT NULL,
    title TEXT NOT NULL,
    cause TEXT NOT NULL,
    owner TEXT,
    next_step TEXT NOT NULL,
    advice TEXT,
    at INTEGER NOT NULL,
    by TEXT NOT NULL
) STRICT;
CREATE TABLE grouping (
    fingerprint TEXT PRIMARY KEY,
    joined TEXT,
    split_by TEXT
) STRICT;
CREATE TABLE retry (
    submission TEXT PRIMARY KEY,
    connection TEXT NOT NULL,
    request TEXT NOT NULL,
    rejected_at INTEGER,
    fingerprint TEXT NOT NULL,
    changed INTEGER NOT NULL,
    batch TEXT
) STRICT;
CREATE INDEX retry_request ON retry (connection, request);
CREATE INDEX retry_fingerprint ON retry (connection, fingerprint);
CREATE TABLE batch (
    id TEXT PRIMARY KEY,
    connection TEXT NOT NULL,
    user TEXT NOT NULL,
    state TEXT NOT NULL,
    paused TEXT,
    created INTEGER NOT NULL,
    title TEXT,
    error TEXT
) STRICT;
CREATE TABLE batch_row (
    batch TEXT NOT NULL,
    place INTEGER NOT NULL,
    request TEXT NOT NULL,
    key TEXT NOT NULL,
    rejected_at INTEGER,
    fingerprint TEXT NOT NULL,
    form TEXT,
    left_out TEXT,
    missing TEXT,
    submission TEXT,
    PRIMARY KEY (batch, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX batch_row_submission ON batch_row (submission);
CREATE INDEX batch_row_left ON batch_row (batch, place) WHERE left_out IS NULL AND submission IS NULL;
";
