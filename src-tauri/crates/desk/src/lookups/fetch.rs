//! Looks entities up on the server: every matching identifier, at most four calls at a time, concurrent equal look-ups
//! share one call (single-flight).

use std::{collections::HashMap, sync::Arc, time::Instant};

use crmcom::{
    InstalledItemIdentifier, ProductIdentifier, ProviderIdentifier, Release, RequestIdentifier, SubscriptionIdentifier,
    catalogue::Provider,
};
use store::cache::entities::{CachedEntity, CachedKind, IdentifierKind, Owner, ReportedEntity};
use tokio::{
    sync::{Notify, OnceCell, Semaphore},
    task::JoinSet,
};

use super::LookedUp;
use crate::lookups::{
    check::CallTime,
    from_server::{found, reported_item, reported_service, reported_subscription},
};
use crate::{
    core::guarded::Guarded,
    error::problem::Problem,
    lookups::Lookups,
    requests::from_server,
    view::{EntityKind, EntityRef},
};

/// Look-ups on the wire at a time.
const MAX_PARALLEL_LOOKUPS: usize = 4;

/// Key of a look-up: its owner, the requested entity, and the provider.
type FlightKey = (Owner, EntityRef, Option<String>);
type SharedCall = Arc<OnceCell<Result<LookedUp, Problem>>>;

/// Look-ups under way, and facts that need not be asked for again.
pub(crate) struct LookupClient {
    calls: Guarded<HashMap<FlightKey, SharedCall>>,
    /// Provisioning providers, by connection and the desk's word for the provider.
    providers: Guarded<HashMap<(String, &'static str), AskedProvider>>,
    /// By entity, the time until which it is not revalidated again.
    pub(super) refreshed: Guarded<HashMap<(Owner, EntityRef), i64>>,
    /// Refusals of the list of services without a product type.
    pub(super) without_type: Guarded<HashMap<Owner, Problem>>,
    wire: Semaphore,
    pub(super) call_time: Guarded<CallTime>,
    /// Notified when the answer to a search on the server is not wanted any more.
    pub(crate) given_up: Notify,
}

impl Default for LookupClient {
    fn default() -> Self {
        Self {
            calls: Guarded::default(),
            providers: Guarded::default(),
            refreshed: Guarded::default(),
            without_type: Guarded::default(),
            wire: Semaphore::new(MAX_PARALLEL_LOOKUPS),
            call_time: Guarded::default(),
            given_up: Notify::new(),
        }
    }
}

impl LookupClient {
    pub(super) fn call(&self, question: &FlightKey) -> SharedCall {
        Arc::clone(self.calls.lock().entry(question.clone()).or_default())
    }

    /// Removes a finished look-up: the next equal one asks the server again.
    pub(super) fn answered(&self, question: &FlightKey, answer: &SharedCall) {
        let mut calls = self.calls.lock();
        if calls.get(question).is_some_and(|known| Arc::ptr_eq(known, answer)) {
            calls.remove(question);
        }
    }

    pub(crate) fn forget(&self) {
        self.providers.lock().clear();
        self.refreshed.lock().clear();
    }
}

/// The server's answer about the provider of a request.
#[derive(Debug, Clone)]
struct AskedProvider {
    request: String,
    /// The id of the provider; `None` if the server shows no such request, or no provider of it.
    id: Option<String>,
}

/// A single call of a look-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lookup {
    Item(InstalledItemIdentifier),
    /// A card or box by the CA id of a provider.
    CaId {
        kind: CachedKind,
        provider: &'static str,
        provider_id: String,
        ca_id: String,
    },
    Subscription(SubscriptionIdentifier),
    Product(ProductIdentifier),
}

const PROVIDERS: [Provider; 2] = [Provider::Conax, Provider::Nagravision];

impl Lookups {
    /// The calls to look an entity up, one for each matching identifier, and the problem that prevented others.
    pub(crate) async fn questions(
        &self,
        connection: &str,
        of: &EntityRef,
        provider: Option<&str>,
    ) -> Result<(Vec<Lookup>, Option<Problem>), Problem> {
        let text = crmcom::plain(&of.text).into_owned();
        let by = |wanted: IdentifierKind| of.by.is_none_or(|by| by == wanted);
        let by_id = of.by == Some(IdentifierKind::Id);
        let mut asks = Vec::new();
        let mut problem = None;
        match of.kind {
            EntityKind::Smartcard | EntityKind::SetTopBox | EntityKind::Item => {
                let names = [
                    (by(IdentifierKind::SerialNumber), InstalledItemIdentifier::SerialNumber(text.clone())),
                    (by(IdentifierKind::AlternativeCode), InstalledItemIdentifier::AlternativeCode(text.clone())),
                    (by_id, InstalledItemIdentifier::Id(text.clone())),
                ];
                asks.extend(names.into_iter().filter(|(fits, _)| *fits).map(|(_, name)| Lookup::Item(name)));
                if by(IdentifierKind::CaId) {
                    match self.ca_id_questions(connection, of, &text, provider).await {
                        Ok(more) => asks.extend(more),
                        Err(why) => problem = Some(why),
                    }
                }
            }
            EntityKind::Subscription => {
                let names = [
                    (by(IdentifierKind::Number), SubscriptionIdentifier::Number(text.clone())),
                    (by_id, SubscriptionIdentifier::Id(text)),
                ];
                asks.extend(names.into_iter().filter(|(fits, _)| *fits).map(|(_, name)| Lookup::Subscription(name)));
            }
            EntityKind::Service => {
                let names = [
                    (by(IdentifierKind::Code), ProductIdentifier::Code(text.clone())),
                    (by(IdentifierKind::AlternativeCode), ProductIdentifier::AlternativeCode(text.clone())),
                    (by_id, ProductIdentifier::Id(text)),
                ];
                asks.extend(names.into_iter().filter(|(fits, _)| *fits).map(|(_, name)| Lookup::Product(name)));
            }
            EntityKind::Request => {}
        }
        Ok((asks, problem))
    }

    /// Calls for a card or box by its CA id: by another identifier if one is known; else, from R11, through its
    /// provider.
    async fn ca_id_questions(
        &self,
        connection: &str,
        of: &EntityRef,
        ca_id: &str,
        provider: Option<&str>,
    ) -> Result<Vec<Lookup>, Problem> {
        let (owner, text) = (self.sessions.owner(connection), ca_id.to_owned());
        let known =
            self.core.cache(move |cache| cache.entities_called(&owner, &text, Some(IdentifierKind::CaId))).await?;
        if let [only] = known.as_slice() {
            let names = &only.entity.reported.names;
            let id = names.id.clone().map(InstalledItemIdentifier::Id);
            let serial = || names.serial_number.clone().map(InstalledItemIdentifier::SerialNumber);
            if let Some(name) = id.or_else(serial) {
                return Ok(vec![Lookup::Item(name)]);
            }
        }
        let kinds: &[CachedKind] = match of.kind {
            EntityKind::Smartcard => &[CachedKind::Smartcard],
            EntityKind::SetTopBox => &[CachedKind::SetTopBox],
            _ => &[CachedKind::Smartcard, CachedKind::SetTopBox],
        };
        let mut asks = Vec::new();
        for word in PROVIDERS.map(from_server::word_of) {
            if provider.is_some_and(|provider| provider != word) {
                continue;
            }
            let Some(provider_id) = self.provider_id(connection, word).await? else { continue };
            asks.extend(kinds.iter().map(|&kind| Lookup::CaId {
                kind,
                provider: word,
                provider_id: provider_id.clone(),
                ca_id: ca_id.to_owned(),
            }));
        }
        Ok(asks)
    }

    /// The id of a provider in CRM.COM, from the provider's last request. Needs R11.
    async fn provider_id(&self, connection: &str, provider: &'static str) -> Result<Option<String>, Problem> {
        if self.connections.connection(connection)?.release()? < Release::R11 {
            return Ok(None);
        }
        let key = (connection.to_owned(), provider);
        let asked = self.asking.providers.lock().get(&key).cloned();
        if let Some(AskedProvider { id: Some(id), .. }) = asked {
            return Ok(Some(id));
        }
        let of = connection.to_owned();
        let Some(request) = self.core.cache(move |cache| cache.last_request_of(&of, provider)).await? else {
            return Ok(None);
        };
        // Not once for each card of a sheet: only another request can say more.
        if asked.is_some_and(|asked| asked.request == request) {
            return Ok(None);
        }
        let shown = self
            .sessions
            .read(connection, |client, token| {
                let request = RequestIdentifier::Id(request.clone());
                async move { client.show_neutral_request(&token, &request).await }
            })
            .await?;
        let id = found(shown)?.and_then(|request| request.provisioning_provider().id.map(str::to_owned));
        self.asking.providers.lock().insert(key, AskedProvider { request, id: id.clone() });
        Ok(id)
    }

    /// Makes several calls in parallel and caches the answers, in the order of the calls; returns also the first
    /// problem of a call that failed.
    pub(crate) async fn ask_all(
        self: &Arc<Self>,
        connection: &str,
        asks: Vec<Lookup>,
    ) -> Result<(Vec<(Lookup, CachedEntity)>, Option<Problem>), Problem> {
        let owner = self.sessions.owner(connection);
        let mut calls = JoinSet::new();
        for (place, ask) in asks.iter().cloned().enumerate() {
            let (this, connection) = (Arc::clone(self), connection.to_owned());
            calls.spawn(async move { (place, this.ask(&connection, &ask).await) });
        }
        let mut answers: Vec<(usize, ReportedEntity)> = Vec::new();
        let mut problem = None;
        while let Some(answer) = calls.join_next().await {
            match answer {
                Ok((place, Ok(Some(told)))) => answers.push((place, told)),
                Ok((_, Ok(None))) => {}
                Ok((_, Err(why))) => problem = problem.or(Some(why)),
                Err(error) => {
                    let why = Problem::new(crate::error::problem::ProblemCode::Internal, error.to_string());
                    problem = problem.or(Some(why));
                }
            }
        }
        if answers.is_empty() {
            return Ok((Vec::new(), problem));
        }
        answers.sort_by_key(|(place, _)| *place);
        if self.sessions.owner(connection) != owner {
            // Another user signed in meanwhile: the answers are not cached for that user.
            return Ok((Vec::new(), problem));
        }
        let told = answers.iter().map(|(_, told)| told.clone()).collect();
        let kept = self.store_reported(owner, told).await?;
        let kept = answers.into_iter().zip(kept).map(|((place, _), kept)| (asks[place].clone(), kept));
        Ok((kept.collect(), problem))
    }

    async fn ask(&self, connection: &str, ask: &Lookup) -> Result<Option<ReportedEntity>, Problem> {
        // Cannot fail: the semaphore is never closed.
        let _turn = self.asking.wire.acquire().await;
        let begun = Instant::now();
        let answer = self.ask_server_for(connection, ask).await;
        self.asking.call_time.lock().add(begun.elapsed());
        answer
    }

    async fn ask_server_for(&self, connection: &str, ask: &Lookup) -> Result<Option<ReportedEntity>, Problem> {
        match ask {
            Lookup::Item(name) => {
                let item = self.sessions.read(connection, |client, token| {
                    let name = name.clone();
                    async move { client.installed_item(&token, &name).await }
                });
                Ok(found(item.await?)?.map(|item| reported_item(item, CachedKind::Item)))
            }
            Lookup::CaId { kind, provider, provider_id, ca_id } => {
                let parameter = if *kind == CachedKind::SetTopBox { "stb_ca_id" } else { "smartcard_ca_id" };
                let item = self.sessions.read(connection, |client, token| {
                    let (provider, ca_id) = (ProviderIdentifier::Id(provider_id.clone()), ca_id.clone());
                    async move { client.find_installed_item(&token, &provider, parameter, &ca_id).await }
                });
                Ok(found(item.await?)?.map(|item| {
                    let mut told = reported_item(item, *kind);
                    told.names.ca_id = Some(ca_id.clone());
                    told.provider = Some((*provider).to_owned());
                    told
                }))
            }
            Lookup::Subscription(name) => {
                let subscription = self.sessions.read(connection, |client, token| {
                    let name = name.clone();
                    async move { client.subscription(&token, &name).await }
                });
                Ok(found(subscription.await?)?.map(reported_subscription))
            }
            Lookup::Product(name) => {
                let product = self.sessions.read(connection, |client, token| {
                    let name = name.clone();
                    async move { client.product(&token, &name).await }
                });
                Ok(found(product.await?)?.and_then(reported_service))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn concurrent_equal_look_ups_share_one_call() {
        let asking = LookupClient::default();
        let owner = |user: &str| Owner { connection: "test".to_owned(), user: user.to_owned() };
        let of = EntityRef { kind: EntityKind::Item, text: "1".to_owned(), by: None };
        let (anns, bobs) = ((owner("ann"), of.clone(), None), (owner("bob"), of, None));
        let first = asking.call(&anns);
        assert!(Arc::ptr_eq(&first, &asking.call(&anns)));
        assert!(!Arc::ptr_eq(&first, &asking.call(&bobs)), "another user asks for himself");
        asking.answered(&anns, &first);
        let next = asking.call(&anns);
        assert!(!Arc::ptr_eq(&first, &next), "an answer is not kept here");
        asking.answered(&anns, &first);
        assert!(Arc::ptr_eq(&next, &asking.call(&anns)), "who is late takes no other question away");
    }
}
