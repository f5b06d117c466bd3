//! Wire types of the pages of cards, boxes, subscriptions and services.

use crate::{
    error::problem::Problem,
    view::{Thing, ToldBy},
};
use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

/// Everything known of one thing.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ThingPage {
    pub thing: Thing,
    /// It was asked for by a name that nothing is known by: it can be used as typed all the same.
    pub known: bool,
    /// Why the last look-up did not work.
    pub problem: Option<Problem>,
    /// The server was asked, and knows no such thing.
    pub not_found: bool,
    /// Other things of the same name.
    pub others: Vec<Thing>,
    /// When it is forgotten, unless it is used or pinned.
    pub kept_until: Option<f64>,
    /// The subscription that it belongs to, if it is known; absent on a subscription's own page.
    pub subscription: Option<Box<Thing>>,
    /// How the subscription is known.
    pub subscription_by: Option<ToldBy>,
    /// Account number of the subscription.
    pub account: Option<String>,
    /// `Rented to customer` and the like, in the server's word.
    pub ownership: Option<String>,
    pub pairing: Option<Pairing>,
    pub services: Vec<ServiceOnCard>,
    pub jobs: Vec<Job>,
    /// Requests of this thing, and of its subscription.
    pub requests: u32,
    pub subscription_requests: u32,
    pub oldest_request: Option<f64>,
    /// A list has not been read to its end, so requests may be missing.
    pub lists_incomplete: bool,
}

/// Which cards and boxes are known to work together.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Pairing {
    /// CA ids, or as typed.
    pub smartcards: Vec<String>,
    pub set_top_boxes: Vec<String>,
    pub since: Option<f64>,
    /// Key of the last completed request that tells it.
    pub request: Option<String>,
    pub told_by: ToldBy,
    /// Requests that would change it and are not completed.
    pub open: u32,
}

/// What requests say of a service of a card.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ServiceOnCard {
    /// CA id, or as typed.
    pub service: String,
    pub name: Option<String>,
    /// Whether the last completed request added it.
    pub active: bool,
    pub since: Option<f64>,
    /// Key of that request.
    pub request: String,
    pub told_by: ToldBy,
    /// A request for it is not completed yet.
    pub open: bool,
}

/// An operation that can be begun from a thing's page.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Job {
    pub operation: String,
    /// What its form starts with.
    #[ts(type = "Record<string, string>")]
    pub values: BTreeMap<String, String>,
    /// Why it does not fit now.
    pub unfit: Option<Unfit>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "why", rename_all_fields = "camelCase")]
pub enum Unfit {
    /// The connection's release has no such method; see `Snapshot::unavailable`.
    Release,
    /// It is of the other CA system.
    Provider,
    /// Conax has no call to unpair.
    NoUnpair,
    /// A box, where a card is wanted, or the other way round.
    Kind,
    /// No subscription is known, and the method needs one.
    NoSubscription,
    /// Only its CA id is known, which this method does not take.
    OnlyCaId,
    /// A request of this card has not left yet.
    Waiting { request: String },
    /// Not in any pairing as far as known.
    NotPaired,
}

/// What a pairing form does to what is known.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PairingPreview {
    /// Pairings that the form's cards and boxes are in now.
    pub before: Vec<Pairing>,
    /// The one that it makes; absent: nothing is filled in, or the card is freed.
    pub after: Option<Pairing>,
    pub warnings: Vec<PairingWarning>,
    /// When the lists that this is taken from were read.
    pub as_of: Option<f64>,
    pub lists_incomplete: bool,
}

/// They inform and never block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "what", rename_all_fields = "camelCase")]
pub enum PairingWarning {
    /// At an input: this box is known to be in a pairing with other cards.
    BoxElsewhere { field: String, set_top_box: String, smartcards: Vec<String> },
    /// This card is known to be paired with other boxes.
    CardPaired { field: String, smartcard: String, set_top_boxes: Vec<String> },
    /// A request that changes this card's pairing is not completed.
    Open { field: String, smartcard: String, request: String },
    /// The card is not known to be paired, so there is nothing to undo.
    NotPaired { field: String, smartcard: String },
}
