//! The page of one card, box, subscription or service: its look-up, its requests, and the operations offered. It is
//! read from the disk; the server is asked in the background.

use std::{collections::BTreeMap, sync::Arc};

pub(crate) use crate::entities::LookupOutcome;
use crate::{
    connections::registry::ResolvedConnection,
    entities::{
        Entities,
        actions::{ActionContext, jobs},
        describe::{called, described},
        pairings::{DerivedPairings, PairingFact, PairingSet, ServiceState, derive, same},
        request_history::{HistoryEntry, RequestHistory},
        subscription::subscription_of,
    },
    error::problem::Problem,
    lookups::KnownEntity,
    requests::{
        identifiers::Identifier,
        list::{DEFAULT_PAGE_ROWS, LISTS_STAMP, MAX_PAGE_ROWS},
        list_faults::COMPLETED_WHOLE_STAMP,
        row::view,
    },
    time::millis,
    view::{Entity, EntityKind, EntityPage, EntityRef, IdentifierKind, Pairing, RequestPage, ServiceOnCard, Source},
};
use store::{
    cache::{entities::fold, requests::EntityQuery},
    words::place,
};

/// Most services that are shown with their names.
const MAX_SHOWN_SERVICES: usize = 50;

impl Entities {
    /// The page of an entity. Without a recent look-up, the server is asked in the background.
    pub async fn entity_page(self: &Arc<Self>, of: EntityRef) -> Result<EntityPage, Problem> {
        let connection = self.sessions.not_left()?;
        let page = self.assemble_page(&connection, &of).await?;
        self.lookups.opened_entity(connection.id(), &of);
        let lacks_subscription = page.entity.kind.is_item() && page.subscription.is_none();
        if page.entity.source != Source::LookUp || page.entity.stale || lacks_subscription {
            self.revalidate_in_background(&connection, &of, page.entity.provider.clone());
        }
        Ok(page)
    }

    /// The page of an entity after a look-up on the server. If the server cannot be asked, the page as it was known
    /// before, with the reason.
    pub async fn refresh_entity(&self, of: EntityRef) -> Result<EntityPage, Problem> {
        self.core.active();
        let connection = self.sessions.not_left()?;
        let provider = self.assemble_page(&connection, &of).await?.entity.provider;
        self.look_up_and_record(&connection, &of, provider.as_deref()).await;
        self.assemble_page(&connection, &of).await
    }

    /// A page of an entity's requests, the newest first; `with_subscription` adds those of its subscription.
    pub async fn entity_requests(
        &self,
        of: EntityRef,
        with_subscription: bool,
        offset: u32,
        limit: u32,
    ) -> Result<RequestPage, Problem> {
        let connection = self.sessions.not_left()?;
        let about = self.about(&connection, &of).await?;
        let called = if with_subscription { about.with_subscription() } else { about.called };
        let limit = if limit == 0 { DEFAULT_PAGE_ROWS } else { limit.min(MAX_PAGE_ROWS) };
        let id = connection.id().to_owned();
        let (rows, synced) = self
            .core
            .cache(move |cache| {
                Ok((cache.requests_naming(&id, &called, offset, limit)?, cache.stamp(&id, LISTS_STAMP)?))
            })
            .await?;
        let waits = self.requests.waits();
        Ok(RequestPage {
            rows: rows.into_iter().map(|row| view(row, connection.id(), &waits)).collect(),
            synced: synced.map(millis),
        })
    }

    /// Time at which the lists were last read, and whether the list of completed requests was never read to its end.
    pub(crate) async fn lists_read(&self, connection: &ResolvedConnection) -> Result<(Option<f64>, bool), Problem> {
        let id = connection.id().to_owned();
        let (read, whole) = self
            .core
            .cache(move |cache| Ok((cache.stamp(&id, LISTS_STAMP)?, cache.stamp(&id, COMPLETED_WHOLE_STAMP)?)))
            .await?;
        Ok((read.map(millis), whole.is_none()))
    }

    /// Collects an entity's description and the requests that name it.
    pub(crate) async fn about(
        &self,
        connection: &ResolvedConnection,
        of: &EntityRef,
    ) -> Result<EntityDetails, Problem> {
        let mut found = self.lookups.known_entities(connection.id(), of).await?;
        let looked_up = (!found.is_empty()).then(|| found.remove(0));
        let names = called(looked_up.as_ref().map(|known| &known.entity), of);
        let history = self.request_history(connection, names, true).await?;
        let rules = self.connections.rules(connection.id());
        let (mut entity, known) = described(looked_up.as_ref(), of, &history, &rules, self.core.now());
        let subscription = subscription_of(&entity, &history);
        if let Some((name, _)) = subscription.as_ref().filter(|(name, _)| name.by == "number") {
            entity.subscription.get_or_insert_with(|| name.text.clone());
        }
        Ok(EntityDetails {
            called: called(Some(&entity), of),
            entity,
            known,
            looked_up,
            others: found,
            history,
            subscription,
        })
    }

    pub(crate) async fn assemble_page(
        &self,
        connection: &ResolvedConnection,
        of: &EntityRef,
    ) -> Result<EntityPage, Problem> {
        let about = self.about(connection, of).await?;
        self.page_of(connection, of, about).await
    }

    /// The page of an entity whose description and requests are collected.
    pub(crate) async fn page_of(
        &self,
        connection: &ResolvedConnection,
        of: &EntityRef,
        about: EntityDetails,
    ) -> Result<EntityPage, Problem> {
        let (own, with) = (about.called.clone(), about.with_subscription());
        let id = connection.id().to_owned();
        let (named, of_both) = self
            .core
            .cache(move |cache| Ok((cache.count_requests_naming(&id, &own)?, cache.count_requests_naming(&id, &with)?)))
            .await?;
        let facts = about.history.facts();
        let derived = derive(&facts);
        let set = about.set(&derived, &facts);
        let (_, lists_incomplete) = self.lists_read(connection).await?;
        let owner = self.subscription_entity(connection, &about).await?;
        let services = self.services_of(connection, &about, &derived, &facts).await?;
        let answered = self.lookup_outcome(connection, of, &about.entity);
        let ground = ActionContext {
            entity: &about.entity,
            release: connection.release()?,
            subscription: about.subscription_name(),
            provider: about.provider(),
            freed: about.entity.ca_id.as_ref().is_some_and(|it| derived.freed.contains(&fold(it))),
            waiting: facts
                .iter()
                .find(|fact| fact.waits && fact.effect.pairs() && about.is_named_by(fact))
                .map(|fact| fact.key.clone()),
        };
        let jobs = jobs(&ground);
        let pairing = set.map(|set| shown(set, &facts));
        let subscription_by = about.subscription.as_ref().map(|(_, source)| *source);
        let looked_up = about.looked_up.as_ref();
        let account = |known: &KnownEntity| known.account.clone();
        Ok(EntityPage {
            known: about.known,
            not_found: matches!(answered, Some(LookupOutcome::NotFound)),
            problem: answered.and_then(LookupOutcome::problem),
            others: about.others.into_iter().map(|known| known.entity).collect(),
            kept_until: looked_up.and_then(|known| known.kept_until).map(millis),
            account: looked_up.and_then(account).or_else(|| owner.as_ref().and_then(account)),
            ownership: looked_up.and_then(|known| known.ownership.clone()),
            subscription: owner.map(|known| Box::new(known.entity)),
            subscription_by,
            pairing,
            services,
            jobs,
            requests: named.requests,
            subscription_requests: of_both.requests,
            oldest_request: named.oldest.map(millis),
            lists_incomplete,
            entity: about.entity,
        })
    }

    /// The subscription that an entity belongs to: from its look-up, else by its number alone.
    async fn subscription_entity(
        &self,
        connection: &ResolvedConnection,
        about: &EntityDetails,
    ) -> Result<Option<KnownEntity>, Problem> {
        let Some((name, source)) = about.subscription.as_ref() else { return Ok(None) };
        if about.entity.kind == EntityKind::Subscription {
            return Ok(None);
        }
        let by = if name.by == "id" { IdentifierKind::Id } else { IdentifierKind::Number };
        let of = EntityRef { kind: EntityKind::Subscription, text: name.text.clone(), by: Some(by) };
        let mut found = self.lookups.known_entities(connection.id(), &of).await?;
        if !found.is_empty() {
            return Ok(Some(found.remove(0)));
        }
        let entity = Entity { source: *source, as_of: about.entity.as_of, ..crate::entities::describe::bare(&of) };
        Ok(Some(KnownEntity { entity, account: None, ownership: None, kept_until: None }))
    }

    /// The services of a card, or of all cards of a subscription, with their names.
    async fn services_of(
        &self,
        connection: &ResolvedConnection,
        about: &EntityDetails,
        derived: &DerivedPairings,
        facts: &[PairingFact],
    ) -> Result<Vec<ServiceOnCard>, Problem> {
        let mut switched: BTreeMap<String, &ServiceState> = BTreeMap::new();
        for state in derived.services.iter().filter(|state| about.has_card(&state.smartcard, facts)) {
            let kept = switched.entry(fold(&state.service)).or_insert(state);
            // If several cards of a subscription have the service, the latest request counts.
            if state.since > kept.since {
                *kept = state;
            }
        }
        let mut services = Vec::new();
        for state in switched.into_values().take(MAX_SHOWN_SERVICES) {
            let of =
                EntityRef { kind: EntityKind::Service, text: state.service.clone(), by: Some(IdentifierKind::CaId) };
            let known = self.lookups.known_entities(connection.id(), &of).await?.into_iter().next();
            let looked_up = known.and_then(|known| known.entity.name.or(known.entity.code));
            let typed = || about.history.services.others(&state.service).find(|name| name.by != "id");
            let open = facts.iter().any(|it| {
                !it.completed
                    && !it.effect.pairs()
                    && it.services.iter().any(|service| same(service, &state.service))
                    && it.names_card(&state.smartcard)
            });
            services.push(ServiceOnCard {
                service: state.service.clone(),
                name: looked_up.or_else(|| typed().map(|name| name.text.clone())),
                active: state.active,
                since: Some(millis(state.since)),
                request: state.request.clone(),
                source: state.source,
                open,
            });
        }
        services.sort_by_cached_key(|it| (!it.active, place(it.name.as_deref()), place(Some(&it.service))));
        Ok(services)
    }
}

/// An entity with everything that the disk has of it.
pub(crate) struct EntityDetails {
    pub(crate) entity: Entity,
    known: bool,
    called: EntityQuery,
    looked_up: Option<KnownEntity>,
    /// Other entities with the same identifier.
    others: Vec<KnownEntity>,
    pub(crate) history: RequestHistory,
    /// The subscription that the entity belongs to, and the source of that fact.
    pub(crate) subscription: Option<(Identifier, Source)>,
}

impl EntityDetails {
    fn with_subscription(&self) -> EntityQuery {
        let mut called = self.called.clone();
        called.subscriptions.extend(self.subscription.iter().map(|(name, _)| name.text.clone()));
        called
    }

    fn subscription_name(&self) -> Option<Identifier> {
        if self.entity.kind == EntityKind::Subscription {
            let number = self.entity.number.as_ref().map(|number| ("number", number));
            let (by, text) = number.or_else(|| Some(("id", self.entity.id.as_ref()?)))?;
            return Some(Identifier { by: by.to_owned(), text: text.clone() });
        }
        self.subscription.as_ref().map(|(name, _)| name.clone())
    }

    /// The CA system by an identifier of CRM.COM's set-up, if a request as shown by the provider-neutral method
    /// contains it.
    fn provider(&self) -> Option<Identifier> {
        let mut requests = self.history.entries.iter().filter_map(|entry| entry.request.as_ref());
        requests.find_map(|request| {
            let names = request.provisioning_provider();
            let by = [("alternative_code", names.alternative_code), ("name", names.name), ("id", names.id)];
            by.into_iter().find_map(|(by, text)| Some(Identifier { by: by.to_owned(), text: text?.to_owned() }))
        })
    }

    fn ca_ids(&self) -> impl Iterator<Item = &String> {
        self.entity.ca_id.iter().chain(&self.called.smartcards).chain(&self.called.set_top_boxes)
    }

    fn is_named_by(&self, fact: &PairingFact) -> bool {
        self.called.smartcards.iter().any(|card| fact.names_card(card))
            || self.called.set_top_boxes.iter().any(|it| fact.names_box(it))
    }

    /// Whether a card is this entity, or belongs to this subscription.
    pub(crate) fn has_card(&self, card: &str, facts: &[PairingFact]) -> bool {
        if self.entity.kind != EntityKind::Subscription {
            return self.called.smartcards.iter().any(|own| same(own, card));
        }
        let own =
            |key: &str| self.history.entries.iter().any(|entry| entry.row.key == key && self.names_subscription(entry));
        facts.iter().any(|fact| fact.names_card(card) && own(&fact.key))
    }

    fn names_subscription(&self, entry: &HistoryEntry) -> bool {
        let named = entry.row.subscription.as_deref();
        named.is_some_and(|named| self.called.subscriptions.iter().any(|own| same(own, named)))
    }

    /// The entity's pairing; of a subscription, the most recently changed pairing of its cards.
    fn set<'a>(&self, derived: &'a DerivedPairings, facts: &[PairingFact]) -> Option<&'a PairingSet> {
        match self.entity.kind {
            EntityKind::Subscription => {
                let own = derived.sets.iter().filter(|set| set.smartcards.iter().any(|it| self.has_card(it, facts)));
                own.max_by_key(|set| set.since)
            }
            EntityKind::SetTopBox => self.ca_ids().find_map(|it| derived.set_of_box(it)),
            EntityKind::Smartcard => self.ca_ids().find_map(|it| derived.set_of_card(it)),
            EntityKind::Item => self.ca_ids().find_map(|it| derived.set_of_card(it).or_else(|| derived.set_of_box(it))),
            EntityKind::Service | EntityKind::Request => None,
        }
    }
}

/// Converts a pairing for the window, with the number of open requests that would change it.
pub(crate) fn shown(set: &PairingSet, facts: &[PairingFact]) -> Pairing {
    let changes = |fact: &&PairingFact| {
        !fact.completed
            && fact.effect.pairs()
            && (set.smartcards.iter().any(|card| fact.names_card(card))
                || set.set_top_boxes.iter().any(|it| fact.names_box(it)))
    };
    Pairing {
        smartcards: set.smartcards.clone(),
        set_top_boxes: set.set_top_boxes.clone(),
        since: Some(millis(set.since)),
        request: Some(set.request.clone()),
        source: set.source,
        open: u32::try_from(facts.iter().filter(changes).count()).unwrap_or(u32::MAX),
    }
}
