//! Marks as a file, to merge with those of another desk: of one connection's server, all versions of them.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use store::{Mark, Merge};

use crate::{
    Desk,
    connections::Known,
    knowledge::counted,
    problem::Problem,
    shared_file::{self, Content, Instant, VERSION},
    view::{MarkField, Merged},
};

/// Written in one commit. Others who write wait no longer than for so many.
const PIECE: usize = 1_000;
/// Characters of a value: more is no note.
const LONGEST: usize = 4_000;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    format: String,
    version: u32,
    /// Whose requests they are: ids of one server mean nothing to another.
    server: String,
    organisation: String,
    marks: Vec<Entry>,
}

/// A value that a mark has, or had. Which of them counts is said by their times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    request: String,
    /// As in [`MarkField`]; text, so that a field of a later version is left out alone.
    field: String,
    /// Absent: taken back. A snooze is its instant in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    at: Instant,
    #[serde(default)]
    by: String,
}

impl Desk {
    /// Writes the chosen connection's marks into a file, and answers how many.
    pub async fn export_marks(&self, path: impl Into<PathBuf>) -> Result<u32, Problem> {
        let path = path.into();
        self.active();
        let known = self.selected()?;
        let connection = known.id().to_owned();
        let marks = self.read_journal(move |journal| journal.marks(&connection)).await?;
        let marks: Vec<Entry> = marks.into_iter().map(Entry::from).collect();
        let count = u32::try_from(marks.len()).unwrap_or(u32::MAX);
        let document = Document {
            format: Content::Marks.format().to_owned(),
            version: VERSION,
            server: server(&known),
            organisation: known.stored.organisation.clone(),
            marks,
        };
        self.blocking(move || shared_file::write(&path, &document)).await?;
        Ok(count)
    }

    /// Takes in marks of another desk for the chosen connection: the newest of each counts, and what does not is kept
    /// beside it. Those of another server are left out.
    pub async fn import_marks(&self, path: impl Into<PathBuf>) -> Result<Merged, Problem> {
        let path = path.into();
        self.active();
        let known = self.selected()?;
        let connection = known.id().to_owned();
        let document: Document = self.blocking(move || shared_file::read(&path, Content::Marks)).await?;
        let all = u32::try_from(document.marks.len()).unwrap_or(u32::MAX);
        if document.server != server(&known) || document.organisation != known.stored.organisation {
            return Ok(Merged { left_out: all, ..Merged::default() });
        }
        let marks: Vec<Mark> = document.marks.into_iter().filter_map(Entry::mark).collect();
        let left_out = all.saturating_sub(u32::try_from(marks.len()).unwrap_or(u32::MAX));
        let mut merges = Vec::with_capacity(marks.len());
        // A file that is read again after a failure brings what is missing, and nothing twice.
        for piece in marks.chunks(PIECE) {
            let (connection, piece) = (connection.clone(), piece.to_vec());
            merges.extend(
                self.journal(move |journal| {
                    let merge = |it: &Mark| {
                        journal.merge_mark(&connection, &it.request, it.field, it.value.as_deref(), it.at, &it.by)
                    };
                    piece.iter().map(merge).collect::<Result<Vec<Merge>, _>>()
                })
                .await?,
            );
        }
        self.inner.bell.rejected();
        Ok(counted(merges, left_out))
    }
}

/// As it is spoken to, however it was typed.
fn server(known: &Known) -> String {
    let typed = &known.stored.server_url;
    crmcom::server_url(typed).map_or_else(|_| typed.clone(), |url| url.to_string())
}

impl From<Mark> for Entry {
    fn from(mark: Mark) -> Self {
        Self {
            request: mark.request,
            field: field_word(mark.field),
            value: mark.value,
            at: Instant(mark.at),
            by: mark.by,
        }
    }
}

impl Entry {
    /// `None`: it means nothing here.
    fn mark(self) -> Option<Mark> {
        let field: MarkField = serde_json::from_value(self.field.into()).ok()?;
        let value = self.value.filter(|value| !value.is_empty());
        let right = value.as_ref().is_none_or(|value| match field {
            MarkField::Snooze => value.parse::<i64>().is_ok(),
            _ => value.chars().count() <= LONGEST,
        });
        let named = !self.request.is_empty() && self.request.len() <= LONGEST;
        (right && named).then(|| Mark {
            request: self.request,
            field: stored_field(field),
            value,
            at: self.at.0,
            by: self.by,
            current: true,
        })
    }
}

fn field_word(field: store::MarkField) -> String {
    field.to_string()
}

fn stored_field(field: MarkField) -> store::MarkField {
    match field {
        MarkField::Assignee => store::MarkField::Assignee,
        MarkField::Note => store::MarkField::Note,
        MarkField::Snooze => store::MarkField::Snooze,
        MarkField::Dismissal => store::MarkField::Dismissal,
    }
}

#[cfg(test)]
mod tests;
