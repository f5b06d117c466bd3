//! A request of this desk: as it is put into the journal, and as it stands there.

use crate::{
    Identity, MirrorMark,
    request_state::{State, words},
};
use serde_json::{Map, Value};
use std::{collections::BTreeMap, sync::Arc};

/// What is known when a request is made. Times are milliseconds since the Unix epoch.
#[derive(Debug, Clone)]
pub struct NewSubmission {
    pub key: String,
    /// Id of the connection it leaves through, and no other.
    pub connection: String,
    /// Whom it is made for: it leaves as nobody else.
    pub identity: Arc<Identity>,
    /// How lists show that user.
    pub user: String,
    pub operation: String,
    pub provider: String,
    pub request_type: String,
    pub path: String,
    /// The form's values without a PIN.
    pub values: BTreeMap<String, String>,
    /// The request body without token and PIN.
    pub body: Map<String, Value>,
    pub has_pin: bool,
    /// Requests that share one of these leave one after the other.
    pub cards: Vec<String>,
    pub smartcard: Option<String>,
    pub set_top_box: Option<String>,
    pub service: Option<String>,
    pub subscription: Option<String>,
    pub priority: Option<String>,
    pub created: i64,
    /// `Held` or `Queued`.
    pub state: State,
    pub held_until: Option<i64>,
    /// It leaves at this time, not before.
    pub not_before: Option<i64>,
    /// Of the field: from then on it does not leave before it was checked again.
    pub check_at: Option<i64>,
}

impl NewSubmission {
    /// The row that is written for it.
    pub(super) fn row(self, seq: i64, rank: f64) -> Submission {
        Submission {
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
            refusals: 0,
            mirror_generation: None,
            mirror_seq: None,
        }
    }
}

/// A request of this desk as it stands.
#[allow(clippy::struct_excessive_bools)] // each is a column of its own
#[derive(Debug, Clone, PartialEq)]
pub struct Submission {
    /// The number of its row.
    pub seq: i64,
    pub key: String,
    pub connection: String,
    pub identity: Arc<Identity>,
    pub user: String,
    pub operation: String,
    pub provider: String,
    pub request_type: String,
    pub path: String,
    // Shared: a row is copied with each of its changes, and these seldom change.
    pub values: Arc<BTreeMap<String, String>>,
    pub body: Arc<Map<String, Value>>,
    pub has_pin: bool,
    pub cards: Arc<[String]>,
    pub smartcard: Option<String>,
    pub set_top_box: Option<String>,
    pub service: Option<String>,
    pub subscription: Option<String>,
    pub priority: Option<String>,
    pub created: i64,
    pub updated: i64,
    pub state: State,
    pub held_until: Option<i64>,
    /// How often it failed to reach the server.
    pub tries: u32,
    /// Absent in state `NotSent`: it is not tried again.
    pub next_try: Option<i64>,
    pub server_id: Option<String>,
    pub server_number: Option<String>,
    /// The server's own word for the state.
    pub server_state: Option<String>,
    /// The server's object as last read, as JSON.
    pub server: Option<String>,
    pub error_code: Option<String>,
    pub error_text: Option<String>,
    /// Why it was refused, not sent or became unknown, in the caller's shape.
    pub problem: Option<Value>,
    pub accepted: Option<i64>,
    /// How often the server was asked about it.
    pub looks: u32,
    pub next_look: Option<i64>,
    /// The server cannot be asked about it.
    pub unwatched: bool,
    /// Rows leave in the order of their ranks.
    pub rank: f64,
    pub not_before: Option<i64>,
    /// Since when it waits to leave; absent when it does not.
    pub waits_since: Option<i64>,
    /// When it last left.
    pub sent: Option<i64>,
    /// What was looked at to find out what became of it, in the caller's shape.
    pub evidence: Option<Value>,
    /// Its outcome is unknown, and somebody decided to leave it so.
    pub closed: bool,
    /// Of the field: from then on it does not leave before it was checked again. Absent on all other rows.
    pub check_at: Option<i64>,
    /// It does not leave until somebody decides.
    pub undecided: bool,
    /// Why, where that is no matter of the field.
    pub doubt: Option<Doubt>,
    /// How many different tokens the server refused it with.
    pub refusals: u32,
    /// How far the mirror had been told before it last left: see [`Self::mirror_mark`].
    pub mirror_generation: Option<i64>,
    pub mirror_seq: Option<i64>,
}

impl Submission {
    /// What servers had told of before it last left. Absent where a version of before sent it.
    pub fn mirror_mark(&self) -> Option<MirrorMark> {
        let (generation, seq) = self.mirror_generation.zip(self.mirror_seq)?;
        Some(MirrorMark { generation, seq })
    }

    pub fn set_mirror_mark(&mut self, mark: MirrorMark) {
        (self.mirror_generation, self.mirror_seq) = (Some(mark.generation), Some(mark.seq));
    }
}

words! {
    /// Why a row that could leave waits for somebody's word.
    Doubt {
        /// It was made for a server or an organisation that its connection leads to no more.
        Moved = "moved",
        /// The server refused it with two different tokens.
        TokenRefused = "token-refused",
        /// The profile was put back to an earlier day: it may have been sent since.
        PutBack = "put-back",
        /// The profile was last open on another computer.
        OtherComputer = "other-computer",
        /// An earlier desk did not write down whom it was made for.
        Unproven = "unproven",
    }
}
