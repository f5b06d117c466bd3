//! Whether a request of the server is the one whose answer was lost: by its type, its user, when it was made and its
//! parameters. It only compares; what is looked at, and what comes of it, is the reconciler's matter.

use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;
use crmcom::{
    ProvisioningRequest,
    catalogue::{self, Kind, Thing},
};
use store::Submission;

use crate::{
    connections::registry::instant,
    requests::{from_server, from_server::millis, list::view_state},
    sessions::sign_in::BY_KEY,
    view::{Candidate, Parameter},
};

/// How far the server's clock may be from ours, and more than it should be.
const SKEW: i64 = store::MAX_CLOCK_SKEW_MS;
/// How far it seems to be where the connection names another time zone than the server's. Then nothing is sure, but
/// a request that was looked at in the wrong hours must not count as none.
const ZONES: i64 = 26 * 3_600_000;

/// What a request must look like to be the one that was sent.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    request_type: String,
    /// What the user is called: as typed, and as the server named that one. Empty for a Web API key whose user the
    /// server has not named yet.
    users: Vec<String>,
    from: i64,
    to: i64,
    /// When it was made is no reason to leave it out: what was there before is known without clocks.
    pub(crate) of_any_time: bool,
    zone: Tz,
    parameters: Vec<Expected>,
    /// Sent as they stand, and told back under the same name.
    plain: Vec<(&'static str, String)>,
}

/// A parameter of the request body, under the name that the server tells it by.
#[derive(Debug, Clone)]
pub(crate) struct Expected {
    pub(crate) name: &'static str,
    pub(crate) things: Vec<Named>,
}

/// A card, box or service, as it was called and what else it is called by.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    pub(crate) thing: Thing,
    /// Name of the member and its value, such as `serial_number` and `01900000001`; `ca_id` in a set.
    pub(crate) by: String,
    pub(crate) typed: String,
    /// CA ids that are surely its.
    pub(crate) ca_ids: BTreeSet<String>,
    /// Id of the item, where the server told it.
    pub(crate) item: Option<String>,
}

/// Ids of items by their CA id, where the server told them: to tell another card from an unknown name of this one.
pub(crate) type Items = BTreeMap<String, Option<String>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Same {
    Yes,
    No,
    /// The server names the thing otherwise, or not at all.
    Unsure,
}

impl Wanted {
    /// `ended` is when the call was over for us.
    pub(crate) fn of(row: &Submission, ended: i64, zone: Tz, named: Option<String>) -> Self {
        let sent = row.sent.unwrap_or(row.created);
        let text = |name: &'static str| Some((name, row.body.get(name)?.as_str()?.to_owned()));
        let scheduled = text("scheduled_date").or_else(|| text("start_date").map(|(_, at)| ("scheduled_date", at)));
        Self {
            request_type: row.request_type.clone(),
            users: (row.user != BY_KEY).then(|| row.user.clone()).into_iter().chain(named).collect(),
            from: sent - SKEW,
            to: ended.max(sent) + SKEW,
            of_any_time: false,
            zone,
            parameters: expected(row),
            plain: scheduled.into_iter().chain(text("priority")).collect(),
        }
    }

    pub(crate) fn things(&mut self) -> impl Iterator<Item = &mut Named> {
        self.parameters.iter_mut().flat_map(|parameter| &mut parameter.things)
    }

    /// Whether it can be the one at all: the cheap questions.
    pub(crate) fn may_be(&self, request: &ProvisioningRequest) -> bool {
        let type_ = request.type_.as_ref().is_none_or(|type_| *type_ == self.request_type);
        // Another name need not be another person: a login is not always what the server calls its user. But nobody is
        // asked about what somebody else made at another time.
        let user = self.users.is_empty() || self.is_by(request) != Some(false) || self.is_within(request);
        type_ && user && (self.of_any_time || self.is_of_its_time(request))
    }

    /// Whether it was made by the user who sent this; nothing, where that is not told.
    fn is_by(&self, request: &ProvisioningRequest) -> Option<bool> {
        request.created_by().map(|other| self.users.iter().any(|own| own.eq_ignore_ascii_case(other)))
    }

    /// Whether it was made while this was on its way, give or take the skew of the clocks.
    fn is_within(&self, request: &ProvisioningRequest) -> bool {
        request.created().is_some_and(|at| (self.from..=self.to).contains(&instant(at, self.zone)))
    }

    /// Whether it was made about when this was sent, as far as clocks and zones can tell.
    pub(crate) fn is_of_its_time(&self, request: &ProvisioningRequest) -> bool {
        let created = request.created().map(|at| instant(at, self.zone));
        created.is_none_or(|at| (self.from - ZONES..=self.to + ZONES).contains(&at))
    }

    /// CA ids of a request that could be another name of what was sent.
    pub(crate) fn to_resolve(&self, request: &ProvisioningRequest) -> BTreeSet<String> {
        let unresolved = self
            .parameters
            .iter()
            .filter(|parameter| parameter.things.iter().any(|thing| thing.ca_ids.is_empty() && thing.item.is_some()));
        let values = unresolved.flat_map(|parameter| values(request, parameter.name));
        values.map(str::to_owned).collect()
    }

    /// The request as a candidate, if nothing about it is another. Sure: nothing in it is `unsure`.
    pub(crate) fn compare(&self, request: &ProvisioningRequest, items: &Items) -> Option<Candidate> {
        self.may_be(request).then_some(())?;
        let mut candidate = candidate(request, self.zone);
        for expected in &self.parameters {
            let theirs: Vec<&str> = values(request, expected.name).collect();
            let shown =
                Parameter { name: expected.name.to_owned(), value: (!theirs.is_empty()).then(|| theirs.join(", ")) };
            match expected.same(&theirs, items) {
                Same::Yes => candidate.same.push(shown),
                Same::Unsure => candidate.unsure.push(shown),
                Same::No => return None,
            }
        }
        for (name, sent) in &self.plain {
            let theirs = match *name {
                "priority" => request.priority.clone(),
                _ => request.scheduled_date.map(|at| at.format("%Y-%m-%dT%H:%M:%S").to_string()),
            };
            let list = if theirs.as_ref() == Some(sent) { &mut candidate.same } else { &mut candidate.unsure };
            list.push(Parameter { name: (*name).to_owned(), value: theirs });
        }
        let untold = |name: &str| Parameter { name: name.to_owned(), value: None };
        if request.type_.is_none() {
            candidate.unsure.push(untold("type"));
        }
        if !self.users.is_empty() && self.is_by(request) != Some(true) {
            let value = request.created_by().map(str::to_owned);
            candidate.unsure.push(Parameter { name: "created_by_user".to_owned(), value });
        }
        let created = request.created();
        if !self.is_within(request) {
            let value = created.map(|at| at.format("%Y-%m-%dT%H:%M:%S").to_string());
            candidate.unsure.push(Parameter { name: "created_date".to_owned(), value });
        }
        Some(candidate)
    }

    /// What differs between a request and what was sent, for somebody who typed its number.
    pub(crate) fn checked(&self, request: &ProvisioningRequest, items: &Items) -> Candidate {
        if let Some(candidate) = self.compare(request, items) {
            return candidate;
        }
        let mut candidate = candidate(request, self.zone);
        let mut told = vec![("type", request.type_.clone(), request.type_.as_ref() == Some(&self.request_type))];
        if !self.users.is_empty() {
            let same = self.is_by(request) == Some(true);
            told.push(("created_by_user", request.created_by().map(str::to_owned), same));
        }
        for expected in &self.parameters {
            let theirs: Vec<&str> = values(request, expected.name).collect();
            let same = expected.same(&theirs, items) == Same::Yes;
            told.push((expected.name, (!theirs.is_empty()).then(|| theirs.join(", ")), same));
        }
        for (name, value, same) in told {
            let list = if same { &mut candidate.same } else { &mut candidate.unsure };
            list.push(Parameter { name: name.to_owned(), value });
        }
        candidate
    }
}

impl Expected {
    fn same(&self, theirs: &[&str], items: &Items) -> Same {
        if theirs.is_empty() {
            return Same::Unsure;
        }
        if theirs.len() != self.things.len() {
            return Same::No;
        }
        // Each of ours takes one of theirs; what is sure goes first.
        let mut left: Vec<&str> = theirs.to_vec();
        let mut open = Vec::new();
        for thing in &self.things {
            match left.iter().position(|value| thing.is(value, items) == Same::Yes) {
                Some(at) => _ = left.swap_remove(at),
                None => open.push(thing),
            }
        }
        let possible = open.iter().all(|thing| left.iter().any(|value| thing.is(value, items) != Same::No));
        match () {
            () if open.is_empty() => Same::Yes,
            () if possible => Same::Unsure,
            () => Same::No,
        }
    }
}

impl Named {
    fn is(&self, ca_id: &str, items: &Items) -> Same {
        if self.typed == ca_id && self.by != "id" || self.ca_ids.contains(ca_id) {
            return Same::Yes;
        }
        if !self.ca_ids.is_empty() {
            return Same::No;
        }
        match (&self.item, items.get(ca_id)) {
            (Some(own), Some(Some(other))) if own == other => Same::Yes,
            (Some(_), Some(Some(_))) => Same::No,
            _ => Same::Unsure,
        }
    }
}

/// Whether a request is surely another one than a row asked for: as many cards or boxes, and other ones.
pub(crate) fn is_surely_another(row: &Submission, request: &ProvisioningRequest) -> bool {
    expected(row).iter().any(|expected| {
        let theirs: Vec<&str> = values(request, expected.name).collect();
        theirs.len() == expected.things.len() && expected.same(&theirs, &Items::new()) == Same::No
    })
}

fn candidate(request: &ProvisioningRequest, zone: Tz) -> Candidate {
    Candidate {
        id: request.id.clone(),
        number: request.number.clone(),
        state: view_state(from_server::state_of(request)),
        created: request.created().map(|at| millis(instant(at, zone))),
        user: request.created_by().map(str::to_owned),
        same: Vec::new(),
        unsure: Vec::new(),
    }
}

fn values<'a>(request: &'a ProvisioningRequest, name: &'a str) -> impl Iterator<Item = &'a str> {
    let named = request.parameters.iter().filter(move |parameter| parameter.name == name);
    named.filter_map(|parameter| parameter.value.as_deref())
}

/// What else a thing is called that the server told by its CA id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Name {
    /// Name of the member, such as `serial_number`.
    pub(crate) by: String,
    pub(crate) text: String,
}

/// Cards, boxes and services of a request by their CA ids, with what whoever sent it called them.
pub(crate) fn names_told(row: &Submission, request: &ProvisioningRequest) -> Vec<(Thing, String, Name)> {
    let pair = |expected: Expected| {
        let [only] = <[Named; 1]>::try_from(expected.things).ok()?;
        let ca_id = only_value(request, expected.name)?.to_owned();
        (only.by != "ca_id").then_some((only.thing, ca_id, Name { by: only.by, text: only.typed }))
    };
    expected(row).into_iter().filter_map(pair).collect()
}

/// The value of a parameter that occurs once. Of a set, nobody knows which is which.
pub(crate) fn only_value<'a>(request: &'a ProvisioningRequest, name: &'a str) -> Option<&'a str> {
    let mut values = values(request, name);
    values.next().filter(|_| values.next().is_none())
}

/// What the server tells of a row's identifiers and sets (reference section 4.3). The subscription is not told.
pub(crate) fn expected(row: &Submission) -> Vec<Expected> {
    let Some(operation) = catalogue::find(&row.operation) else { return Vec::new() };
    let mut all: Vec<Expected> = Vec::new();
    for field in operation.fields {
        let (name, things) = match field.kind {
            Kind::Identifier { thing, .. } => {
                let member = row.body.get(field.name).and_then(|value| value.as_object()?.iter().next());
                let Some((by, typed)) = member else { continue };
                let named = named(thing, by, typed);
                let Some(name) = name_of(thing, row) else { continue };
                (name, named.into_iter().collect::<Vec<_>>())
            }
            Kind::Set { thing, member } => {
                let elements = row.body.get(field.name).and_then(|set| set.as_array()).into_iter().flatten();
                let things = elements.filter_map(|element| named(thing, "ca_id", element.get(member)?)).collect();
                (member, things)
            }
            _ => continue,
        };
        match all.iter_mut().find(|expected| expected.name == name) {
            Some(expected) => expected.things.extend(things),
            None if things.is_empty() => {}
            None => all.push(Expected { name, things }),
        }
    }
    all
}

fn named(thing: Thing, by: &str, typed: &serde_json::Value) -> Option<Named> {
    let typed = typed.as_str()?.to_owned();
    let ca_ids = if by == "ca_id" { BTreeSet::from([typed.clone()]) } else { BTreeSet::new() };
    Some(Named { thing, by: by.to_owned(), typed, ca_ids, item: None })
}

fn name_of(thing: Thing, row: &Submission) -> Option<&'static str> {
    match thing {
        Thing::Smartcard if row.request_type == "ADD_TO_EXISTING_PAIRING" => Some("existing_smartcard_ca_id"),
        Thing::Smartcard => Some("smartcard_ca_id"),
        Thing::SetTopBox => Some("stb_ca_id"),
        Thing::Service => Some("service_ca_id"),
        Thing::Subscription | Thing::Provider => None,
    }
}

#[cfg(test)]
mod tests;
