//! Reads a request, this desk's or another's, as lists show it.

use rusqlite::Row;

use crate::request_state::RequestState;

/// A request in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestRecord {
    pub key: String,
    pub mine: bool,
    pub server_id: Option<String>,
    pub number: Option<String>,
    pub state: RequestState,
    pub state_text: Option<String>,
    pub operation: Option<String>,
    pub request_type: Option<String>,
    pub provider: String,
    pub smartcard: Option<String>,
    pub set_top_box: Option<String>,
    pub service: Option<String>,
    pub subscription: Option<String>,
    pub created: Option<i64>,
    pub updated: Option<i64>,
    pub user: Option<String>,
    pub unit: Option<String>,
    pub priority: Option<String>,
    pub error_code: Option<String>,
    pub error_text: Option<String>,
    /// Group of its cause, if it is rejected.
    pub grp: Option<String>,
    pub held_until: Option<i64>,
    pub next_try: Option<i64>,
    pub next_look: Option<i64>,
    pub not_before: Option<i64>,
    pub waits_since: Option<i64>,
    pub unwatched: bool,
    pub closed: bool,
}

impl RequestRecord {
    /// A request of which only key and state are known.
    pub fn new(key: &str, state: RequestState) -> Self {
        Self {
            key: key.to_owned(),
            mine: false,
            server_id: None,
            number: None,
            state,
            state_text: None,
            operation: None,
            request_type: None,
            provider: String::new(),
            smartcard: None,
            set_top_box: None,
            service: None,
            subscription: None,
            created: None,
            updated: None,
            user: None,
            unit: None,
            priority: None,
            error_code: None,
            error_text: None,
            grp: None,
            held_until: None,
            next_try: None,
            next_look: None,
            not_before: None,
            waits_since: None,
            unwatched: false,
            closed: false,
        }
    }
}

pub(crate) const ROW_COLUMNS: &str = "request.key, request.mine, request.server_id, request.number, request.state, request.state_text, \
    request.operation, request.request_type, request.provider, request.smartcard, request.set_top_box, \
    request.service, request.subscription, request.created, request.updated, request.user, request.unit, \
    request.priority, request.error_code, request.error_text, request.held_until, request.next_try, \
    request.next_look, request.not_before, request.waits_since, request.unwatched, request.closed, request.grp";

pub(crate) fn listed(row: &Row<'_>) -> rusqlite::Result<RequestRecord> {
    Ok(RequestRecord {
        key: row.get(0)?,
        mine: row.get(1)?,
        server_id: row.get(2)?,
        number: row.get(3)?,
        state: row.get(4)?,
        state_text: row.get(5)?,
        operation: row.get(6)?,
        request_type: row.get(7)?,
        provider: row.get(8)?,
        smartcard: row.get(9)?,
        set_top_box: row.get(10)?,
        service: row.get(11)?,
        subscription: row.get(12)?,
        created: row.get(13)?,
        updated: row.get(14)?,
        user: row.get(15)?,
        unit: row.get(16)?,
        priority: row.get(17)?,
        error_code: row.get(18)?,
        error_text: row.get(19)?,
        held_until: row.get(20)?,
        next_try: row.get(21)?,
        next_look: row.get(22)?,
        not_before: row.get(23)?,
        waits_since: row.get(24)?,
        unwatched: row.get(25)?,
        closed: row.get(26)?,
        grp: row.get(27)?,
    })
}
