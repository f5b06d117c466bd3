//! Provisioning requests as the sandbox stores them. [`crate::render`] converts them into answers.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use crmcom::catalogue::Provider;

use crate::{rng::Chance, sentinel, users::Author};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LifeCycleState {
    Pending,
    Rejected,
    Completed,
}

impl LifeCycleState {
    pub const ALL: [Self; 3] = [Self::Pending, Self::Rejected, Self::Completed];

    pub fn name(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Rejected => "REJECTED",
            Self::Completed => "COMPLETED",
        }
    }
}

/// The types that `list` accepts (reference 8.1), in the order of the page.
pub const CONAX_TYPES: [&str; 13] = [
    "ADD_SUBSCRIPTIONS",
    "CANCEL_SUBSCRIPTIONS",
    "GET_ACTIVE_SUBSCRIPTIONS",
    "CREATE_PAIRING",
    "ADD_TO_EXISTING_PAIRING",
    "GET_PAIRING_STATUS_FOR_CARD",
    "GET_PAIRING_STATUS_FOR_PAIRING_MODULE",
    "DISPLAY_FINGERPRINT",
    "UPDATE_CA_PIN_TO_DEFAULT_VALUE",
    "UPDATE_CA_PIN_TO_GIVEN_VALUE",
    "SEND_MAIL_MESSAGE_TO_CLIENT",
    "SEND_BARK_MESSAGE_TO_CLIENT",
    "SEND_REPEATING_BARK_MESSAGE_TO_CLIENT",
];

/// The effect of a sentinel value on a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Open,
    Rejected,
    StaysPending,
}

/// An element of `parameters_set`: an id and at most one named value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    pub id: String,
    /// `None` for elements with only an id.
    pub name: Option<&'static str>,
    /// `None` is null on the wire: a PIN is never returned.
    pub value: Option<String>,
}

/// Name and value of a parameter of a request; either may be missing in an answer.
pub type ParameterEntry = (Option<&'static str>, Option<String>);

/// A request to be created.
#[derive(Debug, Clone)]
pub struct Draft {
    pub provider: Provider,
    pub request_type: &'static str,
    pub express: bool,
    /// Null on the wire for requests that the system created.
    pub process_immediately: Option<bool>,
    pub scheduled: NaiveDateTime,
    pub process_name: Option<&'static str>,
    /// Name and value; without a name the element has only an id.
    pub parameters: Vec<ParameterEntry>,
    pub author: Author,
    /// Id of the subscription.
    pub subscription: Option<String>,
    pub fate: Fate,
    /// The PIN to repeat in answers; stored only with the option for it.
    pub repeated_pin: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Request {
    pub id: String,
    pub number: String,
    pub draft: Draft,
    pub parameters: Vec<Parameter>,
    pub sequence_number: Option<u64>,
    pub state: LifeCycleState,
    pub created: NaiveDateTime,
    pub updated: NaiveDateTime,
    pub updated_by: Author,
    pub executed: Option<NaiveDateTime>,
    /// `request` on the wire: the message to the CA system.
    pub sent: Option<String>,
    pub response: Option<String>,
    pub reference_number: Option<String>,
    /// Code and description.
    pub error: Option<(String, String)>,
    /// No method returns it any more.
    pub archived: bool,
    /// It was shown by its id, so that a client knows it.
    pub seen: bool,
}

impl Request {
    /// Whether it is pending and no sentinel value keeps it so.
    pub fn may_be_sent(&self) -> bool {
        self.state == LifeCycleState::Pending && self.draft.fate != Fate::StaysPending
    }

    fn is_due(&self, now: NaiveDateTime) -> bool {
        self.may_be_sent() && self.draft.scheduled <= now
    }

    /// The values of all parameters named `name`.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.parameters.iter().filter(move |parameter| parameter.name == Some(name));
        named.filter_map(|parameter| parameter.value.as_deref())
    }
}

/// All requests in the order of creation.
#[derive(Debug)]
pub struct Requests {
    all: Vec<Request>,
    by_id: HashMap<String, usize>,
    by_number: HashMap<String, usize>,
    next_number: u64,
}

impl Default for Requests {
    fn default() -> Self {
        Self { all: Vec::new(), by_id: HashMap::new(), by_number: HashMap::new(), next_number: 18_501 }
    }
}

impl Requests {
    pub fn create(&mut self, draft: Draft, now: NaiveDateTime, chance: &mut Chance) -> &mut Request {
        let mut parameters: Vec<Parameter> = Vec::new();
        for (name, value) in &draft.parameters {
            parameters.push(Parameter { id: chance.id(), name: *name, value: value.clone() });
        }
        // The real server guarantees no order either; a client that indexes by position should fail here.
        chance.shuffle(&mut parameters);
        let request = Request {
            id: chance.id(),
            number: self.number(),
            parameters,
            sequence_number: None,
            state: LifeCycleState::Pending,
            created: now,
            updated: now,
            updated_by: draft.author,
            draft,
            executed: None,
            sent: None,
            response: None,
            reference_number: None,
            error: None,
            archived: false,
            seen: false,
        };
        let index = self.all.len();
        self.by_id.insert(request.id.clone(), index);
        self.by_number.insert(request.number.clone(), index);
        self.all.push(request);
        &mut self.all[index]
    }

    /// The next number that is no sentinel value.
    fn number(&mut self) -> String {
        loop {
            let number = self.next_number.to_string();
            self.next_number += 1;
            if sentinel::of(&number).is_none() {
                return number;
            }
        }
    }

    /// Appends requests that were created later.
    pub fn then(mut self, later: Self) -> Self {
        for request in later.all {
            self.by_id.insert(request.id.clone(), self.all.len());
            self.by_number.insert(request.number.clone(), self.all.len());
            self.all.push(request);
        }
        Self { next_number: later.next_number, ..self }
    }

    /// Merges both in the order of creation.
    pub fn merge(self, others: Self) -> Self {
        let next_number = others.next_number;
        let mut all: Vec<Request> = self.all.into_iter().chain(others.all).collect();
        all.sort_by_key(|request| request.created);
        Self { next_number, ..Self::default() }.then(Self { all, next_number, ..Self::default() })
    }

    /// Starts numbering with `number`.
    pub fn numbered_from(number: u64) -> Self {
        Self { next_number: number, ..Self::default() }
    }

    /// Finds a request; `field` is `id` or `number`.
    pub fn find(&self, field: &str, value: &str) -> Option<&Request> {
        let index = if field == "id" { self.by_id.get(value) } else { self.by_number.get(value) };
        index.map(|index| &self.all[*index]).filter(|request| !request.archived)
    }

    pub fn find_mut(&mut self, id: &str) -> Option<&mut Request> {
        self.by_id.get(id).map(|index| &mut self.all[*index])
    }

    /// Oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Request> {
        self.all.iter()
    }

    /// The newest request that was shown by its id: of that type, else of that provider.
    pub fn seen(&self, provider: Provider, request_type: &str) -> Option<&Request> {
        let seen = || self.all.iter().rev().filter(|it| it.seen && !it.archived && it.draft.provider == provider);
        seen().find(|it| it.draft.request_type == request_type).or_else(|| seen().next())
    }

    /// The request at a position; positions are stable, because requests are never removed.
    pub fn at(&self, place: usize) -> &Request {
        &self.all[place]
    }

    /// Ids of the requests that a processing run sends now, in its order: express first, then by date, then by
    /// creation.
    pub fn due(&self, now: NaiveDateTime) -> Vec<String> {
        let mut due: Vec<&Request> = self.all.iter().filter(|request| request.is_due(now)).collect();
        due.sort_by_key(|request| (!request.draft.express, request.draft.scheduled));
        due.into_iter().map(|request| request.id.clone()).collect()
    }
}
