//! What a number stands for: smartcards, set-top boxes, subscriptions and services as they were last looked up, or as
//! requests tell of them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    error::problem::Problem,
    view::{ListFault, RequestRow},
};

/// What a number, typed or scanned, can stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ThingKind {
    Smartcard,
    SetTopBox,
    /// A card or a box: nothing told which yet.
    Item,
    Subscription,
    Service,
    Request,
}

/// By which of its names a thing is called. The first four are the API's words for identifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NameKind {
    SerialNumber,
    AlternativeCode,
    Id,
    /// Of a subscription or a request.
    Number,
    /// Of a service.
    Code,
    /// As the CA system calls it. The API's identifiers do not take it.
    CaId,
}

/// One thing by one of its names; without `by`, whichever of its names that is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ThingRef {
    pub kind: ThingKind,
    pub text: String,
    pub by: Option<NameKind>,
}

/// Where something that is shown comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ToldBy {
    /// The server was asked for the thing itself.
    LookUp,
    /// Requests that the server's lists told of.
    Lists,
    /// This desk's own requests.
    Journal,
}

/// A smartcard, set-top box, subscription or service, as far as it is known.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Thing {
    /// Names it for pins, and as long as it is kept.
    pub key: String,
    pub kind: ThingKind,
    pub serial_number: Option<String>,
    pub alternative_code: Option<String>,
    pub id: Option<String>,
    pub ca_id: Option<String>,
    /// Of a subscription.
    pub number: Option<String>,
    /// Of a service.
    pub code: Option<String>,
    /// `conax` or `nagravision`, where requests or the product tell.
    pub provider: Option<String>,
    /// What it is: an item's product, a service's description, a subscription's holder.
    pub name: Option<String>,
    /// Code of an item's product.
    pub product: Option<String>,
    /// The server's word, such as `EFFECTIVE`.
    pub state: Option<String>,
    /// Number of the subscription that it is known to belong to.
    pub subscription: Option<String>,
    pub told_by: ToldBy,
    /// When that was; of a look-up, when the server was asked.
    pub as_of: f64,
    /// Older than the preferences want: it is read again behind the screen.
    pub stale: bool,
    pub pinned: bool,
}

/// Something that fits what was typed.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase", tag = "what", rename_all_fields = "camelCase")]
pub enum Hit {
    Thing {
        thing: Box<Thing>,
        /// Which of its names fits.
        by: NameKind,
        /// The whole name was typed, not a part.
        exact: bool,
    },
    Request {
        row: Box<RequestRow>,
        exact: bool,
    },
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// Best first: whole names before beginnings before parts, pinned before used lately before the rest.
    pub hits: Vec<Hit>,
    /// Twelve digits were typed, as they are printed on a Conax card: its number is the first eleven. An offer only.
    pub eleven: Option<String>,
    /// What the rules of the connection take the text for.
    pub looks_like: ThingKind,
}

/// What the server said to a number.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    pub hits: Vec<Hit>,
    /// What could not be asked, and why: the rest is answered.
    pub problem: Option<Problem>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ResolvedState {
    Found,
    /// The server knows nothing by that name.
    NotFound,
    /// The server could not be asked, or was not.
    NotChecked,
}

/// What became of looking up what an input holds. It never blocks.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Resolved {
    pub state: ResolvedState,
    pub thing: Option<Box<Thing>>,
    /// Found, but another kind of thing than the input takes.
    pub wrong_kind: bool,
    /// Other kinds of names by which the same text is a thing too, best first: the input may have to say which.
    pub others: Vec<Hit>,
    pub problem: Option<Problem>,
    /// Twelve digits that no card has, whose first eleven may be one.
    pub eleven: Option<String>,
}

/// The services that can be added or cancelled.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Services {
    pub services: Vec<Thing>,
    /// When the whole list was read; absent: it never was, and these are those that were looked up.
    pub as_of: Option<f64>,
    /// It could not be read when it last was to be, or not whole.
    pub fault: Option<ListFault>,
    /// Why it cannot be read, for example because nothing tells which product type services have.
    pub problem: Option<Problem>,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Recents {
    pub pinned: Vec<Thing>,
    /// The last used first.
    pub recent: Vec<Thing>,
    /// So many are kept in all.
    pub kept: u32,
}
