//! Sign-in, renewal, keyring and users.

mod keyring;
mod sign_in;
mod users;
