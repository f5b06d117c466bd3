//! The effect of a start on a profile. If a later desk decides differently, the change is made here; the files never
//! change.

use desk::{
    problem::ProblemCode,
    view::{BatchState, PauseReason, WaitsFor},
};
use serde_json::Value;

use crate::profile::{BUILT_IN, Profile, Row};

/// The state of a row, as the journal names it.
pub fn state<'a>(row: &'a Row, profile: &Profile) -> &'a str {
    match row.state.as_str() {
        // The request may have arrived.
        "sending" => "unknown",
        // The PIN was lost with the process.
        _ if row.waits() && row.has_pin => "not-sent",
        // A paused batch has nothing in the outbox.
        "queued" if row.batch.as_ref().is_some_and(|batch| profile.at_work(batch)) => "cancelled",
        state => state,
    }
}

/// The event that a row waits for. Rows that wait for their turn, a session or the network are not covered.
pub fn waits_for(row: &Row, profile: &Profile) -> Option<WaitsFor> {
    match state(row, profile) {
        "held" if row.edited => Some(WaitsFor::Edit),
        // The hold starts again.
        "held" => Some(WaitsFor::Hold),
        "queued" if row.scheduled => Some(WaitsFor::Time),
        "queued" | "not-sent" if row.undecided || is_unproven(row, profile) => Some(WaitsFor::Decision),
        _ => None,
    }
}

/// The identity that a waiting row was made for was not written down, and the last sign-in does not prove it.
pub fn is_unproven(row: &Row, profile: &Profile) -> bool {
    if profile.keeps_identities() {
        return false;
    }
    let last = &profile.settings_before["last_sign_in"][&row.connection];
    let proven = last["by_key"] == false && last["user"] == row.whole["user"] && last["unit"] == row.whole["unit"];
    row.waits() && !row.has_pin && !proven
}

/// The reason why a row ended, if the start ended it.
pub fn problem(row: &Row, profile: &Profile) -> Option<ProblemCode> {
    match (row.state.as_str(), state(row, profile)) {
        ("sending", "unknown") => Some(ProblemCode::Interrupted),
        ("held" | "queued", "not-sent") => Some(ProblemCode::PinNotKept),
        _ => None,
    }
}

/// The built-in sandbox of the earlier start is gone, and its requests with it. An id that occurs twice is kept twice.
pub fn server_id(row: &Row) -> Option<&str> {
    row.server_id.as_deref().filter(|_| row.connection != BUILT_IN)
}

/// Marks on requests of the built-in sandbox are deleted with these requests.
pub fn keeps_mark(mark: &Value) -> bool {
    mark["connection"] != BUILT_IN
}

/// Batches that were running are paused until a user continues them.
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

/// Which secrets stay in the keyring. Those of the built-in sandbox are useless, and the owner of a session that was
/// opened by a Web API key cannot be determined without the key. Every kept secret is stored under the identity that it
/// belongs to; an entry without a matching sign-in is left alone.
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

/// Number of keyring entries after the start.
pub fn kept_accounts(profile: &Profile) -> usize {
    if profile.keeps_identities() {
        return profile.accounts_before.iter().filter(|account| is_kept(account, profile)).count();
    }
    // Token and password of North, token and key of Training, the entry with an unknown owner, and the profile's own
    // entry.
    6
}
