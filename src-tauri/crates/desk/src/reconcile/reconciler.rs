//! The reconciler: finds the outcome of requests with a lost answer.
//!
//! It looks at the server's lists several times with growing delays, stores its evidence with the row, and adopts a
//! request only if no other explanation is possible. It never sends anything.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use crmcom::{
    ProvisioningRequest, Release,
    catalogue::{self, Operation, Provider},
};
use store::{
    cache::requests::Reach,
    journal::{Journal, OutboxRow, timeline::StepKind},
    request_state::RequestState,
};

use crate::{
    backoff,
    error::problem::Problem,
    outbox::outcome::apply,
    reconcile::{Candidates, ReconcileTask, Reconciler, matching::MatchCriteria},
    requests::from_server,
    time::millis,
    view::{Candidate, Evidence, Look, Parameter, Settled},
};

/// Delay after the journal failed, in milliseconds.
const RETRY_DELAY_MS: i64 = 5_000;

/// Number of successful looks without a match after which the row may be sent again.
const SEARCHES_BEFORE_RESEND: usize = 3;

/// Unsure item of a candidate that may have existed before the send. It is no parameter of the server.
const KNOWN_BEFORE: &str = "knownBefore";

/// Grounds for adopting a request without the user's decision.
pub(crate) struct Matched {
    look: Look,
    /// Keys of the rows compared with it: the request belongs to no other of them.
    compared: Vec<String>,
}

impl Reconciler {
    /// Runs until the desk is shut down.
    pub(crate) async fn reconcile_rows(&self) {
        while !*self.core.stop.borrow() {
            let next = self.reconcile_round().await.unwrap_or_else(|_| Some(self.core.now() + RETRY_DELAY_MS));
            self.core.sleep_until(&self.core.wake.reconciler, next.unwrap_or(i64::MAX)).await;
        }
    }

    async fn reconcile_round(&self) -> Result<Option<i64>, Problem> {
        let now = self.core.now();
        let rows = self.core.read_journal(Journal::unknown).await?;
        let mut groups = BTreeMap::<(String, String), bool>::new();
        let mut next: Option<i64> = None;
        for row in rows.into_iter().filter(|row| !row.closed && self.connections.leads_there(row)) {
            if !has_list(&row) {
                self.no_list(&row).await?;
                continue;
            }
            let Some(at) = row.next_look else { continue };
            // A longer delay than any belongs to a clock that was set back.
            let due = at <= now || at - now > backoff::MAX_RECONCILE_DELAY_MS;
            if !due {
                next = Some(next.map_or(at, |next| next.min(at)));
            }
            // Without a session the look is made at the next sign-in, which wakes the reconciler.
            *groups.entry((row.connection, row.request_type)).or_default() |= due;
        }
        for ((connection, request_type), due) in groups {
            if due && self.sessions.can_read(&connection) {
                self.look_at(&connection, &request_type).await?;
                next = Some(now);
            }
        }
        Ok(next)
    }

    /// Writes the evidence of a row without a list, once: Nagravision requests are in no list, nor are writes that make
    /// no request. The user decides.
    async fn no_list(&self, row: &OutboxRow) -> Result<(), Problem> {
        if row.evidence.is_some() {
            return Ok(());
        }
        let release = self.connections.connection(&row.connection).ok().and_then(|known| known.release().ok());
        let has_number = catalogue::find(&row.operation).is_some_and(Operation::tells_request);
        let evidence = Evidence {
            sent: millis(row.sent.unwrap_or(row.created)),
            no_list: true,
            can_check_number: has_number && release.is_some_and(|release| release >= Release::R11),
            ..Evidence::default()
        };
        self.keep_evidence(&row.key, row.sent, evidence, None).await
    }

    /// Makes one look for all rows of a type with an unknown outcome, so that they are told apart from one another too.
    pub(crate) async fn look_at(&self, connection: &str, request_type: &str) -> Result<(), Problem> {
        let _one_at_a_time = self.searching.lock().await;
        let rows = self.core.read_journal(Journal::unknown).await?;
        let rows = rows.into_iter().filter(|row| {
            row.connection == connection && row.request_type == request_type && self.connections.leads_there(row)
        });
        let mut searches = self.searches(rows.collect()).await?;
        let seen = self.collect_candidates(connection, request_type, &mut searches).await;
        let at = self.core.now();
        match seen {
            Err(problem) => {
                tracing::info!(connection, %problem, "the lists cannot be looked at");
                for search in searches.iter().filter(|search| !search.row.closed) {
                    let look = Look {
                        at: millis(at),
                        lists: vec![request_type.to_owned()],
                        compared: 0,
                        matched: 0,
                        problem: Some(problem.clone()),
                    };
                    self.conclude(&search.row, look, None).await?;
                }
            }
            Ok(seen) => {
                let found = self.found(connection, &searches, &seen).await?;
                for (number, search) in searches.iter().enumerate().filter(|(_, search)| !search.row.closed) {
                    let own = &found[number];
                    let look = Look {
                        at: millis(at),
                        lists: seen.lists.clone(),
                        compared: seen.compared,
                        matched: u32::try_from(own.len()).unwrap_or(u32::MAX),
                        problem: None,
                    };
                    let shared = |id: &str| {
                        found
                            .iter()
                            .enumerate()
                            .any(|(other, found)| other != number && found.iter().any(|candidate| candidate.id == id))
                    };
                    let only = match own.as_slice() {
                        [only] if only.unsure.is_empty() && !shared(&only.id) => {
                            seen.requests.iter().find(|request| request.id == only.id)
                        }
                        _ => None,
                    };
                    if let Some(request) = only {
                        let compared: Vec<String> = searches.iter().map(|search| search.row.key.clone()).collect();
                        let matched = Matched { look: look.clone(), compared };
                        if self.adopt_as(&search.row, request.clone(), Some(matched)).await? {
                            continue;
                        }
                    }
                    self.conclude(&search.row, look, Some(own.clone())).await?;
                }
            }
        }
        self.core.events.requests();
        Ok(())
    }

    pub(crate) async fn wanted(&self, row: &OutboxRow) -> Result<MatchCriteria, Problem> {
        let key = row.key.clone();
        let steps = self.core.read_journal(move |journal| journal.steps(&key)).await?;
        let ended = steps.iter().rev().find(|step| step.step == StepKind::Unknown).map(|step| step.at);
        let zone = self.connections.connection(&row.connection)?.zone();
        let named = self.sessions.memory.lock().named_as(&row.identity);
        Ok(MatchCriteria::of(row, ended.unwrap_or(row.updated), zone, named))
    }

    async fn searches(&self, rows: Vec<OutboxRow>) -> Result<Vec<ReconcileTask>, Problem> {
        let mut searches = Vec::new();
        for row in rows {
            searches.push(ReconcileTask { wanted: self.wanted(&row).await?, row });
        }
        Ok(searches)
    }

    /// Candidates of each row, without requests that existed before the send or belong to another row. If it is not
    /// known which existed before, no candidate is certain.
    async fn found(
        &self,
        connection: &str,
        searches: &[ReconcileTask],
        seen: &Candidates,
    ) -> Result<Vec<Vec<Candidate>>, Problem> {
        let mut found = Vec::new();
        for search in searches {
            let mut own: Vec<Candidate> =
                seen.requests.iter().filter_map(|request| search.wanted.compare(request, &seen.items)).collect();
            let ids: Vec<String> = own.iter().map(|candidate| candidate.id.clone()).collect();
            let tenant = search.row.identity.tenant.clone();
            let (of, mark) = (connection.to_owned(), search.row.mirror_mark());
            let (reach, before) = {
                let ids = ids.clone();
                self.core.cache(move |cache| cache.known_by(&of, &ids, mark)).await?
            };
            let taken = self
                .core
                .read_journal(move |journal| {
                    ids.into_iter()
                        .filter_map(|id| journal.is_ours(&tenant, &id).map(|ours| ours.then_some(id)).transpose())
                        .collect::<Result<HashSet<_>, _>>()
                })
                .await?;
            own.retain(|candidate| !before.contains(&candidate.id) && !taken.contains(&candidate.id));
            if reach == Reach::Nothing {
                for candidate in &mut own {
                    candidate.unsure.push(Parameter { name: KNOWN_BEFORE.to_owned(), value: None });
                }
            }
            found.push(own);
        }
        Ok(found)
    }

    /// Adopts a request as the row's own, because it is the only match or by the user's choice. `false`: the row's
    /// outcome is not unknown any more, or the request belongs to another row, or may belong to a row that was not
    /// compared.
    pub(crate) async fn adopt_as(
        &self,
        row: &OutboxRow,
        request: ProvisioningRequest,
        matched: Option<Matched>,
    ) -> Result<bool, Problem> {
        let (key, sent, now, outbox) = (row.key.clone(), row.sent, self.core.now(), Arc::clone(&self.outbox));
        let (connection, request_type) = (row.connection.clone(), row.request_type.clone());
        let tenant = row.identity.tenant.clone();
        let by = if matched.is_none() { self.sessions.decider(&row.connection) } else { String::new() };
        let adopted = self
            .core
            .journal(move |journal| {
                let others = journal.is_ours(&tenant, &request.id)?;
                let Some(own) = journal.get(&key)?.filter(|row| row.sent == sent && !others) else { return Ok(None) };
                if let Some(matched) = &matched {
                    let rivals = journal.undecided(&connection, &request_type)?;
                    let mut rivals = rivals.iter().filter(|rival| !matched.compared.contains(&rival.key));
                    if rivals.any(|rival| rival.cards.iter().any(|card| own.cards.contains(card))) {
                        return Ok(None);
                    }
                }
                let (how, look) = match matched {
                    Some(matched) => (Settled::Matched, Some(matched.look)),
                    None => (Settled::Chosen, None),
                };
                let adopted = journal.change(&key, &[RequestState::Unknown], now, |row| {
                    let mut evidence = evidence_of(row);
                    evidence.looks.extend(look);
                    evidence.settled = Some(how);
                    evidence.next_look = None;
                    row.evidence = serde_json::to_value(&evidence).ok();
                    row.closed = false;
                    row.looks = 0;
                    row.accepted = Some(now);
                    let number = request.number.clone().unwrap_or_else(|| request.id.clone());
                    let mut steps = vec![(StepKind::Adopted, Some(number))];
                    let watched = outbox.watched(row);
                    steps.extend(apply(row, &request, from_server::text(&request), watched, now));
                    steps
                })?;
                journal.decided_by(&key, StepKind::Adopted, &by)?;
                Ok(adopted)
            })
            .await?;
        let Some(row) = adopted else { return Ok(false) };
        tracing::info!(row = row.key, "a request of the server is this one");
        self.core.events.requests();
        self.outbox.watch_at(row.next_look);
        self.outbox.announce(row);
        Ok(true)
    }

    /// Stores the result of a look and the time of the next one. `found`: `None` after a failed look.
    async fn conclude(&self, row: &OutboxRow, look: Look, found: Option<Vec<Candidate>>) -> Result<(), Problem> {
        let mut evidence = evidence_of(row);
        evidence.looks.push(look);
        if let Some(found) = found {
            evidence.candidates = found;
        }
        let in_vain = evidence.looks.iter().rev().filter(|look| look.problem.is_none());
        let in_vain = in_vain.take_while(|look| look.matched == 0).count();
        evidence.may_send_again = evidence.candidates.is_empty() && in_vain >= SEARCHES_BEFORE_RESEND && !row.has_pin;
        let next = backoff::reconcile_delay(row.looks.saturating_add(1)).map(|wait| self.core.now() + wait);
        evidence.next_look = next.map(millis);
        self.keep_evidence(&row.key, row.sent, evidence, next).await
    }

    async fn keep_evidence(
        &self,
        key: &str,
        sent: Option<i64>,
        evidence: Evidence,
        next: Option<i64>,
    ) -> Result<(), Problem> {
        let (key, now) = (key.to_owned(), self.core.now());
        self.core
            .journal(move |journal| {
                if journal.get(&key)?.is_none_or(|row| row.sent != sent) {
                    return Ok(());
                }
                journal.change(&key, &[RequestState::Unknown], now, |row| {
                    // Cannot fail: only texts and numbers are serialised.
                    row.evidence = serde_json::to_value(&evidence).ok();
                    row.next_look = next;
                    row.looks = row.looks.saturating_add(1);
                    Vec::new()
                })?;
                Ok(())
            })
            .await
    }
}

/// Whether the server lists the requests of the row's provider.
pub(crate) fn has_list(row: &OutboxRow) -> bool {
    row.provider == from_server::word_of(Provider::Conax)
}

/// The stored evidence of a row, or its beginning.
pub(crate) fn evidence_of(row: &OutboxRow) -> Evidence {
    let kept = row.evidence.clone().and_then(|evidence| serde_json::from_value(evidence).ok());
    kept.unwrap_or_else(|| Evidence { sent: millis(row.sent.unwrap_or(row.created)), ..Evidence::default() })
}
