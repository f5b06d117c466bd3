//! Sign-in, renewal, keyring and users.

mod keyring;
mod renew;
mod restored_profile;
mod sign_in;
mod users;

use crate::tests::harness::*;
use crate::{Desk, view::DoubtView};

/// The path of the requests sent by these tests.
pub(super) const RESET: &str = "conax_web_services/provisioning_requests/reset_pin_to_default_value";

pub(super) const CARDS: [&str; 4] = ["01900000001", "01900000002", "01900000003", "01900000004"];

/// A desk with a connection of its own, signed in with a stored password, and without an undo hold.
pub(super) async fn signed_in_and_kept(bed: &Bed, desk: &Desk) -> String {
    hold(desk, 0).await;
    let id = own_connection(desk, bed.sandbox.url()).await;
    sign_in(desk, &id, true).await;
    id
}

pub(super) async fn doubt(desk: &Desk, key: &str) -> Option<DoubtView> {
    desk.requests.row(key).await.unwrap().doubt
}

/// The requests in the sandbox's record since `before`: user and cards of each.
fn made(bed: &Bed, before: usize) -> Vec<(String, Vec<String>)> {
    let record = bed.control().record();
    record[before..].iter().map(|request| (request.user.clone(), request.cards.clone())).collect()
}
