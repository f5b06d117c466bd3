//! What a former run left: rows that were on the wire, in their hold, or had a PIN.

use std::collections::BTreeMap;

use store::{Doubt, Error, Identity, Leads, State, Tenant, Writing};

use crate::{
    connections::registry::BUILT_IN,
    error::problem::{Outcome, Problem, ProblemCode},
    field::JOBS_KEPT,
    outbox::outcome::{Ending, end},
};

/// Brings the journal into a state that this run can go on from. Before any worker runs.
///
/// What was on the wire may have arrived. What had a PIN is over, because the PIN is gone. What was
/// held is held anew, so that it can still be taken back. What somebody edits stays with them. Batches stand still, and
/// take back what they had in the outbox.
pub(crate) fn recover(journal: &Writing<'_>, now: i64, hold: i64, start: Start) -> Result<Recovered, Error> {
    let mut recovered = Recovered { last_change: journal.last_change()?, ..Recovered::default() };
    journal.pause_batches(now)?;
    journal.purge_jobs(now - JOBS_KEPT)?;
    for row in journal.to_send()? {
        let from = [row.state];
        let state = row.state;
        if state == State::Sending {
            let problem = Problem::new(ProblemCode::Interrupted, "").ended(Outcome::Unknown);
            journal.change(&row.key, &from, now, |row| end(row, Ending::Unknown, &problem, now))?;
        } else if row.has_pin {
            let problem = Problem::new(ProblemCode::PinNotKept, "").ended(Outcome::NotSent);
            journal.change(&row.key, &from, now, |row| end(row, Ending::NotSent { next_try: None }, &problem, now))?;
        } else if state == State::Held && row.held_until.is_some() {
            journal.change(&row.key, &from, now, |row| {
                row.held_until = Some(now + hold);
                Vec::new()
            })?;
        }
    }
    // The sandbox that took them is gone; the new one starts its ids anew.
    journal.detach(BUILT_IN)?;
    journal.forget_reviews(BUILT_IN)?;
    for (connection, (tenant, signed_in)) in start.leads {
        if let Leads::Elsewhere(before) = journal.leads(&connection, &tenant, signed_in.as_ref(), now)? {
            recovered.moved.insert(connection, before);
        }
    }
    recovered.profile = journal.profile(PROFILE)?.unwrap_or_default();
    if recovered.profile.is_empty() {
        recovered.profile = uuid::Uuid::new_v4().simple().to_string();
        journal.set_profile(PROFILE, &recovered.profile)?;
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

/// What is known at a start besides the journal.
#[derive(Debug, Default)]
pub(crate) struct Start {
    /// Where each connection leads, and who was signed in there last.
    pub(crate) leads: BTreeMap<String, (Tenant, Option<Identity>)>,
    /// This computer, if it can be told from others.
    pub(crate) machine: Option<String>,
}

/// What the journal told at a start.
#[derive(Debug, Default)]
pub(crate) struct Recovered {
    /// Connections that lead elsewhere now, and where they led.
    pub(crate) moved: BTreeMap<String, Tenant>,
    /// The last change as the journal was found: what a start changes in it says nothing of how old it is.
    pub(crate) last_change: i64,
    /// What names this profile in the keyring.
    pub(crate) profile: String,
    pub(crate) hash_key: String,
    /// So many requests wait for somebody's word, because the profile was last open on another computer.
    pub(crate) elsewhere: usize,
}

/// Words of the journal about the profile.
const PROFILE: &str = "id";
const HASH_KEY: &str = "hash-key";
const MACHINE: &str = "machine";
