//! Collects the requests that concern a card, a box, a service or a subscription: this desk's own and those of the
//! server's lists.
//!
//! A request names each entity by one of its identifiers. The requests of related entities matter too: a box that was
//! paired again changes the pairing of the card it was paired with before. So the identifiers in the pairings found
//! lead to further requests, at most four steps far. Everything is read from the disk.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono_tz::Tz;
use crmcom::{
    ProvisioningRequest,
    catalogue::{IdentifierTarget, PairingEffect},
};
use store::{
    cache::{
        entities::fold,
        requests::{EntityQuery, RequestRecord},
    },
    journal::OutboxRow,
    request_state::RequestState,
};

use crate::{
    connections::registry::ResolvedConnection,
    entities::{
        Entities,
        pairings::{PairingFact, distinct, request_types},
    },
    error::problem::Problem,
    requests::identifiers::{Identifier, expected, reported_identifiers},
    time::instant,
    view::{EntityKind, EntityRef, IdentifierKind, Source},
};

/// Most requests read in one step, for pairings and for services each, for each identifier that was asked for.
const MAX_REQUESTS_PER_STEP: u32 = 150;
/// Most requests read in one step for many identifiers.
const MAX_REQUESTS_OF_MANY: u32 = 10_000;
/// Most identifiers followed, and looked up in the cache, in one step, for each that was asked for.
const MAX_IDENTIFIERS_PER_STEP: usize = 24;
/// From a card to its boxes, to the other cards of these, and to the later pairings of those.
const MAX_STEPS: usize = 4;

/// A request with all data that this computer has of it.
#[derive(Debug)]
pub(crate) struct HistoryEntry {
    pub(crate) row: RequestRecord,
    pub(crate) sent: Option<OutboxRow>,
    pub(crate) request: Option<ProvisioningRequest>,
}

/// Identifiers of cards, boxes or services in CRM.COM and in the CA system.
#[derive(Debug, Default)]
pub(crate) struct HistoryIdentifiers {
    /// CA ids by another identifier.
    ca_ids: BTreeMap<String, BTreeSet<String>>,
    /// Other identifiers by CA id.
    others: BTreeMap<String, BTreeSet<Identifier>>,
}

impl HistoryIdentifiers {
    pub(crate) fn learn(&mut self, ca_id: &str, name: Identifier) {
        self.ca_ids.entry(fold(&name.text)).or_default().insert(ca_id.to_owned());
        self.others.entry(fold(ca_id)).or_default().insert(name);
    }

    /// The CA id of an identifier. `None` if there are two, because they may belong to two entities.
    pub(crate) fn ca_id(&self, name: &str) -> Option<&str> {
        let mut ca_ids = self.ca_ids.get(&fold(name))?.iter();
        ca_ids.next().filter(|_| ca_ids.next().is_none()).map(String::as_str)
    }

    pub(crate) fn others(&self, ca_id: &str) -> impl Iterator<Item = &Identifier> {
        self.others.get(&fold(ca_id)).into_iter().flatten()
    }

    /// The identifier of the CA system, if it is known.
    pub(crate) fn resolved(&self, name: &str) -> String {
        self.ca_id(name).unwrap_or(name).trim().to_owned()
    }

    /// All identifiers of the same entity.
    fn all(&self, name: &str) -> Vec<String> {
        let ca_id = self.resolved(name);
        let mut all = vec![name.to_owned()];
        all.extend(self.others(&ca_id).map(|name| name.text.clone()));
        all.push(ca_id);
        distinct(&mut all);
        all
    }
}

/// The requests found, with the identifiers learnt from them.
#[derive(Debug, Default)]
pub(crate) struct RequestHistory {
    pub(crate) entries: Vec<HistoryEntry>,
    pub(crate) smartcards: HistoryIdentifiers,
    pub(crate) set_top_boxes: HistoryIdentifiers,
    pub(crate) services: HistoryIdentifiers,
    zone: Tz,
}

/// The names that were asked about, in the spelling in which they are compared.
#[derive(Debug, Default)]
struct AskedNames {
    smartcards: HashSet<String>,
    set_top_boxes: HashSet<String>,
}

/// Limits of one step.
#[derive(Debug, Clone, Copy)]
struct StepLimits {
    requests: u32,
    identifiers: usize,
}

impl StepLimits {
    fn of(start: &EntityQuery) -> Self {
        let asked = (start.smartcards.len() + start.set_top_boxes.len()).max(1);
        let requests = MAX_REQUESTS_PER_STEP.saturating_mul(u32::try_from(asked).unwrap_or(u32::MAX));
        Self { requests: requests.min(MAX_REQUESTS_OF_MANY), identifiers: MAX_IDENTIFIERS_PER_STEP * asked }
    }
}

impl Entities {
    /// Collects the requests that concern the given entities; those about services only if `with_services` is set.
    pub(crate) async fn request_history(
        &self,
        connection: &ResolvedConnection,
        start: EntityQuery,
        with_services: bool,
    ) -> Result<RequestHistory, Problem> {
        let mut history = RequestHistory { zone: connection.zone(), ..RequestHistory::default() };
        let (mut known, mut asked) = (HashSet::<String>::new(), AskedNames::default());
        let limits = StepLimits::of(&start);
        // A service is on too many cards to follow them.
        let followed = EntityQuery { services: Vec::new(), ..start.clone() } != EntityQuery::default();
        let mut next = start;
        for _ in 0..if followed { MAX_STEPS } else { 1 } {
            next.smartcards.truncate(limits.identifiers);
            next.set_top_boxes.truncate(limits.identifiers);
            self.add_look_ups(connection.id(), &next, &mut history).await?;
            next = history.unasked_identifiers(&next, &mut asked);
            if next == EntityQuery::default() {
                break;
            }
            for entry in self.entries_of(connection.id(), &next, with_services, limits.requests).await? {
                if known.insert(entry.row.key.clone()) {
                    history.add(entry);
                }
            }
            next = history.paired_names();
        }
        Ok(history)
    }

    async fn entries_of(
        &self,
        connection: &str,
        called: &EntityQuery,
        with_services: bool,
        most: u32,
    ) -> Result<Vec<HistoryEntry>, Problem> {
        let (of, called) = (connection.to_owned(), called.clone());
        let found = self
            .core
            .cache(move |cache| {
                let mut found = cache.history_of(&of, &called, &request_types(true), most)?;
                if with_services {
                    found.extend(cache.history_of(&of, &called, &request_types(false), most)?);
                }
                Ok(found)
            })
            .await?;
        let own: Vec<String> = found.iter().filter(|entry| entry.row.mine).map(|entry| entry.row.key.clone()).collect();
        let mut sent: BTreeMap<String, OutboxRow> = BTreeMap::new();
        if !own.is_empty() {
            let read = self
                .core
                .read_journal(move |journal| own.iter().map(|key| journal.get(key)).collect::<Result<Vec<_>, _>>())
                .await;
            match read {
                Ok(rows) => sent.extend(rows.into_iter().flatten().map(|row| (row.key.clone(), row))),
                // The lists contain these requests too, though without the identifiers that were typed here.
                Err(problem) => tracing::warn!(%problem, "the journal cannot be read"),
            }
        }
        let entries = found.into_iter().map(|naming| {
            let sent = sent.remove(&naming.row.key);
            let object = sent.as_ref().and_then(|sent| sent.server.clone()).or(naming.server);
            HistoryEntry {
                request: object.and_then(|object| serde_json::from_str(&object).ok()),
                row: naming.row,
                sent,
            }
        });
        Ok(entries.collect())
    }

    /// Adds the identifiers that look-ups know for the same entities.
    async fn add_look_ups(
        &self,
        connection: &str,
        called: &EntityQuery,
        history: &mut RequestHistory,
    ) -> Result<(), Problem> {
        let of_kind = |kind, names: &[String]| -> Vec<EntityRef> {
            names.iter().map(|name| EntityRef { kind, text: name.clone(), by: None }).collect()
        };
        let mut names = of_kind(EntityKind::Smartcard, &called.smartcards);
        names.extend(of_kind(EntityKind::SetTopBox, &called.set_top_boxes));
        for (of, known) in self.lookups.sole_entities(connection, names).await? {
            let is_card = of.kind == EntityKind::Smartcard;
            let names = if is_card { &mut history.smartcards } else { &mut history.set_top_boxes };
            let Some(ca_id) = &known.ca_id else { continue };
            for (by, text) in [
                ("serial_number", &known.serial_number),
                ("alternative_code", &known.alternative_code),
                ("id", &known.id),
            ] {
                if let Some(text) = text {
                    names.learn(ca_id, Identifier { by: by.to_owned(), text: text.clone() });
                }
            }
        }
        Ok(())
    }
}

impl RequestHistory {
    fn add(&mut self, entry: HistoryEntry) {
        if let (Some(sent), Some(request)) = (&entry.sent, &entry.request) {
            for (part, ca_id, name) in reported_identifiers(sent, request) {
                match part {
                    IdentifierTarget::Smartcard => self.smartcards.learn(&ca_id, name),
                    IdentifierTarget::SetTopBox => self.set_top_boxes.learn(&ca_id, name),
                    IdentifierTarget::Service => self.services.learn(&ca_id, name),
                    IdentifierTarget::Subscription | IdentifierTarget::Provider => {}
                }
            }
        }
        self.entries.push(entry);
    }

    /// All identifiers of the entities that were not asked about yet.
    fn unasked_identifiers(&self, called: &EntityQuery, asked: &mut AskedNames) -> EntityQuery {
        let all = |names: &[String], of: &HistoryIdentifiers, asked: &mut HashSet<String>| {
            let all = names.iter().flat_map(|name| of.all(name));
            all.filter(|name| asked.insert(fold(name))).collect()
        };
        EntityQuery {
            smartcards: all(&called.smartcards, &self.smartcards, &mut asked.smartcards),
            set_top_boxes: all(&called.set_top_boxes, &self.set_top_boxes, &mut asked.set_top_boxes),
            services: called.services.clone(),
            subscriptions: called.subscriptions.clone(),
        }
    }

    /// The cards and boxes in all requests found.
    fn paired_names(&self) -> EntityQuery {
        let mut called = EntityQuery::default();
        for fact in self.facts() {
            called.smartcards.extend(fact.cards().cloned());
            called.set_top_boxes.extend(fact.set_top_boxes.iter().cloned());
        }
        distinct(&mut called.smartcards);
        distinct(&mut called.set_top_boxes);
        called
    }

    pub(crate) fn facts(&self) -> Vec<PairingFact> {
        self.entries.iter().filter_map(|entry| self.fact_of(entry)).collect()
    }

    fn fact_of(&self, entry: &HistoryEntry) -> Option<PairingFact> {
        let row = &entry.row;
        let asks = PairingEffect::of(row.request_type.as_deref()?)?;
        let completed = row.state == RequestState::Completed;
        if !completed && !is_open(row) {
            return None;
        }
        let typed = entry.sent.as_ref().map(expected).unwrap_or_default();
        let values = |name: &str, names: &HistoryIdentifiers| {
            let parameters = entry.request.iter().flat_map(|request| &request.parameters);
            let mut values: Vec<String> =
                parameters.filter(|it| it.name == name).filter_map(|it| it.value.clone()).collect();
            // The server returns parameters in no defined order.
            values.sort_unstable();
            if values.is_empty() {
                let entities = typed.iter().filter(|expected| expected.name == name).flat_map(|it| &it.entities);
                values = entities.map(|entity| entity.typed.clone()).collect();
            }
            values = values.iter().map(|value| names.resolved(value)).collect();
            distinct(&mut values);
            values
        };
        let sent = typed.iter().filter(|it| it.name == "smartcard_ca_id").flat_map(|it| &it.entities);
        let sent_for = sent.map(|entity| self.smartcards.resolved(&entity.typed)).collect();
        let fact = PairingFact {
            key: row.key.clone(),
            provider: row.provider.clone(),
            effect: asks,
            existing: values("existing_smartcard_ca_id", &self.smartcards).into_iter().next(),
            smartcards: values("smartcard_ca_id", &self.smartcards),
            sent_for,
            set_top_boxes: values("stb_ca_id", &self.set_top_boxes),
            services: values("service_ca_id", &self.services),
            order: self.order_of(entry),
            completed,
            waits: matches!(row.state, RequestState::Held | RequestState::Queued | RequestState::NotSent),
            source: source_of(row),
        };
        // A request without a known card carries no information.
        let names_card = fact.existing.is_some() || !fact.smartcards.is_empty();
        names_card.then_some(fact)
    }

    fn order_of(&self, entry: &HistoryEntry) -> crate::entities::pairings::ExecutionOrder {
        let server = |at| instant(at, self.zone);
        let request = entry.request.as_ref();
        let made = request.and_then(ProvisioningRequest::created).map(server).or(entry.row.created).unwrap_or(0);
        let executed = request.and_then(|request| request.executed_date).map(server);
        let number = entry.row.number.as_ref().and_then(|number| number.parse().ok());
        (executed.or(entry.row.updated).unwrap_or(made), made, number)
    }

    /// The identifiers of a card, box or service in CRM.COM and in the CA system.
    pub(crate) fn names(&self, kind: EntityKind) -> Option<&HistoryIdentifiers> {
        match kind {
            EntityKind::Smartcard => Some(&self.smartcards),
            EntityKind::SetTopBox => Some(&self.set_top_boxes),
            EntityKind::Service => Some(&self.services),
            EntityKind::Item | EntityKind::Subscription | EntityKind::Request => None,
        }
    }
}

pub(crate) fn source_of(row: &RequestRecord) -> Source {
    if row.mine { Source::Journal } else { Source::Lists }
}

/// Whether the request may still change something.
pub(crate) fn is_open(row: &RequestRecord) -> bool {
    match row.state {
        RequestState::Held | RequestState::Queued | RequestState::Sending | RequestState::Other => true,
        // The server does not show an unwatched request any more.
        RequestState::Pending => row.mine || !row.unwatched,
        RequestState::NotSent => row.next_try.is_some(),
        RequestState::Unknown => !row.closed,
        RequestState::Completed | RequestState::Rejected | RequestState::Refused | RequestState::Cancelled => false,
    }
}

/// Converts the API's word for a kind of identifier.
pub(crate) fn kind_of(by: &str) -> Option<IdentifierKind> {
    Some(match by {
        "serial_number" => IdentifierKind::SerialNumber,
        "alternative_code" => IdentifierKind::AlternativeCode,
        "id" => IdentifierKind::Id,
        "number" => IdentifierKind::Number,
        "code" => IdentifierKind::Code,
        "ca_id" => IdentifierKind::CaId,
        _ => return None,
    })
}
