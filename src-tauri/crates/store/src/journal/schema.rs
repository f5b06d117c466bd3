//! The tables and how they came to be. A migration that was released never changes.

use rusqlite_migration::{M, Migrations};

use super::{retention, tenant};
use crate::journal::{field_jobs, triage_schema};

/// `search` is left empty: the cache holds this desk's own rows too, and its text is searched there.
const TABLES: &str = "
CREATE TABLE submission (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    connection TEXT NOT NULL,
    user TEXT NOT NULL,
    operation TEXT NOT NULL,
    provider TEXT NOT NULL,
    request_type TEXT NOT NULL,
    path TEXT NOT NULL,
    form TEXT NOT NULL,
    body TEXT NOT NULL,
    has_pin INTEGER NOT NULL,
    cards TEXT NOT NULL,
    smartcard TEXT,
    set_top_box TEXT,
    service TEXT,
    subscription TEXT,
    priority TEXT,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    state TEXT NOT NULL,
    held_until INTEGER,
    tries INTEGER NOT NULL DEFAULT 0,
    next_try INTEGER,
    server_id TEXT,
    server_number TEXT,
    server_state TEXT,
    server TEXT,
    error_code TEXT,
    error_text TEXT,
    problem TEXT,
    accepted INTEGER,
    looks INTEGER NOT NULL DEFAULT 0,
    next_look INTEGER,
    unwatched INTEGER NOT NULL DEFAULT 0,
    search TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX submission_page ON submission (connection, created, key, state);
CREATE INDEX submission_state ON submission (state);
CREATE INDEX submission_server ON submission (connection, server_id);
CREATE TABLE step (
    submission TEXT NOT NULL,
    at INTEGER NOT NULL,
    step TEXT NOT NULL,
    detail TEXT
) STRICT;
CREATE INDEX step_submission ON step (submission);
";

/// What a row needs to wait, to be found again and to be followed. Rows of before keep their order; what left has
/// the time of its last leaving.
const WAITING: &str = "
ALTER TABLE submission ADD COLUMN unit TEXT;
ALTER TABLE submission ADD COLUMN change INTEGER NOT NULL DEFAULT 0;
ALTER TABLE submission ADD COLUMN rank REAL NOT NULL DEFAULT 0;
ALTER TABLE submission ADD COLUMN not_before INTEGER;
ALTER TABLE submission ADD COLUMN waits_since INTEGER;
ALTER TABLE submission ADD COLUMN sent INTEGER;
ALTER TABLE submission ADD COLUMN evidence TEXT;
ALTER TABLE submission ADD COLUMN closed INTEGER NOT NULL DEFAULT 0;
UPDATE submission SET
    change = seq,
    rank = seq,
    waits_since = CASE WHEN state IN ('held', 'queued') OR (state = 'not-sent' AND next_try IS NOT NULL)
        THEN updated END,
    sent = (SELECT max(step.at) FROM step WHERE step.submission = submission.key AND step.step = 'sending');
CREATE INDEX submission_change ON submission (change);
CREATE INDEX submission_rank ON submission (rank);
CREATE INDEX submission_look ON submission (state, next_look);
DROP INDEX submission_state;
";

/// Lists are read from the cache. What is asked of the journal is asked by state, and each index costs every change
/// of a row: one serves all of these questions.
const OPEN: &str = "
CREATE INDEX submission_state ON submission (state, connection, next_look);
DROP INDEX submission_page;
DROP INDEX submission_look;
";

/// What is long stands beside the row, which is written anew with each of its changes.
const LONG_TEXTS: &str = "
CREATE TABLE form (
    submission INTEGER PRIMARY KEY,
    path TEXT NOT NULL,
    form TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
INSERT INTO form SELECT seq, path, form, body FROM submission;
CREATE TABLE answer (
    submission INTEGER PRIMARY KEY,
    server TEXT,
    problem TEXT,
    evidence TEXT
) STRICT;
INSERT INTO answer SELECT seq, server, problem, evidence FROM submission
    WHERE coalesce(server, problem, evidence) IS NOT NULL;
ALTER TABLE submission DROP COLUMN path;
ALTER TABLE submission DROP COLUMN form;
ALTER TABLE submission DROP COLUMN body;
ALTER TABLE submission DROP COLUMN server;
ALTER TABLE submission DROP COLUMN problem;
ALTER TABLE submission DROP COLUMN evidence;
ALTER TABLE submission DROP COLUMN search;
";

/// How far the mirror had been told when a row left, and when one of the field was made. Of rows of before nothing is
/// known. `lists_excused`: somebody decided that it leaves although not all lists could be read.
const TOLD: &str = "
ALTER TABLE submission ADD COLUMN mirror_generation INTEGER;
ALTER TABLE submission ADD COLUMN mirror_seq INTEGER;
ALTER TABLE field_note ADD COLUMN mirror_generation INTEGER;
ALTER TABLE field_note ADD COLUMN mirror_seq INTEGER;
ALTER TABLE field_note ADD COLUMN lists_excused INTEGER NOT NULL DEFAULT 0;
";

/// What once was known is asked for by its group with each row of a file.
const PAST_BY_GROUP: &str = "CREATE INDEX IF NOT EXISTS knowledge_past_grp ON knowledge_past (grp, at);";

pub(super) const MIGRATIONS: &[M<'static>] = &[
    M::up(TABLES),
    M::up(WAITING),
    M::up(OPEN),
    M::up(LONG_TEXTS),
    M::up(triage_schema::TABLES),
    M::up(field_jobs::TABLES),
    M::up(tenant::TABLES),
    M::up(TOLD),
    M::up(retention::TABLES),
    M::up(PAST_BY_GROUP),
];

/// The version that the migrations lead to.
pub(super) const VERSION: i64 = 10;

pub(super) const fn migrations() -> Migrations<'static> {
    Migrations::from_slice(MIGRATIONS)
}
