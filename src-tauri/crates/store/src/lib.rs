//! Persists one profile on this machine: the journal, the cache, settings, secrets and logs.
//!
//! It is the only crate that opens files, SQLite or the keyring. It has no knowledge of the server and of the rules of
//! sending. Its calls block, so callers keep them off the async threads ([`secrets`] does so itself).

#![forbid(unsafe_code)]

/// Files of the administrator, and the check of their owner.
pub mod administrator;
/// `cache.db`: requests as servers told them, entities that were looked up, and forms that were not sent.
pub mod cache;
/// Why a request was rejected, and the key that all rejections of one cause share.
pub mod cause;
/// No core dumps of a process that holds secrets.
pub mod core_dumps;
/// [`Error`]: what can go wrong with a file of the profile.
mod error;
/// Files of the profile and files that the user chose: private, bounded when read, replaced whole when written.
pub mod files;
/// [`Identity`](identity::Identity) and [`Tenant`](identity::Tenant): server, organisation, unit and user of a write.
pub mod identity;
/// `journal.db`: what this desk sends and what became of it.
pub mod journal;
/// The log files, with secrets redacted.
pub mod logs;
/// A stable id of this computer.
pub mod machine_id;
/// The administrator's file of connections.
pub mod managed_connections;
/// [`MirrorMark`](mirror_mark::MirrorMark): how far the cache had been told by servers.
pub mod mirror_mark;
/// Keys of causes as an earlier version made them.
mod older_fingerprint;
/// Regular expressions that are compiled once.
mod pattern;
/// The rights of the profile's directory: its owner's alone.
pub mod private_dir;
/// A bound on the memory of a process that reads a foreign file.
pub mod process_limits;
/// [`Profile`](profile::Profile): the directory and its lock.
pub mod profile;
/// Takes secrets out of a text, by the names before them.
pub mod redact;
/// [`RequestState`](request_state::RequestState) of a request, and enums that are written into tables as words.
pub mod request_state;
/// Tokens and kept passwords in the system's keyring.
pub mod secrets;
/// Starting the desk with the user's session.
pub mod session_start;
/// `settings.json`.
pub mod settings;
/// How a database is opened, checked and copied.
mod sqlite;
/// Spans of time in milliseconds.
mod time;
/// `window.json`: the window's last place and zoom.
pub mod window_state;
/// Folding and ordering of texts for searches and lists.
pub mod words;

pub use error::Error;
