//! The desk without its window, with failing servers, networks and files: each fault has a problem of its own, and no
//! typed text and no row is lost.

mod files;
mod harness;
mod servers;
mod writes;
