//! Plans the replacement of a card or a box: the new one gets the pairing, and a new card also the services that the old one
//! is known to have. Nagravision frees the old card; Conax has no unpairing, so the pairing of the old card or box stays.

use crate::{
    entities::{
        actions::can_unpair,
        describe::bare,
        pairings::{PairingSet, derive, has, same},
    },
    error::problem::Problem,
    households::{
        members::Member,
        plan::{Planner, form_name, put},
    },
    view::{ChangeLoss, Entity, EntityKind, EntityRef, IdentifierKind, PairingWarning, PlannedEffect, PlannedRequest},
};

/// The new card or box, and its CA id.
struct NewItem {
    entity: Entity,
    ca_id: String,
}

impl Planner<'_> {
    pub(super) async fn replace_smartcard(
        &mut self,
        old: &str,
        new: &str,
        new_ca_id: Option<&str>,
    ) -> Result<(), Problem> {
        let new = self.new_item(EntityKind::Smartcard, old, new, new_ca_id).await?;
        let members = self.members;
        let Some(card) = members.cards().find(|card| card.is_called(old)) else {
            self.fault("old", "notInHousehold");
            return Ok(());
        };
        let Some(new) = new else { return Ok(()) };
        let set = set_of(card);
        let Some(provider) = set.as_ref().map(|set| set.provider.clone()).or(card.entity().provider.clone()) else {
            self.fault("old", "providerNotKnown");
            return Ok(());
        };
        match (&set, can_unpair(&provider)) {
            (None, _) => self.plan.losses.push(ChangeLoss::PairingNotKnown { item: card.text() }),
            (Some(set), true) => {
                let set_top_box = set.set_top_boxes.first().cloned().unwrap_or_default();
                let name = members.boxes().find(|it| it.is_called(&set_top_box)).and_then(|it| form_name(it.entity()));
                let mut values = self.subscription_values();
                put(&mut values, "smartcard_identifier", form_name(&new.entity).as_ref());
                put(&mut values, "stb_identifier", name.as_ref());
                let request = self.request("nagra.pair", values, PlannedEffect::Pairs);
                let request = PlannedRequest {
                    smartcard: form_name(&new.entity).map(|name| name.text),
                    set_top_box: Some(set_top_box),
                    ..request
                };
                self.pair(request, card).await?;
                let mut values = self.subscription_values();
                put(&mut values, "smartcard_identifier", form_name(card.entity()).as_ref());
                let request = self.request("nagra.unpair", values, PlannedEffect::Unpairs);
                self.plan.requests.push(PlannedRequest { smartcard: Some(card.text()), ..request });
                let set_top_boxes = set.set_top_boxes.clone();
                self.plan.losses.push(ChangeLoss::Unpaired { smartcard: card.text(), set_top_boxes });
            }
            (Some(set), false) => {
                if !has(&set.smartcards, &new.ca_id) {
                    let mut values = self.subscription_values();
                    put(&mut values, "smartcard_identifier", form_name(card.entity()).as_ref());
                    values.insert("smartcard_set.0.smartcard_ca_id".to_owned(), new.ca_id.clone());
                    let request = self.request("conax.add-to-pairing", values, PlannedEffect::Pairs);
                    let request = PlannedRequest {
                        smartcard: Some(new.ca_id.clone()),
                        set_top_box: Some(set.set_top_boxes.join(", ")),
                        ..request
                    };
                    self.pair(request, card).await?;
                }
                let with = set.set_top_boxes.clone();
                self.plan.losses.push(ChangeLoss::PairingStays { item: card.text(), with });
            }
        }
        self.carry_services(card, &new.entity);
        Ok(())
    }

    pub(super) async fn replace_set_top_box(
        &mut self,
        old: &str,
        new: &str,
        new_ca_id: Option<&str>,
    ) -> Result<(), Problem> {
        let new = self.new_item(EntityKind::SetTopBox, old, new, new_ca_id).await?;
        let members = self.members;
        let Some(old_box) = members.boxes().find(|it| it.is_called(old)) else {
            self.fault("old", "notInHousehold");
            return Ok(());
        };
        let Some(new) = new else { return Ok(()) };
        let Some(set) = set_of(old_box) else {
            self.plan.losses.push(ChangeLoss::PairingNotKnown { item: old_box.text() });
            return Ok(());
        };
        let in_set = |card: &&Member| set.smartcards.iter().any(|name| card.is_called(name));
        let card = members.cards().find(in_set).and_then(|card| form_name(card.entity()));
        let smartcard = card.as_ref().map(|name| name.text.clone()).or(set.smartcards.first().cloned());
        let mut values = self.subscription_values();
        put(&mut values, "smartcard_identifier", card.as_ref());
        if can_unpair(&set.provider) {
            put(&mut values, "stb_identifier", form_name(&new.entity).as_ref());
            let request = self.request("nagra.pair", values, PlannedEffect::Pairs);
            let set_top_box = form_name(&new.entity).map(|name| name.text);
            self.pair(PlannedRequest { smartcard: smartcard.clone(), set_top_box, ..request }, old_box).await?;
            let smartcard = smartcard.unwrap_or_default();
            self.plan.losses.push(ChangeLoss::Unpaired { smartcard, set_top_boxes: vec![old_box.text()] });
        } else {
            if !has(&set.set_top_boxes, &new.ca_id) {
                values.insert("stb_set.0.stb_ca_id".to_owned(), new.ca_id.clone());
                let request = self.request("conax.add-to-pairing", values, PlannedEffect::Pairs);
                self.pair(PlannedRequest { smartcard, set_top_box: Some(new.ca_id), ..request }, old_box).await?;
            }
            let with = set.smartcards.clone();
            self.plan.losses.push(ChangeLoss::PairingStays { item: old_box.text(), with });
        }
        Ok(())
    }

    /// Adds a pairing with its effects on other pairings. That the old card or box leaves its pairing is what is asked for.
    async fn pair(&mut self, request: PlannedRequest, old: &Member) -> Result<(), Problem> {
        let mut warnings = self.of.entities.preview_pairing(request.draft.clone()).await?.warnings;
        warnings.retain(|warning| match warning {
            PairingWarning::BoxElsewhere { smartcards, .. } => !smartcards.iter().all(|card| old.is_called(card)),
            PairingWarning::CardPaired { set_top_boxes, .. } => !set_top_boxes.iter().all(|it| old.is_called(it)),
            PairingWarning::Open { .. } | PairingWarning::NotPaired { .. } => true,
        });
        self.plan.requests.push(PlannedRequest { warnings, ..request });
        Ok(())
    }

    /// The new card or box as far as it is known. A number that nothing is known of counts as serial number and CA id,
    /// as on a form; the serial number of a known box is not its CA id.
    async fn new_item(
        &mut self,
        kind: EntityKind,
        old: &str,
        new: &str,
        ca_id: Option<&str>,
    ) -> Result<Option<NewItem>, Problem> {
        let text = crmcom::plain(new).into_owned();
        if text.is_empty() {
            self.fault("new", "required");
            return Ok(None);
        }
        let of = EntityRef { kind, text: text.clone(), by: None };
        let known = self.of.lookups.known_entities(self.connection.id(), &of).await?.into_iter().next();
        let known = known.map(|known| known.entity);
        let is_old = |name: &String| same(name, old);
        let names = |entity: &Entity| [entity.serial_number.clone(), entity.ca_id.clone()].into_iter().flatten();
        let twice = is_old(&text) || known.as_ref().is_some_and(|entity| names(entity).any(|name| is_old(&name)));
        if twice {
            self.fault("new", "duplicate");
            return Ok(None);
        }
        let typed = ca_id.map(|ca_id| crmcom::plain(ca_id).into_owned()).filter(|ca_id| !ca_id.is_empty());
        let reported = known.as_ref().and_then(|entity| entity.ca_id.clone());
        let is_known_box = kind == EntityKind::SetTopBox && known.is_some();
        let ca_id = typed.or(reported).or((!is_known_box).then(|| text.clone()));
        let entity = known
            .filter(|entity| form_name(entity).is_some())
            .unwrap_or_else(|| bare(&EntityRef { kind, text, by: Some(IdentifierKind::SerialNumber) }));
        let Some(ca_id) = ca_id else {
            self.fault("newCaId", "required");
            return Ok(None);
        };
        Ok(Some(NewItem { entity, ca_id }))
    }
}

/// The pairing that a card or box is known to be in.
fn set_of(member: &Member) -> Option<PairingSet> {
    let derived = derive(&member.details.history.facts());
    let set = |name: &String| if member.is_box() { derived.set_of_box(name) } else { derived.set_of_card(name) };
    member.names().find_map(set).cloned()
}
