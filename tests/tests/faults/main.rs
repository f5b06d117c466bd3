//! The desk, without its window, before servers, networks and files that fail: each has a problem of
//! its own, and nothing typed and no row is lost.

mod files;
mod harness;
mod servers;
mod writes;
