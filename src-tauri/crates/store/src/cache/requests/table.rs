//! The tables of requests: `request` with its indexes, `raw` with the server's objects, `shape` with the words of causes, and
//! the index of trigrams.

/// Length of a trigram in letters; shorter texts are not in the index.
pub(in crate::cache) const TRIGRAM_CHARS: usize = 3;

/// Triggers that keep the text index and the stored objects consistent with the rows.
macro_rules! text_triggers {
    () => {
        "CREATE TRIGGER request_added AFTER INSERT ON request BEGIN
    INSERT INTO request_text (rowid, text) VALUES (new.seq, new.text);
END;
CREATE TRIGGER request_reworded AFTER UPDATE ON request WHEN old.text IS NOT new.text BEGIN
    INSERT INTO request_text (request_text, rowid, text) VALUES ('delete', old.seq, old.text);
    INSERT INTO request_text (rowid, text) VALUES (new.seq, new.text);
END;
CREATE TRIGGER request_dropped AFTER DELETE ON request BEGIN
    INSERT INTO request_text (request_text, rowid, text) VALUES ('delete', old.seq, old.text);
    DELETE FROM raw WHERE seq = old.seq;
END;
"
    };
}

/// The requests, each once, of this desk and of others. Rows are narrow, because lists read many of them; the server's
/// whole object is in a table of its own. The searched text is declared here, and triggers keep its index consistent.
///
/// Every column that a list can be sorted by has an index in the order of the list, with ties by age. `request_counted`
/// holds every column that a filter uses, so that counting reads no rows. `request_searched` holds the text; words too
/// short for trigrams are counted from it. `request_sets` holds the rows that name several cards or boxes.
/// `request_rejected` holds all columns that grouping needs: of rejected requests alone, so that other requests do not
/// pay for it; a generated column would make SQLite read the rows. `shape` holds the normalized text of each
/// fingerprint.
pub(in crate::cache) const CREATE_REQUESTS: &str = concat!(
    "
CREATE TABLE request (
    seq INTEGER PRIMARY KEY,
    connection TEXT NOT NULL,
    key TEXT NOT NULL,
    server_id TEXT,
    mine INTEGER NOT NULL,
    number TEXT,
    provider TEXT NOT NULL,
    operation TEXT,
    request_type TEXT,
    state TEXT NOT NULL,
    state_text TEXT,
    smartcard TEXT,
    set_top_box TEXT,
    service TEXT,
    subscription TEXT,
    created INTEGER,
    updated INTEGER,
    user TEXT,
    unit TEXT,
    priority TEXT,
    error_code TEXT,
    error_text TEXT,
    held_until INTEGER,
    next_try INTEGER,
    next_look INTEGER,
    not_before INTEGER,
    waits_since INTEGER,
    unwatched INTEGER NOT NULL DEFAULT 0,
    closed INTEGER NOT NULL DEFAULT 0,
    first_seen INTEGER,
    fingerprint TEXT,
    grp TEXT,
    subject TEXT NOT NULL,
    rejected_at INTEGER,
    error TEXT GENERATED ALWAYS AS (coalesce(error_text, error_code)) VIRTUAL,
    text TEXT GENERATED ALWAYS AS (concat_ws(char(10), number, server_id, smartcard, set_top_box, service,
        subscription, user, error_code, error_text)) VIRTUAL,
    UNIQUE (connection, key)
) STRICT;
CREATE INDEX request_server ON request (connection, server_id);
CREATE INDEX request_counted ON request
    (connection, state, created, provider, request_type, user, unit, priority, mine, error);
CREATE INDEX request_state ON request (connection, state, created);
CREATE INDEX request_searched ON request (connection, state, text);
CREATE INDEX request_number ON request (connection, number, created);
CREATE INDEX request_request_type ON request (connection, request_type, created);
CREATE INDEX request_provider ON request (connection, provider, created);
CREATE INDEX request_smartcard ON request (connection, smartcard, created);
CREATE INDEX request_set_top_box ON request (connection, set_top_box, created);
CREATE INDEX request_service ON request (connection, service, created);
CREATE INDEX request_subscription ON request (connection, subscription, created);
CREATE INDEX request_created ON request (connection, created);
CREATE INDEX request_updated ON request (connection, updated, created);
CREATE INDEX request_user ON request (connection, user, created);
CREATE INDEX request_unit ON request (connection, unit, created);
CREATE INDEX request_priority ON request (connection, priority, created);
CREATE INDEX request_error ON request (connection, error, created);
CREATE INDEX request_mine ON request (connection, created, state) WHERE mine = 1;
CREATE INDEX request_failed ON request (connection, created, state) WHERE error IS NOT NULL;
CREATE INDEX request_rejected ON request (connection, grp, smartcard, rejected_at, subscription, subject, fingerprint)
    WHERE grp IS NOT NULL;
CREATE INDEX request_sets ON request (connection, smartcard, set_top_box)
    WHERE instr(smartcard, ', ') > 0 OR instr(set_top_box, ', ') > 0;
CREATE TABLE shape (
    fingerprint TEXT PRIMARY KEY,
    provider TEXT NOT NULL,
    request_type TEXT,
    error_code TEXT,
    shape TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE raw (
    seq INTEGER PRIMARY KEY,
    server TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE request_text USING fts5 (text, content = 'request', content_rowid = 'seq', tokenize = 'trigram');
",
    text_triggers!()
);

/// Folds the searched text, with numbers also without dashes and blanks, and adds indexes in the order of lists that
/// are sorted by names or numbers (`words.rs`). It can be run repeatedly.
pub(in crate::cache) const CREATE_SEARCH: &str = concat!(
    "
DROP TRIGGER request_added;
DROP TRIGGER request_reworded;
DROP TRIGGER request_dropped;
DROP TABLE request_text;
DROP INDEX request_searched;
ALTER TABLE request DROP COLUMN text;
ALTER TABLE request ADD COLUMN text TEXT GENERATED ALWAYS AS (searched(6, number, server_id, smartcard, set_top_box,
    service, subscription, user, error_code, error_text)) VIRTUAL;
CREATE INDEX request_searched ON request (connection, state, text);
CREATE VIRTUAL TABLE request_text USING fts5 (text, content = 'request', content_rowid = 'seq', tokenize = 'trigram');
INSERT INTO request_text (request_text) VALUES ('rebuild');
",
    text_triggers!(),
    "DROP INDEX IF EXISTS request_user;
DROP INDEX IF EXISTS request_unit;
DROP INDEX IF EXISTS request_priority;
DROP INDEX IF EXISTS request_error;
CREATE INDEX IF NOT EXISTS request_by_number ON request (connection, ordered(number), number, created);
CREATE INDEX IF NOT EXISTS request_by_smartcard ON request (connection, ordered(smartcard), smartcard, created);
CREATE INDEX IF NOT EXISTS request_by_set_top_box ON request (connection, ordered(set_top_box), set_top_box, created);
CREATE INDEX IF NOT EXISTS request_by_service ON request (connection, ordered(service), service, created);
CREATE INDEX IF NOT EXISTS request_by_subscription ON request (connection, ordered(subscription), subscription, created);
CREATE INDEX IF NOT EXISTS request_by_user ON request (connection, ordered(user), user, created);
CREATE INDEX IF NOT EXISTS request_by_unit ON request (connection, ordered(unit), unit, created);
CREATE INDEX IF NOT EXISTS request_by_priority ON request (connection, ordered(priority), priority, created);
CREATE INDEX IF NOT EXISTS request_by_error ON request (connection, ordered(error), error, created);
"
);

/// Marks this desk's rows that a batch made, so that lists can leave them out. Its index holds all that counting this desk's
/// rows by user needs.
pub(in crate::cache) const CREATE_BATCHED: &str = "
ALTER TABLE request ADD COLUMN batched INTEGER NOT NULL DEFAULT 0;
DROP INDEX request_mine;
CREATE INDEX request_mine ON request (connection, created, state, user, batched) WHERE mine = 1;
";

/// Rebuilds all data that depends on [`crate::words::VERSION`]. The identifiers of entities are updated by their
/// trigger.
pub(in crate::cache) const REFOLD_TEXTS: &str =
    "INSERT INTO request_text (request_text) VALUES ('rebuild'); REINDEX request;";

/// Drops the tables of requests, which is much faster than deleting many rows.
pub(in crate::cache) const DROP_REQUESTS: &str = "DROP TABLE IF EXISTS request_text; DROP TABLE IF EXISTS raw; \
    DROP TABLE IF EXISTS request; DROP TABLE IF EXISTS shape;";

/// Makes FTS5 erase deleted text from its pages, and the statement that ends this again, so that operations that
/// rewrite much are spared the cost.
pub(crate) const SECURE_DELETE_ON: &str = "INSERT INTO request_text (request_text, rank) VALUES ('secure-delete', 1)";
pub(crate) const SECURE_DELETE_OFF: &str = "INSERT INTO request_text (request_text, rank) VALUES ('secure-delete', 0)";
