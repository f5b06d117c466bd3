//! Wire types of households.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    error::problem::FieldProblem,
    view::{Entity, EntityAction, FormDraft, Pairing, PairingWarning, Sequence, Source, UnavailableReason},
};

/// The cards and boxes of one subscription, or of one pairing where no subscription is known. It is never more than
/// what completed requests and look-ups show: no method of the API lists the items or services of a subscription.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Household {
    /// Its `name` is the holder's.
    pub subscription: Option<Box<Entity>>,
    pub subscription_by: Option<Source>,
    /// Account number of the subscription.
    pub account: Option<String>,
    pub cards: Vec<HouseholdCard>,
    pub boxes: Vec<HouseholdBox>,
    /// All services that a card can have: those of the server's list, and those in requests.
    pub services: Vec<HouseholdService>,
    /// When the server's list of services was read in full; absent: never.
    pub services_read: Option<f64>,
    /// Sequences of requests for these cards and boxes that have not ended.
    pub sequences: Vec<Sequence>,
    /// When the lists of requests were last read; absent: never.
    pub lists_read: Option<f64>,
    /// A list has not been read to its end, so requests may be missing.
    pub lists_incomplete: bool,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HouseholdCard {
    /// Names the card in a change.
    pub card: String,
    pub entity: Entity,
    /// The server's word for the ownership, such as `RENTED_TO_CUSTOMER`.
    pub ownership: Option<String>,
    pub pairing: Option<Pairing>,
    /// One for each of the household's services, in the same order; empty if the card's CA system has no method for
    /// services.
    pub ticks: Vec<ServiceTick>,
    /// The reason why services of this card cannot be changed.
    pub unfit: Option<UnavailableReason>,
    pub jobs: Vec<EntityAction>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HouseholdBox {
    /// Names the box in a change.
    pub set_top_box: String,
    pub entity: Entity,
    pub ownership: Option<String>,
    pub pairing: Option<Pairing>,
    pub jobs: Vec<EntityAction>,
}

/// A service that a card can have.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HouseholdService {
    /// Names the service in a change: its CA id, or its code where that is not known.
    pub service: String,
    pub name: Option<String>,
    pub code: Option<String>,
    pub ca_id: Option<String>,
    /// Only its CA id is known, which the methods for services do not accept.
    pub only_ca_id: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TickState {
    On,
    Off,
    /// No completed request is known that added or cancelled it.
    NotKnown,
}

/// The state of one service on one card.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ServiceTick {
    pub service: String,
    pub state: TickState,
    /// Source, time and key of the completed request that shows it; absent if it is not known.
    pub source: Option<Source>,
    pub as_of: Option<f64>,
    pub request: Option<String>,
    /// Key of a request that would change it and has not ended.
    pub open: Option<String>,
}

/// A change of a household that a person asks for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase", tag = "change", rename_all_fields = "camelCase")]
pub enum HouseholdChange {
    Services {
        switches: Vec<ServiceSwitch>,
    },
    ReplaceSmartcard {
        old: String,
        new: String,
        /// CA id of the new card, if it differs from `new` and is not known.
        new_ca_id: Option<String>,
    },
    ReplaceSetTopBox {
        old: String,
        new: String,
        /// CA id of the new box, if it differs from `new` and is not known.
        new_ca_id: Option<String>,
    },
}

/// A tick that was pressed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ServiceSwitch {
    pub card: String,
    pub service: String,
    pub on: bool,
}

/// The requests that a change makes. Nothing was sent or stored yet.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HouseholdPlan {
    /// In the order of sending: those that grant come before those that take away.
    pub requests: Vec<PlannedRequest>,
    /// What is lost by the change, and what it leaves as it is.
    pub losses: Vec<ChangeLoss>,
    /// Faults of the change itself, at `old`, `new`, `newCaId` or `switches.<number>`. With any of them, or any of a
    /// request, the plan cannot be sent.
    pub problems: Vec<FieldProblem>,
}

/// A request of a plan.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlannedRequest {
    pub draft: FormDraft,
    /// Identifiers for display.
    pub smartcard: Option<String>,
    pub set_top_box: Option<String>,
    pub service: Option<String>,
    pub effect: PlannedEffect,
    /// Faults of its form.
    pub problems: Vec<FieldProblem>,
    /// Effects on the known pairings; they never block.
    pub warnings: Vec<PairingWarning>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PlannedEffect {
    Pairs,
    AddsService,
    CancelsService,
    Unpairs,
}

/// What a change takes away, or leaves although a person may expect otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "what", rename_all_fields = "camelCase")]
pub enum ChangeLoss {
    /// The card loses this service.
    Service { smartcard: String, service: String },
    /// The card is freed from these boxes.
    Unpaired { smartcard: String, set_top_boxes: Vec<String> },
    /// Conax has no unpairing: the old card or box stays in the pairing.
    PairingStays { item: String, with: Vec<String> },
    /// No pairing of the old card or box is known, so the new one is not paired.
    PairingNotKnown { item: String },
    /// Only the CA id of this service is known, which no form takes: it is neither added to the new card nor cancelled on
    /// the old one.
    OnlyCaId { smartcard: String, service: String },
    /// Services of the old card that are not known here are neither added to the new card nor cancelled on the old one.
    ServicesNotKnown { smartcard: String },
}
