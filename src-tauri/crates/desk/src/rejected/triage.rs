//! Triage of rejected requests: assignee, note, snooze, dismissal. The server has no place for it, so it is kept on
//! this computer.

use store::{Mark, MarkField as Field, Subject};

use crate::{
    connections::registry::Known,
    error::problem::{FieldProblem, Problem, ProblemCode},
    rejected::{Rejected, groups::stored_view},
    time::millis,
    view::{MarkChange, MarkField, MarkVersion, RejectedSelection},
};

/// Requests written in one commit: other writers wait no longer than for these.
const PIECE: usize = 1_000;

impl Rejected {
    /// Changes the triage of the selected requests. Returns their number.
    pub async fn mark(&self, selection: RejectedSelection, change: MarkChange) -> Result<u32, Problem> {
        self.core.active();
        let known = self.connections.selected()?;
        let now = self.core.now();
        let values = values(change, now)?;
        let subjects = self.chosen(&known, selection).await?;
        let count = u32::try_from(subjects.len()).unwrap_or(u32::MAX);
        let (connection, by) = (known.id().to_owned(), self.sessions.who_marks(&known));
        let requests: Vec<String> = subjects.into_iter().map(|subject| subject.request).collect();
        for piece in requests.chunks(PIECE) {
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
            self.core.bell.rejected();
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
    pub(crate) async fn chosen(&self, known: &Known, selection: RejectedSelection) -> Result<Vec<Subject>, Problem> {
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
fn values(change: MarkChange, now: i64) -> Result<Vec<(Field, Option<String>)>, Problem> {
    let clean = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    Ok(match change {
        MarkChange::Assign { to } => vec![(Field::Assignee, to.and_then(clean))],
        MarkChange::Note { text } => vec![(Field::Note, text.and_then(clean))],
        #[allow(clippy::cast_possible_truncation)] // a float beyond i64 is clamped, which is what is meant
        MarkChange::Snooze { until } => match until as i64 {
            at if at > now => vec![(Field::Snooze, Some(at.to_string()))],
            _ => return Err(Problem::at_fields(vec![FieldProblem::new("until", "pastDate")])),
        },
        MarkChange::Dismiss { reason } => match clean(reason) {
            Some(reason) => vec![(Field::Dismissal, Some(reason))],
            None => return Err(Problem::at_fields(vec![FieldProblem::new("reason", "required")])),
        },
        MarkChange::Reopen => vec![(Field::Snooze, None), (Field::Dismissal, None)],
    })
}

fn version(mark: Mark) -> MarkVersion {
    MarkVersion {
        field: match mark.field {
            Field::Assignee => MarkField::Assignee,
            Field::Note => MarkField::Note,
            Field::Snooze => MarkField::Snooze,
            Field::Dismissal => MarkField::Dismissal,
        },
        value: mark.value,
        at: millis(mark.at),
        by: mark.by,
        current: mark.current,
    }
}

pub(crate) fn nothing_chosen() -> Problem {
    Problem::new(ProblemCode::NotFound, "")
}
