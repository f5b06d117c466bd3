//! CRM.COM Web API V4 client: what can be asked ([`catalogue`]), and how it is asked and answered.
//!
//! Not here: storage, queues, retries. Nothing is sent twice, and every error tells what it left
//! behind ([`Error::delivery`]). Facts about the API are in the project's API reference; comments
//! name its sections.

#![forbid(unsafe_code)]

mod bounded;
pub mod catalogue;
mod certificates;
mod client;
mod codes;
mod decoder;
mod envelope;
mod error;
mod identifier;
mod listing;
mod methods;
mod models;
mod page;
mod plain;
mod probe;
mod proof;
pub(crate) mod redact;
pub mod release;
mod retry_after;
mod route;
mod secret;
mod session;
mod transport;
mod trust;

pub use certificates::certificates;
pub use client::{Client, Config, Limits, server_url};
pub use error::{Delivery, Distrust, Error, Refusal};
pub use identifier::{
    InstalledItemIdentifier, NamedIdentifier, ProductIdentifier, ProviderIdentifier, RequestIdentifier,
    SubscriptionIdentifier,
};
pub use listing::{Listing, UnreadRow, UnreadRows};
pub use methods::{ListFilter, Page, ProductFilter};
pub use models::{
    AccountsReceivable, InstalledItem, LifeCycleState, LogInformation, Parameter, Product, ProductType, ProviderNames,
    ProvisioningRequest, Subscription, Unit, User,
};
pub use plain::{is_unseen, plain};
pub use probe::{Hop, HopResult};
pub use release::Release;
pub use route::{proxy_url, usual_proxy};
pub use rustls::pki_types::CertificateDer;
pub use secret::{Pin, Secret, Token};
pub use session::{Credentials, SignedIn};
