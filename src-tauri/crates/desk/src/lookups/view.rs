//! Entities: smartcards, set-top boxes, subscriptions and services, as last looked up or as requests describe them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use store::cache::entities::IdentifierKind;

use crate::{
    error::problem::Problem,
    view::{ListFault, RequestRow},
};

/// The kinds of entity that a number, typed or scanned, can identify.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum EntityKind {
    Smartcard,
    SetTopBox,
    /// A card or a box; it is not known yet which of the two.
    Item,
    Subscription,
    Service,
    Request,
}

/// An entity by one of its identifiers; without `by`, the text may be an identifier of any kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EntityRef {
    pub kind: EntityKind,
    pub text: String,
    pub by: Option<IdentifierKind>,
}

/// A card, box or service by the CA id that a CA system knows it by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CaIdRef {
    /// `conax` or `nagravision`.
    pub provider: String,
    pub kind: EntityKind,
    pub ca_id: String,
}

/// The card, box or service that a user said a CA id belongs to.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CaIdMappingView {
    pub of: CaIdRef,
    pub by: IdentifierKind,
    pub identifier: String,
    /// Its description at that time.
    pub name: Option<String>,
    pub at: f64,
    pub user: String,
    /// The identifier that the server reported instead. It is used, and not the mapping.
    pub overruled: Option<String>,
}

/// The source of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    /// A look-up of the entity on the server.
    LookUp,
    /// Requests in the server's lists.
    Lists,
    /// This desk's own requests.
    Journal,
}

/// A smartcard, set-top box, subscription or service, as far as it is known.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Entity {
    /// Identifies it for pinning, for as long as it is kept.
    pub key: String,
    pub kind: EntityKind,
    pub serial_number: Option<String>,
    pub alternative_code: Option<String>,
    pub id: Option<String>,
    pub ca_id: Option<String>,
    /// Of a subscription.
    pub number: Option<String>,
    /// Of a service.
    pub code: Option<String>,
    /// `conax` or `nagravision`; absent if neither requests nor the product show it.
    pub provider: Option<String>,
    /// Description: an item's product, a service's description, a subscription's holder.
    pub name: Option<String>,
    /// Code of an item's product.
    pub product: Option<String>,
    /// The server's word, such as `EFFECTIVE`.
    pub state: Option<String>,
    /// Number of the subscription that it is known to belong to.
    pub subscription: Option<String>,
    pub source: Source,
    /// Time of the fact; for a look-up, the time at which the server was asked.
    pub as_of: f64,
    /// Older than the preferences allow: it is revalidated in the background.
    pub stale: bool,
    pub pinned: bool,
}

/// A search result.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "what", rename_all_fields = "camelCase")]
pub enum Hit {
    Entity {
        entity: Box<Entity>,
        /// The kind of identifier that matches.
        by: IdentifierKind,
        /// The whole identifier was typed, not a part of it.
        exact: bool,
    },
    Request {
        row: Box<RequestRow>,
        exact: bool,
    },
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SearchResults {
    /// Best match first: whole identifiers before prefixes before parts, pinned before recently used before the rest.
    pub hits: Vec<Hit>,
    /// The first eleven of twelve digits that were typed: a Conax card has twelve printed on it, and its number is the
    /// first eleven. A suggestion only.
    pub eleven: Option<String>,
    /// The kind of entity that the text is by the rules of the connection.
    pub looks_like: EntityKind,
}

/// The server's answer about a number.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ServerSearchResult {
    pub hits: Vec<Hit>,
    /// The problem of the questions that could not be asked; the others are answered.
    pub problem: Option<Problem>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ResolvedState {
    Found,
    /// The server knows no entity with that identifier.
    NotFound,
    /// The server could not be asked, or was not.
    NotChecked,
}

/// The result of looking up the text of an input. It never blocks.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Resolved {
    pub state: ResolvedState,
    pub entity: Option<Box<Entity>>,
    /// Found, but of another kind than the input takes.
    pub wrong_kind: bool,
    /// Entities for which the same text is another kind of identifier, best match first: the input may have to specify
    /// the kind.
    pub others: Vec<Hit>,
    pub problem: Option<Problem>,
    /// The first eleven of twelve digits, if no card has all twelve; they may be the card's number.
    pub eleven: Option<String>,
}

/// The services that can be added or cancelled.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Services {
    pub services: Vec<Entity>,
    /// When the whole list was read. Absent: never, and `services` are those that were looked up one by one.
    pub as_of: Option<f64>,
    /// The fault of the last reading of the list, if it failed or was incomplete.
    pub fault: Option<ListFault>,
    /// The reason why the list cannot be read, for example because the product type of services is not known.
    pub problem: Option<Problem>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Recents {
    pub pinned: Vec<Entity>,
    /// Last used first; at most thirty.
    pub recent: Vec<Entity>,
    /// Total number of entities that are kept.
    pub kept: u32,
}
