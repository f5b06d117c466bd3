//! A list in the order of insertion, with an index on each of the entries' identifiers.

use std::{collections::HashMap, ops::Deref};

/// An entry with identifiers: field names and texts. Fields have the API's names where possible.
pub trait Identified {
    fn names(&self) -> impl Iterator<Item = (&'static str, &str)>;
}

#[derive(Debug)]
pub struct Indexed<T> {
    all: Vec<T>,
    by: HashMap<&'static str, HashMap<String, usize>>,
}

impl<T> Default for Indexed<T> {
    fn default() -> Self {
        Self { all: Vec::new(), by: HashMap::new() }
    }
}

impl<T: Identified> Indexed<T> {
    /// Adds an entry. If two entries have the same identifier, the first one keeps it.
    pub fn add(&mut self, entity: T) {
        for (field, text) in entity.names() {
            self.by.entry(field).or_default().entry(text.to_owned()).or_insert(self.all.len());
        }
        self.all.push(entity);
    }

    pub fn find(&self, field: &str, text: &str) -> Option<&T> {
        self.by.get(field)?.get(text).map(|at| &self.all[*at])
    }
}

impl<T: Identified> Extend<T> for Indexed<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, entities: I) {
        entities.into_iter().for_each(|entity| self.add(entity));
    }
}

impl<T> Deref for Indexed<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Identified for (&str, &str) {
        fn names(&self) -> impl Iterator<Item = (&'static str, &str)> {
            [("id", self.0), ("number", self.1)].into_iter()
        }
    }

    #[test]
    fn finds_an_entity_only_by_the_requested_field() {
        let mut shelf = Indexed::default();
        shelf.extend([("1", "2"), ("2", "3"), ("4", "3")]);
        assert_eq!(shelf.find("id", "2"), Some(&("2", "3")));
        assert_eq!(shelf.find("number", "2"), Some(&("1", "2")));
        assert_eq!(shelf.find("number", "3"), Some(&("2", "3")), "the first has the name");
        assert_eq!((shelf.find("number", "4"), shelf.find("code", "1")), (None, None));
        assert_eq!(shelf.len(), 3);
    }
}
