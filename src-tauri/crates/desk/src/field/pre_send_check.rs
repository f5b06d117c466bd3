//! Checks field-mode requests that waited, before they are sent.
//!
//! The [scheduler](crate::scheduler) keeps them back. A check reads the lists and looks the cards and boxes up again; it
//! then releases the row or asks the user to decide. It sends nothing, and a check that fails or is interrupted changes
//! nothing. A row is released without a question only if each list was read after the row was made.

use std::time::Duration;

use store::{FieldNote, MirrorMark, OutboxRow, Reach, RequestState, StepKind};

use crate::{
    error::problem::Problem,
    field::Field,
    mirror::sync::{ListRead, ListsRead, ReadingEnd, SyncReason},
    outbox::{
        baseline::{self, Baseline, EntityChange},
        decision::Finding,
        submit::WAITING_STATES,
        transmit::chance,
    },
    requests::row::view,
    scheduler::CHECK_VALIDITY_MS,
    time::millis,
    view::{DecideWhy, UnreadList},
};

/// A request older than this, in milliseconds, needs a decision: its plan is probably out of date.
const MAX_PLAN_AGE_MS: i64 = 24 * 3_600_000;

/// Time limit for reading the lists; after it the user decides without them. Before R13 the long list comes in one
/// piece.
const LISTS_TIMEOUT: Duration = Duration::from_mins(2);

/// Pause after a failure of the journal, or after a check that was broken off, in milliseconds.
const RETRY_DELAY_MS: i64 = 5_000;

/// The time of the next check.
enum Next {
    At(i64),
    /// After a pause that wake-ups do not shorten.
    Rests,
}

/// The result of checking one row.
struct RecheckFindings {
    finding: Option<Finding>,
    /// The code of a look-up that failed, or the lists that were not read; for the timeline.
    not_asked: Option<String>,
}

impl Field {
    /// Runs until the desk is shut down.
    pub(crate) async fn check_field(&self) {
        let mut rests_until = i64::MIN;
        while !*self.core.stop.borrow() {
            let now = self.core.now();
            // A wake-up does not end the pause. A pause that seems longer than possible belongs to a clock that was set
            // back.
            let rests = rests_until > now && rests_until <= now.saturating_add(RETRY_DELAY_MS);
            let looked = {
                let mut scheduler = self.core.scheduler();
                scheduler.advance(now);
                if rests {
                    None
                } else {
                    scheduler.take_unchecked(|connection, identity| self.sessions.can_send(connection, identity))
                }
            };
            let next = match looked {
                Some((connection, keys)) => match self.look_at_field(&connection, keys).await {
                    Next::At(at) => at,
                    Next::Rests => {
                        rests_until = self.core.now().saturating_add(RETRY_DELAY_MS);
                        rests_until
                    }
                },
                None if rests => rests_until,
                None => i64::MAX,
            };
            self.core.sleep_until(&self.core.wake.field, next).await;
        }
    }

    /// Checks the given rows of a connection and returns the time of the next check.
    async fn look_at_field(&self, connection: &str, keys: Vec<String>) -> Next {
        let Some(first) = keys.first().cloned() else { return Next::At(i64::MAX) };
        let result = self.check_rows(connection, keys).await;
        let next = match result {
            Ok(true) => {
                let mut scheduler = self.core.scheduler();
                scheduler.end_outage(connection);
                scheduler.end_check(&first, connection);
                Next::At(self.core.now())
            }
            Ok(false) => {
                tracing::info!(connection, "a look at requests of the field was broken off");
                self.core.scheduler().end_check(&first, connection);
                Next::Rests
            }
            Err(problem) => {
                tracing::info!(connection, %problem, "requests of the field cannot be checked yet");
                let mut scheduler = self.core.scheduler();
                if problem.is_away() {
                    Next::At(scheduler.record_failure(&first, connection, true, chance()))
                } else {
                    scheduler.end_check(&first, connection);
                    Next::Rests
                }
            }
        };
        // Rows may leave now, or the next try is later.
        self.core.queue_changed();
        next
    }

    /// Checks rows one by one; a row that passes leaves while the next ones are checked. False: the check was broken
    /// off.
    async fn check_rows(&self, connection: &str, keys: Vec<String>) -> Result<bool, Problem> {
        let why = self.why_lists(&keys).await?;
        let read = self.mirror.read_lists(connection, why, Some(LISTS_TIMEOUT)).await;
        match &read.ended {
            ReadingEnd::Stopped => return Ok(false),
            ReadingEnd::Failed(problem) if problem.is_away() || problem.is_about_session() => {
                return Err(problem.clone());
            }
            ReadingEnd::Failed(_) | ReadingEnd::ByItself => {}
        }
        for key in keys {
            let id = key.clone();
            let found =
                self.core.read_journal(move |journal| Ok(journal.get(&id)?.zip(journal.field_note(&id)?))).await?;
            let Some((row, note)) = found.filter(|_| self.core.scheduler().is_unchecked(&key)) else { continue };
            let made_since = |begun: &MirrorMark| {
                note.mirror.is_some_and(|made| made.generation == begun.generation && made.seq >= begun.seq)
            };
            if read.begun.as_ref().is_some_and(made_since) {
                // The row was changed after the reading began: the next check takes it.
                continue;
            }
            let Some(looked) = self.look_at_row(&row, &note, &read).await? else { return Ok(false) };
            self.keep_check(&row, note, looked).await?;
        }
        Ok(true)
    }

    /// Decides how far the lists have to be read for these rows. Rows that a user allowed to leave without the lists do
    /// not count.
    async fn why_lists(&self, keys: &[String]) -> Result<SyncReason, Problem> {
        let keys = keys.to_vec();
        let notes = self
            .core
            .read_journal(move |journal| keys.iter().map(|key| journal.field_note(key)).collect::<Result<Vec<_>, _>>())
            .await?;
        let marks: Vec<Option<MirrorMark>> =
            notes.into_iter().flatten().filter(|note| !note.lists_excused).map(|note| note.mirror).collect();
        let Some(first) = marks.first() else { return Ok(SyncReason::Usual) };
        let last = marks.iter().copied().collect::<Option<Vec<_>>>();
        let comparable =
            |all: &Vec<MirrorMark>| first.is_some_and(|one| all.iter().all(|it| it.generation == one.generation));
        let made = last.filter(comparable).and_then(|all| all.into_iter().max_by_key(|mark| mark.seq));
        Ok(SyncReason::Field { made })
    }

    /// Looks for reasons against sending a row, and notes look-ups that failed. `None`: the lists that were read are
    /// gone again.
    async fn look_at_row(
        &self,
        row: &OutboxRow,
        note: &FieldNote,
        read: &ListsRead,
    ) -> Result<Option<RecheckFindings>, Problem> {
        let before = baseline::from_json(&note.baselines);
        let provider = Some(row.provider.as_str());
        let mut now = Vec::with_capacity(before.len());
        let (mut changed, mut not_asked) = (None, None);
        for baseline in before {
            let found = match self.outbox.current_state(&row.connection, &baseline, provider).await {
                Ok(found) => found,
                Err(problem) if problem.is_away() || problem.is_about_session() => return Err(problem),
                Err(problem) => {
                    not_asked = Some(format!("{:?}", problem.code));
                    None
                }
            };
            changed = changed.or_else(|| baseline::state_change(&baseline, found.as_ref()));
            now.push(Baseline { was: found.or(baseline.was), of: baseline.of });
        }
        let told = self.core.cache.mark();
        let meanwhile = self.meanwhile(row, note, read.begun.unwrap_or(told)).await?;
        let Some(Others { found, not_kept }) = meanwhile else { return Ok(None) };
        let why = match (found, changed) {
            (Some(found), _) => Some(found),
            (None, Some(EntityChange { text, before, after })) => Some(DecideWhy::Changed { text, before, after }),
            (None, None) if self.core.now() - note.made > MAX_PLAN_AGE_MS => {
                Some(DecideWhy::Expired { since: millis(note.made) })
            }
            (None, None) => unread(read).or(not_kept).filter(|_| !note.lists_excused),
        };
        let not_asked = not_asked.or_else(|| not_read(read));
        Ok(Some(RecheckFindings {
            finding: why.map(|why| Finding { why, baselines: now, mirror_mark: Some(told) }),
            not_asked,
        }))
    }

    /// Finds a request that others sent for the same card or box since this one was made. `None`: the lists that were
    /// read have been wiped or dropped meanwhile, so there is nothing to search.
    async fn meanwhile(&self, row: &OutboxRow, note: &FieldNote, read: MirrorMark) -> Result<Option<Others>, Problem> {
        let names = self.names_of(row).await?;
        let (connection, mark) = (row.connection.clone(), note.mirror);
        // A clock that was set back cannot tell earlier from later.
        let since = Some(note.others_since).filter(|since| *since <= self.core.now());
        let found = self
            .core
            .cache(move |cache| {
                let meanwhile = cache.meanwhile(&connection, &names, mark, since)?;
                Ok((cache.reach(&connection, Some(read))? != Reach::Nothing).then_some(meanwhile))
            })
            .await?;
        let waits = self.requests.waits();
        let shown = |other| DecideWhy::Meanwhile { other: Box::new(view(other, &row.connection, &waits)) };
        Ok(found.map(|meanwhile| Others {
            found: meanwhile.other.map(shown),
            not_kept: meanwhile.not_kept.then(not_looked_into),
        }))
    }

    /// All known identifiers of the cards and boxes of a row.
    async fn names_of(&self, row: &OutboxRow) -> Result<Vec<String>, Problem> {
        let mut names = Vec::new();
        for of in baseline::named_entities(&row.operation, &row.body) {
            for known in self.lookups.known_entities(&row.connection, &of).await? {
                let entity = known.entity;
                names.extend(
                    [entity.ca_id, entity.serial_number, entity.alternative_code, entity.id].into_iter().flatten(),
                );
            }
            names.extend(self.lookups.reported_ca_ids(&row.connection, &of).await?);
            names.push(of.text);
        }
        names.sort_unstable();
        names.dedup();
        Ok(names)
    }

    /// Writes the result of a check down, unless the row was changed meanwhile; then it is checked again.
    async fn keep_check(&self, row: &OutboxRow, mut note: FieldNote, looked: RecheckFindings) -> Result<(), Problem> {
        let RecheckFindings { finding, not_asked } = looked;
        let (key, check_at, values, now) = (row.key.clone(), row.check_at, row.values.clone(), self.core.now());
        let looked = self
            .core
            .journal(move |journal| {
                let same = |row: &OutboxRow| row.check_at == check_at && row.values == values && !row.undecided;
                if !journal.get(&key)?.is_some_and(|row| same(&row)) {
                    return Ok(None);
                }
                let changed = journal.change(&key, WAITING_STATES, now, |row| match &finding {
                    None => {
                        row.check_at = Some(now + CHECK_VALIDITY_MS);
                        vec![(StepKind::Checked, not_asked)]
                    }
                    Some(finding) => {
                        row.undecided = true;
                        row.state = RequestState::Queued;
                        row.next_try = None;
                        vec![(StepKind::Decision, words(&finding.why))]
                    }
                })?;
                if let Some(finding) = finding.filter(|_| changed.is_some()) {
                    // Text and numbers only, so serializing it cannot fail.
                    note.why = serde_json::to_value(&finding).ok();
                    note.looked_at = Some(now);
                    journal.keep_field_note(&key, &note)?;
                }
                Ok(changed)
            })
            .await?;
        if let Some(row) = looked {
            tracing::info!(row = row.key, undecided = row.undecided, "checked again");
            self.core.queue_changed();
        }
        Ok(())
    }
}

/// Detail of the timeline entry: identifiers and names of lists, no wording of the desk.
fn words(why: &DecideWhy) -> Option<String> {
    match why {
        DecideWhy::Meanwhile { other } => other.number.clone().or_else(|| other.id.clone()),
        DecideWhy::Changed { text, .. } => Some(text.clone()),
        DecideWhy::Unread { lists, .. } => Some(names_of_lists(lists)),
        _ => None,
    }
}

/// Requests of others for the same card or box, and whether some that were reported were not kept.
struct Others {
    found: Option<DecideWhy>,
    not_kept: Option<DecideWhy>,
}

/// The finding that the lists were read, but some requests of them were not kept and cannot be searched.
fn not_looked_into() -> DecideWhy {
    let lists = ["COMPLETED", "REJECTED"].map(|list| UnreadList { list: list.to_owned(), as_of: None });
    DecideWhy::Unread { lists: lists.into(), problem: None }
}

/// The finding that some lists were not read, so that requests of others are not known; `None` if all were read.
fn unread(read: &ListsRead) -> Option<DecideWhy> {
    let unread = |list: &ListRead| UnreadList { list: list.list.to_owned(), as_of: list.as_of.map(millis) };
    let lists: Vec<UnreadList> = read.unread().map(unread).collect();
    let problem = match &read.ended {
        ReadingEnd::Failed(problem) => Some(problem.clone()),
        ReadingEnd::ByItself | ReadingEnd::Stopped => None,
    };
    (!lists.is_empty()).then_some(DecideWhy::Unread { lists, problem })
}

/// The same as a timeline detail, for a row that leaves all the same.
fn not_read(read: &ListsRead) -> Option<String> {
    match (&read.ended, unread(read)) {
        (ReadingEnd::Failed(problem), _) => Some(format!("{:?}", problem.code)),
        (_, Some(why)) => words(&why),
        (_, None) => None,
    }
}

fn names_of_lists(lists: &[UnreadList]) -> String {
    lists.iter().map(|list| list.list.as_str()).collect::<Vec<_>>().join(", ")
}
