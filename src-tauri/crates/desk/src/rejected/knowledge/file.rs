//! The knowledge file, to share with other desks.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use store::journal::{Journal, knowledge::KnowledgeRow};

use super::{MAX_TEXT_CHARS, MAX_TITLE_CHARS, checked, word};
use crate::{
    error::problem::Problem,
    rejected::{
        Rejected,
        import_items::{FileScope, Item, MAX_NAME_CHARS, fits, made_by},
        shared_file::{self, FORMAT_VERSION, Instant, SharedContent},
    },
    view::{ImportSummary, KnowledgeDraft, NotTaken},
};

#[derive(Serialize, Deserialize)]
struct KnowledgeDocument {
    format: String,
    version: u32,
    knowledge: Vec<KnowledgeEntry>,
}

/// A cause. Only `group` and `title` are required. An entry edited by hand goes without `at`: it then counts as written
/// when the file is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct KnowledgeEntry {
    /// The fingerprint, or the id of a group that was split by hand.
    group: String,
    title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    cause: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    next_step: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Instant>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    by: String,
    /// For readers of the file, and not read back: the origin of the fingerprint, if this desk has seen it.
    #[serde(skip_deserializing, skip_serializing_if = "Vec::is_empty")]
    of: Vec<Shown>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    provider: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_code: Option<String>,
    shape: String,
}

impl Rejected {
    /// Writes all knowledge of users to a file. Returns the number of entries.
    pub async fn export_knowledge(&self, path: impl Into<PathBuf>) -> Result<u32, Problem> {
        let path = path.into();
        self.core.active();
        let rows = self.core.read_journal(Journal::knowledge).await?;
        let older = self.older_groups().await;
        let mut knowledge = Vec::with_capacity(rows.len());
        for row in rows {
            let mut of = Vec::new();
            for group in older.lead(&row.grp) {
                of.extend(self.made_of(&group).await);
            }
            knowledge.push(KnowledgeEntry { of, ..KnowledgeEntry::from(row) });
        }
        let count = u32::try_from(knowledge.len()).unwrap_or(u32::MAX);
        let document = KnowledgeDocument {
            format: SharedContent::Knowledge.format().to_owned(),
            version: FORMAT_VERSION,
            knowledge,
        };
        self.core.blocking(move || shared_file::write(&path, &document)).await?;
        Ok(count)
    }

    /// Previews a knowledge file of another desk. Takes nothing before [`Self::take_import`].
    pub async fn preview_knowledge_import(&self, path: impl Into<PathBuf>) -> Result<ImportSummary, Problem> {
        let path = path.into();
        self.core.active();
        let now = self.core.now();
        let document: KnowledgeDocument =
            self.core.blocking(move || shared_file::read(&path, SharedContent::Knowledge)).await?;
        let rows = document.knowledge.into_iter().map(|entry| row(entry, now).map(Item::Knowledge));
        self.summed_up(FileScope::AnyServer, rows.collect()).await
    }

    /// The parts of a group; empty if this desk has seen none of its requests.
    async fn made_of(&self, group: &str) -> Vec<Shown> {
        let parts = self.cause_shape(vec![group.to_owned()]).await.map(|shape| shape.parts).unwrap_or_default();
        let shown = parts.into_iter().map(|part| Shown {
            provider: part.provider,
            request_type: part.request_type,
            error_code: part.error_code,
            shape: part.shape,
        });
        shown.collect()
    }
}

impl From<KnowledgeRow> for KnowledgeEntry {
    fn from(row: KnowledgeRow) -> Self {
        Self {
            group: row.grp,
            title: row.title,
            cause: row.cause,
            owner: row.owner,
            next_step: row.next_step,
            advice: row.advice,
            at: Some(Instant(row.at)),
            by: row.by,
            of: Vec::new(),
        }
    }
}

/// Converts an entry, or gives the reason why it is not taken: it has no title, for example, or a word that this
/// version does not know.
fn row(entry: KnowledgeEntry, now: i64) -> Result<KnowledgeRow, NotTaken> {
    for (text, most) in [
        (&entry.group, MAX_TITLE_CHARS),
        (&entry.title, MAX_TITLE_CHARS),
        (&entry.cause, MAX_TEXT_CHARS),
        (&entry.next_step, MAX_TEXT_CHARS),
        (&entry.by, MAX_NAME_CHARS),
    ] {
        fits(text, most)?;
    }
    let at = entry.at.map_or(now, |at| at.0);
    made_by(at, now)?;
    let draft = KnowledgeDraft {
        title: entry.title,
        cause: entry.cause,
        owner: entry.owner.as_deref().and_then(word),
        next_step: entry.next_step,
        advice: entry.advice.as_deref().and_then(word),
    };
    if entry.owner.is_some() != draft.owner.is_some() || entry.advice.is_some() != draft.advice.is_some() {
        return Err(NotTaken::Meaningless);
    }
    let row = checked(entry.group, draft).map_err(|_| NotTaken::Meaningless)?;
    Ok(KnowledgeRow { at, by: entry.by, ..row })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entries(value: serde_json::Value) -> Vec<KnowledgeEntry> {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn an_entry_is_written_and_read_back() {
        let row = KnowledgeRow {
            grp: "00ff".to_owned(),
            title: "Card moved".to_owned(),
            cause: String::new(),
            owner: Some("stock".to_owned()),
            next_step: "Ask the stock team".to_owned(),
            advice: Some("afterFix".to_owned()),
            at: 1_768_471_200_007,
            by: "ann".to_owned(),
        };
        let of = vec![Shown {
            provider: "conax".to_owned(),
            request_type: None,
            error_code: Some("CLIENT_NOT_FOUND".to_owned()),
            shape: "no client #".to_owned(),
        }];
        let written = serde_json::to_value(KnowledgeEntry { of, ..KnowledgeEntry::from(row.clone()) }).unwrap();
        let expected = json!({
            "group": "00ff", "title": "Card moved", "owner": "stock", "nextStep": "Ask the stock team",
            "advice": "afterFix", "at": "2026-01-15T10:00:00.007Z", "by": "ann",
            "of": [{"provider": "conax", "errorCode": "CLIENT_NOT_FOUND", "shape": "no client #"}],
        });
        assert_eq!(written, expected);
        let now = row.at;
        assert_eq!(entries(json!([written])).into_iter().map(|it| super::row(it, now)).collect::<Vec<_>>(), [Ok(row)]);
    }

    #[test]
    fn skips_unknown_entries_and_takes_the_rest() {
        let given = json!([
            {"group": "a", "title": "By hand"},
            {"group": "a", "title": " "},
            {"group": "", "title": "x"},
            {"group": "b", "title": "x", "owner": "somebody"},
            {"group": "c", "title": "x", "advice": "perhaps"},
        ]);
        let read: Vec<_> = entries(given).into_iter().map(|it| row(it, 77)).collect();
        let taken = read[0].as_ref().unwrap();
        assert_eq!((taken.title.as_str(), taken.at), ("By hand", 77), "without a time it counts from now on");
        assert!(read[1..].iter().all(|it| *it == Err(NotTaken::Meaningless)), "{read:?}");
        let given = json!([
            {"group": "a", "title": "x", "at": "9999-12-31T00:00:00Z"},
            {"group": "a", "title": "x".repeat(MAX_TITLE_CHARS + 1)},
            {"group": "a", "title": "x", "by": "x".repeat(MAX_NAME_CHARS + 1)},
            {"group": "a", "title": "x", "nextStep": "x".repeat(MAX_TEXT_CHARS + 1)},
        ]);
        let read: Vec<_> = entries(given).into_iter().map(|it| row(it, 77).unwrap_err()).collect();
        assert_eq!(read, [NotTaken::Future, NotTaken::TooLong, NotTaken::TooLong, NotTaken::TooLong]);
    }
}
