//! Takes known members out of an object and keeps the others, so that no data is lost.
//!
//! A member of an unexpected format counts as unknown: it stays unchanged, and the rest is still read.

#![warn(clippy::arithmetic_side_effects)]

use chrono::{Datelike, NaiveDateTime};
use serde_json::{Map, Value};

pub(crate) struct Members(pub(crate) Map<String, Value>);

impl Members {
    /// Text, or a number as text: `sequence_number` occurs as either.
    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        self.take(name, |value| match value {
            Value::String(text) => Ok(text),
            Value::Number(number) => Ok(number.to_string()),
            other => Err(other),
        })
    }

    /// Documented as a boolean, observed as `0`, `1`, `null` and as text (reference section 10, no. 1).
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

    /// A date in the server's wall-clock time; no time zone is ever given. A date that is not [`believable`] stays a
    /// text.
    pub(crate) fn date(&mut self, name: &str) -> Option<NaiveDateTime> {
        let read = |value: &Value| value.as_str()?.parse().ok().filter(|date| believable(*date));
        self.take(name, |value| read(&value).ok_or(value))
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

    /// Moves a value out, or leaves it in place if it cannot be read.
    fn take<T>(&mut self, name: &str, read: impl FnOnce(Value) -> Result<T, Value>) -> Option<T> {
        let value = self.0.get_mut(name)?;
        read(value.take()).map_err(|unknown| *value = unknown).ok()
    }

    /// The members that were not taken. `null` and absent mean the same (reference section 1.6).
    pub(crate) fn rest(mut self) -> Map<String, Value> {
        self.0.retain(|_, value| !value.is_null());
        self.0
    }
}

/// Whether a date is between the years 1900 and 2200. Outside of that range, adding an hour or a time zone may
/// overflow.
pub(crate) fn believable(date: NaiveDateTime) -> bool {
    (1900..=2200).contains(&date.year())
}

/// Declares a record of the API: known members are read tolerantly, the others are kept in `extra`.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident { $($(#[$member_doc:meta])* $member:ident: $read:ident -> $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(from = "serde_json::Map<String, serde_json::Value>")]
        pub struct $name {
            $($(#[$member_doc])*
            #[serde(skip_serializing_if = "Option::is_none")]
            pub $member: Option<$type>,)*
            /// Unknown members, unchanged.
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
            fn from(mut members: serde_json::Map<String, serde_json::Value>) -> Self {
                crate::models::pins::mask_members(&mut members);
                Self::from(crate::models::members::Members(members))
            }
        }
    };
}

pub(crate) use record;

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, TimeDelta};
    use proptest::prelude::*;
    use serde_json::{from_value, json, to_value};

    use super::*;
    use crate::models::{ProvisioningRequest, Subscription};

    #[test]
    fn reads_booleans_in_many_spellings_or_as_unknown() {
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
    fn an_unreadable_member_is_kept() {
        let mut members = Members(Map::from_iter([("date".to_owned(), json!("yesterday"))]));
        assert_eq!(members.date("date"), None);
        assert_eq!(members.0["date"], json!("yesterday"));
    }

    #[test]
    fn accepts_dates_from_1900_to_2200() {
        for (text, taken) in [
            ("1900-01-01T00:00:00", true),
            ("2200-12-31T23:59:59", true),
            ("1899-12-31T23:59:59", false),
            ("2201-01-01T00:00:00", false),
            ("+262142-12-31T23:59:59", false),
            ("-262143-01-01T00:00:00", false),
        ] {
            let mut members = Members(Map::from_iter([("date".to_owned(), json!(text))]));
            assert_eq!(members.date("date").is_some(), taken, "{text}");
            assert_eq!(members.0["date"], if taken { json!(null) } else { json!(text) }, "{text}");
        }
    }

    /// All dates of chrono's range, and texts that are nearly a date.
    fn told() -> impl Strategy<Value = String> {
        let (first, last) = (NaiveDate::MIN.num_days_from_ce(), NaiveDate::MAX.num_days_from_ce());
        let ends = [NaiveDateTime::MIN, NaiveDateTime::MAX].map(|date| format!("{date:?}"));
        let date = (first..=last, 0_u32..86_400, 0_u32..2_000_000_000).prop_map(|(day, second, nano)| {
            let date = NaiveDate::from_num_days_from_ce_opt(day).expect("within what chrono has");
            let nano = if second % 60 == 59 { nano } else { nano % 1_000_000_000 };
            let time = chrono::NaiveTime::from_num_seconds_from_midnight_opt(second, nano).expect("a time");
            format!("{:?}", date.and_time(time))
        });
        let near = (1_890_i32..2_210, 1_u32..13, 1_u32..29)
            .prop_map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}T12:00:00"));
        prop_oneof![4 => date, 4 => near, 1 => proptest::sample::select(ends.to_vec()), 1 => "[-+T:0-9]{0,24}"]
    }

    proptest! {
        #[test]
        fn a_date_of_a_request_is_parsed_or_kept_as_text(dates in proptest::collection::vec(told(), 4)) {
            let row = json!({
                "id": "1",
                "scheduled_date": dates[0],
                "executed_date": dates[1],
                "log_information": {"created_date": dates[2], "updated_date": dates[3]},
            });
            let request: ProvisioningRequest = from_value(row).expect("an odd date does not hide a request");
            let log = request.log_information.clone().expect("it was told");
            let taken = [
                ("scheduled_date", request.scheduled_date, request.extra.get("scheduled_date")),
                ("executed_date", request.executed_date, request.extra.get("executed_date")),
                ("created_date", log.created_date, log.extra.get("created_date")),
                ("updated_date", log.updated_date, log.extra.get("updated_date")),
            ];
            for ((name, date, kept), told) in taken.into_iter().zip(&dates) {
                let Some(date) = date else {
                    prop_assert_eq!(kept, Some(&json!(told)), "{}", name);
                    continue;
                };
                prop_assert_eq!(kept, None, "{}", name);
                prop_assert!((1900..=2200).contains(&date.year()), "{}", date);
                prop_assert_eq!(told.parse::<NaiveDateTime>().ok(), Some(date));
                // Later calculations with the date cannot overflow.
                let room = TimeDelta::days(36_525);
                prop_assert!(date.checked_add_signed(room).and(date.checked_sub_signed(room)).is_some());
            }
            let again: ProvisioningRequest = from_value(to_value(&request).expect("plain data")).expect("it was written");
            prop_assert_eq!(again, request);
        }

        #[test]
        fn a_date_of_a_subscription_is_parsed_or_kept_as_text(told in told()) {
            let subscription: Subscription = from_value(json!({"first_activated_date": told})).expect("a record");
            let kept = subscription.extra.contains_key("first_activated_date");
            prop_assert_ne!(subscription.first_activated_date.is_some(), kept);
        }
    }
}
