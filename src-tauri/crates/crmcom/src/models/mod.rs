//! Data in the server's answers, read tolerantly (see `members`). It is never sent back.
//!
//! Not here: rows of a list that cannot be read (`list_stream`).

mod log_information;
mod lookups;
mod members;
mod parameters;
mod pins;
mod request;

pub(crate) use members::believable;
pub(crate) use pins::mask_row as mask_pins;

pub use log_information::{LogInformation, Unit, User};
pub use lookups::{AccountsReceivable, InstalledItem, Product, ProductType, Subscription};
pub use parameters::Parameter;
pub use request::{LifeCycleState, ProviderNames, ProvisioningRequest};
