//! Members of a household: the cards and boxes that completed requests, look-ups and pairings show to belong together.

use store::{cache::requests::EntityQuery, request_state::RequestState};

use crate::{
    connections::registry::ResolvedConnection,
    entities::{
        page::EntityDetails,
        pairings::{derive, same},
    },
    error::problem::Problem,
    households::Households,
    requests::identifiers::Identifier,
    view::{Entity, EntityKind, EntityPage, EntityRef, IdentifierKind, Source},
};

/// Most cards and boxes of a household, and most requests in which they are looked for.
const MAX_MEMBERS: usize = 24;
const MAX_REQUESTS: u32 = 200;

/// A card or box of a household.
pub(super) struct Member {
    pub(super) details: EntityDetails,
    /// It is known to be of the subscription, not only in a pairing with such a card or box.
    pub(super) of_subscription: bool,
}

impl Member {
    pub(super) fn entity(&self) -> &Entity {
        &self.details.entity
    }

    pub(super) fn is_box(&self) -> bool {
        self.entity().kind == EntityKind::SetTopBox
    }

    /// The identifier that a person knows best.
    pub(super) fn text(&self) -> String {
        let entity = self.entity();
        let names = [&entity.serial_number, &entity.ca_id, &entity.alternative_code, &entity.id];
        names.into_iter().flatten().next().cloned().unwrap_or_default()
    }

    pub(super) fn is_called(&self, text: &str) -> bool {
        self.names().any(|name| same(name, text))
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &String> {
        let entity = self.entity();
        [&entity.serial_number, &entity.ca_id, &entity.alternative_code, &entity.id].into_iter().flatten()
    }

    fn is(&self, of: &EntityRef) -> bool {
        (of.kind == EntityKind::Item || self.entity().kind == EntityKind::Item || of.kind == self.entity().kind)
            && self.is_called(&of.text)
    }
}

/// The subscription of a household, and its cards and boxes.
pub(super) struct HouseholdMembers {
    pub(super) subscription: Option<Entity>,
    pub(super) subscription_by: Option<Source>,
    pub(super) account: Option<String>,
    pub(super) all: Vec<Member>,
}

impl HouseholdMembers {
    pub(super) fn cards(&self) -> impl Iterator<Item = &Member> {
        self.all.iter().filter(|member| !member.is_box())
    }

    pub(super) fn boxes(&self) -> impl Iterator<Item = &Member> {
        self.all.iter().filter(|member| member.is_box())
    }

    /// The subscription as forms name it.
    pub(super) fn subscription_name(&self) -> Option<Identifier> {
        let entity = self.subscription.as_ref()?;
        let by = |by: &str, text: &Option<String>| Some(Identifier { by: by.to_owned(), text: text.clone()? });
        by("number", &entity.number).or_else(|| by("id", &entity.id))
    }

    fn is_subscription(&self, name: &Identifier) -> bool {
        let own = self.subscription.as_ref().into_iter().flat_map(|entity| [&entity.number, &entity.id]);
        own.flatten().any(|own| same(own, &name.text))
    }
}

impl Households {
    /// Collects the members of the household of a card, box or subscription. Everything is read from the disk.
    pub(super) async fn members(
        &self,
        connection: &ResolvedConnection,
        of: &EntityRef,
    ) -> Result<HouseholdMembers, Problem> {
        let page = self.entities.assemble_page(connection, of).await?;
        let mut members = of_page(&page);
        let mut next = Vec::new();
        if page.entity.kind.is_item() {
            let asked = EntityRef { kind: page.entity.kind, ..of.clone() };
            if members.subscription.is_none() {
                self.take_subscription_of_pairing(connection, &asked, &mut members).await?;
            }
            next.push(asked);
        }
        if let Some(subscription) = &members.subscription {
            next.extend(self.of_subscription(connection, subscription).await?);
        }
        let mut asked = 0;
        while asked < next.len() && members.all.len() < MAX_MEMBERS {
            let candidate = next[asked].clone();
            asked += 1;
            if members.all.iter().any(|member| member.is(&candidate)) {
                continue;
            }
            let details = self.entities.about(connection, &candidate).await?;
            let known = details.subscription.as_ref().map(|(name, _)| members.is_subscription(name));
            let is_asked = asked == 1 && page.entity.kind.is_item();
            // A card that is known to be of another subscription is of this household no longer.
            let of_another = members.subscription.is_some() && known == Some(false);
            if !is_asked && (of_another || !details.entity.kind.is_item()) {
                continue;
            }
            let member = Member { details, of_subscription: known == Some(true) };
            next.extend(paired_with(&member));
            members.all.push(member);
        }
        members.all.sort_by_cached_key(Member::text);
        Ok(members)
    }

    /// Takes the subscription of the cards and boxes that a card or box is paired with, if its own is not known.
    async fn take_subscription_of_pairing(
        &self,
        connection: &ResolvedConnection,
        asked: &EntityRef,
        members: &mut HouseholdMembers,
    ) -> Result<(), Problem> {
        let details = self.entities.about(connection, asked).await?;
        for other in paired_with(&Member { details, of_subscription: false }) {
            let Some((name, source)) = self.entities.about(connection, &other).await?.subscription else { continue };
            let by = if name.by == "id" { IdentifierKind::Id } else { IdentifierKind::Number };
            let of = EntityRef { kind: EntityKind::Subscription, text: name.text, by: Some(by) };
            *members = of_page(&self.entities.assemble_page(connection, &of).await?);
            members.subscription_by = Some(source);
            break;
        }
        Ok(())
    }

    /// Cards and boxes of a subscription: in its completed requests, and in look-ups.
    async fn of_subscription(
        &self,
        connection: &ResolvedConnection,
        subscription: &Entity,
    ) -> Result<Vec<EntityRef>, Problem> {
        let names: Vec<String> = [&subscription.number, &subscription.id].into_iter().flatten().cloned().collect();
        let (id, called) =
            (connection.id().to_owned(), EntityQuery { subscriptions: names.clone(), ..EntityQuery::default() });
        let rows = self.core.cache(move |cache| cache.requests_naming(&id, &called, 0, MAX_REQUESTS)).await?;
        let mut found = Vec::new();
        for row in rows.into_iter().filter(|row| row.state == RequestState::Completed) {
            for (kind, text) in [(EntityKind::Smartcard, row.smartcard), (EntityKind::SetTopBox, row.set_top_box)] {
                let texts = text.iter().flat_map(|text| text.split(", ")).filter(|text| !text.is_empty());
                found.extend(texts.map(|text| EntityRef { kind, text: text.to_owned(), by: None }));
            }
        }
        for number in names {
            for entity in self.lookups.items_of_subscription(connection.id(), &number).await? {
                let by = [IdentifierKind::SerialNumber, IdentifierKind::Id, IdentifierKind::CaId];
                let name = by.into_iter().find_map(|by| Some((by, entity.name(by)?.to_owned())));
                found.extend(name.map(|(by, text)| EntityRef { kind: entity.kind, text, by: Some(by) }));
            }
        }
        Ok(found)
    }
}

fn of_page(page: &EntityPage) -> HouseholdMembers {
    let own = page.entity.kind == EntityKind::Subscription;
    let subscription = if own { Some(page.entity.clone()) } else { page.subscription.as_deref().cloned() };
    HouseholdMembers {
        subscription_by: if own { Some(page.entity.source) } else { page.subscription_by },
        account: page.account.clone(),
        subscription,
        all: Vec::new(),
    }
}

/// The cards and boxes that are known to be in the member's pairing.
fn paired_with(member: &Member) -> Vec<EntityRef> {
    let derived = derive(&member.details.history.facts());
    let set = member
        .names()
        .find_map(|name| if member.is_box() { derived.set_of_box(name) } else { derived.set_of_card(name) });
    let Some(set) = set else { return Vec::new() };
    let of = |kind, names: &[String]| {
        names.iter().map(|text| EntityRef { kind, text: text.clone(), by: None }).collect::<Vec<_>>()
    };
    let mut paired = of(EntityKind::Smartcard, &set.smartcards);
    paired.extend(of(EntityKind::SetTopBox, &set.set_top_boxes));
    paired
}
