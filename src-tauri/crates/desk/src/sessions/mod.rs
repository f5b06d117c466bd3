//! Sign-in, renewal of the token, and the keyring that keeps it.

pub(crate) mod keyring;
pub(crate) mod profile;
pub(crate) mod renew;
pub(crate) mod session;
pub(crate) mod sign_in;
pub(crate) mod users;
