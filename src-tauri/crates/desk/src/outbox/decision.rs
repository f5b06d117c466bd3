//! Decisions of the user: about rows that no longer leave by themselves, and about field-mode requests of unknown
//! outcome.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use store::{
    identity::Identity,
    journal::{Doubt, InSequence, OutboxRow, Steps, field_jobs::FieldNote, timeline::StepKind},
    mirror_mark::MirrorMark,
    request_state::RequestState,
};

use crate::{
    error::problem::{Problem, not_signed_in},
    outbox::{
        Outbox,
        baseline::{self, Baseline},
        submit::{WAITING_STATES, is_waiting, too_late},
    },
    sessions::session::shown_user,
    time::millis,
    view::{DecideWhy, Decision, RequestRow},
};

/// The reason why a request waits for a decision, and the state of its cards and boxes as found.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Finding {
    pub(crate) why: DecideWhy,
    #[serde(rename = "knew")]
    pub(crate) baselines: Vec<Baseline>,
    /// How much servers had reported of others' requests at that time. Absent in findings of earlier versions.
    #[serde(default, rename = "told")]
    pub(crate) mirror_mark: Option<MirrorMark>,
}

impl Outbox {
    /// Sends a row that waits for a decision, or cancels it. A field-mode row that is to be sent is checked once more,
    /// and the reason that was decided about no longer counts. A row that was made as another identity or for another
    /// server becomes a request of the signed-in user. A row that halts its sequence is decided about with all rows after
    /// it.
    pub async fn decide(&self, key: String, send: bool) -> Result<RequestRow, Problem> {
        self.core.active();
        let id = key.clone();
        let row = self.core.read_journal(move |journal| journal.get(&id)).await?.ok_or_else(|| too_late(false))?;
        if !row.undecided && row.in_sequence == Some(InSequence::Halted) {
            let decided = self.decide_halted(&row, send).await?.ok_or_else(|| too_late(true))?;
            tracing::info!(row = key, send, "decided");
            self.core.queue_changed();
            return Ok(self.requests.journal_row(decided));
        }
        let signed_in = if send { self.sends_as(&row)? } else { None };
        let (id, now) = (key.clone(), self.core.now());
        let by = self.sessions.decider(&row.connection);
        let row = self
            .core
            .journal(move |journal| {
                let undecided = journal.get(&id)?.filter(|row| is_waiting(row) && row.undecided);
                let note = journal.field_note(&id)?;
                let Some(row) = undecided.filter(|row| row.doubt.is_some() || note.is_some()) else {
                    return Ok(Err(too_late(journal.get(&id)?.is_some())));
                };
                if let Some(note) = note.filter(|_| send && row.doubt.is_none()) {
                    journal.keep_field_note(&id, &excused(note, now))?;
                }
                let row = journal.change(&id, WAITING_STATES, now, |row| {
                    settle_doubt(row, signed_in);
                    decided(row, send, now)
                })?;
                journal.decided_by(&id, if send { StepKind::Queued } else { StepKind::Cancelled }, &by)?;
                Ok(row.ok_or_else(|| too_late(true)))
            })
            .await??;
        self.memory.lock().refused_with.remove(&key);
        if !send {
            self.forget_pin(&key);
        }
        self.core.scheduler.lock().end_backoff(&row.connection);
        tracing::info!(row = key, send, "decided");
        self.core.queue_changed();
        Ok(self.requests.journal_row(row))
    }

    /// The identity that a row takes over when the user decides to send it. `None`: the row keeps its own. If its
    /// connection leads elsewhere, or its identity was not written down, it takes that of the signed-in user; without
    /// one this fails.
    pub(crate) fn sends_as(&self, row: &OutboxRow) -> Result<Option<Arc<Identity>>, Problem> {
        if !matches!(row.doubt, Some(Doubt::Moved | Doubt::Unproven)) {
            return Ok(None);
        }
        self.connections.connection(&row.connection)?;
        match self.sessions.identity(&row.connection) {
            Some(identity) if self.sessions.can_send(&row.connection, &identity) => Ok(Some(identity)),
            _ => {
                self.sessions.session_ended(&row.connection);
                Err(not_signed_in())
            }
        }
    }

    /// The decisions that wait for one user of a connection.
    pub(crate) async fn decisions(&self, connection: &str, user: &str) -> Result<Vec<Decision>, Problem> {
        let (of, who) = (connection.to_owned(), user.to_owned());
        let rows = self
            .core
            .read_journal(move |journal| {
                let rows = journal.undecided_in_field(&of, &who)?;
                rows.into_iter().map(|row| Ok((journal.field_note(&row.key)?, row))).collect::<Result<Vec<_>, _>>()
            })
            .await?;
        let mut decisions = Vec::with_capacity(rows.len());
        for (note, row) in rows {
            let why = match row.doubt {
                _ if row.state == RequestState::Unknown => DecideWhy::Unknown,
                Some(doubt) => DecideWhy::Doubt { doubt: self.requests.doubt_of(&row, doubt) },
                None => why_of(&row, note),
            };
            decisions.push(Decision { row: Box::new(self.requests.journal_row(row)), why: self.as_it_is(why).await });
        }
        Ok(decisions)
    }

    /// Updates the other request of a reason to its current row.
    async fn as_it_is(&self, why: DecideWhy) -> DecideWhy {
        match why {
            DecideWhy::Meanwhile { other } => {
                let now = self.requests.row(&other.key).await;
                DecideWhy::Meanwhile { other: now.map_or(other, Box::new) }
            }
            why => why,
        }
    }
}

/// The reason of a decision. If the stored one cannot be read, it is the time that the row has waited.
fn why_of(row: &OutboxRow, note: Option<FieldNote>) -> DecideWhy {
    let since = note.as_ref().map_or(row.created, |note| note.made);
    let finding = note.and_then(|note| Finding::deserialize(note.why?).ok());
    finding.map_or(DecideWhy::Expired { since: millis(since) }, |finding| finding.why)
}

/// Excuses the reason that was decided about, so that the next check does not find it again.
fn excused(note: FieldNote, now: i64) -> FieldNote {
    let looked_at = note.looked_at.unwrap_or(now);
    let finding = note.why.and_then(|why| Finding::deserialize(why).ok());
    let mut note = FieldNote { why: None, looked_at: None, ..note };
    match finding {
        Some(Finding { why: DecideWhy::Meanwhile { .. }, mirror_mark, .. }) => {
            (note.others_since, note.mirror) = (looked_at, mirror_mark);
        }
        Some(Finding { why: DecideWhy::Changed { .. }, baselines, .. }) => {
            note.baselines = baseline::to_json(&baselines);
        }
        Some(Finding { why: DecideWhy::Unread { .. }, .. }) => note.lists_excused = true,
        Some(_) | None => note.made = now,
    }
    note
}

/// Settles a row's doubt. The row becomes a request of `signed_in` if that is given, else it keeps its identity.
pub(crate) fn settle_doubt(row: &mut OutboxRow, signed_in: Option<Arc<Identity>>) {
    (row.doubt, row.undecided, row.refusals) = (None, false, 0);
    if let Some(identity) = signed_in {
        shown_user(&identity).clone_into(&mut row.user);
        row.identity = identity;
    }
}

fn decided(row: &mut OutboxRow, send: bool, now: i64) -> Steps {
    row.undecided = false;
    row.next_try = None;
    if send {
        row.state = RequestState::Queued;
        row.waits_since = Some(now);
        // There may be another reason, which the user has not seen, so a field-mode row is checked again. Other rows
        // are not checked.
        row.check_at = row.check_at.map(|_| now);
        vec![(StepKind::Queued, None)]
    } else {
        row.state = RequestState::Cancelled;
        row.held_until = None;
        row.waits_since = None;
        vec![(StepKind::Cancelled, None)]
    }
}
