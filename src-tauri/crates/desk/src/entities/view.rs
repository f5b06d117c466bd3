//! Wire types of the pages of cards, boxes, subscriptions and services.

use crate::{
    error::problem::Problem,
    view::{Entity, Source},
};
use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

/// All that is known of one entity.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EntityPage {
    pub entity: Entity,
    /// False: nothing is known by the identifier that was asked for. It can be used as typed all the same.
    pub known: bool,
    /// The problem of the last look-up.
    pub problem: Option<Problem>,
    /// The server was asked and knows no such entity.
    pub not_found: bool,
    /// Other entities with the same identifier.
    pub others: Vec<Entity>,
    /// When it will be deleted, unless it is used or pinned before.
    pub kept_until: Option<f64>,
    /// The subscription that it belongs to, if known; absent on a subscription's own page.
    pub subscription: Option<Box<Entity>>,
    /// Source of the subscription.
    pub subscription_by: Option<Source>,
    /// Account number of the subscription.
    pub account: Option<String>,
    /// The server's word for the ownership, such as `Rented to customer`.
    pub ownership: Option<String>,
    pub pairing: Option<Pairing>,
    pub services: Vec<ServiceOnCard>,
    pub jobs: Vec<EntityAction>,
    /// Number of requests of this entity, and of both it and its subscription.
    pub requests: u32,
    pub subscription_requests: u32,
    pub oldest_request: Option<f64>,
    /// A list has not been read to its end, so requests may be missing.
    pub lists_incomplete: bool,
}

/// Cards and boxes that are known to be paired.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Pairing {
    /// CA ids, or identifiers as typed.
    pub smartcards: Vec<String>,
    pub set_top_boxes: Vec<String>,
    pub since: Option<f64>,
    /// Key of the last completed request that says so.
    pub request: Option<String>,
    pub source: Source,
    /// Number of requests that would change it and are not completed.
    pub open: u32,
}

/// A service of a card, according to requests.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ServiceOnCard {
    /// CA id, or identifier as typed.
    pub service: String,
    pub name: Option<String>,
    /// Whether the last completed request added it.
    pub active: bool,
    pub since: Option<f64>,
    /// Key of that request.
    pub request: String,
    pub source: Source,
    /// A request for it is not completed yet.
    pub open: bool,
}

/// An operation that can be started from an entity's page.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EntityAction {
    pub operation: String,
    /// Initial values of its form.
    #[ts(type = "Record<string, string>")]
    pub values: BTreeMap<String, String>,
    /// The reason why it is not available now.
    pub unfit: Option<UnavailableReason>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "why", rename_all_fields = "camelCase")]
pub enum UnavailableReason {
    /// The connection's release has no such method; see `Snapshot::unavailable`.
    Release,
    /// The operation is for the other CA system.
    Provider,
    /// Conax has no call to unpair.
    NoUnpair,
    /// It is a box and the operation takes a card, or the other way round.
    Kind,
    /// The method needs a subscription, and none is known.
    NoSubscription,
    /// Only its CA id is known, which the method does not accept.
    OnlyCaId,
    /// A request of this card has not left yet; `request` is its key.
    Waiting { request: String },
    /// Not known to be in a pairing.
    NotPaired,
}

/// The effect of a pairing form on the known pairings.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PairingPreview {
    /// Present pairings of the form's cards and boxes.
    pub before: Vec<Pairing>,
    /// The resulting pairing; absent: nothing is filled in, or the card is freed.
    pub after: Option<Pairing>,
    pub warnings: Vec<PairingWarning>,
    /// When the lists that this is based on were read.
    pub as_of: Option<f64>,
    pub lists_incomplete: bool,
}

/// Warnings inform and never block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "what", rename_all_fields = "camelCase")]
pub enum PairingWarning {
    /// This box is known to be in a pairing with other cards. `field` is the input.
    BoxElsewhere { field: String, set_top_box: String, smartcards: Vec<String> },
    /// This card is known to be paired with other boxes.
    CardPaired { field: String, smartcard: String, set_top_boxes: Vec<String> },
    /// A request that changes this card's pairing is not completed.
    Open { field: String, smartcard: String, request: String },
    /// The card is not known to be paired, so there is nothing to undo.
    NotPaired { field: String, smartcard: String },
}
