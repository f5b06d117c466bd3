//! Takes the members that we know out of an object and leaves the others, so that nothing is lost.
//!
//! A member of an unexpected shape counts as unknown: it stays as it came, and the rest is still read.

use chrono::NaiveDateTime;
use serde_json::{Map, Value};

pub(crate) struct Members(pub(crate) Map<String, Value>);

impl Members {
    /// Text, or a number as text: `sequence_number` comes as either.
    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        self.take(name, |value| match value {
            Value::String(text) => Ok(text),
            Value::Number(number) => Ok(number.to_string()),
            other => Err(other),
        })
    }

    /// Documented as a boolean, seen as `0`, `1`, `null` and as text (reference section 10, no. 1).
    pub(crate) fn flag(&mut self, name: &str) -> Option<bool> {
        self.take(name, |value| {
            let flag = match &value {
                Value::Bool(flag) => Some(*flag),
                Value::Number(number) => match number.as_u64() {
                    Some(0) => Some(false),
                    Some(1) => Some(true),
                    _ => None,
                },
                Value::String(text) => match text.to_ascii_lowercase().as_str() {
                    "0" | "false" => Some(false),
                    "1" | "true" => Some(true),
                    _ => None,
                },
                _ => None,
            };
            flag.ok_or(value)
        })
    }

    /// The server's wall clock; no zone is ever told.
    pub(crate) fn date(&mut self, name: &str) -> Option<NaiveDateTime> {
        self.take(name, |value| value.as_str().and_then(|text| text.parse().ok()).ok_or(value))
    }

    pub(crate) fn object<T: From<Members>>(&mut self, name: &str) -> Option<T> {
        self.take(name, |value| match value {
            Value::Object(object) => Ok(T::from(Self(object))),
            other => Err(other),
        })
    }

    pub(crate) fn array(&mut self, name: &str) -> Option<Vec<Value>> {
        self.take(name, |value| match value {
            Value::Array(items) => Ok(items),
            other => Err(other),
        })
    }

    /// Moves a value out, or leaves it where it is.
    fn take<T>(&mut self, name: &str, read: impl FnOnce(Value) -> Result<T, Value>) -> Option<T> {
        let value = self.0.get_mut(name)?;
        read(value.take()).map_err(|unknown| *value = unknown).ok()
    }

    /// What was not taken. `null` and absent mean the same (reference section 1.6).
    pub(crate) fn rest(mut self) -> Map<String, Value> {
        self.0.retain(|_, value| !value.is_null());
        self.0
    }
}

/// A record of the API: known members are read tolerantly, the others stay in `extra`.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident { $($(#[$member_doc:meta])* $member:ident: $read:ident -> $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(from = "serde_json::Map<String, serde_json::Value>")]
        pub struct $name {
            $($(#[$member_doc])*
            #[serde(skip_serializing_if = "Option::is_none")]
            pub $member: Option<$type>,)*
            /// Members that we do not know, as they came.
            #[serde(flatten)]
            pub extra: serde_json::Map<String, serde_json::Value>,
        }

        impl From<crate::models::members::Members> for $name {
            fn from(mut members: crate::models::members::Members) -> Self {
                $(let $member = members.$read(stringify!($member).trim_start_matches("r#"));)*
                Self { $($member,)* extra: members.rest() }
            }
        }

        impl From<serde_json::Map<String, serde_json::Value>> for $name {
            fn from(members: serde_json::Map<String, serde_json::Value>) -> Self {
                Self::from(crate::models::members::Members(members))
            }
        }
    };
}

pub(crate) use record;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn booleans_have_three_states_in_many_spellings() {
        for (value, read) in [
            (json!(0), Some(false)),
            (json!(1), Some(true)),
            (json!("0"), Some(false)),
            (json!("true"), Some(true)),
            (json!(true), Some(true)),
            (json!(null), None),
            (json!("maybe"), None),
            (json!(2), None),
        ] {
            let mut members = Members(Map::from_iter([("flag".to_owned(), value.clone())]));
            assert_eq!(members.flag("flag"), read, "{value}");
        }
    }

    #[test]
    fn what_cannot_be_read_stays() {
        let mut members = Members(Map::from_iter([("date".to_owned(), json!("yesterday"))]));
        assert_eq!(members.date("date"), None);
        assert_eq!(members.0["date"], json!("yesterday"));
    }
}
