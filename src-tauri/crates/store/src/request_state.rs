//! States of a request as stored in the tables.

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$what:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$what])* $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = ();

            fn from_str(word: &str) -> Result<Self, ()> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word).ok_or(())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl rusqlite::types::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(self.as_str().into())
            }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                value.as_str()?.parse().map_err(|()| rusqlite::types::FromSqlError::InvalidType)
            }
        }
    };
}
pub(crate) use words;

words! {
    /// State of a request, for the journal, the cache and the window. Only `Completed` is shown in green.
    #[derive(PartialOrd, Ord, serde::Serialize, serde::Deserialize, ts_rs::TS)]
    #[serde(rename_all = "camelCase")]
    RequestState {
        Held = "held",
        Queued = "queued",
        Sending = "sending",
        Pending = "pending",
        Completed = "completed",
        Rejected = "rejected",
        Refused = "refused",
        NotSent = "not-sent",
        Unknown = "unknown",
        /// Cancelled by the user before it left.
        Cancelled = "cancelled",
        /// A life-cycle state that the server reports and the desk does not know.
        Other = "other",
    }
}

#[cfg(test)]
mod tests {
    use serde::{Serialize, de::DeserializeOwned};
    use serde_json::{from_value, json};

    use super::*;
    use crate::{
        cache::{entities::IdentifierKind, rejected::TriageStatus, requests::RequestColumn},
        journal::{
            InSequence,
            batches::{BatchPart, BatchState, LeftOut, PauseReason},
            grouping::SplitBy,
            timeline::StepKind,
            triage::MarkField,
        },
    };

    /// Checks the words of the window, and that each is read as the value that it was written for.
    fn on_the_wire<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(all: &[T], words: &str) {
        let words: Vec<&str> = words.split_whitespace().collect();
        assert_eq!(words.len(), all.len(), "{words:?}");
        for (value, word) in all.iter().zip(words) {
            assert_eq!(serde_json::to_value(value).unwrap(), json!(word));
            assert_eq!(&from_value::<T>(json!(word)).unwrap(), value);
        }
    }

    #[test]
    fn words_in_tables_and_on_the_wire_stay_as_they_are() {
        macro_rules! hold {
            ($($name:ident: $disk:literal, $wire:literal;)+) => {$(
                assert_eq!($name::ALL.iter().map(|value| value.as_str()).collect::<Vec<_>>().join(" "), $disk);
                on_the_wire($name::ALL, $wire);
            )+};
        }
        assert_eq!([InSequence::Waits, InSequence::Halted].map(InSequence::as_str), ["waits", "halted"]);
        hold! {
            RequestState:
                "held queued sending pending completed rejected refused not-sent unknown cancelled other",
                "held queued sending pending completed rejected refused notSent unknown cancelled other";
            IdentifierKind:
                "serial_number alternative_code id number code ca_id",
                "serial_number alternative_code id number code ca_id";
            MarkField: "assignee note snooze dismissal", "assignee note snooze dismissal";
            SplitBy: "words service user unit", "words service user unit";
            StepKind:
                "held queued sending accepted completed rejected refused not-sent unknown cancelled session-ended watched \
                 scheduled edited moved sent-again adopted closed checked decision halted detached",
                "held queued sending accepted completed rejected refused notSent unknown cancelled sessionEnded watched \
                 scheduled edited moved sentAgain adopted closed checked decision halted detached";
            BatchState:
                "planning planned canary running paused stopped done",
                "planning planned canary running paused stopped done";
            PauseReason:
                "by-hand canary equal-errors closed session",
                "byHand canary equalErrors closed session";
            LeftOut:
                "missing no-operation several-operations not-offered already-retried not-rejected already-sent under-way \
                 same-row by-hand",
                "missing noOperation severalOperations notOffered alreadyRetried notRejected alreadySent underWay \
                 sameRow byHand";
        }
    }

    #[test]
    fn words_on_the_wire_alone_stay_as_they_are() {
        use TriageStatus::{Cleared, Dismissed, Open, Snoozed};

        on_the_wire(&[Open, Snoozed, Dismissed, Cleared], "open snoozed dismissed cleared");
        on_the_wire(
            &[BatchPart::All, BatchPart::Ready, BatchPart::LeftOut, BatchPart::Failed],
            "all ready leftOut failed",
        );
        on_the_wire(
            &RequestColumn::ALL,
            "state number requestType provider smartcard setTopBox service subscription created updated user unit priority \
             error",
        );
    }
}
