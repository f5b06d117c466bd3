//! The requests that a change of a household makes, and what is lost by it. Nothing is sent here: the person sees the plan,
//! and its forms are sent as they are, as a sequence.

use std::collections::BTreeMap;

use crate::{
    connections::registry::ResolvedConnection,
    error::problem::{FieldProblem, Problem, ProblemCode},
    households::{
        Households,
        members::{HouseholdMembers, Member},
        services::{OfferedServices, ticks},
    },
    requests::identifiers::Identifier,
    view::{
        ChangeLoss, Entity, EntityRef, FormDraft, HouseholdChange, HouseholdPlan, PlannedEffect, PlannedRequest,
        ServiceSwitch, TickState,
    },
};

/// A household with the plan of a change as far as it is made.
pub(super) struct Planner<'a> {
    pub(super) of: &'a Households,
    pub(super) connection: &'a ResolvedConnection,
    pub(super) members: &'a HouseholdMembers,
    offered: &'a OfferedServices,
    pub(super) plan: HouseholdPlan,
}

impl Households {
    /// Plans a change from what the disk has. The server is not asked.
    pub async fn plan_household(&self, of: EntityRef, change: HouseholdChange) -> Result<HouseholdPlan, Problem> {
        let connection = self.sessions.not_left()?;
        let members = self.members(&connection, &of).await?;
        let offered = self.offered(&connection, &members).await?;
        let mut planner = Planner {
            of: self,
            connection: &connection,
            members: &members,
            offered: &offered,
            plan: HouseholdPlan { requests: Vec::new(), losses: Vec::new(), problems: Vec::new() },
        };
        match change {
            HouseholdChange::Services { switches } => planner.switch_services(&switches),
            HouseholdChange::ReplaceSmartcard { old, new, new_ca_id } => {
                planner.replace_smartcard(&old, &new, new_ca_id.as_deref()).await?;
            }
            HouseholdChange::ReplaceSetTopBox { old, new, new_ca_id } => {
                planner.replace_set_top_box(&old, &new, new_ca_id.as_deref()).await?;
            }
        }
        // What grants comes first: if it fails, nothing was taken away.
        planner.plan.requests.sort_by_key(|request| request.effect);
        Ok(planner.plan)
    }
}

impl Planner<'_> {
    fn switch_services(&mut self, switches: &[ServiceSwitch]) {
        for (number, switch) in switches.iter().enumerate() {
            let field = format!("switches.{number}");
            let card = self.members.cards().find(|card| card.is_called(&switch.card));
            let (Some(card), Some(service)) = (card, self.offered.find(&switch.service)) else {
                self.fault(&field, "notInHousehold");
                continue;
            };
            let twice = |other: &ServiceSwitch| card.is_called(&other.card) && service.is_called(&other.service);
            if switches[..number].iter().any(twice) {
                self.fault(&field, "duplicate");
                continue;
            }
            let tick = ticks(card, self.offered).into_iter().find(|tick| service.is_called(&tick.service));
            let Some(tick) = tick else { continue };
            if tick.open.is_some() {
                self.fault(&field, "requestOpen");
            }
            let is_so = if switch.on { TickState::On } else { TickState::Off };
            if tick.state == is_so {
                continue;
            }
            self.service(card.entity(), &switch.service, switch.on);
            if !switch.on {
                self.loses(card, &switch.service);
            }
        }
    }

    /// Adds a service to a card, or cancels it.
    fn service(&mut self, card: &Entity, service: &str, on: bool) {
        let mut values = self.subscription_values();
        put(&mut values, "smartcard_identifier", form_name(card).as_ref());
        let offered = self.offered.find(service);
        put(&mut values, "service_identifier", offered.and_then(|offered| offered.form.as_ref()));
        let (operation, effect) = if on {
            ("conax.add-service", PlannedEffect::AddsService)
        } else {
            ("conax.cancel-service", PlannedEffect::CancelsService)
        };
        let name = offered.map(|offered| offered.shown.name.clone().unwrap_or_else(|| offered.shown.service.clone()));
        let smartcard = form_name(card).map(|name| name.text).or(card.ca_id.clone());
        let request = self.request(operation, values, effect);
        self.plan.requests.push(PlannedRequest { smartcard, service: name, ..request });
    }

    /// Carries the services that a card is known to have over to another one.
    pub(super) fn carry_services(&mut self, old: &Member, new: &Entity) {
        for tick in ticks(old, self.offered) {
            if tick.open.is_some() {
                self.fault("old", "requestOpen");
            }
            if tick.state != TickState::On {
                continue;
            }
            if self.offered.find(&tick.service).is_none_or(|offered| offered.form.is_none()) {
                self.plan.losses.push(ChangeLoss::OnlyCaId { smartcard: old.text(), service: tick.service });
            } else {
                self.service(new, &tick.service, true);
                self.service(old.entity(), &tick.service, false);
                self.loses(old, &tick.service);
            }
        }
        self.plan.losses.push(ChangeLoss::ServicesNotKnown { smartcard: old.text() });
    }

    fn loses(&mut self, card: &Member, service: &str) {
        let name = self.offered.find(service).and_then(|offered| offered.shown.name.clone());
        let service = name.unwrap_or_else(|| service.to_owned());
        self.plan.losses.push(ChangeLoss::Service { smartcard: card.text(), service });
    }

    pub(super) fn subscription_values(&self) -> BTreeMap<String, String> {
        let mut values = BTreeMap::new();
        put(&mut values, "subscription_identifier", self.members.subscription_name().as_ref());
        values
    }

    /// A request with the faults of its form, as sending it would find them.
    pub(super) fn request(
        &self,
        operation: &str,
        values: BTreeMap<String, String>,
        effect: PlannedEffect,
    ) -> PlannedRequest {
        let draft = FormDraft { operation: operation.to_owned(), values };
        let problems = match self.of.outbox.submission(self.connection, &draft) {
            Ok(_) => Vec::new(),
            Err(problem) if problem.code == ProblemCode::NotOffered => {
                vec![FieldProblem::new("operation", "notOffered")]
            }
            Err(problem) => problem.fields,
        };
        PlannedRequest {
            draft,
            smartcard: None,
            set_top_box: None,
            service: None,
            effect,
            problems,
            warnings: Vec::new(),
        }
    }

    pub(super) fn fault(&mut self, field: &str, fault: &str) {
        let known = |problem: &FieldProblem| problem.field == field && problem.fault == fault;
        if !self.plan.problems.iter().any(known) {
            self.plan.problems.push(FieldProblem::new(field, fault));
        }
    }
}

/// Fills an input with an identifier; without one it stays empty, which its form reports.
pub(super) fn put(values: &mut BTreeMap<String, String>, field: &str, name: Option<&Identifier>) {
    if let Some(name) = name {
        values.insert(field.to_owned(), name.text.clone());
        values.insert(format!("{field}.by"), name.by.clone());
    }
}

/// The identifier of a card or box that forms accept: never its CA id.
pub(super) fn form_name(entity: &Entity) -> Option<Identifier> {
    let by =
        [("serial_number", &entity.serial_number), ("alternative_code", &entity.alternative_code), ("id", &entity.id)];
    by.into_iter().find_map(|(by, text)| Some(Identifier { by: by.to_owned(), text: text.clone()? }))
}
