//! Conversion, lists and exports of requests.

mod curl;
mod export;
mod from_server;
mod list_faults;
mod server_ids;
