//! Durable rows from the form to the outcome.

mod edit;
mod interleaving;
mod sender;
mod submit;
mod transmit;
