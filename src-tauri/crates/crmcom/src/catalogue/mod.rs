//! The operations of the desk, each declared once.
//!
//! An operation is a task as the staff name it, not an API method: `pair_smartcard_decoder` serves both
//! *pair* and *unpair*, because in one form a forgotten set-top box would mean an unpairing.
//! One declaration gives the request body and the validation (`draft`), the form and its wording (`ui/src/generated`),
//! its picture, key, question and places in the interface, the pairings that follow from its requests, the sandbox's
//! route, refusals and answers, and the contract tests. To add an operation, add it to `OPERATIONS` and write the
//! generated files anew with `RENEW=1 cargo test -p crmcom`; a picture that no operation has yet is one line of
//! `ui/src/components/operationIcons.ts`.
//!
//! Not here: sending ([`crate::Client`]), and which operation suits an entity (`desk`).

mod check;
mod field_fault;
mod fields;
pub mod form_draft;
mod operations;
mod prepared_request;

pub use field_fault::{Fault, FieldFault};
pub use form_draft::Draft;
pub use operations::OPERATIONS;
pub use prepared_request::{Checked, PreparedRequest};

use serde::{Serialize, Serializer};

use crate::release::Release;

/// Finds an operation by its id, for example `conax.add-service`.
pub fn find(id: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.id == id)
}

/// An API method with the parameters that one task of the staff uses, and all that the interface shows of it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    /// Stable id of the desk: part of routes, the journal and message keys.
    pub id: &'static str,
    /// `None`: CRM.COM's own provisioning module, with the provider named in the form. See [`Self::module`].
    #[serde(serialize_with = "as_module")]
    pub provider: Option<Provider>,
    /// Path below `crmapi/rest/v2/`.
    pub path: &'static str,
    /// `type` of the provisioning request that the method creates; a word of the desk if the method does not report
    /// one.
    pub request_type: &'static str,
    pub effect: Effect,
    /// Name of its picture. The interface draws each name once (`ui/src/components/operationIcons.ts`).
    pub icon: &'static str,
    pub shortcut: Option<Shortcut>,
    /// The question before it is sent, answered by typing the last characters of the card.
    #[serde(serialize_with = "as_flag")]
    pub confirmation: Option<Confirmation>,
    /// Id of the operation that does the same at the other provider.
    pub counterpart: Option<&'static str>,
    /// `None`: its requests say nothing of pairings and services.
    pub pairing: Option<PairingEffect>,
    /// The places that offer it beside the menus, with its rank there: lower ranks come first.
    pub offered: &'static [(Place, u8)],
    /// Sending it twice leaves the CA system in the same state as sending it once.
    pub repeat_harmless: bool,
    /// First release with the method.
    pub from: Release,
    /// Last major release with the method.
    pub until: Option<Release>,
    /// Fields in the order of the form.
    pub fields: &'static [Field],
    /// Fields of which exactly one is sent (the reference's “semi-optional”).
    pub exactly_one_of: &'static [&'static str],
    pub wording: Wording,
    /// Only the sandbox reads it.
    #[serde(skip)]
    pub made: Made,
    /// The page of the API reference that this mirrors.
    pub source: &'static str,
}

/// Reason why a release does not offer an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Availability {
    NotYet { from: Release },
    NoLonger { until: Release },
}

impl Operation {
    /// Whether a server of this release has the method; the error is the release that added or removed it.
    pub fn offered_by(&self, release: Release) -> Result<(), Availability> {
        if release < self.from {
            return Err(Availability::NotYet { from: self.from });
        }
        match self.until {
            Some(until) if release.major() > until.major() => Err(Availability::NoLonger { until }),
            _ => Ok(()),
        }
    }

    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Name of the module in lists and in stored data: its provider's name, or `provisioning`.
    pub fn module(&self) -> &'static str {
        module(self.provider)
    }

    /// Whether the answer contains the created request. The provisioning module creates requests as necessary and
    /// returns nothing.
    pub fn tells_request(&self) -> bool {
        self.provider.is_some()
    }

    /// Takes a card or box out of its pairing and puts it in no other.
    pub fn unpairs(&self) -> bool {
        self.effect == Effect::Removes && self.pairing.is_some_and(PairingEffect::pairs)
    }

    /// Whether the operation has a PIN. It is then sent now or not at all, because the PIN is never stored.
    pub fn carries_pin(&self) -> bool {
        self.fields.iter().any(|field| matches!(field.kind, Kind::Pin))
    }
}

/// The operations that a place offers, in its order.
pub fn offered_at(place: Place) -> Vec<&'static Operation> {
    let rank = |operation: &Operation| operation.offered.iter().find(|(at, _)| *at == place).map(|(_, rank)| *rank);
    let mut offered: Vec<_> = OPERATIONS.iter().filter_map(|it| Some((rank(it)?, it))).collect();
    offered.sort_by_key(|(rank, _)| *rank);
    offered.into_iter().map(|(_, operation)| operation).collect()
}

/// A CA system with request methods of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    Conax,
    Nagravision,
}

impl Provider {
    /// Name in lists and in stored data.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Conax => "conax",
            Self::Nagravision => "nagravision",
        }
    }
}

fn module(provider: Option<Provider>) -> &'static str {
    provider.map_or("provisioning", Provider::word)
}

#[allow(clippy::ref_option, clippy::trivially_copy_pass_by_ref)] // the signature is serde's
fn as_module<S: Serializer>(provider: &Option<Provider>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(module(*provider))
}

/// Effect of an operation on a subscriber, for warnings and for finding the reverse operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    Grants,
    Removes,
    ChangesPin,
    /// Aligns the CA system with CRM.COM: it may grant as well as remove.
    Realigns,
}

/// The change that the requests of an operation make to pairings and services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PairingEffect {
    /// Pairs these cards with these boxes, and with no others.
    CreatePairing,
    /// These cards and boxes join the pairing of a card.
    AddToPairing,
    /// Pairs one card with one box; without a box, frees the card.
    PairExactly,
    AddService,
    CancelService,
}

impl PairingEffect {
    /// The effect of a request type, as servers spell it.
    pub fn of(request_type: &str) -> Option<Self> {
        OPERATIONS.iter().filter(|operation| operation.request_type == request_type).find_map(|it| it.pairing)
    }

    pub fn pairs(self) -> bool {
        matches!(self, Self::CreatePairing | Self::AddToPairing | Self::PairExactly)
    }
}

/// A place of the interface that offers operations in an order of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// The page of a card, a box, or an item of unknown kind.
    ItemPage,
    SubscriptionPage,
    ServicePage,
    /// The other operations of the card in hand.
    FieldMode,
}

/// A key by its place on the keyboard (`KeyboardEvent.code`), so that every layout has it.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Shortcut {
    pub code: &'static str,
    pub alt: bool,
}

impl Shortcut {
    /// `F2` to `F9` without `F5` and `F6`. An operation with such a key is a tile of the home page.
    const fn function(code: &'static str) -> Self {
        Self { code, alt: false }
    }

    const fn alt(code: &'static str) -> Self {
        Self { code, alt: true }
    }
}

/// English texts of the question before an operation is sent. The button has [`Wording::button`].
#[derive(Debug, Serialize)]
pub struct Confirmation {
    /// `{{card}}` is replaced by the card's number.
    pub title: &'static str,
    pub text: &'static str,
    /// On the button that sends nothing.
    pub keep: &'static str,
}

#[allow(clippy::ref_option)] // the signature is serde's
fn as_flag<S: Serializer>(confirmation: &Option<Confirmation>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bool(confirmation.is_some())
}

/// The request that the method makes, as answers show it beside the identifiers that were sent (reference 4.3, 8.4).
#[derive(Debug)]
pub struct Made {
    pub process_name: Option<&'static str>,
    /// Further elements of `parameters_set`, in their order.
    pub details: &'static [Detail],
}

/// An element of `parameters_set` that the server adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    DistributionOfSubscription,
    DistributionOfSubscriptionOrCard,
    DistributionOfCard,
    DistributionOfBox,
    /// One for each card of `smartcard_set`.
    DistributionOfCards,
    /// One for each box of `stb_set`.
    DistributionOfBoxes,
    /// Its name with the value null.
    WithoutValue(&'static str),
    /// Its id alone.
    Empty,
}

/// A parameter of the request body.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// The parameter's name in the API.
    pub name: &'static str,
    pub kind: Kind,
    pub need: Need,
    /// First release that reads it; it is not sent to older servers.
    pub from: Release,
    pub label: &'static str,
    pub help: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    Mandatory,
    Optional,
    /// One of [`Operation::exactly_one_of`].
    OneOf,
    /// Optional, and collapsed by default.
    Option,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "type")]
pub enum Kind {
    /// An object with exactly one member; `by` lists the allowed members, the preset first.
    Identifier {
        target: IdentifierTarget,
        by: &'static [&'static str],
    },
    /// An array of objects with the single member `member`, a CA id.
    Set {
        target: IdentifierTarget,
        member: &'static str,
    },
    Flag,
    /// `yyyy-MM-ddTHH:mm:ss` in the server's wall-clock time.
    DateTime,
    /// The first value is the meaning of an absent parameter.
    Choice {
        values: &'static [&'static str],
    },
    /// Four digits. Never stored, logged or returned.
    Pin,
}

/// Kind of entity that an identifier refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum IdentifierTarget {
    Subscription,
    Service,
    Smartcard,
    SetTopBox,
    /// A provisioning provider: a CA system as configured in CRM.COM.
    Provider,
}

/// English texts of an operation; other languages translate the generated catalogue.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Wording {
    /// Title of the form: “Pair cards and boxes”.
    pub title: &'static str,
    /// Name in lists and on the home page: “Create pairing”.
    pub job: &'static str,
    pub summary: &'static str,
    /// Label of the send button.
    pub button: &'static str,
    pub help: &'static str,
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
