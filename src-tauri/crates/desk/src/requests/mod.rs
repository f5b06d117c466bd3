//! Provisioning requests as lists and details show them, their cURL form and their export.

pub(crate) mod curl;
pub(crate) mod export;
pub(crate) mod from_server;
pub(crate) mod identifiers;
pub(crate) mod list;
pub(crate) mod list_faults;
pub(crate) mod row;
