//! Client of the CRM.COM Web API V4: the operations ([`catalogue`]), and how calls are made and their answers
//! interpreted.
//!
//! Not here: storage, queues, retries. No request is sent twice, and every error states the effect of a write
//! ([`Error::delivery`]). Facts about the API are in the project's API reference; comments name its sections.

#![forbid(unsafe_code)]

/// Parses JSON values up to a limit of depth and number.
mod bounded_json;
/// The operations of the desk, each declared once; drafts and their validation.
pub mod catalogue;
/// Reads PEM and DER files of certificates.
mod certificates;
/// [`Client`] and [`Config`]: one server, its release, certificates and route.
mod client;
/// Interprets the codes of CRM.COM's envelopes.
mod codes;
/// Decodes bytes of any charset to text and repairs broken JSON strings.
mod decoder;
/// The envelope of every answer: status and data.
mod envelope;
/// [`Error`], and the effect of a failed write on the server.
mod error;
/// Extracts the text of an HTML page for an excerpt.
mod html_text;
/// HTTP calls and answers, routes, certificates and their errors.
mod http;
/// Identifiers of entities in queries and bodies.
mod identifier;
/// [`Listing`]: lists that are decoded while they arrive.
mod list_stream;
/// The methods of the Web API, by resource.
mod methods;
/// The server's objects.
mod models;
/// Normalizes text: removes invisible characters, converts digits to ASCII.
mod normalize;
/// Tests a connection, hop by hop.
mod probe;
/// Redacts secrets in texts of the server.
mod redact;
/// [`Release`]: versions of CRM.COM.
pub mod release;
/// [`Token`], [`Pin`] and [`Secret`], which are never printed.
mod secret;
/// The address of a server.
mod server_url;
/// Sign-in and sign-out.
mod session;
/// The only module that sends HTTP.
mod transport;
/// Derives the effect of a write from the answer.
mod write_effect;

pub use certificates::certificates;
pub use client::{Client, Config, Limits, file_client, file_failure};
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
pub use normalize::{is_unseen, plain};
pub use probe::{Hop, HopResult};
pub use redact::MASK;
pub use release::Release;
pub use rustls::pki_types::CertificateDer;
pub use secret::{Pin, Secret, Token};
pub use server_url::server_url;
pub use session::{Credentials, SignedIn};
