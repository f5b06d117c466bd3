//! Tenants and their numbers: one organisation of one server has one number, which the other tables refer to.

use rusqlite::{Connection, OptionalExtension};

use crate::identity::Tenant;

/// Tenants, the tenant of each connection, the names that servers have for users, and facts about the profile.
pub(in crate::journal) const TABLES: &str = "
CREATE TABLE tenant (
    id INTEGER PRIMARY KEY,
    origin TEXT NOT NULL,
    organisation TEXT NOT NULL,
    UNIQUE (origin, organisation)
) STRICT;
CREATE TABLE connection_tenant (
    connection TEXT PRIMARY KEY,
    tenant INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE named_user (
    tenant INTEGER NOT NULL,
    user TEXT NOT NULL,
    named TEXT NOT NULL,
    PRIMARY KEY (tenant, user)
) STRICT, WITHOUT ROWID;
CREATE TABLE profile (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO tenant (origin, organisation) SELECT 'connection:' || connection, '' FROM (
    SELECT connection FROM submission UNION SELECT connection FROM mark UNION SELECT connection FROM mark_past
    UNION SELECT connection FROM retry UNION SELECT connection FROM batch UNION SELECT connection FROM field_job
);
INSERT INTO connection_tenant (connection, tenant) SELECT substr(origin, length('connection:') + 1), id FROM tenant;
";

/// SQL expression: number of the tenant that the connection in the first parameter leads to; NULL before that is
/// recorded.
pub(in crate::journal) const TENANT_ID: &str =
    "(SELECT tenant FROM connection_tenant WHERE connection_tenant.connection = ?1)";

/// Number of a tenant, which is added if it does not exist.
pub(in crate::journal) fn id(connection: &Connection, tenant: &Tenant) -> rusqlite::Result<i64> {
    let params = [&tenant.origin, &tenant.organisation];
    let known = connection
        .prepare_cached("SELECT id FROM tenant WHERE origin = ?1 AND organisation = ?2")?
        .query_row(params, |row| row.get(0))
        .optional()?;
    match known {
        Some(id) => Ok(id),
        None => connection
            .prepare_cached("INSERT INTO tenant (origin, organisation) VALUES (?1, ?2) RETURNING id")?
            .query_row(params, |row| row.get(0)),
    }
}

pub(super) fn tenant_of(from: &Connection, connection: &str) -> rusqlite::Result<Option<(i64, Tenant)>> {
    from.prepare_cached(
        "SELECT id, origin, organisation FROM connection_tenant JOIN tenant ON tenant.id = connection_tenant.tenant \
         WHERE connection = ?1",
    )?
    .query_row([connection], |row| Ok((row.get(0)?, Tenant { origin: row.get(1)?, organisation: row.get(2)? })))
    .optional()
}
