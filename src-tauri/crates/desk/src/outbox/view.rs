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
}

/// What an operation's form would send, checked.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Checked {
    /// Empty: it can be sent.
    pub errors: Vec<FieldProblem>,
    /// They never block.
    pub warnings: Vec<FieldProblem>,
    pub path: String,
    /// The body as far as it is filled in: no token, and a PIN as dots.
    #[ts(type = "unknown")]
    pub body: Value,
}

/// A form's content: input name to text. A PIN is never in one that comes from the desk.
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
    /// One that comes from the window may carry a PIN; the catalogue knows where.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.to_catalogue().fmt(f)
    }
}

/// A form with the key of the row that it becomes. Whoever fills it in makes the key, a UUID that grows with time, before
/// it is sent, and keeps it until the row is there: a form that is sent twice is one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Form {
    pub key: String,
    pub draft: FormDraft,
}

impl From<FormDraft> for Form {
    /// One that nobody has sent yet.
    fn from(draft: FormDraft) -> Self {
        Self { key: crate::new_key(), draft }
    }
}

/// What waits to leave, of all connections, in the order of leaving.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OutboxPage {
    pub rows: Vec<RequestRow>,
    pub total: u32,
}

/// A request that waited for the network and does not leave by itself any more, or whose outcome nobody knows.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    pub row: Box<RequestRow>,
    pub why: DecideWhy,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "kind", rename_all_fields = "camelCase")]
pub enum DecideWhy {
    /// It waited longer than a day.
    Expired { since: f64 },
    /// Somebody sent another request for the same card or box meanwhile.
    Meanwhile { other: Box<RequestRow> },
    /// The server says something else of the card or box than when it was put in the queue.
    Changed { text: String, before: Option<String>, after: Option<String> },
    /// Lists of the server could not be read: what others did meanwhile is not known.
    Unread { lists: Vec<UnreadList>, problem: Option<Problem> },
    /// It may have arrived.
    Unknown,
    /// It is no matter of the field.
    Doubt { doubt: DoubtView },
}

/// A list of the server that was not read to its end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnreadList {
    /// The life-cycle state of its requests, such as `COMPLETED`.
    pub list: String,
    /// When it last was; absent: never.
    pub as_of: Option<f64>,
}
