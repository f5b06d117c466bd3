//! Matches a request of the server against a row with a lost answer: by type, user, time of creation and parameters. It
//! only compares; the reconciler collects the requests and draws the conclusions.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use crmcom::ProvisioningRequest;
use store::OutboxRow;

use crate::{
    requests::{
        from_server,
        identifiers::{ExpectedParameter, ItemIds, Match, NamedEntity, expected, values},
    },
    sessions::session::WEB_API_KEY_USER,
    time::{instant, millis},
    view::{Candidate, Parameter},
};

/// Largest skew between the server's clock and this computer's, in milliseconds: more than there should be.
const MAX_CLOCK_SKEW_MS: i64 = store::MAX_CLOCK_SKEW_MS;
/// Largest apparent skew if the connection names another time zone than the server's. Nothing is sure then, but a
/// request created in the wrong hours must not count as no request.
const MAX_ZONE_SKEW_MS: i64 = 26 * 3_600_000;

/// Criteria for the request of a row.
#[derive(Debug, Clone)]
pub(crate) struct MatchCriteria {
    request_type: String,
    /// Names of the user: as typed, and as the server names that user. Empty for a Web API key with a user that the
    /// server has not named yet.
    users: Vec<String>,
    from: i64,
    to: i64,
    /// The time of creation excludes no request: which requests existed before is known without clocks.
    pub(crate) of_any_time: bool,
    zone: Tz,
    parameters: Vec<ExpectedParameter>,
    /// Sent unchanged, and returned by the server under the same name.
    plain: Vec<(&'static str, String)>,
}

impl MatchCriteria {
    /// Makes the criteria for a row. `ended`: time at which the call ended on this side.
    pub(crate) fn of(row: &OutboxRow, ended: i64, zone: Tz, named: Option<String>) -> Self {
        let sent = row.sent.unwrap_or(row.created);
        let text = |name: &'static str| Some((name, row.body.get(name)?.as_str()?.to_owned()));
        let scheduled = text("scheduled_date").or_else(|| text("start_date").map(|(_, at)| ("scheduled_date", at)));
        Self {
            request_type: row.request_type.clone(),
            users: (row.user != WEB_API_KEY_USER).then(|| row.user.clone()).into_iter().chain(named).collect(),
            from: sent - MAX_CLOCK_SKEW_MS,
            to: ended.max(sent) + MAX_CLOCK_SKEW_MS,
            of_any_time: false,
            zone,
            parameters: expected(row),
            plain: scheduled.into_iter().chain(text("priority")).collect(),
        }
    }

    pub(crate) fn entities(&mut self) -> impl Iterator<Item = &mut NamedEntity> {
        self.parameters.iter_mut().flat_map(|parameter| &mut parameter.entities)
    }

    /// Whether a request may match at all; cheap checks only.
    pub(crate) fn may_be(&self, request: &ProvisioningRequest) -> bool {
        let type_ = request.type_.as_ref().is_none_or(|type_| *type_ == self.request_type);
        // Another name may be the same person, because a login is not always the server's name of the user. But a
        // request made under another name at another time is not offered for a decision.
        let user = self.users.is_empty() || self.is_by(request) != Some(false) || self.is_within(request);
        type_ && user && (self.of_any_time || self.is_of_its_time(request))
    }

    /// Whether the user of the row made the request; `None` if the server does not say.
    fn is_by(&self, request: &ProvisioningRequest) -> Option<bool> {
        request.created_by().map(|other| self.users.iter().any(|own| own.eq_ignore_ascii_case(other)))
    }

    /// Whether the request was made while the row was on the wire, within the skew of the clocks.
    fn is_within(&self, request: &ProvisioningRequest) -> bool {
        request.created().is_some_and(|at| (self.from..=self.to).contains(&instant(at, self.zone)))
    }

    /// Whether the request was made about when the row was sent, as far as clocks and time zones can tell.
    pub(crate) fn is_of_its_time(&self, request: &ProvisioningRequest) -> bool {
        let created = request.created().map(|at| instant(at, self.zone));
        created.is_none_or(|at| (self.from - MAX_ZONE_SKEW_MS..=self.to + MAX_ZONE_SKEW_MS).contains(&at))
    }

    /// CA ids in a request that may be other identifiers of the row's entities.
    pub(crate) fn to_resolve(&self, request: &ProvisioningRequest) -> BTreeSet<String> {
        let unresolved = self.parameters.iter().filter(|parameter| {
            parameter.entities.iter().any(|entity| entity.ca_ids.is_empty() && entity.item.is_some())
        });
        let values = unresolved.flat_map(|parameter| values(request, parameter.name));
        values.map(str::to_owned).collect()
    }

    /// The request as a candidate; `None` if it is certainly another one. A candidate without `unsure` items is
    /// certain.
    pub(crate) fn compare(&self, request: &ProvisioningRequest, items: &ItemIds) -> Option<Candidate> {
        self.may_be(request).then_some(())?;
        let mut candidate = candidate(request, self.zone);
        for expected in &self.parameters {
            let theirs: Vec<&str> = values(request, expected.name).collect();
            let shown =
                Parameter { name: expected.name.to_owned(), value: (!theirs.is_empty()).then(|| theirs.join(", ")) };
            match expected.same(&theirs, items) {
                Match::Yes => candidate.same.push(shown),
                Match::Unsure => candidate.unsure.push(shown),
                Match::No => return None,
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

    /// Compares a request that the user named by its number, and lists all differences.
    pub(crate) fn checked(&self, request: &ProvisioningRequest, items: &ItemIds) -> Candidate {
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
            let same = expected.same(&theirs, items) == Match::Yes;
            told.push((expected.name, (!theirs.is_empty()).then(|| theirs.join(", ")), same));
        }
        for (name, value, same) in told {
            let list = if same { &mut candidate.same } else { &mut candidate.unsure };
            list.push(Parameter { name: name.to_owned(), value });
        }
        candidate
    }
}

fn candidate(request: &ProvisioningRequest, zone: Tz) -> Candidate {
    Candidate {
        id: request.id.clone(),
        number: request.number.clone(),
        state: from_server::state_of(request),
        created: request.created().map(|at| millis(instant(at, zone))),
        user: request.created_by().map(str::to_owned),
        same: Vec::new(),
        unsure: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
