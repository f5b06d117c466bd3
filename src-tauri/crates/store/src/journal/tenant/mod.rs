//! Where each connection leads: to which organisation of which server.
//!
//! The journal remembers it, so that a connection that leads elsewhere is noticed wherever that was changed. Marks,
//! retries, groups and the ids of requests belong to the tenant and stay with it.

//! `ids` has the tables and the numbers of tenants, which other tables refer to. Not here: settings of connections.

pub(super) mod ids;

use rusqlite::{Connection, OptionalExtension, params};

use self::ids::{id, tenant_of};
use super::{
    database::Journal,
    outbox_row::{Doubt, Submission},
    outbox_table::{self, CHANGE},
    queue_entry::WAITS,
    timeline::StepKind,
    transaction::Writing,
};
use crate::{Error, Identity, State, Tenant};

/// What became known of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leads {
    /// It leads where it led, or is new.
    There,
    /// It led to the other one: what waits is put before somebody, and what was under way there is watched no more.
    Elsewhere(Tenant),
}

/// It stands for a connection of which an earlier desk wrote down nothing else.
/// What is put before somebody does not leave by itself when its hold is over. One that is edited stays so.
fn put_before_somebody(row: &mut Submission, why: Doubt, at: i64) {
    row.undecided = true;
    row.doubt = Some(why);
    if row.state == State::Held && row.held_until.take().is_some() {
        row.state = State::Queued;
        row.waits_since = Some(at);
    }
}

fn is_unnamed(tenant: &Tenant, of: &str) -> bool {
    tenant.organisation.is_empty() && tenant.origin.strip_prefix("connection:") == Some(of)
}

impl Writing<'_> {
    /// Takes down where a connection leads. `signed_in` is who was signed in there last: of the rows that an earlier desk
    /// wrote, those that it proves leave as that one; the others wait for somebody's word.
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
        self.come_back(connection, to, at)?;
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

    /// What stood for a connection is the tenant that it leads to. Two connections may lead to the same one: of what is
    /// there twice then, the newest counts, and of two rows with one server id the earlier one has it.
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
        for table in ["mark_past", "retry", "batch", "field_job", "purged"] {
            run(&format!("UPDATE {table} SET tenant = ?2 WHERE tenant = ?1"))?;
        }
        for table in ["mark", "grouping"] {
            self.connection().execute(&format!("DELETE FROM {table} WHERE tenant = ?1"), [unnamed])?;
        }
        self.connection().execute("DELETE FROM tenant WHERE id = ?1", [unnamed])?;
        Ok(())
    }

    /// Rows of an earlier desk that were surely made for who was signed in last.
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
                    // One of the field may have had another reason before.
                    row.undecided = why;
                    Vec::new()
                })?;
            }
        }
        Ok(())
    }

    /// The connection leads there no more.
    fn part(&self, connection: &str, from: &Tenant, to: &Tenant, at: i64) -> Result<(), Error> {
        for row in self.waiting_of(connection)? {
            if row.identity.tenant == *from && row.state != State::Sending {
                self.change(&row.key, &[row.state], at, |row| {
                    put_before_somebody(row, Doubt::Moved, at);
                    vec![(StepKind::Decision, Some(from.to_string()))]
                })?;
            }
        }
        let open = "SELECT key FROM submission WHERE connection = ?1 AND state IN ('pending', 'other', 'unknown') \
                    AND tenant = (SELECT id FROM tenant WHERE origin = ?2 AND organisation = ?3)";
        let states = [State::Pending, State::Other, State::Unknown];
        for key in self.keys(open, [connection, &from.origin, &from.organisation])? {
            self.change(&key, &states, at, |row| {
                row.unwatched = true;
                row.next_look = None;
                vec![(StepKind::Detached, Some(to.to_string()))]
            })?;
        }
        Ok(())
    }

    /// The connection leads there again: what was put before somebody for that reason alone goes on.
    fn come_back(&self, connection: &str, to: &Tenant, at: i64) -> Result<(), Error> {
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
        let states = [State::Pending, State::Other, State::Unknown];
        for key in self.keys(parted, [connection, &to.origin, &to.organisation])? {
            self.change(&key, &states, at, |row| {
                row.unwatched = false;
                row.next_look = Some(at);
                vec![(StepKind::Watched, None)]
            })?;
        }
        Ok(())
    }

    fn waiting_of(&self, connection: &str) -> Result<Vec<Submission>, Error> {
        let rest = format!("WHERE connection = ?1 AND {WAITS} ORDER BY rank, seq");
        Ok(outbox_table::select(self.connection(), &rest, [connection])?)
    }

    fn keys(&self, sql: &str, params: [&str; 3]) -> Result<Vec<String>, Error> {
        let mut statement = self.connection().prepare_cached(sql)?;
        Ok(statement.query_map(params, |row| row.get(0))?.collect::<Result<_, _>>()?)
    }

    /// Every waiting row is put before somebody: whether it left already is not known here.
    pub fn doubt_waiting(&self, doubt: Doubt, at: i64) -> Result<usize, Error> {
        let mut doubted = 0;
        for row in self.to_send()?.into_iter().filter(|row| row.state != State::Sending && row.doubt.is_none()) {
            self.change(&row.key, &[row.state], at, |row| {
                put_before_somebody(row, doubt, at);
                vec![(StepKind::Decision, None)]
            })?;
            doubted += 1;
        }
        Ok(doubted)
    }

    /// The server named a user; another spelling with the same name is the same person.
    pub fn name_user(&self, tenant: &Tenant, user: &str, named: &str) -> Result<(), Error> {
        let tenant = id(self.connection(), tenant)?;
        self.connection()
            .prepare_cached("INSERT OR REPLACE INTO named_user (tenant, user, named) VALUES (?1, ?2, ?3)")?
            .execute(params![tenant, user, named])?;
        Ok(())
    }

    /// Keeps a word about the profile itself.
    pub fn set_profile(&self, name: &str, value: &str) -> Result<(), Error> {
        self.connection().execute("INSERT OR REPLACE INTO profile (name, value) VALUES (?1, ?2)", [name, value])?;
        Ok(())
    }

    pub fn profile(&self, name: &str) -> Result<Option<String>, Error> {
        Ok(profile(self.connection(), name)?)
    }

    /// The number of the last change of any row.
    pub fn last_change(&self) -> Result<i64, Error> {
        Ok(last_change(self.connection())?)
    }
}

impl Journal {
    /// How the server named users, by tenant and user.
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

fn profile(from: &Connection, name: &str) -> rusqlite::Result<Option<String>> {
    from.prepare_cached("SELECT value FROM profile WHERE name = ?1")?.query_row([name], |row| row.get(0)).optional()
}

fn last_change(from: &Connection) -> rusqlite::Result<i64> {
    from.prepare_cached(&format!("SELECT {CHANGE} - 1"))?.query_row([], |row| row.get(0))
}

#[cfg(test)]
mod tests;
