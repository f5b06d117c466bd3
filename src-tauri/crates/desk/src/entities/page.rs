//! The page of one card, box, subscription or service: its look-up, its requests, and the operations offered. It is
//! read from the disk; the server is asked in the background.

use std::collections::BTreeMap;

pub(crate) use crate::entities::Answered;
use crate::{
    connections::registry::ResolvedConnection,
    entities::{
        Entities,
        actions::{ActionContext, jobs},
        describe::{called, described, subscription_of},
        pairings::{DerivedPairings, PairingFact, PairingSet, ServiceState, derive, same},
        request_history::{HistoryEntry, RequestHistory},
    },
    error::problem::Problem,
    lookups::KnownEntity,
    requests::{
        identifiers::Identifier,
        list::{LISTS, MOST, USUAL},
        list_faults::WHOLE,
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
const MOST_SERVICES: usize = 50;

impl Entities {
    /// The page of an entity. Without a recent look-up, the server is asked in the background.
    pub async fn entity_page(&self, of: EntityRef) -> Result<EntityPage, Problem> {
        let connection = self.sessions.not_left()?;
        let page = self.assemble_page(&connection, &of).await?;
        self.lookups.opened_entity(connection.id(), &of);
        if page.entity.told_by != Source::LookUp || page.entity.stale {
            self.ask_behind(&connection, &of, page.entity.provider.clone());
        }
        Ok(page)
    }

    /// The page of an entity after a look-up on the server. If the server cannot be asked, the page as it was known
    /// before, with the reason.
    pub async fn refresh_entity(&self, of: EntityRef) -> Result<EntityPage, Problem> {
        self.core.active();
        let connection = self.sessions.not_left()?;
        let provider = self.assemble_page(&connection, &of).await?.entity.provider;
        self.ask_now(&connection, &of, provider.as_deref()).await;
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
        let limit = if limit == 0 { USUAL } else { limit.min(MOST) };
        let id = connection.id().to_owned();
        let (rows, synced) = self
            .core
            .cache(move |cache| Ok((cache.naming(&id, &called, offset, limit)?, cache.stamp(&id, LISTS)?)))
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
        let (read, whole) =
            self.core.cache(move |cache| Ok((cache.stamp(&id, LISTS)?, cache.stamp(&id, WHOLE)?))).await?;
        Ok((read.map(millis), whole.is_none()))
    }

    /// Collects an entity's description and the requests that name it.
    async fn about(&self, connection: &ResolvedConnection, of: &EntityRef) -> Result<EntityDetails, Problem> {
        let mut found = self.lookups.known_entities(connection.id(), of).await?;
        let looked_up = (!found.is_empty()).then(|| found.remove(0));
        let names = called(looked_up.as_ref().map(|known| &known.entity), of);
        let tidings = self.request_history(connection, names, true).await?;
        let rules = self.connections.rules(connection.id());
        let (mut entity, known) = described(looked_up.as_ref(), of, &tidings, &rules, self.core.now());
        let subscription = subscription_of(&entity, &tidings);
        if let Some((name, _)) = subscription.as_ref().filter(|(name, _)| name.by == "number") {
            entity.subscription.get_or_insert_with(|| name.text.clone());
        }
        Ok(EntityDetails {
            called: called(Some(&entity), of),
            entity,
            known,
            looked_up,
            others: found,
            tidings,
            subscription,
        })
    }

    pub(crate) async fn assemble_page(
        &self,
        connection: &ResolvedConnection,
        of: &EntityRef,
    ) -> Result<EntityPage, Problem> {
        let about = self.about(connection, of).await?;
        let (own, with) = (about.called.clone(), about.with_subscription());
        let id = connection.id().to_owned();
        let (named, of_both) =
            self.core.cache(move |cache| Ok((cache.count_naming(&id, &own)?, cache.count_naming(&id, &with)?))).await?;
        let said = about.tidings.said();
        let derived = derive(&said);
        let set = about.set(&derived, &said);
        let (_, lists_incomplete) = self.lists_read(connection).await?;
        let owner = self.subscription_entity(connection, &about).await?;
        let services = self.services_of(connection, &about, &derived, &said).await?;
        let answered = self.answered(connection, of, &about.entity);
        let ground = ActionContext {
            entity: &about.entity,
            release: connection.release()?,
            subscription: about.subscription_name(),
            provider: about.provider(),
            freed: about.entity.ca_id.as_ref().is_some_and(|it| derived.freed.contains(&fold(it))),
            waiting: said
                .iter()
                .find(|said| said.waits && said.asks.pairs() && about.is_named_by(said))
                .map(|said| said.key.clone()),
        };
        let jobs = jobs(&ground);
        let pairing = set.map(|set| shown(set, &said));
        let subscription_by = about.subscription.as_ref().map(|(_, told_by)| *told_by);
        let looked_up = about.looked_up.as_ref();
        let account = |known: &KnownEntity| known.account.clone();
        Ok(EntityPage {
            known: about.known,
            not_found: matches!(answered, Some(Answered::NotFound)),
            problem: answered.and_then(Answered::problem),
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
        let Some((name, told_by)) = about.subscription.as_ref() else { return Ok(None) };
        if about.entity.kind == EntityKind::Subscription {
            return Ok(None);
        }
        let by = if name.by == "id" { IdentifierKind::Id } else { IdentifierKind::Number };
        let of = EntityRef { kind: EntityKind::Subscription, text: name.text.clone(), by: Some(by) };
        let mut found = self.lookups.known_entities(connection.id(), &of).await?;
        if !found.is_empty() {
            return Ok(Some(found.remove(0)));
        }
        let entity = Entity { told_by: *told_by, as_of: about.entity.as_of, ..crate::entities::describe::bare(&of) };
        Ok(Some(KnownEntity { entity, account: None, ownership: None, kept_until: None }))
    }

    /// The services of a card, or of all cards of a subscription, with their names.
    async fn services_of(
        &self,
        connection: &ResolvedConnection,
        about: &EntityDetails,
        derived: &DerivedPairings,
        said: &[PairingFact],
    ) -> Result<Vec<ServiceOnCard>, Problem> {
        let mut switched: BTreeMap<String, &ServiceState> = BTreeMap::new();
        for told in derived.services.iter().filter(|told| about.has_card(&told.smartcard, said)) {
            let kept = switched.entry(fold(&told.service)).or_insert(told);
            // If several cards of a subscription have the service, the latest request counts.
            if told.since > kept.since {
                *kept = told;
            }
        }
        let mut services = Vec::new();
        for told in switched.into_values().take(MOST_SERVICES) {
            let of =
                EntityRef { kind: EntityKind::Service, text: told.service.clone(), by: Some(IdentifierKind::CaId) };
            let known = self.lookups.known_entities(connection.id(), &of).await?.into_iter().next();
            let looked_up = known.and_then(|known| known.entity.name.or(known.entity.code));
            let typed = || about.tidings.services.others(&told.service).find(|name| name.by != "id");
            let open = said.iter().any(|it| {
                !it.completed
                    && !it.asks.pairs()
                    && it.services.iter().any(|service| same(service, &told.service))
                    && it.names_card(&told.smartcard)
            });
            services.push(ServiceOnCard {
                service: told.service.clone(),
                name: looked_up.or_else(|| typed().map(|name| name.text.clone())),
                active: told.active,
                since: Some(millis(told.since)),
                request: told.request.clone(),
                told_by: told.told_by,
                open,
            });
        }
        services.sort_by_cached_key(|it| (!it.active, place(it.name.as_deref()), place(Some(&it.service))));
        Ok(services)
    }
}

/// An entity with everything that the disk has of it.
struct EntityDetails {
    entity: Entity,
    known: bool,
    called: EntityQuery,
    looked_up: Option<KnownEntity>,
    /// Other entities with the same identifier.
    others: Vec<KnownEntity>,
    tidings: RequestHistory,
    /// The subscription that the entity belongs to, and the source of that fact.
    subscription: Option<(Identifier, Source)>,
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
        let mut told = self.tidings.told.iter().filter_map(|told| told.request.as_ref());
        told.find_map(|request| {
            let names = request.provisioning_provider();
            let by = [("alternative_code", names.alternative_code), ("name", names.name), ("id", names.id)];
            by.into_iter().find_map(|(by, text)| Some(Identifier { by: by.to_owned(), text: text?.to_owned() }))
        })
    }

    fn ca_ids(&self) -> impl Iterator<Item = &String> {
        self.entity.ca_id.iter().chain(&self.called.smartcards).chain(&self.called.set_top_boxes)
    }

    fn is_named_by(&self, said: &PairingFact) -> bool {
        self.called.smartcards.iter().any(|card| said.names_card(card))
            || self.called.set_top_boxes.iter().any(|it| said.names_box(it))
    }

    /// Whether a card is this entity, or belongs to this subscription.
    fn has_card(&self, card: &str, said: &[PairingFact]) -> bool {
        if self.entity.kind != EntityKind::Subscription {
            return self.called.smartcards.iter().any(|own| same(own, card));
        }
        let own = |key: &str| self.tidings.told.iter().any(|told| told.row.key == key && self.names_subscription(told));
        said.iter().any(|said| said.names_card(card) && own(&said.key))
    }

    fn names_subscription(&self, told: &HistoryEntry) -> bool {
        let named = told.row.subscription.as_deref();
        named.is_some_and(|named| self.called.subscriptions.iter().any(|own| same(own, named)))
    }

    /// The entity's pairing; of a subscription, the most recently changed pairing of its cards.
    fn set<'a>(&self, derived: &'a DerivedPairings, said: &[PairingFact]) -> Option<&'a PairingSet> {
        match self.entity.kind {
            EntityKind::Subscription => {
                let own = derived.sets.iter().filter(|set| set.smartcards.iter().any(|it| self.has_card(it, said)));
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
pub(crate) fn shown(set: &PairingSet, said: &[PairingFact]) -> Pairing {
    let changes = |said: &&PairingFact| {
        !said.completed
            && said.asks.pairs()
            && (set.smartcards.iter().any(|card| said.names_card(card))
                || set.set_top_boxes.iter().any(|it| said.names_box(it)))
    };
    Pairing {
        smartcards: set.smartcards.clone(),
        set_top_boxes: set.set_top_boxes.clone(),
        since: Some(millis(set.since)),
        request: Some(set.request.clone()),
        told_by: set.told_by,
        open: u32::try_from(said.iter().filter(changes).count()).unwrap_or(u32::MAX),
    }
}
