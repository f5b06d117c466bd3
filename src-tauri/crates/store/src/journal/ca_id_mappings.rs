//! Stores which card, box or service a user said that a CA id belongs to, where the server does not report it.
//!
//! A mapping belongs to a tenant, as marks do. Not here: when a mapping is used (`desk`).

use rusqlite::{Connection, Row, params};

use super::{database::Journal, tenant::ids::TENANT_ID, transaction::Transaction};
use crate::Error;

/// `mapped` of a batch's row lists the inputs of its form that are filled from mappings, in the caller's format.
pub(super) const TABLES: &str = "
CREATE TABLE ca_id_mapping (
    tenant INTEGER NOT NULL,
    provider TEXT NOT NULL,
    kind TEXT NOT NULL,
    ca_id TEXT NOT NULL,
    identified_by TEXT NOT NULL,
    identifier TEXT NOT NULL,
    name TEXT,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    PRIMARY KEY (tenant, provider, kind, ca_id)
) STRICT, WITHOUT ROWID;
ALTER TABLE batch_row ADD COLUMN mapped TEXT;
";

/// A CA id in its CA system.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MappedCaId {
    pub provider: String,
    /// Kind of entity, in the caller's words.
    pub kind: String,
    pub ca_id: String,
}

/// The entity that a CA id belongs to, by another identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaIdMapping {
    pub of: MappedCaId,
    /// Kind of identifier, such as `code`.
    pub identified_by: String,
    pub identifier: String,
    /// Description of the entity at that time.
    pub name: Option<String>,
    pub at: i64,
    /// User name, or empty if no user was signed in.
    pub by: String,
}

impl Journal {
    /// Mappings of the tenant that a connection leads to.
    pub fn ca_id_mappings(&self, connection: &str) -> Result<Vec<CaIdMapping>, Error> {
        Ok(mappings(&self.read(), connection)?)
    }
}

impl Transaction<'_> {
    pub fn ca_id_mappings(&self, connection: &str) -> Result<Vec<CaIdMapping>, Error> {
        Ok(mappings(self.connection(), connection)?)
    }

    /// Adds a mapping, or replaces the one of the same CA id.
    pub fn map_ca_id(&self, connection: &str, mapping: &CaIdMapping) -> Result<(), Error> {
        let CaIdMapping { of, identified_by, identifier, name, at, by } = mapping;
        self.connection().execute(
            &format!(
                "INSERT OR REPLACE INTO ca_id_mapping \
                 (tenant, provider, kind, ca_id, identified_by, identifier, name, at, by) \
                 VALUES ({TENANT_ID}, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
            ),
            params![connection, of.provider, of.kind, of.ca_id, identified_by, identifier, name, at, by],
        )?;
        Ok(())
    }

    pub fn unmap_ca_id(&self, connection: &str, of: &MappedCaId) -> Result<(), Error> {
        let sql = format!(
            "DELETE FROM ca_id_mapping WHERE tenant = {TENANT_ID} AND provider = ?2 AND kind = ?3 AND ca_id = ?4"
        );
        self.connection().execute(&sql, [connection, &of.provider, &of.kind, &of.ca_id])?;
        Ok(())
    }

    /// Deletes the mappings of all tenants, so that their bytes do not stay in the file.
    pub fn purge_ca_id_mappings(&self) -> Result<usize, Error> {
        self.overwriting(|journal| journal.execute("DELETE FROM ca_id_mapping", []))
    }
}

fn mappings(from: &Connection, connection: &str) -> rusqlite::Result<Vec<CaIdMapping>> {
    let mut statement = from.prepare_cached(&format!(
        "SELECT provider, kind, ca_id, identified_by, identifier, name, at, by FROM ca_id_mapping \
         WHERE tenant = {TENANT_ID} ORDER BY provider, kind, ca_id"
    ))?;
    statement.query_map([connection], mapping)?.collect()
}

fn mapping(row: &Row<'_>) -> rusqlite::Result<CaIdMapping> {
    Ok(CaIdMapping {
        of: MappedCaId { provider: row.get(0)?, kind: row.get(1)?, ca_id: row.get(2)? },
        identified_by: row.get(3)?,
        identifier: row.get(4)?,
        name: row.get(5)?,
        at: row.get(6)?,
        by: row.get(7)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{identity::Tenant, journal::tests::ann};

    fn mapping(ca_id: &str, code: &str) -> CaIdMapping {
        CaIdMapping {
            of: MappedCaId { provider: "conax".to_owned(), kind: "service".to_owned(), ca_id: ca_id.to_owned() },
            identified_by: "code".to_owned(),
            identifier: code.to_owned(),
            name: None,
            at: 1_000,
            by: "ann".to_owned(),
        }
    }

    #[test]
    fn a_mapping_belongs_to_a_tenant_and_the_last_one_counts() {
        let dir = tempfile::tempdir().unwrap();
        let journal = Journal::open(&dir.path().join("journal.db")).unwrap();
        let leads = |connection: &'static str, tenant: Tenant| {
            journal.write(move |j| j.leads(connection, &tenant, None, 1)).wait().unwrap();
        };
        leads("one", ann().tenant);
        leads("same", ann().tenant);
        leads("other", Tenant { organisation: "OTHER".to_owned(), ..ann().tenant });
        for code in ["KIDS", "SPORT"] {
            journal.write(move |j| j.map_ca_id("one", &mapping("2042", code))).wait().unwrap();
        }
        assert_eq!(journal.ca_id_mappings("one").unwrap(), [mapping("2042", "SPORT")]);
        assert_eq!(journal.ca_id_mappings("same").unwrap().len(), 1);
        assert!(journal.ca_id_mappings("other").unwrap().is_empty());
        journal.write(|j| j.unmap_ca_id("other", &mapping("2042", "").of)).wait().unwrap();
        assert_eq!(journal.ca_id_mappings("one").unwrap().len(), 1, "another tenant does not remove it");
        journal.write(|j| j.unmap_ca_id("one", &mapping("2042", "").of)).wait().unwrap();
        assert!(journal.ca_id_mappings("one").unwrap().is_empty());
        journal.write(|j| j.map_ca_id("one", &mapping("2042", "SPORT"))).wait().unwrap();
        #[allow(clippy::redundant_closure_for_method_calls)] // the method alone is for one lifetime
        let purged = journal.write(|journal| journal.purge_ca_id_mappings());
        assert_eq!(purged.wait().unwrap(), 1);
    }
}
