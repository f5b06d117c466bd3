//! Field-mode rows that are too old to leave unchecked. A check counts as a try of the server, so while a connection is
//! down either a row or a check tries it, never both.

use store::Identity;

use super::{Scheduler, scheduled_row::Key};

impl Scheduler {
    /// The unchecked rows of one connection that can be checked now, in the order of leaving. A connection that is down
    /// counts as being tried until the check has [ended](Self::end_check).
    pub(crate) fn take_unchecked(
        &mut self,
        can_send: impl Fn(&str, &Identity) -> bool,
    ) -> Option<(String, Vec<String>)> {
        let now = self.now;
        let may = |connection: &str, identity: &Identity| {
            let free = self.paused_until(connection).is_none()
                && self.outages.get(connection).is_none_or(|outage| outage.trying.is_none() && outage.over(now));
            free && can_send(connection, identity)
        };
        let mut rows: Vec<_> = self.unchecked.iter().filter_map(|key| Some((key, &self.rows.get(key)?.row))).collect();
        rows.retain(|(_, row)| may(&row.connection, &row.identity));
        let connection = rows.first()?.1.connection.clone();
        rows.retain(|(_, row)| row.connection == connection);
        rows.sort_by(|(_, one), (_, other)| one.rank.total_cmp(&other.rank).then_with(|| one.key.cmp(&other.key)));
        let keys: Vec<String> = rows.into_iter().map(|(key, _)| key.to_string()).collect();
        let first = keys.first()?;
        if let Some(outage) = self.outages.get_mut(&connection) {
            outage.trying = Some(Key::from(first.as_str()));
        }
        Some((connection, keys))
    }

    /// Ends a check, with any result. `row` is the first row that the check was for.
    pub(crate) fn end_check(&mut self, row: &str, connection: &str) {
        if let Some(outage) = self.outages.get_mut(connection).filter(|outage| outage.trying.as_deref() == Some(row)) {
            outage.trying = None;
        }
    }

    pub(crate) fn any_unchecked(&self) -> bool {
        !self.unchecked.is_empty()
    }

    /// Whether the row is too old to leave and has not been checked since.
    pub(crate) fn is_unchecked(&self, key: &str) -> bool {
        self.unchecked.contains(key)
    }
}
