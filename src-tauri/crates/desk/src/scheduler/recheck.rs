//! Rows of the field that are too old to leave unchecked. Looking is a try of the server, so while a connection is down
//! either a row tries it or a look does, and never both.

use store::Identity;

use super::{Key, Lineup};

impl Lineup {
    /// The unchecked rows of one connection that can be looked at now, in the order of leaving. That connection counts
    /// as being tried until the look [ended](Self::looked).
    pub(crate) fn look(&mut self, can_send: impl Fn(&str, &Identity) -> bool) -> Option<(String, Vec<String>)> {
        let now = self.now;
        let may = |connection: &str, identity: &Identity| {
            let free = self.rests_until(connection).is_none()
                && self.down.get(connection).is_none_or(|down| down.trying.is_none() && down.over(now));
            free && can_send(connection, identity)
        };
        let mut rows: Vec<_> = self.unchecked.iter().filter_map(|key| Some((key, &self.rows.get(key)?.row))).collect();
        rows.retain(|(_, row)| may(&row.connection, &row.identity));
        let connection = rows.first()?.1.connection.clone();
        rows.retain(|(_, row)| row.connection == connection);
        rows.sort_by(|(_, one), (_, other)| one.rank.total_cmp(&other.rank).then_with(|| one.key.cmp(&other.key)));
        let keys: Vec<String> = rows.into_iter().map(|(key, _)| key.to_string()).collect();
        let first = keys.first()?;
        if let Some(down) = self.down.get_mut(&connection) {
            down.trying = Some(Key::from(first.as_str()));
        }
        Some((connection, keys))
    }

    /// A look is over, whatever it came to; `row` is the first that it was for.
    pub(crate) fn looked(&mut self, row: &str, connection: &str) {
        if let Some(down) = self.down.get_mut(connection).filter(|down| down.trying.as_deref() == Some(row)) {
            down.trying = None;
        }
    }

    pub(crate) fn any_unchecked(&self) -> bool {
        !self.unchecked.is_empty()
    }

    /// It was not looked at yet since it grew too old.
    pub(crate) fn is_unchecked(&self, key: &str) -> bool {
        self.unchecked.contains(key)
    }
}
