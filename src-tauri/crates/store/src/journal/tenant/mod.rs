//! Records the tenant that each connection leads to: an organisation on a server.
//!
//! Because the journal remembers it, a connection that now leads elsewhere is noticed, no matter where that was
//! changed. Marks, retries, groups and the ids of requests belong to the tenant and stay with it.
//!
//! `ids` has the tables and the numbers of tenants, which other tables refer to. Not here: settings of connections.

pub(super) mod ids;

use rusqlite::{Connection, OptionalExtension, params};

use self::ids::{id, tenant_of};
use super::{
    database::Journal,
    outbox_row::{Doubt, OutboxRow},
    outbox_table::{self, NEXT_CHANGE},
    queue_entry::IN_QUEUE,
    timeline::StepKind,
    transaction::Transaction,
};
use crate::{
    Error,
    identity::{Identity, Tenant},
    request_state::RequestState,
};

/// Result of recording the tenant of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leads {
    /// The tenant is unchanged, or the connection is new.
    There,
    /// The connection led to the given other tenant before: rows that wait now need the user's decision, and rows that
    /// were in progress there are no longer watched.
    Elsewhere(Tenant),
}

/// Makes a waiting row need the user's decision. A row in its undo hold is queued, so that it is not sent when the hold
/// ends. A row that is being edited stays in that state.
fn require_decision(row: &mut OutboxRow, why: Doubt, at: i64) {
    row.undecided = true;
    row.doubt = Some(why);
    if row.state == RequestState::Held && row.held_until.take().is_some() {
        row.state = RequestState::Queued;
        row.waits_since = Some(at);
    }
}

fn is_unnamed(tenant: &Tenant, of: &str) -> bool {
    tenant.organisation.is_empty() && tenant.origin.strip_prefix("connection:") == Some(of)
}

impl Transaction<'_> {
    /// Records the tenant of a connection. `signed_in` is the identity of the last session there: rows of an earlier
    /// version that certainly belong to it become sendable; the others wait for the user's decision.
    pub fn leads(&self, connection: &str, to: &Tenant, signed_in: Option<&Identity>, at: i64) -> Result<Leads, Error> {
        let before = tenant_of(self.connection(), connection)?;
        let (before_id, before) = match before {
            Some((_, known)) if known == *to => return Ok(Leads::There),
            Some(before) => before,
            None => {
                self.set_tenant_of(connection, to)?;
                return Ok(Leads::There);
            }
        };
        self.set_tenant_of(connection, to)?;
        if is_unnamed(&before, connection) {
            self.name(before_id, to)?;
            self.prove(connection, to, signed_in, at)?;
            return Ok(Leads::There);
        }
        self.part(connection, &before, to, at)?;
        self.resume_rows(connection, to, at)?;
        Ok(Leads::Elsewhere(before))
    }

    fn set_tenant_of(&self, connection: &str, to: &Tenant) -> Result<(), Error> {
        let id = id(self.connection(), to)?;
        self.connection().execute(
            "INSERT OR REPLACE INTO connection_tenant (connection, tenant) VALUES (?1, ?2)",
            params![connection, id],
        )?;
        Ok(())
    }

    /// Replaces a placeholder tenant by the real one. Two connections may lead to the same tenant: of duplicate marks
    /// the newest is in effect, and of two rows with the same server id the earlier keeps it.
    fn name(&self, unnamed: i64, to: &Tenant) -> Result<(), Error> {
        self.forget_on_wire();
        let real = id(self.connection(), to)?;
        let run = |sql: &str| self.connection().execute(sql, [unnamed, real]);
        run("UPDATE submission SET id_twice = 1 WHERE tenant = ?1 AND server_id IN \
             (SELECT server_id FROM submission WHERE tenant = ?2 AND id_twice = 0)")?;
        run("UPDATE submission SET tenant = ?2 WHERE tenant = ?1")?;
        run("INSERT INTO mark_past (tenant, request, field, value, at, by) SELECT ?2, request, field, value, at, by \
             FROM mark AS ours WHERE tenant = ?2 AND EXISTS (SELECT 1 FROM mark AS other WHERE other.tenant = ?1 \
             AND other.request = ours.request AND other.field = ours.field AND other.at > ours.at)")?;
        run("INSERT INTO mark SELECT ?2, request, field, value, at, by FROM mark AS theirs WHERE tenant = ?1 \
             ON CONFLICT (tenant, request, field) DO UPDATE SET value = excluded.value, at = excluded.at, \
             by = excluded.by WHERE excluded.at > at")?;
        run("INSERT INTO mark_past SELECT ?2, request, field, value, at, by FROM mark AS theirs WHERE tenant = ?1 \
             AND NOT EXISTS (SELECT 1 FROM mark AS ours WHERE ours.tenant = ?2 AND ours.request = theirs.request \
             AND ours.field = theirs.field AND ours.at = theirs.at AND ours.value IS theirs.value)")?;
        run("INSERT OR IGNORE INTO grouping SELECT ?2, fingerprint, joined, split_by FROM grouping WHERE tenant = ?1")?;
        for table in ["mark_past", "retry", "batch", "field_job", "purged", "sheet"] {
            run(&format!("UPDATE {table} SET tenant = ?2 WHERE tenant = ?1"))?;
        }
        run(
            "INSERT OR REPLACE INTO sheet_matching SELECT ?2, signature, matching FROM sheet_matching WHERE tenant = ?1",
        )?;
        for table in ["mark", "grouping", "sheet_matching"] {
            self.connection().execute(&format!("DELETE FROM {table} WHERE tenant = ?1"), [unnamed])?;
        }
        self.connection().execute("DELETE FROM tenant WHERE id = ?1", [unnamed])?;
        Ok(())
    }

    /// Clears the doubt of rows of an earlier version that certainly belong to the identity of the last session.
    fn prove(&self, connection: &str, to: &Tenant, signed_in: Option<&Identity>, at: i64) -> Result<(), Error> {
        let Some(signed_in) = signed_in.filter(|identity| identity.tenant == *to && !identity.user.is_empty()) else {
            return Ok(());
        };
        for row in self.waiting_of(connection)? {
            let identity = &row.identity;
            let proven = identity.user == signed_in.user && identity.unit == signed_in.unit;
            if row.doubt == Some(Doubt::Unproven) && proven {
                let why = self.field_note(&row.key)?.is_some_and(|note| note.why.is_some());
                self.change(&row.key, &[row.state], at, |row| {
                    row.doubt = None;
                    // A field row may have another reason to wait for a decision.
                    row.undecided = why;
                    Vec::new()
                })?;
            }
        }
        Ok(())
    }

    /// Detaches the rows of the tenant that the connection no longer leads to.
    fn part(&self, connection: &str, from: &Tenant, to: &Tenant, at: i64) -> Result<(), Error> {
        for row in self.waiting_of(connection)? {
            if row.identity.tenant == *from && row.state != RequestState::Sending {
                self.change(&row.key, &[row.state], at, |row| {
                    require_decision(row, Doubt::Moved, at);
                    vec![(StepKind::Decision, Some(from.to_string()))]
                })?;
            }
        }
        let open = "SELECT key FROM submission WHERE connection = ?1 AND state IN ('pending', 'other', 'unknown') \
                    AND tenant = (SELECT id FROM tenant WHERE origin = ?2 AND organisation = ?3)";
        let states = [RequestState::Pending, RequestState::Other, RequestState::Unknown];
        for key in self.keys(open, [connection, &from.origin, &from.organisation])? {
            self.change(&key, &states, at, |row| {
                row.unwatched = true;
                row.next_look = None;
                vec![(StepKind::Detached, Some(to.to_string()))]
            })?;
        }
        Ok(())
    }

    /// Resumes rows when the connection leads to their tenant again, if that was the only reason why they waited.
    fn resume_rows(&self, connection: &str, to: &Tenant, at: i64) -> Result<(), Error> {
        for row in self.waiting_of(connection)? {
            if row.identity.tenant == *to && row.doubt == Some(Doubt::Moved) {
                self.change(&row.key, &[row.state], at, |row| {
                    row.undecided = false;
                    row.doubt = None;
                    vec![(StepKind::Queued, None)]
                })?;
            }
        }
        let parted = "SELECT key FROM submission WHERE connection = ?1 AND state IN ('pending', 'other', 'unknown') \
                      AND unwatched = 1 AND tenant = (SELECT id FROM tenant WHERE origin = ?2 AND organisation = ?3) \
                      AND EXISTS (SELECT 1 FROM step WHERE submission = key AND step = 'detached')";
        let states = [RequestState::Pending, RequestState::Other, RequestState::Unknown];
        for key in self.keys(parted, [connection, &to.origin, &to.organisation])? {
            self.change(&key, &states, at, |row| {
                row.unwatched = false;
                row.next_look = Some(at);
                vec![(StepKind::Watched, None)]
            })?;
        }
        Ok(())
    }

    fn waiting_of(&self, connection: &str) -> Result<Vec<OutboxRow>, Error> {
        let rest = format!("WHERE connection = ?1 AND {IN_QUEUE} ORDER BY rank, seq");
        Ok(outbox_table::select(self.connection(), &rest, [connection])?)
    }

    fn keys(&self, sql: &str, params: [&str; 3]) -> Result<Vec<String>, Error> {
        let mut statement = self.connection().prepare_cached(sql)?;
        Ok(statement.query_map(params, |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// Makes every waiting row need the user's decision, because it may have been sent already.
    pub fn doubt_waiting(&self, doubt: Doubt, at: i64) -> Result<usize, Error> {
        let mut doubted = 0;
        for row in self.to_send()?.into_iter().filter(|row| row.state != RequestState::Sending && row.doubt.is_none()) {
            self.change(&row.key, &[row.state], at, |row| {
                require_decision(row, doubt, at);
                vec![(StepKind::Decision, None)]
            })?;
            doubted += 1;
        }
        Ok(doubted)
    }

    /// Stores the name that the server gave a user; two spellings with the same name are the same person.
    pub fn name_user(&self, tenant: &Tenant, user: &str, named: &str) -> Result<(), Error> {
        let tenant = id(self.connection(), tenant)?;
        self.connection()
            .prepare_cached("INSERT OR REPLACE INTO named_user (tenant, user, named) VALUES (?1, ?2, ?3)")?
            .execute(params![tenant, user, named])?;
        Ok(())
    }

    /// Stores a setting of the profile itself.
    pub fn set_profile(&self, name: &str, value: &str) -> Result<(), Error> {
        self.connection().execute("INSERT OR REPLACE INTO profile (name, value) VALUES (?1, ?2)", [name, value])?;
        Ok(())
    }

    pub fn profile(&self, name: &str) -> Result<Option<String>, Error> {
        Ok(profile(self.connection(), name)?)
    }

    /// Number of the last change of any row.
    pub fn last_change(&self) -> Result<i64, Error> {
        Ok(last_change(self.connection())?)
    }
}

impl Journal {
    /// Names that the server gave users, by tenant and user.
    pub fn named_users(&self) -> Result<Vec<(Tenant, String, String)>, Error> {
        let guard = self.read();
        let mut statement = guard.prepare(
            "SELECT origin, organisation, user, named FROM named_user JOIN tenant ON tenant.id = named_user.tenant",
        )?;
        let named = statement.query_map([], |row| {
            Ok((Tenant { origin: row.get(0)?, organisation: row.get(1)? }, row.get(2)?, row.get(3)?))
        })?;
        Ok(named.collect::<Result<_, _>>()?)
    }

    pub fn last_change(&self) -> Result<i64, Error> {
        Ok(last_change(&self.read())?)
    }
}

pub(super) fn profile(from: &Connection, name: &str) -> rusqlite::Result<Option<String>> {
    from.prepare_cached("SELECT value FROM profile WHERE name = ?1")?.query_row([name], |row| row.get(0)).optional()
}

fn last_change(from: &Connection) -> rusqlite::Result<i64> {
    from.prepare_cached(&format!("SELECT {NEXT_CHANGE} - 1"))?.query_row([], |row| row.get(0))
}

#[cfg(test)]
mod tests;
