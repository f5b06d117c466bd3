//! What is asked of the list: a filter, a column to sort by, and a page.

use crate::request_state::RequestState;

/// Filter of a connection's requests. All conditions have to hold; an empty list is no condition.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// Words that must all occur in a number, id, card, box, service, subscription, user or error.
    pub text: Option<String>,
    pub states: Vec<RequestState>,
    pub providers: Vec<String>,
    pub types: Vec<String>,
    pub users: Vec<String>,
    pub units: Vec<String>,
    pub priorities: Vec<String>,
    /// Made at or after this time.
    pub from: Option<i64>,
    /// Made before this time.
    pub to: Option<i64>,
    /// Only this desk's own requests.
    pub mine: bool,
    /// Only requests that were sent one by one, none of a batch.
    pub single: bool,
    pub has_error: Option<bool>,
    /// Only requests with these keys.
    pub keys: Vec<String>,
}

/// The columns that the requests table can show, sort by and export.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, ts_rs::TS)]
#[serde(rename_all = "camelCase")]
pub enum RequestColumn {
    State,
    Number,
    RequestType,
    Provider,
    Smartcard,
    SetTopBox,
    Service,
    Subscription,
    #[default]
    Created,
    Updated,
    User,
    Unit,
    Priority,
    Error,
}

impl RequestColumn {
    pub const ALL: [Self; 14] = [
        Self::State,
        Self::Number,
        Self::RequestType,
        Self::Provider,
        Self::Smartcard,
        Self::SetTopBox,
        Self::Service,
        Self::Subscription,
        Self::Created,
        Self::Updated,
        Self::User,
        Self::Unit,
        Self::Priority,
        Self::Error,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Number => "number",
            Self::RequestType => "request_type",
            Self::Provider => "provider",
            Self::Smartcard => "smartcard",
            Self::SetTopBox => "set_top_box",
            Self::Service => "service",
            Self::Subscription => "subscription",
            Self::Created => "created",
            Self::Updated => "updated",
            Self::User => "user",
            Self::Unit => "unit",
            Self::Priority => "priority",
            Self::Error => "error",
        }
    }

    /// Whether the column holds names or numbers, which are sorted by the SQL function `ordered`.
    pub(super) const fn is_of_words(self) -> bool {
        !matches!(self, Self::State | Self::RequestType | Self::Provider | Self::Created | Self::Updated)
    }

    /// Name of the index in the order of the list.
    pub(in crate::cache) fn index(self) -> String {
        format!("request_{}{}", if self.is_of_words() { "by_" } else { "" }, self.name())
    }
}

/// A page of a list. Rows with an equal value are sorted by their age, then by the order in which they became known.
#[derive(Debug, Clone, Default)]
pub struct Query {
    pub connection: String,
    pub filter: Filter,
    pub sort: RequestColumn,
    pub ascending: bool,
    pub limit: u32,
    pub offset: u32,
}
