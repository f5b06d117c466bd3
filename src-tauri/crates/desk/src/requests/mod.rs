//! Provisioning requests as lists and details show them, their cURL form and their export.

pub(crate) mod curl;
pub(crate) mod export;
pub(crate) mod from_server;
pub(crate) mod list;
