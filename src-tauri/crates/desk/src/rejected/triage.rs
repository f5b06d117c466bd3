//! Triage of rejected requests: assignee, note, snooze, dismissal. The server has no place for it, so it is kept on
//! this computer.

use store::{cache::rejected::RejectedKey, journal::triage::Mark};

use crate::{
    connections::registry::ResolvedConnection,
    error::problem::{FieldProblem, Problem, ProblemCode},
    rejected::{Rejected, groups::stored_view},
    time::millis,
    view::{MarkField, MarkVersion, RejectedSelection, TriageAction},
};

/// Requests written in one commit: other writers wait no longer than for these.
const CHUNK_REQUESTS: usize = 1_000;

impl Rejected {
    /// Changes the triage of the selected requests. Returns their number.
    pub async fn mark(&self, selection: RejectedSelection, change: TriageAction) -> Result<u32, Problem> {
        self.core.active();
        let known = self.connections.selected_connection()?;
        let now = self.core.now();
        let values = values(change, now)?;
        let subjects = self.selected_requests(&known, selection).await?;
        let count = u32::try_from(subjects.len()).unwrap_or(u32::MAX);
        let (connection, by) = (known.id().to_owned(), self.sessions.current_user(&known));
        let requests: Vec<String> = subjects.into_iter().map(|subject| subject.request).collect();
        for piece in requests.chunks(CHUNK_REQUESTS) {
            let (piece, values) = (piece.to_vec(), values.clone());
            let (connection, by) = (connection.clone(), by.clone());
            self.core
                .journal(move |journal| {
                    for request in &piece {
                        for (field, value) in &values {
                            journal.mark(&connection, request, *field, value.as_deref(), now, &by)?;
                        }
                    }
                    Ok(())
                })
                .await?;
            self.core.events.rejected();
        }
        Ok(count)
    }

    /// All versions of a request's triage, the newest first.
    pub async fn mark_history(&self, key: String) -> Result<Vec<MarkVersion>, Problem> {
        let (row, sent) = self.requests.find(&key).await?;
        let connection = self.requests.connection_of(sent.as_ref())?.id().to_owned();
        let request = row.server_id.unwrap_or(row.key);
        let marks = self.core.read_journal(move |journal| journal.mark_history(&connection, &request)).await?;
        Ok(marks.into_iter().map(version).collect())
    }

    /// The rejected requests of a selection.
    pub(crate) async fn selected_requests(
        &self,
        known: &ResolvedConnection,
        selection: RejectedSelection,
    ) -> Result<Vec<RejectedKey>, Problem> {
        let (connection, now) = (known.id().to_owned(), self.core.now());
        let RejectedSelection { all, mut keys, view } = selection;
        self.core
            .cache(move |cache| {
                if !all {
                    keys.sort_unstable();
                    keys.dedup();
                    return cache.subjects(&connection, &keys);
                }
                let but: std::collections::HashSet<String> = keys.into_iter().collect();
                let mut subjects = cache.rejected_keys(&connection, &stored_view(view), now)?;
                subjects.retain(|subject| !but.contains(&subject.key));
                Ok(subjects)
            })
            .await
    }
}

/// The fields that a change writes, with their values.
fn values(change: TriageAction, now: i64) -> Result<Vec<(MarkField, Option<String>)>, Problem> {
    let clean = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    Ok(match change {
        TriageAction::Assign { to } => vec![(MarkField::Assignee, to.and_then(clean))],
        TriageAction::Note { text } => vec![(MarkField::Note, text.and_then(clean))],
        #[allow(clippy::cast_possible_truncation)] // a float beyond i64 is clamped, which is what is meant
        TriageAction::Snooze { until } => match until as i64 {
            at if at > now => vec![(MarkField::Snooze, Some(at.to_string()))],
            _ => return Err(Problem::at_fields(vec![FieldProblem::new("until", "pastDate")])),
        },
        TriageAction::Dismiss { reason } => match clean(reason) {
            Some(reason) => vec![(MarkField::Dismissal, Some(reason))],
            None => return Err(Problem::at_fields(vec![FieldProblem::new("reason", "required")])),
        },
        TriageAction::Reopen => vec![(MarkField::Snooze, None), (MarkField::Dismissal, None)],
    })
}

fn version(mark: Mark) -> MarkVersion {
    MarkVersion { field: mark.field, value: mark.value, at: millis(mark.at), by: mark.by, current: mark.current }
}

pub(crate) fn nothing_chosen() -> Problem {
    Problem::new(ProblemCode::NotFound, "")
}
