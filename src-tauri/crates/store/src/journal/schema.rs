//! The tables of the journal and their migrations. A released migration never changes.

use std::sync::LazyLock;

use rusqlite_migration::{M, Migrations};

use super::{
    batches, ca_id_mappings, field_jobs, fingerprints, grouping, knowledge, outbox_table, retention, retries,
    sequences, sheets, sign_ins, tenant::ids, timeline, triage,
};

/// Columns for waiting, reconciling and watching. Existing rows keep their order; rows that were sent get the time when
/// they were last sent.
const WAITING_COLUMNS: &str = "
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

/// Lists are read from the cache. The journal is queried by state, and each index adds cost to every change of a row:
/// one index serves all of these queries.
const STATE_INDEX: &str = "
CREATE INDEX submission_state ON submission (state, connection, next_look);
DROP INDEX submission_page;
DROP INDEX submission_look;
";

/// Earlier versions stored the connection alone. Until its tenant is known, a placeholder tenant with an origin that is
/// no address takes its place. Of rows with the same server id, the earliest keeps the id.
const BY_TENANT: &str = "ALTER TABLE submission ADD COLUMN tenant INTEGER NOT NULL DEFAULT 0;
ALTER TABLE submission ADD COLUMN account TEXT NOT NULL DEFAULT '';
ALTER TABLE submission ADD COLUMN doubt TEXT;
ALTER TABLE submission ADD COLUMN refusals INTEGER NOT NULL DEFAULT 0;
ALTER TABLE submission ADD COLUMN id_twice INTEGER NOT NULL DEFAULT 0;
UPDATE submission SET
    tenant = (SELECT tenant FROM connection_tenant WHERE connection_tenant.connection = submission.connection),
    account = CASE user WHEN 'Web API key' THEN '' ELSE user END;
UPDATE submission SET undecided = 1, doubt = 'unproven'
    WHERE state IN ('held', 'queued') OR (state = 'not-sent' AND next_try IS NOT NULL);
UPDATE submission SET id_twice = 1 WHERE server_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM submission AS earlier WHERE earlier.connection = submission.connection
    AND earlier.server_id = submission.server_id AND earlier.seq < submission.seq
);
DROP INDEX submission_server;
CREATE UNIQUE INDEX submission_server ON submission (tenant, server_id)
    WHERE server_id IS NOT NULL AND id_twice = 0;

ALTER TABLE batch ADD COLUMN tenant INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batch ADD COLUMN unit TEXT;
ALTER TABLE batch ADD COLUMN account TEXT NOT NULL DEFAULT '';
UPDATE batch SET
    tenant = (SELECT tenant FROM connection_tenant WHERE connection_tenant.connection = batch.connection),
    account = CASE user WHEN 'Web API key' THEN '' ELSE user END;
ALTER TABLE field_job ADD COLUMN tenant INTEGER NOT NULL DEFAULT 0;
UPDATE field_job SET
    tenant = (SELECT tenant FROM connection_tenant WHERE connection_tenant.connection = field_job.connection);

ALTER TABLE mark RENAME TO mark_before;
CREATE TABLE mark (
    tenant INTEGER NOT NULL,
    request TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    PRIMARY KEY (tenant, request, field)
) STRICT, WITHOUT ROWID;
INSERT INTO mark SELECT tenant, request, field, value, at, by FROM mark_before JOIN connection_tenant USING (connection);
DROP TABLE mark_before;
CREATE INDEX mark_field ON mark (tenant, field, value);
ALTER TABLE mark_past RENAME TO mark_past_before;
CREATE TABLE mark_past (
    tenant INTEGER NOT NULL,
    request TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT,
    at INTEGER NOT NULL,
    by TEXT NOT NULL
) STRICT;
INSERT INTO mark_past
    SELECT tenant, request, field, value, at, by FROM mark_past_before JOIN connection_tenant USING (connection);
DROP TABLE mark_past_before;
CREATE INDEX mark_past_request ON mark_past (tenant, request);
ALTER TABLE retry RENAME TO retry_before;
CREATE TABLE retry (
    submission TEXT PRIMARY KEY,
    tenant INTEGER NOT NULL,
    request TEXT NOT NULL,
    rejected_at INTEGER,
    fingerprint TEXT NOT NULL,
    changed INTEGER NOT NULL,
    batch TEXT
) STRICT;
INSERT INTO retry SELECT submission, tenant, request, rejected_at, fingerprint, changed, batch
    FROM retry_before JOIN connection_tenant USING (connection);
DROP TABLE retry_before;
CREATE INDEX retry_request ON retry (tenant, request);
CREATE INDEX retry_fingerprint ON retry (tenant, fingerprint);
ALTER TABLE grouping RENAME TO grouping_before;
CREATE TABLE grouping (
    tenant INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    joined TEXT,
    split_by TEXT,
    PRIMARY KEY (tenant, fingerprint)
) STRICT, WITHOUT ROWID;
INSERT INTO grouping SELECT tenant.id, fingerprint, joined, split_by FROM grouping_before, tenant;
DROP TABLE grouping_before;
";

/// State of the mirror when a row was sent, and when a field request was made; unknown for existing rows.
/// `lists_excused`: the user decided to send it although some lists could not be read.
const MIRROR_MARKS: &str = "
ALTER TABLE submission ADD COLUMN mirror_generation INTEGER;
ALTER TABLE submission ADD COLUMN mirror_seq INTEGER;
ALTER TABLE field_note ADD COLUMN mirror_generation INTEGER;
ALTER TABLE field_note ADD COLUMN mirror_seq INTEGER;
ALTER TABLE field_note ADD COLUMN lists_excused INTEGER NOT NULL DEFAULT 0;
";

/// Past notes are looked up by group for each row of an imported file.
const PAST_BY_GROUP: &str = "CREATE INDEX IF NOT EXISTS knowledge_past_grp ON knowledge_past (grp, at);";

static FIRST_RELEASE: LazyLock<String> = LazyLock::new(|| [outbox_table::TABLE, timeline::TABLE].concat());
static TRIAGE: LazyLock<String> =
    LazyLock::new(|| [triage::TABLES, knowledge::TABLES, grouping::TABLE, retries::TABLE, batches::TABLES].concat());
static SHEETS: LazyLock<String> = LazyLock::new(|| {
    let sheets = [batches::ROWS_OF_SHEETS, sheets::TABLES, sheets::DRY_RUN_TABLES, fingerprints::COLUMNS];
    [sheets.concat().as_str(), timeline::DECIDER, sign_ins::TABLES].concat()
});
static TENANTS: LazyLock<String> = LazyLock::new(|| [ids::TABLES, BY_TENANT].concat());

/// All migrations, in their order.
pub(super) fn steps() -> Vec<M<'static>> {
    vec![
        M::up(&FIRST_RELEASE),
        M::up(WAITING_COLUMNS),
        M::up(STATE_INDEX),
        M::up(outbox_table::LONG_TEXTS),
        M::up(&TRIAGE),
        M::up(field_jobs::TABLES),
        M::up(&TENANTS),
        M::up(MIRROR_MARKS),
        M::up(retention::TABLES),
        M::up(PAST_BY_GROUP),
        M::up(retention::COUNTS_BY_CONNECTION),
        M::up(sequences::COLUMNS),
        M::up(ca_id_mappings::TABLES),
        M::up(&SHEETS),
    ]
}

/// The version that the migrations lead to.
pub(super) const VERSION: i64 = 14;

pub(super) fn migrations() -> Migrations<'static> {
    Migrations::new(steps())
}
