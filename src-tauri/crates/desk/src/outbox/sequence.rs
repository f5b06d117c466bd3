//! Sequences: forms of one commit, each of which leaves only after the one before it was completed. The order itself is
//! held by the journal (`store::journal::sequences`) and by the scheduler.

use store::{
    journal::{InSequence, NewOutboxRow, OutboxRow, timeline::StepKind},
    request_state::RequestState,
};

use crate::{
    core::idempotency,
    error::problem::{Problem, ProblemCode},
    outbox::{
        Outbox, Schedule,
        submit::{WAITING_STATES, is_made_from, is_waiting, pin_cannot_wait, too_late},
    },
    view::{FormDraft, RequestRow, Sequence, SequenceState},
};

/// Most requests of one sequence. A household has a few cards with a few services each.
const MAX_SEQUENCE_ROWS: usize = 200;

impl Outbox {
    /// Puts forms into the outbox in one commit, in their order. Only the first one has an undo hold; each of the others
    /// leaves when the one before it was completed. If a row with the key exists, its sequence is returned as it is.
    pub async fn send_sequence(&self, key: String, drafts: Vec<FormDraft>) -> Result<Sequence, Problem> {
        self.core.active();
        let key = idempotency::key(&key)?;
        let _alone = self.core.lock_key(&key).await?;
        let there = self.sequence_rows(&key).await?;
        if !there.is_empty() {
            let same =
                there.len() == drafts.len() && there.iter().zip(&drafts).all(|(row, draft)| is_made_from(row, draft));
            return if same { Ok(self.view_of(there)) } else { Err(Problem::new(ProblemCode::AlreadySent, "")) };
        }
        if drafts.is_empty() || drafts.len() > MAX_SEQUENCE_ROWS {
            return Err(Problem::new(ProblemCode::InvalidInput, format!("a sequence of {}", drafts.len())));
        }
        let known = self.connections.selected_connection()?;
        let now = self.core.now();
        let mut rows: Vec<NewOutboxRow> = Vec::with_capacity(drafts.len());
        for draft in &drafts {
            let submission = self.submission(&known, draft)?;
            if submission.pin.is_some() {
                return Err(Problem::at_fields(vec![pin_cannot_wait(&submission)]));
            }
            let at_once = Schedule { state: RequestState::Queued, held_until: None, not_before: None };
            let when = if rows.is_empty() { self.schedule_for(None, now) } else { at_once };
            let (mut new, _) = self.new_row(&known, draft, when, now)?;
            if rows.is_empty() {
                new.key.clone_from(&key);
            }
            rows.push(new);
        }
        let rows = self.core.journal(move |journal| journal.add_sequence(rows)).await?;
        if let Some(first) = rows.first() {
            self.announce_queued(first.clone());
        }
        Ok(self.view_of(rows))
    }

    /// A sequence as it is now, by the key of its first row.
    pub async fn sequence(&self, key: String) -> Result<Sequence, Problem> {
        let rows = self.sequence_rows(&key).await?;
        if rows.is_empty() { Err(too_late(false)) } else { Ok(self.view_of(rows)) }
    }

    /// The sequences of a connection that have not ended.
    pub(crate) async fn open_sequences(&self, connection: &str) -> Result<Vec<Sequence>, Problem> {
        let of = connection.to_owned();
        let sequences = self
            .core
            .read_journal(move |journal| {
                journal.open_sequences(&of)?.iter().map(|key| journal.sequence(key)).collect::<Result<Vec<_>, _>>()
            })
            .await?;
        Ok(sequences.into_iter().map(|rows| self.view_of(rows)).collect())
    }

    async fn sequence_rows(&self, key: &str) -> Result<Vec<OutboxRow>, Problem> {
        let key = key.to_owned();
        self.core.read_journal(move |journal| journal.sequence(&key)).await
    }

    fn view_of(&self, rows: Vec<OutboxRow>) -> Sequence {
        let halts =
            |row: &&OutboxRow| row.in_sequence == Some(InSequence::Halted) && WAITING_STATES.contains(&row.state);
        let halted = rows.iter().find(halts).map(|row| row.key.clone());
        let key = rows.first().map(|row| row.key.clone()).unwrap_or_default();
        let rows: Vec<RequestRow> = rows.into_iter().map(|row| self.requests.journal_row(row)).collect();
        let state = match &halted {
            Some(_) => SequenceState::Halted,
            None if rows.iter().any(is_open) => SequenceState::Running,
            None => SequenceState::Ended,
        };
        Sequence { key, rows, state, halted }
    }

    /// Goes on with a halted row and the rows after it, or drops them all. `None`: it is not halted any more.
    pub(crate) async fn decide_halted(&self, row: &OutboxRow, send: bool) -> Result<Option<OutboxRow>, Problem> {
        let (key, now) = (row.key.clone(), self.core.now());
        let by = self.sessions.decider(&row.connection);
        self.core
            .journal(move |journal| {
                if send {
                    let freed = journal.continue_sequence(&key, now)?;
                    if freed.is_some() {
                        journal.decided_by(&key, StepKind::Queued, &by)?;
                    }
                    return Ok(freed);
                }
                let halted = |row: OutboxRow| is_waiting(&row) && row.in_sequence == Some(InSequence::Halted);
                if !journal.get(&key)?.is_some_and(halted) {
                    return Ok(None);
                }
                let mut dropped = journal.drop_sequence(&key, now)?;
                for row in &dropped {
                    journal.decided_by(&row.key, StepKind::Cancelled, &by)?;
                }
                Ok(dropped.pop())
            })
            .await
    }
}

/// Whether a row of a sequence may still change by itself.
fn is_open(row: &RequestRow) -> bool {
    match row.state {
        RequestState::Held | RequestState::Queued | RequestState::Sending => true,
        RequestState::NotSent => row.next_try.is_some() || row.waits_for.is_some(),
        RequestState::Pending | RequestState::Other => !row.unwatched,
        _ => false,
    }
}
