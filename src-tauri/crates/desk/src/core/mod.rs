//! The state and services that every domain needs and none owns: the journal, the cache and the settings off the async
//! threads, the queue, the keyring, events, wake-ups of workers, calls that run once, options and preferences.
//!
//! Nothing here knows connections, sessions or any other domain. State that only one domain uses belongs to that domain.
//!
//! # How a domain is made
//!
//! A domain is a struct in the `mod.rs` of its folder, which is not `Clone` and lives in one `Arc`. Its fields are
//! [`Core`](state::Core) and the lower domains that it uses, each an `Arc`, then its own state. State that is read or
//! changed together is one struct, `memory`, in a [`Guarded`](guarded::Guarded): `self.memory.lock()` holds it for a
//! moment. A turn that is held across an `await` is a tokio `Mutex` beside it. A method that starts a task takes
//! `self: &Arc<Self>` and gives the task `Arc::clone(self)`. `app/desk.rs` builds the domains, the lowest first, and
//! [`Desk`](crate::Desk) owns them.

pub(crate) mod events;
pub(crate) mod guarded;
pub(crate) mod idempotency;
pub(crate) mod keyring_state;
pub(crate) mod options;
pub(crate) mod preferences;
pub(crate) mod state;
pub(crate) mod view;
pub(crate) mod wakeups;
