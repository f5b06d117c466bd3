//! Recovers rows of a former run: those on the wire, in their undo hold, or with a PIN.

use std::collections::BTreeMap;

use store::{
    Error,
    identity::{Identity, Tenant},
    journal::{Doubt, Transaction, tenant::Leads},
    request_state::RequestState,
};

use crate::{
    connections::registry::BUILT_IN_CONNECTION,
    error::problem::{Outcome, Problem, ProblemCode},
    field::JOB_RETENTION_MS,
    outbox::outcome::{Failure, end},
};

/// Brings the journal into a state from which this run can go on. Called before any worker runs.
///
/// A row on the wire may have arrived, so it becomes *Unknown*. A row with a PIN ends as *Not sent*, because the PIN
/// was in memory only. A held row begins its hold anew, so that it can still be undone. A row that is being edited
/// stays held. Batches are paused and take back their rows that wait in the outbox.
pub(crate) fn recover(journal: &Transaction<'_>, now: i64, hold: i64, start: Start) -> Result<Recovered, Error> {
    let mut recovered = Recovered { last_change: journal.last_change()?, ..Recovered::default() };
    journal.pause_batches(now)?;
    journal.delete_all_rows_left()?;
    journal.purge_jobs(now - JOB_RETENTION_MS)?;
    for row in journal.to_send()? {
        let from = [row.state];
        let state = row.state;
        if state == RequestState::Sending {
            let problem = Problem::new(ProblemCode::Interrupted, "").ended(Outcome::Unknown);
            journal.change(&row.key, &from, now, |row| end(row, Failure::Unknown, &problem, now))?;
        } else if row.has_pin {
            let problem = Problem::new(ProblemCode::PinNotKept, "").ended(Outcome::NotSent);
            journal.change(&row.key, &from, now, |row| end(row, Failure::NotSent { next_try: None }, &problem, now))?;
        } else if state == RequestState::Held && row.held_until.is_some() {
            journal.change(&row.key, &from, now, |row| {
                row.held_until = Some(now + hold);
                Vec::new()
            })?;
        }
    }
    // The built-in sandbox that took these requests is gone; the new one starts its ids anew.
    journal.detach(BUILT_IN_CONNECTION)?;
    journal.halt_stuck(BUILT_IN_CONNECTION, now)?;
    journal.forget_reviews(BUILT_IN_CONNECTION)?;
    for (connection, (tenant, signed_in)) in start.leads {
        if let Leads::Elsewhere(before) = journal.leads(&connection, &tenant, signed_in.as_ref(), now)? {
            recovered.moved.insert(connection, before);
        }
    }
    recovered.profile = journal.profile(PROFILE_ID)?.unwrap_or_default();
    if recovered.profile.is_empty() {
        recovered.profile = uuid::Uuid::new_v4().simple().to_string();
        journal.set_profile(PROFILE_ID, &recovered.profile)?;
        journal.set_profile(HASH_KEY, &uuid::Uuid::new_v4().simple().to_string())?;
    }
    recovered.hash_key = journal.profile(HASH_KEY)?.unwrap_or_default();
    if let Some(machine) = &start.machine {
        let before = journal.profile(MACHINE)?;
        if before.is_some_and(|before| before != *machine) {
            recovered.elsewhere = journal.doubt_waiting(Doubt::OtherComputer, now)?;
        }
        journal.set_profile(MACHINE, machine)?;
    }
    Ok(recovered)
}

/// Facts known at a start besides the journal.
#[derive(Debug, Default)]
pub(crate) struct Start {
    /// By connection: the tenant it leads to, and the identity that signed in there last.
    pub(crate) leads: BTreeMap<String, (Tenant, Option<Identity>)>,
    /// Id of this computer, if the system has one.
    pub(crate) machine: Option<String>,
}

/// Results of the recovery.
#[derive(Debug, Default)]
pub(crate) struct Recovered {
    /// Connections that lead elsewhere now, with the tenant they led to before.
    pub(crate) moved: BTreeMap<String, Tenant>,
    /// Last change of the journal as it was found. The changes that the start itself makes say nothing about the
    /// journal's age.
    pub(crate) last_change: i64,
    /// Id of this profile in the keyring.
    pub(crate) profile: String,
    pub(crate) hash_key: String,
    /// Number of requests that wait for a user's decision because the profile was last open on another computer.
    pub(crate) elsewhere: usize,
}

/// Keys of the journal's profile values.
const PROFILE_ID: &str = "id";
const HASH_KEY: &str = "hash-key";
const MACHINE: &str = "machine";
