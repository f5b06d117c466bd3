//! What every domain needs and none owns: memory, storage off the async threads, events, options, preferences.

pub(crate) mod events;
pub(crate) mod keyring;
pub(crate) mod once;
pub(crate) mod options;
pub(crate) mod preferences;
pub(crate) mod state;
pub(crate) mod wakeups;
