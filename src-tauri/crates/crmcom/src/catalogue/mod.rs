//! The operations of the desk, each declared once.
//!
//! An operation is a job as staff name it, not an API method: `pair_smartcard_decoder` serves both
//! *pair* and *unpair*, because there a set-top box that somebody forgot would mean an unpairing.
//! From one declaration come the request body and the validation ([`draft`]), the form and its
//! wording (`ui/src/generated`), the sandbox's route and refusals, and the contract tests. To add an
//! operation, add it to [`OPERATIONS`].

//! Not here: sending ([`crate::Client`]), and which operation suits an entity (`desk`).

mod check;
pub mod draft;
mod field_fault;
mod operations;
mod prepared_request;

pub use draft::Draft;
pub use field_fault::{Fault, FieldFault};
pub use operations::OPERATIONS;
pub use prepared_request::{Checked, Submission};

use serde::{Serialize, Serializer};

use crate::release::Release;

/// Finds an operation by its id, for example `conax.add-service`.
pub fn find(id: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.id == id)
}

/// One job: an API method with the parameters this job uses.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    /// Ours, stable: part of routes, the journal and message keys.
    pub id: &'static str,
    /// `None`: CRM.COM's own provisioning module, whichever provider the form names. See [`Self::module`].
    #[serde(serialize_with = "as_module")]
    pub provider: Option<Provider>,
    /// Below `crmapi/rest/v2/`.
    pub path: &'static str,
    /// `type` of the provisioning request that the method creates; a word of ours where it tells of none.
    pub request_type: &'static str,
    pub effect: Effect,
    /// Sending it a second time leaves the CA system as after the first.
    pub repeat_harmless: bool,
    /// First release that has the method.
    pub from: Release,
    /// Last major release that has it.
    pub until: Option<Release>,
    /// In the order of the form.
    pub fields: &'static [Field],
    /// Fields of which exactly one is sent (the reference's “semi-optional”).
    pub exactly_one_of: &'static [&'static str],
    pub wording: Wording,
    /// The page of the API reference that this mirrors.
    pub source: &'static str,
}

/// Why a release does not offer an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    NotYet { from: Release },
    NoLonger { until: Release },
}

impl Operation {
    /// `Err` tells since or until when a server has the method.
    pub fn offered_by(&self, release: Release) -> Result<(), Missing> {
        if release < self.from {
            return Err(Missing::NotYet { from: self.from });
        }
        match self.until {
            Some(until) if release.major() > until.major() => Err(Missing::NoLonger { until }),
            _ => Ok(()),
        }
    }

    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Where it belongs, in lists and on the disk: its provider's word, or `provisioning`.
    pub fn module(&self) -> &'static str {
        module(self.provider)
    }

    /// The answer is the request that the call made. The provisioning module makes requests as it finds necessary, and
    /// answers nothing.
    pub fn tells_request(&self) -> bool {
        self.provider.is_some()
    }

    /// Such an operation is sent now or not at all: its secret is never written down.
    pub fn carries_pin(&self) -> bool {
        self.fields.iter().any(|field| matches!(field.kind, Kind::Pin))
    }
}

/// A CA system whose requests have methods of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    Conax,
    Nagravision,
}

impl Provider {
    /// For lists and the disk.
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

/// What an operation does to a subscriber, for warnings and for what reverses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    Grants,
    Removes,
    ChangesPin,
    /// Brings the CA system in line with CRM.COM: it may grant as well as remove.
    Realigns,
}

/// A parameter of the request body.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// The parameter's name in the API.
    pub name: &'static str,
    pub kind: Kind,
    pub need: Need,
    /// First release that reads it; older servers are not sent it.
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
    /// Optional, and folded away until asked for.
    Option,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case", tag = "type")]
pub enum Kind {
    /// An object with exactly one member; `by` lists the allowed members, the preset first.
    Identifier {
        thing: Thing,
        by: &'static [&'static str],
    },
    /// An array of objects with the one member `member`, a CA id.
    Set {
        thing: Thing,
        member: &'static str,
    },
    Flag,
    /// `yyyy-MM-ddTHH:mm:ss`, the server's wall clock.
    DateTime,
    /// The first value is what an absent parameter means.
    Choice {
        values: &'static [&'static str],
    },
    /// Four digits. Never stored, logged or given back.
    Pin,
}

/// What an identifier stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Thing {
    Subscription,
    Service,
    Smartcard,
    SetTopBox,
    /// A provisioning provider: a CA system as CRM.COM is set up for it.
    Provider,
}

/// English texts of an operation; other languages translate the generated catalogue.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Wording {
    /// Names the form: “Pair cards and boxes”.
    pub title: &'static str,
    /// Names the job in lists and on the home page: “Create pairing”.
    pub job: &'static str,
    pub summary: &'static str,
    /// On the button that sends it.
    pub button: &'static str,
    pub help: &'static str,
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
