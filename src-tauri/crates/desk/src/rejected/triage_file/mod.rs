//! The triage file, to merge with another desk's: all versions of the triage of one connection's requests.
//!
//! Not here: merging such a file (`shared_file_import`), and the triage itself (`triage`).

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use store::journal::triage::Mark;

use crate::{
    error::problem::Problem,
    rejected::{
        Rejected,
        import_items::{FileScope, Item, MAX_NAME_CHARS, fits, made_by, server},
        shared_file::{self, FORMAT_VERSION, Instant, SharedContent},
    },
    view::{ImportSummary, MarkField, NotTaken},
};

/// Longest value in characters.
const MAX_VALUE_CHARS: usize = 4_000;
/// Ten years, in milliseconds.
const MAX_SNOOZE_MS: i64 = 10 * 366 * 86_400_000;

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct TriageDocument {
    format: String,
    version: u32,
    /// Server of the requests: ids of one server mean nothing to another.
    server: String,
    organisation: String,
    marks: Vec<TriageEntry>,
}

/// A present or former value of a field. The times decide which of them counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct TriageEntry {
    request: String,
    /// A word of [`MarkField`]; text, so that only an entry with a field of a later version is left out.
    field: String,
    /// `None`: the value was taken back. A snooze is its instant in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    at: Instant,
    #[serde(default)]
    by: String,
}

impl Rejected {
    /// Writes the triage of the selected connection to a file. Returns the number of entries.
    pub async fn export_triage(&self, path: impl Into<PathBuf>) -> Result<u32, Problem> {
        let path = path.into();
        self.core.active();
        let known = self.connections.selected_connection()?;
        let connection = known.id().to_owned();
        let marks = self.core.read_journal(move |journal| journal.marks(&connection)).await?;
        let marks: Vec<TriageEntry> = marks.into_iter().map(TriageEntry::from).collect();
        let count = u32::try_from(marks.len()).unwrap_or(u32::MAX);
        let document = TriageDocument {
            format: SharedContent::Marks.format().to_owned(),
            version: FORMAT_VERSION,
            server: server(&known),
            organisation: known.stored.organisation.clone(),
            marks,
        };
        self.core.blocking(move || shared_file::write(&path, &document)).await?;
        Ok(count)
    }

    /// Previews a triage file of another desk for the selected connection. Takes nothing before [`Self::take_import`].
    pub async fn preview_triage_import(&self, path: impl Into<PathBuf>) -> Result<ImportSummary, Problem> {
        let path = path.into();
        self.core.active();
        let known = self.connections.selected_connection()?;
        let (now, of) = (self.core.now(), FileScope::of(&known));
        let document: TriageDocument =
            self.core.blocking(move || shared_file::read(&path, SharedContent::Marks)).await?;
        let elsewhere = document.server != server(&known) || document.organisation != known.stored.organisation;
        let marks = document.marks.into_iter().map(|entry| match entry.mark(now) {
            Ok(_) if elsewhere => Err(NotTaken::Elsewhere),
            mark => mark.map(Item::Mark),
        });
        self.summed_up(of, marks.collect()).await
    }
}

impl From<Mark> for TriageEntry {
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

impl TriageEntry {
    /// Converts an entry, or gives the reason why it is not taken.
    fn mark(self, now: i64) -> Result<Mark, NotTaken> {
        let field: MarkField = serde_json::from_value(self.field.into()).map_err(|_| NotTaken::Meaningless)?;
        let value = self.value.filter(|value| !value.is_empty());
        fits(value.as_deref().unwrap_or_default(), MAX_VALUE_CHARS)?;
        fits(&self.request, MAX_NAME_CHARS)?;
        fits(&self.by, MAX_NAME_CHARS)?;
        made_by(self.at.0, now)?;
        let until = value.as_ref().filter(|_| field == MarkField::Snooze).map(|value| value.parse::<i64>());
        match until {
            Some(Err(_)) => return Err(NotTaken::Meaningless),
            // A snooze of this length would never end.
            Some(Ok(until)) if until > now.saturating_add(MAX_SNOOZE_MS) => return Err(NotTaken::Future),
            _ if self.request.is_empty() => return Err(NotTaken::Meaningless),
            _ => {}
        }
        Ok(Mark { request: self.request, field, value, at: self.at.0, by: self.by, current: true })
    }
}

fn field_word(field: MarkField) -> String {
    field.to_string()
}

#[cfg(test)]
mod tests;
