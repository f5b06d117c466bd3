//! Finds identifiers for CA ids: from this desk's own requests, else from the server.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use crmcom::{
    Delivery, Error, ProvisioningRequest, Release, RequestIdentifier,
    catalogue::{IdentifierTarget, Operation},
};
use store::{
    cache::entities::CachedKind,
    journal::{
        OutboxRow,
        ca_id_mappings::{CaIdMapping, MappedCaId},
    },
};
use tokio::sync::OnceCell;

use crate::{
    core::guarded::Guarded,
    error::problem::Problem,
    requests::{
        from_server,
        identifiers::{Identifier, only_value, reported_identifiers, reported_subscription},
    },
    retries::Retries,
    view::{CaIdRef, EntityKind, MissingWhy, ValueSource},
};

/// Most requests of this desk that are read, the newest first.
const MAX_READ_REQUESTS: usize = 20_000;
/// Rows read at a time, so that other readers wait only briefly.
const CHUNK_ROWS: u32 = 500;

/// Result of searching for a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum IdentifierMatch {
    Is(Identifier, ValueSource),
    /// It was looked up, and there is none.
    IsNone,
    /// A user said which entity its CA id belongs to.
    Mapped(Identifier, CaIdRef),
    /// As `Is`, where a mapping of its CA id says otherwise.
    Overruled(Identifier, ValueSource, CaIdRef),
    Lacks(MissingWhy),
    /// Only its CA id is known.
    OnlyCaId(CaIdRef),
}

/// Identifiers found for one connection's CA ids, shared by the forms of a batch.
pub(crate) struct IdentifierLookup {
    retries: Arc<Retries>,
    connection: String,
    /// Whether the server may be asked.
    ask: bool,
    reported: OnceCell<ReportedIdentifiers>,
    mappings: OnceCell<Vec<CaIdMapping>>,
    items: Guarded<HashMap<IdentifierQuestion, Arc<OnceCell<IdentifierMatch>>>>,
}

/// Provider, parameter and CA id.
type IdentifierQuestion = (String, &'static str, String);

/// Identifiers in the requests that this desk sent.
#[derive(Debug, Default)]
struct ReportedIdentifiers {
    names: HashMap<(EntityKind, String), BTreeSet<Identifier>>,
    /// Subscriptions by CA id of a card.
    subscriptions: HashMap<String, BTreeSet<Identifier>>,
}

impl IdentifierLookup {
    pub(crate) fn new(retries: &Arc<Retries>, connection: &str, ask: bool) -> Self {
        Self {
            retries: Arc::clone(retries),
            connection: connection.to_owned(),
            ask,
            reported: OnceCell::new(),
            mappings: OnceCell::new(),
            items: Guarded::default(),
        }
    }

    async fn reported(&self) -> &ReportedIdentifiers {
        self.reported
            .get_or_init(|| async {
                self.read_journal().await.unwrap_or_else(|problem| {
                    tracing::warn!(%problem, "the journal's names cannot be read");
                    ReportedIdentifiers::default()
                })
            })
            .await
    }

    async fn read_journal(&self) -> Result<ReportedIdentifiers, Problem> {
        let connection = self.connection.clone();
        self.retries
            .core
            .read_journal(move |journal| {
                let mut told = ReportedIdentifiers::default();
                let (mut before, mut read) = (None, 0);
                while read < MAX_READ_REQUESTS {
                    let rows = journal.answered(&connection, before.as_deref(), CHUNK_ROWS)?;
                    let Some(last) = rows.last() else { break };
                    before = Some(last.key.clone());
                    read += rows.len();
                    for row in &rows {
                        told.learn(row);
                    }
                }
                Ok(told)
            })
            .await
    }

    /// The identifier in the journal. A CA id with two identifiers may denote two entities: Nagravision truncates its
    /// cards' numbers.
    async fn in_journal(&self, target: IdentifierTarget, ca_id: &str) -> Option<Identifier> {
        only(self.reported().await.names.get(&(kind_of(target), ca_id.to_owned())))
    }

    /// The other identifier that a user gave for a CA id.
    async fn mapping(&self, of: &CaIdRef) -> Option<&CaIdMapping> {
        let read = || async {
            self.retries.lookups.ca_id_mappings(&self.connection).await.unwrap_or_else(|problem| {
                tracing::warn!(%problem, "the mappings of CA ids cannot be read");
                Vec::new()
            })
        };
        let of = MappedCaId::from(of);
        self.mappings.get_or_init(read).await.iter().find(|mapping| mapping.of == of)
    }

    /// The identifiers that the server reported for a mapping's CA id, if the mapping contradicts them.
    pub(crate) async fn contradiction(&self, mapping: &CaIdMapping) -> Option<String> {
        let kind = mapping.of.kind.parse().map(CachedKind::into).ok()?;
        let reported = self.reported().await.names.get(&(kind, mapping.of.ca_id.clone()))?;
        let named = Identifier { by: mapping.identified_by.clone(), text: mapping.identifier.clone() };
        let contradicts = if reported.len() == 1 {
            reported.iter().all(|name| name.contradicts(&named))
        } else {
            // One CA id with several identifiers: only one of them can be meant.
            !reported.contains(&named)
        };
        let texts: Vec<&str> = reported.iter().map(|name| name.text.as_str()).collect();
        contradicts.then(|| texts.join(", "))
    }

    /// Completes a search by the mapping of the CA id. What the server reported is not changed by it.
    async fn with_mapping(&self, of: CaIdRef, found: IdentifierMatch) -> IdentifierMatch {
        let Some(mapping) = self.mapping(&of).await else { return found };
        let named = Identifier { by: mapping.identified_by.clone(), text: mapping.identifier.clone() };
        match found {
            IdentifierMatch::Is(name, from) if name.contradicts(&named) => IdentifierMatch::Overruled(name, from, of),
            IdentifierMatch::OnlyCaId(of) => match self.contradiction(mapping).await {
                None => IdentifierMatch::Mapped(named, of),
                Some(_) => IdentifierMatch::Lacks(MissingWhy::Identifier),
            },
            found => found,
        }
    }

    fn release(&self) -> Option<Release> {
        self.retries.connections.connection(&self.connection).ok()?.release().ok()
    }

    /// The request with its provider and subscription; `None` if the release has no method for that.
    async fn ask_request(&self, id: &str) -> Result<Option<ProvisioningRequest>, MissingWhy> {
        if self.release().is_none_or(|release| release < Release::R11) {
            return Ok(None);
        }
        if !self.ask {
            return Err(MissingWhy::NotAsked);
        }
        let identifier = RequestIdentifier::Id(id.to_owned());
        let told = self.retries.sessions.read(&self.connection, |client, token| {
            let identifier = identifier.clone();
            async move { client.show_neutral_request(&token, &identifier).await }
        });
        answer(told.await)
    }

    async fn ask_item(&self, provider: &str, parameter: &'static str, ca_id: &str) -> IdentifierMatch {
        let question = (provider.to_owned(), parameter, ca_id.to_owned());
        let cell = {
            let mut items = self.items.lock();
            Arc::clone(items.entry(question).or_default())
        };
        let ask = || async {
            let told = self.retries.sessions.read(&self.connection, |client, token| {
                let provider = crmcom::ProviderIdentifier::Id(provider.to_owned());
                let ca_id = ca_id.to_owned();
                async move { client.find_installed_item(&token, &provider, parameter, &ca_id).await }
            });
            let item = match answer(told.await) {
                Ok(item) => item,
                Err(why) => return IdentifierMatch::Lacks(why),
            };
            let item = item.unwrap_or_default();
            let named =
                [("serial_number", item.serial_number), ("id", item.id), ("alternative_code", item.alternative_code)];
            let named = named.into_iter().find_map(|(by, text)| Some((by, text.filter(|text| !text.is_empty())?)));
            named.map_or(IdentifierMatch::IsNone, |(by, text)| {
                IdentifierMatch::Is(Identifier { by: by.to_owned(), text }, ValueSource::Server)
            })
        };
        cell.get_or_init(ask).await.clone()
    }
}

impl ReportedIdentifiers {
    fn learn(&mut self, row: &OutboxRow) {
        let request = row.server.as_deref().and_then(|told| serde_json::from_str::<ProvisioningRequest>(told).ok());
        let Some(request) = request else { return };
        for (target, ca_id, name) in reported_identifiers(row, &request) {
            self.names.entry((kind_of(target), ca_id)).or_default().insert(name);
        }
        if let Some((card, name)) = reported_subscription(row, &request) {
            self.subscriptions.entry(card.to_owned()).or_default().insert(name);
        }
    }
}

const CARD_PARAMETERS: [&str; 2] = ["smartcard_ca_id", "existing_smartcard_ca_id"];

/// A request of the server, shown once more by the provider-neutral method if more of it is needed.
pub(super) struct Neutral {
    request: ProvisioningRequest,
    asked: OnceCell<Result<Option<ProvisioningRequest>, MissingWhy>>,
}

impl Neutral {
    pub(super) fn of(request: ProvisioningRequest) -> Self {
        Self { request, asked: OnceCell::new() }
    }

    async fn asked(&self, names: &IdentifierLookup) -> Result<Option<&ProvisioningRequest>, MissingWhy> {
        let asked = self.asked.get_or_init(|| async {
            if self.request.id.is_empty() { Ok(None) } else { names.ask_request(&self.request.id).await }
        });
        asked.await.as_ref().map(Option::as_ref).map_err(|why| *why)
    }

    pub(super) async fn subscription(&self, names: &IdentifierLookup) -> IdentifierMatch {
        if let Some(name) = subscription_of(&self.request) {
            return IdentifierMatch::Is(name, ValueSource::Request);
        }
        let card = CARD_PARAMETERS.iter().find_map(|name| only_value(&self.request, name));
        if let Some(card) = card
            && let Some(name) = only(names.reported().await.subscriptions.get(card))
        {
            return IdentifierMatch::Is(name, ValueSource::Journal);
        }
        match self.asked(names).await {
            Ok(Some(request)) => subscription_of(request)
                .map_or(IdentifierMatch::IsNone, |name| IdentifierMatch::Is(name, ValueSource::Server)),
            Ok(None) => IdentifierMatch::Lacks(MissingWhy::NotTold),
            Err(why) => IdentifierMatch::Lacks(why),
        }
    }

    /// The provider by the first kind of identifier that the form takes.
    pub(super) async fn provider(&self, names: &IdentifierLookup, by: &[&str]) -> IdentifierMatch {
        match self.asked(names).await {
            Ok(Some(request)) => {
                let told = request.provisioning_provider();
                let called = |by: &&&str| match **by {
                    "id" => told.id,
                    "name" => told.name,
                    _ => told.alternative_code,
                };
                let called = by.iter().find_map(|by| Some((by, called(&by)?)));
                called.map_or(IdentifierMatch::Lacks(MissingWhy::NotTold), |(by, text)| {
                    IdentifierMatch::Is(Identifier { by: (*by).to_owned(), text: text.to_owned() }, ValueSource::Server)
                })
            }
            Ok(None) => IdentifierMatch::Lacks(MissingWhy::NotTold),
            Err(why) => IdentifierMatch::Lacks(why),
        }
    }

    /// Another identifier of a card, box or service that the request names by its CA id.
    pub(super) async fn entity(
        &self,
        target: IdentifierTarget,
        operation: &Operation,
        names: &IdentifierLookup,
    ) -> IdentifierMatch {
        let parameter = match target {
            IdentifierTarget::Smartcard if operation.request_type == "ADD_TO_EXISTING_PAIRING" => {
                "existing_smartcard_ca_id"
            }
            IdentifierTarget::Smartcard => "smartcard_ca_id",
            IdentifierTarget::SetTopBox => "stb_ca_id",
            IdentifierTarget::Service => "service_ca_id",
            _ => return IdentifierMatch::Lacks(MissingWhy::NotTold),
        };
        let Some(ca_id) = only_value(&self.request, parameter) else {
            return IdentifierMatch::Lacks(MissingWhy::NotTold);
        };
        let provider = operation.provider.map_or("", from_server::word_of).to_owned();
        let of = CaIdRef { provider, kind: kind_of(target), ca_id: ca_id.to_owned() };
        let found = match names.in_journal(target, ca_id).await {
            Some(name) => IdentifierMatch::Is(name, ValueSource::Journal),
            // No method returns the product of a service's CA id (reference 7.3), and before R11 none returns an item.
            None if target == IdentifierTarget::Service => IdentifierMatch::OnlyCaId(of.clone()),
            None => self.item(parameter, &of, names).await,
        };
        names.with_mapping(of, found).await
    }

    /// The card or box that the provider knows by a CA id.
    async fn item(&self, parameter: &'static str, of: &CaIdRef, names: &IdentifierLookup) -> IdentifierMatch {
        let provider = match self.asked(names).await {
            Ok(request) => request.and_then(|request| request.provisioning_provider().id),
            Err(why) => return IdentifierMatch::Lacks(why),
        };
        // The provider knows a card under this parameter, whichever parameter of the request contains it.
        let known_as = if of.kind == EntityKind::Smartcard { "smartcard_ca_id" } else { parameter };
        let found = match provider {
            Some(provider) => names.ask_item(provider, known_as, &of.ca_id).await,
            None => IdentifierMatch::IsNone,
        };
        if found == IdentifierMatch::IsNone { IdentifierMatch::OnlyCaId(of.clone()) } else { found }
    }
}

fn subscription_of(request: &ProvisioningRequest) -> Option<Identifier> {
    let number = request.subscription_number().map(|number| ("number", number));
    let (by, text) = number.or_else(|| Some(("id", request.subscription_id()?)))?;
    Some(Identifier { by: by.to_owned(), text: text.to_owned() })
}

fn only(names: Option<&BTreeSet<Identifier>>) -> Option<Identifier> {
    let mut names = names?.iter();
    names.next().filter(|_| names.next().is_none()).cloned()
}

fn kind_of(target: IdentifierTarget) -> EntityKind {
    match target {
        IdentifierTarget::Smartcard => EntityKind::Smartcard,
        IdentifierTarget::SetTopBox => EntityKind::SetTopBox,
        _ => EntityKind::Service,
    }
}

/// Separates *not found*, which is an answer, from a failed call.
fn answer<T>(told: Result<Result<T, Error>, Problem>) -> Result<Option<T>, MissingWhy> {
    match told {
        Ok(Ok(told)) => Ok(Some(told)),
        Ok(Err(error)) if error.delivery() == Delivery::Refused => Ok(None),
        Ok(Err(_)) | Err(_) => Err(MissingWhy::NotAsked),
    }
}
