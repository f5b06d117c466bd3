//! What a number stands for: smartcards, set-top boxes, subscriptions and services as they were last looked up, or as
//! requests tell of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ListFault, RequestRow};
use crate::error::problem::Problem;

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

/// What is a smartcard and what a set-top box, where the server does not tell; and how long the picture usually takes.
/// Per connection, kept on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct ConnectionRules {
    /// Masks: `#` a digit, `@` a letter, `?` any one character, `*` any more of them, the rest as it stands.
    pub smartcards: Vec<String>,
    pub set_top_boxes: Vec<String>,
    /// From sending to the picture.
    pub usual_wait_minutes: u32,
    /// Alternative code of the product type that services have; absent: learnt from a service that was looked up.
    pub service_type: Option<String>,
}

impl Default for ConnectionRules {
    fn default() -> Self {
        let own = |masks: &[&str]| masks.iter().map(|&mask| mask.to_owned()).collect();
        Self {
            smartcards: own(&["###########", "############"]),
            set_top_boxes: own(&["stb*", "dc*"]),
            usual_wait_minutes: 12,
            service_type: None,
        }
    }
}

/// What the rules being edited make of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RuleTest {
    pub kind: ThingKind,
    /// The mask that fits.
    pub mask: Option<String>,
    /// One of the other kind fits too; the first kind wins.
    pub ambiguous: bool,
}

/// How a scanner that types is told from a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Scanner {
    pub on: bool,
    /// Keys that follow each other faster are a scan, in milliseconds.
    pub gap_millis: u32,
    /// Shorter ones are typing.
    pub shortest: u32,
    /// What the scanner sends before and after each code; taken off.
    pub prefix: String,
    pub suffix: String,
}

impl Default for Scanner {
    fn default() -> Self {
        Self { on: true, gap_millis: 30, shortest: 6, prefix: String::new(), suffix: String::new() }
    }
}

/// What a wipe took, and what was found of it afterwards in the files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Wiped {
    pub things: u32,
    pub requests: u32,
    pub forms: u32,
    /// Of the field mode; these were in the journal.
    pub jobs: u32,
    /// So many names of the cache were searched for in every file of the cache, byte by byte.
    pub searched: u32,
    /// In so many places one was still found. Zero, or the wipe failed.
    pub left: u32,
}
