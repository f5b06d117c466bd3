//! Conversion, lists and exports of requests.

mod export;
mod from_server;
