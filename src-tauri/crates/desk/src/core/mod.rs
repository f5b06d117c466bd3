//! The state and services that every domain needs and none owns: the journal, the cache and the settings off the async
//! threads, the queue, the keyring, events, wake-ups of workers, calls that run once, options and preferences.
//!
//! Nothing here knows connections, sessions or any other domain. State that only one domain uses belongs to that domain.

pub(crate) mod events;
pub(crate) mod guarded;
pub(crate) mod keyring;
pub(crate) mod once;
pub(crate) mod options;
pub(crate) mod preferences;
pub(crate) mod state;
pub(crate) mod view;
pub(crate) mod wakeups;
