//! Tests of the whole desk against the sandbox, over real sockets. The tests set the clock, so none of them sleeps: a
//! test waits for an expected state, and a jump of the clock wakes the workers.
//!
//! A folder bears the name of its domain, and a file the name of the unit that it tests.

mod distorting_proxy;
mod harness;

mod app;
mod bulk;
mod connections;
mod core;
mod entities;
mod field;
mod history;
mod households;
mod lookups;
mod mirror;
mod outbox;
mod reconcile;
mod rejected;
mod requests;
mod retention;
mod retries;
mod sessions;
