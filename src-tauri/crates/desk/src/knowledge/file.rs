//! Knowledge as a file, to share with other desks.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use store::{KnowledgeRow, Merge};

use super::{checked, word};
use crate::{
    Desk,
    problem::Problem,
    shared_file::{self, Content, Instant, VERSION},
    view::{KnowledgeDraft, Merged},
};

#[derive(Serialize, Deserialize)]
struct Document {
    format: String,
    version: u32,
    knowledge: Vec<Entry>,
}

/// A cause. Only `group` and `title` are needed. Whoever changes one by hand leaves `at` out: it then counts as written
/// when it is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    /// The fingerprint, or what a group is called that was split by hand.
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
    /// For people, and not read: what the fingerprint was made of, as far as this desk has seen it.
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

impl Desk {
    /// Writes all that people know into a file, and answers how much that is.
    pub async fn export_knowledge(&self, path: impl Into<PathBuf>) -> Result<u32, Problem> {
        let path = path.into();
        self.active();
        let rows = self.read_journal(store::Journal::knowledge).await?;
        let older = self.older_groups().await;
        let mut knowledge = Vec::with_capacity(rows.len());
        for row in rows {
            let mut of = Vec::new();
            for group in older.lead(&row.grp) {
                of.extend(self.made_of(&group).await);
            }
            knowledge.push(Entry { of, ..Entry::from(row) });
        }
        let count = u32::try_from(knowledge.len()).unwrap_or(u32::MAX);
        let document = Document { format: Content::Knowledge.format().to_owned(), version: VERSION, knowledge };
        self.blocking(move || shared_file::write(&path, &document)).await?;
        Ok(count)
    }

    /// Takes in a file of another desk: the newest counts, and what does not is kept beside it.
    pub async fn import_knowledge(&self, path: impl Into<PathBuf>) -> Result<Merged, Problem> {
        let path = path.into();
        self.active();
        let now = self.now();
        let document: Document = self.blocking(move || shared_file::read(&path, Content::Knowledge)).await?;
        let (rows, left_out) = usable(document.knowledge, now);
        let of_before = rows.iter().any(|row| store::is_older(&row.grp));
        let merges = self
            .journal(move |journal| rows.iter().map(|row| journal.merge_knowledge(row)).collect::<Result<Vec<_>, _>>())
            .await?;
        if of_before {
            // A desk of before wrote it. What it is about is found among the requests that are there.
            self.cache(store::Cache::read_causes).await?;
        }
        self.inner.bell.rejected();
        Ok(counted(merges, left_out))
    }

    /// What a group is made of; nothing, where this desk has seen none of it.
    async fn made_of(&self, group: &str) -> Vec<Shown> {
        let parts = self.group_shape(group.to_owned()).await.map(|shape| shape.parts).unwrap_or_default();
        let shown = parts.into_iter().map(|part| Shown {
            provider: part.provider,
            request_type: part.request_type,
            error_code: part.error_code,
            shape: part.shape,
        });
        shown.collect()
    }
}

impl From<KnowledgeRow> for Entry {
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

/// What can be used, and how many cannot: without a title, or with a word that this desk does not know.
fn usable(entries: Vec<Entry>, now: i64) -> (Vec<KnowledgeRow>, u32) {
    let all = entries.len();
    let rows: Vec<KnowledgeRow> = entries.into_iter().filter_map(|entry| row(entry, now)).collect();
    let left_out = u32::try_from(all - rows.len()).unwrap_or(u32::MAX);
    (rows, left_out)
}

fn row(entry: Entry, now: i64) -> Option<KnowledgeRow> {
    let known = |given: &Option<String>, known: bool| given.is_none() || known;
    let draft = KnowledgeDraft {
        title: entry.title,
        cause: entry.cause,
        owner: entry.owner.as_deref().and_then(word),
        next_step: entry.next_step,
        advice: entry.advice.as_deref().and_then(word),
    };
    if !known(&entry.owner, draft.owner.is_some()) || !known(&entry.advice, draft.advice.is_some()) {
        return None;
    }
    let row = checked(entry.group, draft).ok()?;
    Some(KnowledgeRow { at: entry.at.map_or(now, |at| at.0), by: entry.by, ..row })
}

pub(crate) fn counted(merges: Vec<Merge>, left_out: u32) -> Merged {
    let mut counts = Merged { left_out, ..Merged::default() };
    for merge in merges {
        match merge {
            Merge::Taken { .. } => counts.taken += 1,
            Merge::Kept => counts.kept += 1,
            Merge::Same => {}
        }
        counts.conflicts += u32::from(merge.conflict());
    }
    counts
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entries(value: serde_json::Value) -> Vec<Entry> {
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
        let written = serde_json::to_value(Entry { of, ..Entry::from(row.clone()) }).unwrap();
        let expected = json!({
            "group": "00ff", "title": "Card moved", "owner": "stock", "nextStep": "Ask the stock team",
            "advice": "afterFix", "at": "2026-01-15T10:00:00.007Z", "by": "ann",
            "of": [{"provider": "conax", "errorCode": "CLIENT_NOT_FOUND", "shape": "no client #"}],
        });
        assert_eq!(written, expected);
        assert_eq!(usable(entries(json!([written])), 0), (vec![row], 0));
    }

    #[test]
    fn what_has_no_meaning_here_is_left_out_and_the_rest_is_taken() {
        let given = json!([
            {"group": "a", "title": "By hand"},
            {"group": "a", "title": " "},
            {"group": "", "title": "x"},
            {"group": "b", "title": "x", "owner": "somebody"},
            {"group": "c", "title": "x", "advice": "perhaps"},
        ]);
        let (taken, left_out) = usable(entries(given), 77);
        assert_eq!((taken.len(), left_out), (1, 4));
        assert_eq!((taken[0].title.as_str(), taken[0].at), ("By hand", 77), "without a time it counts from now on");
    }
}
