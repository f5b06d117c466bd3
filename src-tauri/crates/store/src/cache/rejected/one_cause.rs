//! Finds the groups that have one cause.
//!
//! Groups differ by request type, because their keys do. The groups of a cause are those whose keys are equal without the
//! type, those that were joined by hand, and those that the caller's names show to be identical. Keys, joins, splits and
//! notes stay as they are stored: a cause is derived from them anew at each reading.

use std::collections::HashMap;

use crate::{
    cache::causes::grouping::Groupings,
    journal::grouping::{PART_SEPARATOR, of_all_types},
};

/// Sets of names, each of one cause: keys without a type, and names given by the caller.
#[derive(Default)]
pub(super) struct Causes {
    /// The set of each name, as the place of another name of it; a set's first name has its own place.
    sets: Vec<usize>,
    places: HashMap<String, usize>,
}

/// Whether a group is a part of one that was split by hand: it is identical to no other group then.
pub(super) fn is_split(group: &str) -> bool {
    group.contains(PART_SEPARATOR)
}

impl Causes {
    /// The causes of a connection as far as joins tell.
    pub(super) fn new(groupings: &Groupings, connection: &str) -> Self {
        let mut causes = Self::default();
        for (group, to) in groupings.joins(connection) {
            causes.unite(&of_all_types(group), &of_all_types(to));
        }
        causes
    }

    /// Adds a group. `identical`: a name that it shares with all groups that a reader could not tell from it.
    pub(super) fn add(&mut self, group: &str, identical: Option<&str>) {
        let key = of_all_types(group);
        // No key starts with a control character.
        let name = identical.map(|name| format!("\0{name}"));
        self.unite(&key, name.as_deref().unwrap_or(&key));
    }

    /// The cause of a group that was added, as a number.
    pub(super) fn of(&self, group: &str) -> Option<usize> {
        self.places.get(&of_all_types(group)).map(|place| self.first(*place))
    }

    /// Id of a cause with these groups: it depends on neither their order nor their requests.
    pub(super) fn id<'a>(groups: impl Iterator<Item = &'a str>) -> String {
        groups.map(of_all_types).min().unwrap_or_default()
    }

    fn unite(&mut self, one: &str, other: &str) {
        let (one, other) = (self.place(one), self.place(other));
        let (one, other) = (self.first(one), self.first(other));
        self.sets[one.max(other)] = one.min(other);
    }

    fn place(&mut self, name: &str) -> usize {
        let next = self.sets.len();
        let place = *self.places.entry(name.to_owned()).or_insert(next);
        if place == next {
            self.sets.push(next);
        }
        place
    }

    fn first(&self, mut place: usize) -> usize {
        while self.sets[place] != place {
            place = self.sets[place];
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_one_cause_differ_in_type_or_are_identical() {
        let mut causes = Causes::default();
        for (group, name) in [
            ("2:aa-01", Some("out")),
            ("2:aa-02", None),
            ("2:bb-01", Some("out")),
            ("2:cc-01", None),
            ("2:aa-01~11", None),
            ("2:aa-02~11", None),
            ("dd-01", None),
        ] {
            causes.add(group, name);
        }
        let same = |one, other| causes.of(one) == causes.of(other);
        assert!(same("2:aa-01", "2:aa-02") && same("2:aa-02", "2:bb-01"));
        assert!(!same("2:aa-01", "2:cc-01") && !same("2:aa-01", "2:aa-01~11") && !same("2:aa-01", "dd-01"));
        assert!(same("2:aa-01~11", "2:aa-02~11"), "parts of one split over the types");
        assert_eq!(causes.of("2:ee-01"), None);
        assert_eq!(Causes::id(["2:bb-01", "2:aa-02"].into_iter()), "2:aa");
    }
}
