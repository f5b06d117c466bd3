//! The client against a server that misbehaves in every way that a write must survive.

mod list_rows;
mod lists;
mod outcomes;
mod products;
mod requests;
mod server;
mod trust;
