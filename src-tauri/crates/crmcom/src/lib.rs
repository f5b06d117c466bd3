//! Client of the CRM.COM Web API V4: the operations ([`catalogue`]), and how calls are made and their answers
//! interpreted.
//!
//! Not here: storage, queues, retries. No request is sent twice, and every error states the effect of a write
//! ([`Error::delivery`]). Facts about the API are in the project's API reference; comments name its sections.

#![forbid(unsafe_code)]

/// JSON values up to a bound of depth and number.
mod bounded;
/// The operations of the desk, each declared once; drafts and their validation.
pub mod catalogue;
/// Reading a PEM or DER file of certificates.
mod certificates;
/// [`Client`] and [`Config`]: one server, its release, certificates and route.
mod client;
/// What the codes of CRM.COM's envelopes are about.
mod codes;
/// Bytes to text, in any charset, with broken JSON strings repaired.
mod decoder;
/// The frame of every answer: status and data.
mod envelope;
/// [`Error`], and what each one says about a write's delivery.
mod error;
/// Calls over HTTP, and what went wrong on the way.
mod http;
/// Identifiers of entities in queries and bodies.
mod identifier;
/// [`Listing`]: lists that are decoded while they arrive.
mod list_stream;
/// A method of the Web API each, by resource.
mod methods;
/// The server's objects.
mod models;
/// Words of an HTML page, for an excerpt.
mod page;
/// Text as it was meant: without what cannot be seen, with plain digits.
mod plain;
/// Testing a connection, hop by hop.
mod probe;
/// What an answer to a write proves.
mod proof;
/// Takes secrets out of words of the server.
mod redact;
/// [`Release`]: versions of CRM.COM.
pub mod release;
/// [`Token`], [`Pin`] and [`Secret`], which no log shows.
mod secret;
/// The address of a server.
mod server_url;
/// Signing in and out.
mod session;
/// The only module that sends HTTP.
mod transport;

pub use certificates::certificates;
pub use client::{Client, Config, Limits};
pub use error::{Delivery, Distrust, Error, Refusal};
pub use http::route::{proxy_url, usual_proxy};
pub use identifier::{
    InstalledItemIdentifier, NamedIdentifier, ProductIdentifier, ProviderIdentifier, RequestIdentifier,
    SubscriptionIdentifier,
};
pub use list_stream::{Listing, UnreadRow, UnreadRows};
pub use methods::{ListFilter, Page, ProductFilter};
pub use models::{
    AccountsReceivable, InstalledItem, LifeCycleState, LogInformation, Parameter, Product, ProductType, ProviderNames,
    ProvisioningRequest, Subscription, Unit, User,
};
pub use plain::{is_unseen, plain};
pub use probe::{Hop, HopResult};
pub use release::Release;
pub use rustls::pki_types::CertificateDer;
pub use secret::{Pin, Secret, Token};
pub use server_url::server_url;
pub use session::{Credentials, SignedIn};
