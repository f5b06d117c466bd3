//! The tables of the cache and their migrations.

use std::sync::LazyLock;

use rusqlite_migration::{M, Migrations};

use super::{
    causes::older_keys,
    entities::table as entities,
    form_drafts, history,
    requests::{purged_ids, table},
    stamps,
};

static FIRST_RELEASE: LazyLock<String> = LazyLock::new(|| [form_drafts::TABLE, stamps::TABLE].concat());

/// Adds the index to caches that were created before it existed.
const SETS_INDEX: &str = "CREATE INDEX IF NOT EXISTS request_sets ON request (connection, smartcard, set_top_box) \
    WHERE instr(smartcard, ', ') > 0 OR instr(set_top_box, ', ') > 0;";

/// Adds the owner and the idempotency key to form drafts. Existing drafts get a key now, and an owner when the
/// signed-in user is known.
const FORM_KEYS: &str = "
CREATE TABLE form_by_owner (
    connection TEXT NOT NULL,
    user TEXT NOT NULL,
    operation TEXT NOT NULL,
    key TEXT NOT NULL,
    form TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (connection, user, operation)
) STRICT;
INSERT INTO form_by_owner (connection, user, operation, key, form, at)
    SELECT connection, '', operation, lower(concat_ws('-', hex(randomblob(4)), hex(randomblob(2)), hex(randomblob(2)),
    hex(randomblob(2)), hex(randomblob(6)))), form, at FROM form;
DROP TABLE form;
ALTER TABLE form_by_owner RENAME TO form;
";

/// Reduces the stored server objects to the members that are kept today: only those that are shown.
const KEEP_SHOWN_MEMBERS: &str = "
UPDATE raw SET server = (
    SELECT json_group_object(m.key, CASE m.key
        WHEN 'log_information' THEN json((
            SELECT json_group_object(l.key, CASE
                WHEN l.key IN ('created_by_user', 'updated_by_user', 'created_by_unit') THEN json((
                    SELECT json_group_object(w.key, json(raw.server -> w.fullkey)) FROM json_each(raw.server, l.fullkey) w
                    WHERE w.key IN ('username', 'person_name') OR (w.key = 'name' AND l.key = 'created_by_unit')))
                ELSE json(raw.server -> l.fullkey) END)
            FROM json_each(raw.server, m.fullkey) l WHERE l.key IN
                ('created_date', 'updated_date', 'created_by_user', 'updated_by_user', 'created_by_unit')))
        WHEN 'subscription' THEN json((
            SELECT json_group_object(s.key, json(raw.server -> s.fullkey)) FROM json_each(raw.server, m.fullkey) s
            WHERE s.key IN ('id', 'number')))
        WHEN 'provisioning_provider' THEN json((
            SELECT json_group_object(p.key, json(raw.server -> p.fullkey)) FROM json_each(raw.server, m.fullkey) p
            WHERE p.key IN ('id', 'name', 'alternative_code')))
        ELSE json(raw.server -> m.fullkey) END)
    FROM json_each(raw.server) m WHERE m.key IN ('id', 'number', 'type', 'priority', 'life_cycle_state',
        'process_immediately', 'scheduled_date', 'executed_date', 'request', 'response', 'reference_number', 'error_code',
        'error_description', 'provider_error_code', 'provider_error_description', 'process_name', 'log_information',
        'parameters_set', 'subscription', 'provisioning_provider'))
WHERE json_valid(server);
";

/// The last version with a search that distinguished accents.
#[cfg(test)]
pub(super) const VERSION_BEFORE_FOLDED_SEARCH: usize = 13;

pub(super) fn migrations() -> Migrations<'static> {
    Migrations::new(vec![
        M::up(&FIRST_RELEASE),
        // The first release had a separate table of the server's requests. They are read from the server again.
        M::up("DROP TABLE IF EXISTS mirror; DELETE FROM stamp;"),
        // Formerly created tables that the following migrations replace.
        M::up(""),
        // Requests get the cause of their rejection, so they are read from the server again.
        M::up(table::DROP_REQUESTS),
        M::up("DELETE FROM stamp;"),
        M::up(table::CREATE_REQUESTS),
        M::up(entities::TABLES),
        M::up(SETS_INDEX),
        // `first_seen` became the number of the first report. Numbered, so that an earlier version, which would write times
        // again, refuses the cache.
        M::up(""),
        M::up(FORM_KEYS),
        M::up(purged_ids::TABLE),
        M::up(KEEP_SHOWN_MEMBERS),
        M::up("UPDATE thing SET server = NULL WHERE kind <> 'service';"),
        M::up(table::CREATE_SEARCH),
        M::up(entities::REFOLD_TEXTS),
        M::up(older_keys::TABLE),
        M::up(table::CREATE_BATCHED),
        // The journal's rows are copied again, each with whether a batch made it.
        M::up("DELETE FROM stamp WHERE connection = '' AND what = 'journal';"),
        M::up(history::CREATE_INDEX),
        M::up(entities::SUBSCRIPTION_INDEX),
    ])
}
