//! Entities on disk and on the server.

mod resolve;
mod services;
