//! What a start makes of a profile. Where a later desk decides otherwise, this says so; the files never change.

use desk::{
    problem::ProblemCode,
    view::{BatchState, PauseReason, WaitsFor},
};
use serde_json::Value;

use crate::profile::{BUILT_IN, Profile, Row};

/// Where a row stands, in the journal's word.
pub fn state<'a>(row: &'a Row, profile: &Profile) -> &'a str {
    match row.state.as_str() {
        // It may have arrived.
        "sending" => "unknown",
        // The PIN is gone with the process.
        _ if row.waits() && row.has_pin => "not-sent",
        // A batch that stands still has nothing in the outbox.
        "queued" if row.batch.as_ref().is_some_and(|batch| profile.at_work(batch)) => "cancelled",
        state => state,
    }
}

/// What a row waits for. Nothing is said of those that wait for their turn, a session or the network.
pub fn waits_for(row: &Row, profile: &Profile) -> Option<WaitsFor> {
    match state(row, profile) {
        "held" if row.edited => Some(WaitsFor::Edit),
        // Anew.
        "held" => Some(WaitsFor::Hold),
        "queued" if row.scheduled => Some(WaitsFor::Time),
        "queued" | "not-sent" if row.undecided || is_unproven(row, profile) => Some(WaitsFor::Decision),
        _ => None,
    }
}

/// Whom a waiting row was made for was not written down, and the last sign-in does not prove it.
pub fn is_unproven(row: &Row, profile: &Profile) -> bool {
    if profile.keeps_identities() {
        return false;
    }
    let last = &profile.settings_before["last_sign_in"][&row.connection];
    let proven = last["by_key"] == false && last["user"] == row.whole["user"] && last["unit"] == row.whole["unit"];
    row.waits() && !row.has_pin && !proven
}

/// Why a row ended, where the start ended it.
pub fn problem(row: &Row, profile: &Profile) -> Option<ProblemCode> {
    match (row.state.as_str(), state(row, profile)) {
        ("sending", "unknown") => Some(ProblemCode::Interrupted),
        ("held" | "queued", "not-sent") => Some(ProblemCode::PinNotKept),
        _ => None,
    }
}

/// The built-in sandbox of a former start is gone, and its requests with it. An id that stands twice is kept twice.
pub fn server_id(row: &Row) -> Option<&str> {
    row.server_id.as_deref().filter(|_| row.connection != BUILT_IN)
}

/// What people noted about requests of the built-in sandbox goes with them.
pub fn keeps_mark(mark: &Value) -> bool {
    mark["connection"] != BUILT_IN
}

/// Batches that were under way stand still, until somebody goes on with them.
pub fn batch(batch: &Value) -> (BatchState, Option<PauseReason>) {
    match (batch["state"].as_str(), batch["paused"].as_str()) {
        (Some("planning" | "canary" | "running"), None) => (BatchState::Paused, Some(PauseReason::Closed)),
        (Some("paused"), Some("by-hand")) => (BatchState::Paused, Some(PauseReason::ByHand)),
        (Some("paused"), Some("canary")) => (BatchState::Paused, Some(PauseReason::Canary)),
        (Some("planned"), None) => (BatchState::Planned, None),
        (Some("stopped"), None) => (BatchState::Stopped, None),
        (Some("done"), None) => (BatchState::Done, None),
        other => panic!("a profile has no such batch: {other:?}"),
    }
}

/// Whose secrets are in the keyring: those of the built-in sandbox are of no use, and of a session by Web API key
/// nobody knows whose it is without the key. Whatever is kept stands under the identity that it belongs to; an entry
/// that no sign-in tells of is left alone.
pub fn is_kept(account: &str, profile: &Profile) -> bool {
    if profile.keeps_identities() {
        return profile.accounts_before.iter().any(|before| before == account) && !account.starts_with(BUILT_IN);
    }
    let connection = |name: &str| profile.expected["connections"][name].as_str().expect("a connection").to_owned();
    let (north, training) = (connection("North"), connection("Training"));
    let of = |id: &str, user: &str| account.starts_with(&format!("{id}/http://127.0.0.1")) && account.contains(user);
    of(&north, "|DEMO|U1|supervisor/")
        || of(&training, "|DEMO||key:")
        || account == format!("{north}/installer/token")
        || account.starts_with("profile/")
}

/// How many there are then.
pub fn kept_accounts(profile: &Profile) -> usize {
    if profile.keeps_identities() {
        return profile.accounts_before.iter().filter(|account| is_kept(account, profile)).count();
    }
    // Token and password of North, token and key of Training, the one that nobody knows of, and the profile's own.
    6
}
