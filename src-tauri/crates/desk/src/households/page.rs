//! The page of a household, read from the disk; the server is asked for its members in the background.

use std::sync::Arc;

use crate::{
    connections::registry::ResolvedConnection,
    entities::pairings::same,
    error::problem::Problem,
    households::{
        Households,
        members::{HouseholdMembers, Member},
        services::{OfferedServices, ticks},
    },
    view::{
        Entity, EntityPage, EntityRef, Household, HouseholdBox, HouseholdCard, IdentifierKind, Sequence, Source,
        UnavailableReason,
    },
};

/// The operation whose availability decides whether services of a card can be changed.
pub(super) const ADD_SERVICE: &str = "conax.add-service";

impl Households {
    /// The household of a card, box or subscription.
    pub async fn household(self: &Arc<Self>, of: EntityRef) -> Result<Household, Problem> {
        let connection = self.sessions.not_left()?;
        let members = self.members(&connection, &of).await?;
        let offered = self.offered(&connection, &members).await?;
        let (lists_read, lists_incomplete) = self.entities.lists_read(&connection).await?;
        let sequences = self.sequences(&connection, &members).await?;
        let (mut cards, mut boxes) = (Vec::new(), Vec::new());
        let HouseholdMembers { subscription, subscription_by, account, all } = members;
        for member in all {
            self.revalidate(&connection, member.entity());
            if member.is_box() {
                boxes.push(self.household_box(&connection, member).await?);
            } else {
                cards.push(self.household_card(&connection, member, &offered).await?);
            }
        }
        Ok(Household {
            subscription: subscription.map(Box::new),
            subscription_by,
            account,
            cards,
            boxes,
            services_read: offered.read,
            services: offered.all.into_iter().map(|offered| offered.shown).collect(),
            sequences,
            lists_read,
            lists_incomplete,
        })
    }

    /// The only card of a subscription; `None` if completed requests and look-ups show none of it, or several.
    pub async fn only_card(&self, of: EntityRef) -> Result<Option<Entity>, Problem> {
        let connection = self.sessions.not_left()?;
        let members = self.members(&connection, &of).await?;
        let mut cards = members.cards().filter(|member| member.of_subscription);
        let only = cards.next().filter(|_| cards.next().is_none());
        Ok(only.map(|member| member.entity().clone()))
    }

    async fn household_card(
        &self,
        connection: &ResolvedConnection,
        member: Member,
        offered: &OfferedServices,
    ) -> Result<HouseholdCard, Problem> {
        let (card, ticks) = (member.text(), ticks(&member, offered));
        let page = self.page(connection, member).await?;
        let unfit = page.jobs.iter().find(|job| job.operation == ADD_SERVICE).and_then(|job| job.unfit.clone());
        let no_method = matches!(unfit, Some(UnavailableReason::Provider | UnavailableReason::Release));
        Ok(HouseholdCard {
            card,
            entity: page.entity,
            ownership: page.ownership,
            pairing: page.pairing,
            ticks: if no_method { Vec::new() } else { ticks },
            unfit,
            jobs: page.jobs,
        })
    }

    async fn household_box(&self, connection: &ResolvedConnection, member: Member) -> Result<HouseholdBox, Problem> {
        let set_top_box = member.text();
        let page = self.page(connection, member).await?;
        Ok(HouseholdBox {
            set_top_box,
            entity: page.entity,
            ownership: page.ownership,
            pairing: page.pairing,
            jobs: page.jobs,
        })
    }

    pub(super) async fn page(&self, connection: &ResolvedConnection, member: Member) -> Result<EntityPage, Problem> {
        let of = reference(member.entity());
        self.entities.page_of(connection, &of, member.details).await
    }

    fn revalidate(&self, connection: &ResolvedConnection, entity: &Entity) {
        if entity.source != Source::LookUp || entity.stale {
            self.entities.revalidate_in_background(connection, &reference(entity), entity.provider.clone());
        }
    }

    /// The sequences for these cards and boxes, or for their subscription, that have not ended.
    async fn sequences(
        &self,
        connection: &ResolvedConnection,
        members: &HouseholdMembers,
    ) -> Result<Vec<Sequence>, Problem> {
        let mut sequences = self.outbox.open_sequences(connection.id()).await?;
        let subscription = members.subscription_name();
        sequences.retain(|sequence| {
            sequence.rows.iter().any(|row| {
                let texts = [&row.smartcard, &row.set_top_box].into_iter().flatten();
                let named = texts
                    .flat_map(|text| text.split(", "))
                    .any(|text| members.all.iter().any(|member| member.is_called(text)));
                let owned = row.subscription.as_ref().zip(subscription.as_ref());
                named || owned.is_some_and(|(text, own)| same(text, &own.text))
            })
        });
        Ok(sequences)
    }
}

/// An entity by the identifier that finds it best.
fn reference(entity: &Entity) -> EntityRef {
    let by = [
        IdentifierKind::SerialNumber,
        IdentifierKind::Id,
        IdentifierKind::CaId,
        IdentifierKind::AlternativeCode,
        IdentifierKind::Number,
    ];
    let name = by.into_iter().find_map(|by| Some((by, entity.name(by)?.to_owned())));
    let (by, text) = name.map_or((None, String::new()), |(by, text)| (Some(by), text));
    EntityRef { kind: entity.kind, text, by }
}
