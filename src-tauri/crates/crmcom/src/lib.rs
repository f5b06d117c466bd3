//! CRM.COM Web API V4 client.
pub mod catalogue;
pub mod release;
