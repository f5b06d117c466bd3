//! Provisioning requests as the sandbox keeps them. How they look outside is [`crate::render`].

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

/// The types that `list` takes (reference 8.1), in the order of the page.
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

/// What a sentinel value has in store for a request.
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
    /// `None` for the elements that hold only their id.
    pub name: Option<&'static str>,
    /// `None` is null on the wire: a PIN never comes back.
    pub value: Option<String>,
}

/// What is known when a request is made.
#[derive(Debug, Clone)]
pub struct Draft {
    pub provider: Provider,
    pub request_type: &'static str,
    pub express: bool,
    /// Null on the wire for requests that the system made.
    pub process_immediately: Option<bool>,
    pub scheduled: NaiveDateTime,
    pub process_name: Option<&'static str>,
    /// Name and value; no name makes an element with only an id.
    pub parameters: Vec<(Option<&'static str>, Option<String>)>,
    pub author: Author,
    /// Id of the subscription.
    pub subscription: Option<String>,
    pub fate: Fate,
    /// Comes back in answers; kept only where the sandbox is told to.
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
    /// `request` on the wire: what went to the CA system.
    pub sent: Option<String>,
    pub response: Option<String>,
    pub reference_number: Option<String>,
    /// Code and description.
    pub error: Option<(String, String)>,
    /// No method tells of it any more.
    pub archived: bool,
    /// Somebody has asked for it by its id, and so knows it.
    pub seen: bool,
}

impl Request {
    /// Pending, and not kept so by a sentinel value.
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

/// All requests, in the order they were made.
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
        // The real server promises no order either; a client that indexes by position should fail here.
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

    /// Skips numbers that would act as sentinels when they are looked up.
    fn number(&mut self) -> String {
        loop {
            let number = self.next_number.to_string();
            self.next_number += 1;
            if sentinel::of(&number).is_none() {
                return number;
            }
        }
    }

    /// These first, then the others: older ones were made before.
    pub fn then(mut self, later: Self) -> Self {
        for request in later.all {
            self.by_id.insert(request.id.clone(), self.all.len());
            self.by_number.insert(request.number.clone(), self.all.len());
            self.all.push(request);
        }
        Self { next_number: later.next_number, ..self }
    }

    /// These among the others, in the order in which all were made.
    pub fn merge(self, others: Self) -> Self {
        let next_number = others.next_number;
        let mut all: Vec<Request> = self.all.into_iter().chain(others.all).collect();
        all.sort_by_key(|request| request.created);
        Self { next_number, ..Self::default() }.then(Self { all, next_number, ..Self::default() })
    }

    /// Numbers begin with this one.
    pub fn numbered_from(number: u64) -> Self {
        Self { next_number: number, ..Self::default() }
    }

    /// `field` is `id` or `number`.
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

    /// The newest that somebody has asked for by its id: of that type, else of that provider.
    pub fn seen(&self, provider: Provider, request_type: &str) -> Option<&Request> {
        let seen = || self.all.iter().rev().filter(|it| it.seen && !it.archived && it.draft.provider == provider);
        seen().find(|it| it.draft.request_type == request_type).or_else(|| seen().next())
    }

    /// By its place among all of them; none is ever taken away.
    pub fn at(&self, place: usize) -> &Request {
        &self.all[place]
    }

    /// Ids of what a processing run takes now, in its order: express first, then by date, then as made.
    pub fn due(&self, now: NaiveDateTime) -> Vec<String> {
        let mut due: Vec<&Request> = self.all.iter().filter(|request| request.is_due(now)).collect();
        due.sort_by_key(|request| (!request.draft.express, request.draft.scheduled));
        due.into_iter().map(|request| request.id.clone()).collect()
    }
}
