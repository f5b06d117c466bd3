//! Deserializes a JSON value with a limited number of parts and a limited depth: a short text such as `[0,0,0,…]` needs
//! much memory, and one such as `[[[[…` exceeds the depth that a parser supports.

use std::{cell::Cell, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};

/// Maximum number of values in one row of a list, or in the data of one answer, itself included. The largest real ones
/// hold thousands of parameters.
pub(crate) const MAX_VALUES: usize = 1 << 16;

/// Maximum depth of a value, far below the limit of `serde_json`, beyond which it reads nothing at all.
const MAX_DEPTH: usize = 100;

/// Remaining capacity for a value.
pub(crate) type Left = Cell<Room>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    Values(usize),
    /// There were more values.
    TooMany,
    TooDeep,
}

/// Deserializes a value while there is capacity. The rest is skipped, so that the following data can be read.
#[derive(Clone, Copy)]
pub(crate) struct Bounded<'a> {
    left: &'a Left,
    depth: usize,
}

impl<'a> Bounded<'a> {
    pub(crate) fn new(left: &'a Left) -> Self {
        Self { left, depth: 0 }
    }

    fn inside(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }

    fn has_room(self) -> bool {
        matches!(self.left.get(), Room::Values(_))
    }
}

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Value, D::Error> {
        if let Room::Values(left) = self.left.get() {
            self.left.set(match left.checked_sub(1) {
                _ if self.depth > MAX_DEPTH => Room::TooDeep,
                Some(left) => Room::Values(left),
                None => Room::TooMany,
            });
        }
        if self.has_room() { json.deserialize_any(self) } else { IgnoredAny::deserialize(json).map(|_| Value::Null) }
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items.next_element_seed(self.inside())? {
            if self.has_room() {
                all.push(item);
            }
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(self.inside())?;
            if self.has_room() {
                all.insert(name, value);
            }
        }
        Ok(Value::Object(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, most: usize) -> Option<Value> {
        let left = Cell::new(Room::Values(most));
        let mut json = serde_json::Deserializer::from_str(text);
        let value = Bounded::new(&left).deserialize(&mut json).expect(text);
        json.end().expect("it was read to its end");
        matches!(left.get(), Room::Values(_)).then_some(value)
    }

    #[test]
    fn reads_the_same_values_as_serde_json() {
        for text in [
            r#"{"b":[1,-2,1.5,1e300,18446744073709551615,"t\u00e4xt",true,null,{}],"a":{"c":""}}"#,
            "[]",
            "null",
            r#"{"twice":1,"twice":2}"#,
        ] {
            let expected: Value = serde_json::from_str(text).unwrap();
            let read = read(text, 100).expect(text);
            assert_eq!(read.to_string(), expected.to_string(), "the same in the same order");
        }
    }

    #[test]
    fn reading_ends_at_the_size_limit() {
        assert!(read("[0,0,0]", 4).is_some());
        assert!(read("[0,0,0]", 3).is_none());
        assert!(read(r#"{"a":[{}]}"#, 3).is_some());
        assert!(read(r#"{"a":[{}]}"#, 2).is_none());
        let many = format!("[{}0]", "0,".repeat(MAX_VALUES));
        assert!(read(&many, MAX_VALUES).is_none());
    }

    #[test]
    fn skips_values_beyond_the_depth_limit_and_reads_the_rest() {
        for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
            let deep = |depth: usize| format!("{}0{}", open.repeat(depth), close.repeat(depth));
            assert!(read(&deep(MAX_DEPTH), 1_000).is_some());
            for depth in [MAX_DEPTH + 1, 200, 100_000] {
                assert!(read(&deep(depth), 1_000).is_none(), "{open} {depth}");
            }
        }
    }
}
