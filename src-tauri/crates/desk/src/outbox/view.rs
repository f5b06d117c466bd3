//! Wire types of the outbox: forms, the queue, decisions.

use crate::{
    error::problem::{FieldProblem, Problem},
    view::{DoubtView, RequestRow},
};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OutboxCounts {
    pub held: u32,
    pub queued: u32,
    pub sending: u32,
    pub not_sent: u32,
    pub unknown: u32,
    pub pending: u32,
    /// Those of `held`, `queued` and `notSent` that wait for a decision.
    pub undecided: u32,
}

/// The result of checking an operation's form.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    /// Empty: the form can be sent.
    pub errors: Vec<FieldProblem>,
    /// Warnings never block.
    pub warnings: Vec<FieldProblem>,
    pub path: String,
    /// The body as far as it is filled in, without token and with dots for a PIN.
    #[ts(type = "unknown")]
    pub body: Value,
}

/// Content of a form: input name to text. A form that comes from the desk never contains a PIN.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FormDraft {
    pub operation: String,
    #[ts(type = "Record<string, string>")]
    pub values: BTreeMap<String, String>,
}

impl FormDraft {
    pub(crate) fn to_catalogue(&self) -> crmcom::catalogue::Draft {
        crmcom::catalogue::Draft { operation: self.operation.clone(), values: self.values.clone() }
    }
}

impl std::fmt::Debug for FormDraft {
    /// A form from the window may contain a PIN; the catalogue knows in which input.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.to_catalogue().fmt(f)
    }
}

/// A form with the key of the row that it becomes. The caller makes the key, a UUID that grows with time, before the
/// form is sent and keeps it until the row exists. It is an idempotency key: a form that is sent twice becomes one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Form {
    pub key: String,
    pub draft: FormDraft,
}

/// A page of the selected connection's outbox: rows of unknown outcome first, then those on the wire, then the waiting
/// rows in the order of leaving.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OutboxPage {
    pub rows: Vec<RequestRow>,
    pub total: u32,
    /// The other connections with rows in the outbox.
    pub elsewhere: Vec<ConnectionCount>,
}

/// Number of rows in the outbox of another connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionCount {
    pub connection: String,
    pub count: u32,
}

/// A request that waited for the network and no longer leaves by itself, or a request of unknown outcome.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    pub row: Box<RequestRow>,
    pub why: DecideWhy,
}

/// Requests of one commit, each of which leaves only after the one before it was completed.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Sequence {
    /// Key of its first request.
    pub key: String,
    /// In the order of sending.
    pub rows: Vec<RequestRow>,
    pub state: SequenceState,
    /// Key of the request that waits for a decision, because the one before it did not complete.
    pub halted: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SequenceState {
    Running,
    /// A person decides about the rest.
    Halted,
    /// No request of it can change any more.
    Ended,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind", rename_all_fields = "camelCase")]
pub enum DecideWhy {
    /// It waited longer than a day.
    Expired { since: f64 },
    /// Another user or desk sent a request for the same card or box meanwhile.
    Meanwhile { other: Box<RequestRow> },
    /// The server reports another state of the card or box than when the request was queued.
    Changed { text: String, before: Option<String>, after: Option<String> },
    /// Lists of the server could not be read, so requests that others sent meanwhile are not known.
    Unread { lists: Vec<UnreadList>, problem: Option<Problem> },
    /// The request may have arrived.
    Unknown,
    /// The reason is not the field mode's.
    Doubt { doubt: DoubtView },
}

/// A list of the server that was not read to its end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnreadList {
    /// The life-cycle state of its requests, such as `COMPLETED`.
    pub list: String,
    /// When it was last read to its end; absent: never.
    pub as_of: Option<f64>,
}
