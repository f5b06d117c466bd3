//! Services of a household's cards: those of the server's list and those in requests, and the state of each on each card.

use crate::{
    connections::registry::ResolvedConnection,
    entities::pairings::{derive, same, service_on_card},
    error::problem::Problem,
    households::{
        Households,
        members::{HouseholdMembers, Member},
    },
    requests::identifiers::Identifier,
    time::millis,
    view::{Entity, EntityKind, EntityRef, HouseholdService, IdentifierKind, ServiceTick, TickState},
};

/// A service with all of its identifiers.
pub(super) struct Offered {
    pub(super) shown: HouseholdService,
    /// As a form names it; absent if only its CA id is known.
    pub(super) form: Option<Identifier>,
    names: Vec<String>,
}

impl Offered {
    fn of(entity: &Entity) -> Option<Self> {
        let by = [("code", &entity.code), ("alternative_code", &entity.alternative_code), ("id", &entity.id)];
        let form = by.into_iter().find_map(|(by, text)| Some(Identifier { by: by.to_owned(), text: text.clone()? }));
        let names = [&entity.ca_id, &entity.code, &entity.alternative_code, &entity.id];
        let names: Vec<String> = names.into_iter().flatten().cloned().collect();
        Some(Self {
            shown: HouseholdService {
                service: names.first()?.clone(),
                name: entity.name.clone(),
                code: entity.code.clone(),
                ca_id: entity.ca_id.clone(),
                only_ca_id: form.is_none(),
            },
            form,
            names,
        })
    }

    pub(super) fn is_called(&self, text: &str) -> bool {
        self.names.iter().any(|name| same(name, text))
    }
}

/// The services that a household's cards can have, and when the server's list of them was read.
pub(super) struct OfferedServices {
    pub(super) all: Vec<Offered>,
    pub(super) read: Option<f64>,
}

impl OfferedServices {
    pub(super) fn find(&self, text: &str) -> Option<&Offered> {
        self.all.iter().find(|offered| offered.is_called(text))
    }
}

impl Households {
    /// The services of the server's list, and those that requests for the members name.
    pub(super) async fn offered(
        &self,
        connection: &ResolvedConnection,
        members: &HouseholdMembers,
    ) -> Result<OfferedServices, Problem> {
        let listed = self.lookups.services().await?;
        let mut offered =
            OfferedServices { all: listed.services.iter().filter_map(Offered::of).collect(), read: listed.as_of };
        for member in members.cards() {
            for fact in member.details.history.facts().into_iter().filter(|fact| !fact.effect.pairs()) {
                if !fact.switched_cards().any(|card| member.is_called(card)) {
                    continue;
                }
                for service in fact.services {
                    self.add_service(connection, member, service, &mut offered).await?;
                }
            }
        }
        Ok(offered)
    }

    /// Adds a service that a request names, or its CA id to the service that it is.
    async fn add_service(
        &self,
        connection: &ResolvedConnection,
        member: &Member,
        service: String,
        offered: &mut OfferedServices,
    ) -> Result<(), Problem> {
        if offered.find(&service).is_some() {
            return Ok(());
        }
        let typed: Vec<Identifier> = member.details.history.services.others(&service).cloned().collect();
        let of = EntityRef { kind: EntityKind::Service, text: service.clone(), by: Some(IdentifierKind::CaId) };
        let known = self.lookups.known_entities(connection.id(), &of).await?.into_iter().next();
        let known = known.and_then(|known| Offered::of(&known.entity));
        let names: Vec<&String> =
            typed.iter().map(|name| &name.text).chain(known.iter().flat_map(|known| &known.names)).collect();
        let same_service = offered.all.iter_mut().find(|other| names.iter().any(|name| other.is_called(name)));
        if let Some(other) = same_service {
            other.shown.ca_id = Some(service.clone());
            other.shown.service.clone_from(&service);
            other.names.push(service);
            return Ok(());
        }
        let form = typed.iter().find(|name| name.by != "id").or(typed.first()).cloned();
        let mut added = known.unwrap_or_else(|| Offered {
            shown: HouseholdService {
                service: service.clone(),
                name: None,
                code: None,
                ca_id: Some(service.clone()),
                only_ca_id: true,
            },
            form: None,
            names: vec![service.clone()],
        });
        if added.form.is_none() {
            added.shown.only_ca_id = form.is_none();
            added.shown.code = form.as_ref().filter(|name| name.by == "code").map(|name| name.text.clone());
            added.names.extend(form.iter().map(|name| name.text.clone()));
            added.form = form;
        }
        offered.all.push(added);
        Ok(())
    }
}

/// The state of every service on a card. What no completed request shows is not known.
pub(super) fn ticks(card: &Member, offered: &OfferedServices) -> Vec<ServiceTick> {
    let facts = card.details.history.facts();
    let derived = derive(&facts);
    let tick = |offered: &Offered| {
        let (shown, open) =
            service_on_card(&derived, &facts, |name| card.is_called(name), |service| offered.is_called(service));
        ServiceTick {
            service: offered.shown.service.clone(),
            state: match shown {
                Some(state) if state.active => TickState::On,
                Some(_) => TickState::Off,
                None => TickState::NotKnown,
            },
            source: shown.map(|state| state.source),
            as_of: shown.map(|state| millis(state.since)),
            request: shown.map(|state| state.request.clone()),
            open: open.map(|fact| fact.key.clone()),
        }
    };
    offered.all.iter().map(tick).collect()
}
