//! CRM.COM Web API V4 client.
pub mod catalogue;
mod error;
pub mod release;
mod secret;

pub use error::{Delivery, Error, Refusal};
pub use secret::{Pin, Secret, Token};
