//! Types of a request of this desk: before it is added to the journal, and as a journal row.

use crate::{
    identity::Identity,
    mirror_mark::MirrorMark,
    request_state::{RequestState, words},
};
use serde_json::{Map, Value};
use std::{collections::BTreeMap, sync::Arc};

/// A request to be added to the journal. Times are milliseconds since the Unix epoch.
#[derive(Debug, Clone)]
pub struct NewOutboxRow {
    pub key: String,
    /// Id of the connection; the request is sent through no other.
    pub connection: String,
    /// The request is sent as this identity only.
    pub identity: Arc<Identity>,
    /// Display name of that user in lists.
    pub user: String,
    pub operation: String,
    pub provider: String,
    pub request_type: String,
    pub path: String,
    /// The form's values, without a PIN.
    pub values: BTreeMap<String, String>,
    /// The request body, without token and PIN.
    pub body: Map<String, Value>,
    /// Identifies its content: requests with the same fingerprint do the same.
    pub fingerprint: String,
    pub has_pin: bool,
    /// Requests that share a card are sent one after the other.
    pub cards: Vec<String>,
    pub smartcard: Option<String>,
    pub set_top_box: Option<String>,
    pub service: Option<String>,
    pub subscription: Option<String>,
    pub priority: Option<String>,
    pub created: i64,
    /// `Held` or `Queued`.
    pub state: RequestState,
    pub held_until: Option<i64>,
    /// Earliest time of sending, for a scheduled request.
    pub not_before: Option<i64>,
    /// Field requests only: from this time on it has to be checked again before it is sent.
    pub check_at: Option<i64>,
    /// Key of the first request of its sequence, if it belongs to one.
    pub sequence: Option<String>,
    /// Key of the request before it, which has to be completed first; absent for the first one.
    pub after: Option<String>,
}

impl NewOutboxRow {
    /// The journal row of the new request.
    pub(super) fn row(self, seq: i64, rank: f64) -> OutboxRow {
        OutboxRow {
            seq,
            key: self.key,
            connection: self.connection,
            identity: self.identity,
            user: self.user,
            operation: self.operation,
            provider: self.provider,
            request_type: self.request_type,
            path: self.path,
            values: Arc::new(self.values),
            body: Arc::new(self.body),
            fingerprint: Some(self.fingerprint),
            has_pin: self.has_pin,
            cards: self.cards.into(),
            smartcard: self.smartcard,
            set_top_box: self.set_top_box,
            service: self.service,
            subscription: self.subscription,
            priority: self.priority,
            created: self.created,
            updated: self.created,
            state: self.state,
            held_until: self.held_until,
            tries: 0,
            next_try: None,
            server_id: None,
            server_number: None,
            server_state: None,
            server: None,
            error_code: None,
            error_text: None,
            problem: None,
            accepted: None,
            looks: 0,
            next_look: None,
            unwatched: false,
            rank,
            not_before: self.not_before,
            waits_since: Some(self.created),
            sent: None,
            evidence: None,
            closed: false,
            check_at: self.check_at,
            undecided: false,
            doubt: None,
            in_sequence: self.after.as_ref().map(|_| InSequence::Waits),
            sequence: self.sequence,
            after: self.after,
            refusals: 0,
            mirror_generation: None,
            mirror_seq: None,
        }
    }
}

/// A request of this desk as a journal row.
#[allow(clippy::struct_excessive_bools)] // each is a column of its own
#[derive(Debug, Clone, PartialEq)]
pub struct OutboxRow {
    /// Row number.
    pub seq: i64,
    pub key: String,
    pub connection: String,
    pub identity: Arc<Identity>,
    pub user: String,
    pub operation: String,
    pub provider: String,
    pub request_type: String,
    pub path: String,
    // Shared, because the row is copied with each of its changes and these fields seldom change.
    pub values: Arc<BTreeMap<String, String>>,
    pub body: Arc<Map<String, Value>>,
    /// Absent if an earlier version added it and it was not computed since.
    pub fingerprint: Option<String>,
    pub has_pin: bool,
    pub cards: Arc<[String]>,
    pub smartcard: Option<String>,
    pub set_top_box: Option<String>,
    pub service: Option<String>,
    pub subscription: Option<String>,
    pub priority: Option<String>,
    pub created: i64,
    pub updated: i64,
    pub state: RequestState,
    pub held_until: Option<i64>,
    /// Number of attempts that failed to reach the server.
    pub tries: u32,
    /// Time of the next attempt. Absent in state `NotSent` if there will be none.
    pub next_try: Option<i64>,
    pub server_id: Option<String>,
    pub server_number: Option<String>,
    /// The state in the server's spelling.
    pub server_state: Option<String>,
    /// The server's object as last read, as JSON.
    pub server: Option<String>,
    pub error_code: Option<String>,
    pub error_text: Option<String>,
    /// Problem for which it was refused, not sent or became unknown, in the caller's format.
    pub problem: Option<Value>,
    pub accepted: Option<i64>,
    /// Number of status checks.
    pub looks: u32,
    pub next_look: Option<i64>,
    /// The server cannot be asked for its status.
    pub unwatched: bool,
    /// Rows are sent in ascending order of their ranks.
    pub rank: f64,
    pub not_before: Option<i64>,
    /// Time since when it waits to be sent; absent if it does not wait.
    pub waits_since: Option<i64>,
    /// Time when it was last sent.
    pub sent: Option<i64>,
    /// Requests that were examined to find its unknown outcome, in the caller's format.
    pub evidence: Option<Value>,
    /// The user closed it although its outcome is unknown.
    pub closed: bool,
    /// Field requests only: from this time on it has to be checked again before it is sent. Absent on all other rows.
    pub check_at: Option<i64>,
    /// It is not sent until the user decides.
    pub undecided: bool,
    /// Reason for that, unless the reason is in the field note.
    pub doubt: Option<Doubt>,
    /// Key of the first request of its sequence, if it belongs to one.
    pub sequence: Option<String>,
    /// Key of the request before it; absent for the first one.
    pub after: Option<String>,
    /// Why the request before it in its sequence keeps it from being sent; absent if it does not.
    pub in_sequence: Option<InSequence>,
    /// Number of different tokens with which the server refused it.
    pub refusals: u32,
    /// State of the mirror before it was last sent: see [`Self::mirror_mark`].
    pub mirror_generation: Option<i64>,
    pub mirror_seq: Option<i64>,
}

impl OutboxRow {
    /// State of the mirror before the row was last sent. Absent if an earlier version sent it.
    pub fn mirror_mark(&self) -> Option<MirrorMark> {
        let (generation, seq) = self.mirror_generation.zip(self.mirror_seq)?;
        Some(MirrorMark { generation, seq })
    }

    pub fn set_mirror_mark(&mut self, mark: MirrorMark) {
        (self.mirror_generation, self.mirror_seq) = (Some(mark.generation), Some(mark.seq));
    }
}

words! {
    /// Reason why a sendable row waits for the user's decision.
    Doubt {
        /// Its connection now leads to another server or organisation than the one it was made for.
        Moved = "moved",
        /// The server refused it with two different tokens.
        TokenRefused = "token-refused",
        /// The profile was restored from a backup: the row may have been sent since.
        PutBack = "put-back",
        /// The profile was last open on another computer.
        OtherComputer = "other-computer",
        /// An earlier version did not store the identity that it was made for.
        Unproven = "unproven",
    }
}

words! {
    /// Reason why a request is not sent because of the one before it.
    InSequence {
        /// The one before it was not completed yet.
        Waits = "waits",
        /// The one before it did not complete: the user decides.
        Halted = "halted",
    }
}
