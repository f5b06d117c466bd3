//! Looks once more at requests of the field that waited, before they leave.
//!
//! The line-up keeps them back ([`crate::lineup`]). A look reads the lists, asks for the cards and boxes again, and then
//! either lets a row go or puts it before somebody. It sends nothing, and a look that cannot be made changes nothing.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use store::{FieldNote, State, StepKind, Submission};

use super::knew::{self, Change, Knew};
use crate::{
    Desk,
    lineup::FRESH,
    outbox::{WAITING, is_about_session},
    posting::chance,
    problem::{Problem, ProblemCode},
    requests::view,
    told::millis,
    view::DecideWhy,
};

/// A request that waited for longer is nobody's plan any more.
const TOO_OLD: i64 = 24 * 3_600_000;

/// The lists are waited for so long; then what is known must do.
const LISTS_WITHIN: Duration = Duration::from_secs(30);

/// After a failure of the journal.
const AGAIN: i64 = 5_000;

/// Why a request waits for a decision, and what is known of its card and box now.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Finding {
    pub(super) why: DecideWhy,
    pub(super) knew: Vec<Knew>,
}

impl Desk {
    /// Runs until the desk is shut down.
    pub(crate) async fn check_field(&self) {
        while !*self.inner.stop.borrow() {
            let looked = {
                let now = self.now();
                let mut line = self.line();
                line.advance(now);
                line.look(|connection, identity| self.can_send(connection, identity))
            };
            let next = match looked {
                Some((connection, keys)) => self.look_at_field(&connection, keys).await,
                None => i64::MAX,
            };
            self.pause(&self.inner.wake.field, next).await;
        }
    }

    /// Answers when to go on.
    async fn look_at_field(&self, connection: &str, keys: Vec<String>) -> i64 {
        let Some(first) = keys.first().cloned() else { return i64::MAX };
        let result = self.check_rows(connection, keys).await;
        let next = match result {
            Ok(()) => {
                let mut line = self.line();
                line.works(connection);
                line.looked(&first, connection);
                self.now()
            }
            Err(problem) => {
                tracing::info!(connection, %problem, "requests of the field cannot be checked yet");
                let mut line = self.line();
                if is_away(&problem) {
                    line.failed(&first, connection, true, chance())
                } else {
                    line.looked(&first, connection);
                    self.now() + AGAIN
                }
            }
        };
        // Rows may leave now, or the next try is later.
        self.moved();
        next
    }

    /// Rows that are done leave while the next ones are looked at.
    async fn check_rows(&self, connection: &str, keys: Vec<String>) -> Result<(), Problem> {
        let lists = match tokio::time::timeout(LISTS_WITHIN, self.read_lists(connection, false)).await {
            Ok(Ok(())) => None,
            Ok(Err(problem)) if is_away(&problem) || is_about_session(&problem) => return Err(problem),
            Ok(Err(problem)) => Some(problem),
            Err(_) => Some(Problem::new(ProblemCode::TimedOut, "")),
        };
        for key in keys {
            let id = key.clone();
            let found = self.read_journal(move |journal| Ok(journal.get(&id)?.zip(journal.field_note(&id)?))).await?;
            let Some((row, note)) = found.filter(|_| self.line().is_unchecked(&key)) else { continue };
            let (finding, not_asked) = self.look_at_row(&row, &note).await?;
            self.keep_check(&row, note, finding, not_asked.or_else(|| lists.clone())).await?;
        }
        Ok(())
    }

    /// What stands in the way of a row, and why not all of it could be asked.
    async fn look_at_row(
        &self,
        row: &Submission,
        note: &FieldNote,
    ) -> Result<(Option<Finding>, Option<Problem>), Problem> {
        let before = knew::from_json(&note.knew);
        let provider = Some(row.provider.as_str());
        let mut now = Vec::with_capacity(before.len());
        let (mut changed, mut not_asked) = (None, None);
        for knew in before {
            let found = match self.finds(&row.connection, &knew, provider).await {
                Ok(found) => found,
                Err(problem) if is_away(&problem) || is_about_session(&problem) => return Err(problem),
                Err(problem) => {
                    not_asked = Some(problem);
                    None
                }
            };
            changed = changed.or_else(|| knew::change(&knew, found.as_ref()));
            now.push(Knew { was: found.or(knew.was), of: knew.of });
        }
        let why = match (self.meanwhile(row, note).await?, changed) {
            (Some(other), _) => Some(other),
            (None, Some(Change { text, before, after })) => Some(DecideWhy::Changed { text, before, after }),
            (None, None) => (self.now() - note.made > TOO_OLD).then(|| DecideWhy::Expired { since: millis(note.made) }),
        };
        Ok((why.map(|why| Finding { why, knew: now }), not_asked))
    }

    /// A request that somebody else sent for the same card or box since this one was made.
    async fn meanwhile(&self, row: &Submission, note: &FieldNote) -> Result<Option<DecideWhy>, Problem> {
        let names = self.names_of(row).await?;
        let (connection, since) = (row.connection.clone(), note.others_since);
        let other = self.cache(move |cache| cache.meanwhile(&connection, &names, since)).await?;
        let waits = self.waits();
        Ok(other.map(|other| DecideWhy::Meanwhile { other: Box::new(view(other, &row.connection, &waits)) }))
    }

    /// All that the cards and boxes of a row are called by, as far as it is known.
    async fn names_of(&self, row: &Submission) -> Result<Vec<String>, Problem> {
        let mut names = Vec::new();
        for of in knew::named(&row.operation, &row.body) {
            for known in self.known_things(&row.connection, &of).await? {
                let thing = known.thing;
                names
                    .extend([thing.ca_id, thing.serial_number, thing.alternative_code, thing.id].into_iter().flatten());
            }
            names.extend(self.ca_ids_told(&row.connection, &of).await?);
            names.push(of.text);
        }
        names.sort_unstable();
        names.dedup();
        Ok(names)
    }

    /// Writes down what a look came to, unless somebody changed the row meanwhile: then it is looked at again.
    async fn keep_check(
        &self,
        row: &Submission,
        mut note: FieldNote,
        finding: Option<Finding>,
        not_asked: Option<Problem>,
    ) -> Result<(), Problem> {
        let (key, check_at, values, now) = (row.key.clone(), row.check_at, row.values.clone(), self.now());
        let looked = self
            .journal(move |journal| {
                let same = |row: &Submission| row.check_at == check_at && row.values == values && !row.undecided;
                if !journal.get(&key)?.is_some_and(|row| same(&row)) {
                    return Ok(None);
                }
                let changed = journal.change(&key, WAITING, now, |row| match &finding {
                    None => {
                        row.check_at = Some(now + FRESH);
                        vec![(StepKind::Checked, not_asked.map(|problem| format!("{:?}", problem.code)))]
                    }
                    Some(finding) => {
                        row.undecided = true;
                        row.state = State::Queued;
                        row.next_try = None;
                        vec![(StepKind::Decision, words(&finding.why))]
                    }
                })?;
                if let Some(finding) = finding.filter(|_| changed.is_some()) {
                    // Text and numbers: that cannot fail.
                    note.why = serde_json::to_value(&finding).ok();
                    note.looked_at = Some(now);
                    journal.keep_field_note(&key, &note)?;
                }
                Ok(changed)
            })
            .await?;
        if let Some(row) = looked {
            tracing::info!(row = row.key, undecided = row.undecided, "checked again");
            self.moved();
        }
        Ok(())
    }
}

/// What the timeline says beside the step: numbers, not words of ours.
fn words(why: &DecideWhy) -> Option<String> {
    match why {
        DecideWhy::Meanwhile { other } => other.number.clone().or_else(|| other.id.clone()),
        DecideWhy::Changed { text, .. } => Some(text.clone()),
        _ => None,
    }
}

/// The way to the server is what fails: it is asked when it is back. One that is slow is there.
pub(super) fn is_away(problem: &Problem) -> bool {
    matches!(
        problem.code,
        ProblemCode::NameNotFound
            | ProblemCode::ServerUnreachable
            | ProblemCode::CertificateNotTrusted
            | ProblemCode::ProxyFailed
            | ProblemCode::ConnectionCut
    )
}
