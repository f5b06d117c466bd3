//! Knowledge about the causes of rejections: the built-in causes, and entries by users, which win.
//!
//! `file` has the format that is shared between desks. Not here: merging such a file (`shared_file_import`).

use std::{collections::HashMap, sync::Arc};

use store::{
    cache::{
        Cache,
        causes::{OlderGroups, is_older},
        rejected::GroupRow,
    },
    journal::{Journal, grouping::SplitBy, knowledge::KnowledgeRow},
};

use crate::{
    error::problem::{FieldProblem, Problem},
    rejected::Rejected,
    time::millis,
    view::{GroupPart, Knowledge, KnowledgeDraft, KnowledgeSource, OldCause},
};

pub(crate) mod built_in;
mod file;

/// Longest title of a cause in characters.
const MAX_TITLE_CHARS: usize = 200;
/// Longest explanation or next step in characters.
const MAX_TEXT_CHARS: usize = 4_000;

/// The knowledge about a group. `line` is its first meaningful line, or its description with ids and numbers folded:
/// built-in causes are found by words that these do not change.
pub(crate) fn of(
    provider: &str,
    request_type: Option<&str>,
    error_code: Option<&str>,
    line: Option<&str>,
    written: Option<KnowledgeRow>,
) -> Knowledge {
    if let Some(row) = written {
        return Knowledge {
            title: Some(row.title),
            cause: filled(row.cause),
            owner: row.owner.as_deref().and_then(word),
            next_step: filled(row.next_step),
            advice: row.advice.as_deref().and_then(word),
            source: KnowledgeSource::Written,
            at: Some(millis(row.at)),
            by: filled(row.by),
        };
    }
    let seed = crate::rejected::knowledge::built_in::find(provider, request_type, error_code, line);
    Knowledge {
        title: seed.as_ref().map(|seed| seed.title.clone()),
        cause: seed.as_ref().map(|seed| seed.cause.to_owned()),
        owner: seed.as_ref().map(|seed| seed.owner),
        next_step: seed.as_ref().map(|seed| seed.next_step.to_owned()),
        advice: seed.as_ref().map(|seed| seed.advice),
        source: if seed.is_some() { KnowledgeSource::Seeded } else { KnowledgeSource::Nothing },
        at: None,
        by: None,
    }
}

/// Entries by users, by group.
#[derive(Default, Clone)]
pub(crate) struct Written(Arc<HashMap<String, KnowledgeRow>>);

impl Written {
    /// An entry for a group of an earlier version counts for each group that it leads to. The newest counts.
    fn new(rows: Vec<KnowledgeRow>, older: &OlderGroups) -> Self {
        let mut written: HashMap<String, KnowledgeRow> = HashMap::new();
        for row in rows {
            for group in older.lead(&row.grp) {
                if written.get(&group).is_none_or(|known| known.at < row.at) {
                    written.insert(group, row.clone());
                }
            }
        }
        Self(Arc::new(written))
    }

    /// The knowledge about a cause: the newest entry for one of its groups counts for all of them.
    pub(crate) fn of(&self, cause: &GroupRow) -> Knowledge {
        known(cause, self.newest(cause))
    }

    /// The knowledge about a job of a cause: its own entry, or what is known of the cause.
    pub(crate) fn of_job(&self, job: &GroupRow, cause: &Knowledge) -> Knowledge {
        match (self.newest(job), cause.source) {
            (None, KnowledgeSource::Written) => cause.clone(),
            (entry, _) => known(job, entry),
        }
    }

    fn newest(&self, group: &GroupRow) -> Option<&KnowledgeRow> {
        let own = self.0.get(&group.id);
        group.parts.iter().filter_map(|part| self.newest(part)).chain(own).max_by_key(|row| row.at)
    }

    /// What a reader cannot tell apart: groups of one provider, code and title have one cause.
    pub(crate) fn identical(&self, group: &GroupRow) -> Option<String> {
        let title = known(group, self.0.get(&group.id)).title?;
        Some([group.provider.as_str(), group.error_code.as_deref().unwrap_or_default(), &title].join("\0"))
    }
}

fn known(group: &GroupRow, entry: Option<&KnowledgeRow>) -> Knowledge {
    let GroupRow { provider, request_type, error_code, line, .. } = group;
    of(provider, request_type.as_deref(), error_code.as_deref(), line.as_deref(), entry.cloned())
}

fn filled(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// Parses an owner or an advice from its word in the journal and in files.
fn word<T: serde::de::DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(word.into()).ok()
}

fn word_of(value: Option<impl serde::Serialize>) -> Option<String> {
    serde_json::to_value(value?).ok()?.as_str().map(str::to_owned)
}

impl Rejected {
    /// Entries by users; none if the journal cannot be read, which is reported elsewhere.
    pub(crate) async fn written_knowledge(&self) -> Written {
        let rows = self.core.read_journal(Journal::knowledge).await.unwrap_or_default();
        if rows.is_empty() {
            return Written::default();
        }
        Written::new(rows, &self.older_groups().await)
    }

    /// Links from groups of earlier versions to the present ones; none if the cache cannot be read.
    pub(crate) async fn older_groups(&self) -> OlderGroups {
        self.core.cache(Cache::older_groups).await.unwrap_or_default()
    }

    /// Saves a user's knowledge about a cause, as of now, for each of its groups.
    pub async fn save_knowledge(&self, groups: Vec<String>, draft: KnowledgeDraft) -> Result<Knowledge, Problem> {
        self.core.active();
        let by =
            self.connections.selected_connection().map(|known| self.sessions.current_user(&known)).unwrap_or_default();
        let written = self.written_knowledge().await;
        let before = groups.iter().filter_map(|group| written.0.get(group)).map(|row| row.at).max();
        // The entry must win for these groups even if an older group has a newer entry, by another clock.
        let at = before.map_or(self.core.now(), |before| self.core.now().max(before.saturating_add(1)));
        let row = checked(groups.first().cloned().unwrap_or_default(), draft)?;
        let row = KnowledgeRow { at, by, ..row };
        let row = self
            .core
            .journal(move |journal| {
                let mut saved = row.clone();
                for grp in groups {
                    saved = journal.add_knowledge(&KnowledgeRow { grp, ..row.clone() })?;
                }
                Ok(saved)
            })
            .await?;
        self.core.events.rejected();
        Ok(of("", None, None, None, Some(row)))
    }

    /// Deletes the entries for groups, so that a built-in cause shows again. An older group's entry stays with the other
    /// groups that it leads to.
    pub async fn forget_knowledge(&self, groups: Vec<String>) -> Result<Knowledge, Problem> {
        self.core.active();
        let older = self.older_groups().await;
        let all = groups.clone();
        let connection = self.connections.selected_connection()?.id().to_owned();
        let ungrouped = self
            .core
            .journal(move |journal| {
                let mut ungrouped = false;
                for grp in &all {
                    for formerly in older.leading_to(grp) {
                        let mut others = older.lead(&formerly);
                        others.retain(|other| !all.contains(other));
                        journal.pass_on(&formerly, &others)?;
                    }
                    journal.forget(grp)?;
                    // Nothing else can take back the join or split of an older group without requests.
                    ungrouped |= is_older(grp) && journal.ungroup(&connection, grp)?;
                }
                Ok(ungrouped)
            })
            .await?;
        if ungrouped {
            self.core.cache(Cache::regroup).await?;
        }
        self.core.events.rejected();
        let parts = self.cause_shape(groups).await.map(|shape| shape.parts).unwrap_or_default();
        Ok(parts.first().map_or_else(|| of("", None, None, None, None), seeded))
    }

    /// Entries, joins and splits made under the rules of an earlier version that no request leads to any more.
    pub async fn old_causes(&self) -> Result<Vec<OldCause>, Problem> {
        let rows = self.core.read_journal(Journal::knowledge).await?;
        let rows: Vec<KnowledgeRow> = rows.into_iter().filter(|row| is_older(&row.grp)).collect();
        let groups: Vec<String> = rows.iter().map(|row| row.grp.clone()).collect();
        let nowhere = self.core.cache(move |cache| cache.without_requests(&groups)).await?;
        let old = rows
            .into_iter()
            .filter(|row| nowhere.contains(&row.grp))
            .map(|row| OldCause { group: row.grp.clone(), knowledge: of("", None, None, None, Some(row)) });
        let mut old: Vec<OldCause> = old.collect();
        let grouped = self.old_groupings().await?;
        old.extend(grouped.into_iter().filter(|one| !nowhere.contains(&one.group)));
        Ok(old)
    }

    /// Joins and splits have no titles: a join is shown by its keys, a split by its key and its criterion.
    async fn old_groupings(&self) -> Result<Vec<OldCause>, Problem> {
        let connection = self.sessions.not_left()?.id().to_owned();
        let rows = self.core.read_journal(move |journal| journal.groupings(&connection)).await?;
        let rows: Vec<_> = rows.into_iter().filter(|row| is_older(&row.group)).collect();
        let groups: Vec<String> = rows.iter().map(|row| row.group.clone()).collect();
        let nowhere = self.core.cache(move |cache| cache.without_causes(&groups)).await?;
        let old = rows.into_iter().filter(|row| nowhere.contains(&row.group)).map(|row| {
            let title = match (row.joined, row.split_by) {
                (Some(joined), _) => format!("{} + {joined}", row.group),
                (None, by) => format!("{} / {}", row.group, by.map_or("", SplitBy::as_str)),
            };
            let nothing = of("", None, None, None, None);
            OldCause { group: row.group, knowledge: Knowledge { title: Some(title), ..nothing } }
        });
        Ok(old.collect())
    }
}

fn seeded(part: &GroupPart) -> Knowledge {
    of(&part.provider, part.request_type.as_deref(), part.error_code.as_deref(), Some(&part.shape), None)
}

/// Validates a draft and makes its row, without time and author.
fn checked(group: String, draft: KnowledgeDraft) -> Result<KnowledgeRow, Problem> {
    let mut faults = Vec::new();
    let mut clean = |field: &str, text: String, most: usize| {
        let text = text.trim().to_owned();
        if text.chars().count() > most {
            faults.push(FieldProblem::new(field, "tooLong").with("most", most));
        }
        text
    };
    let row = KnowledgeRow {
        grp: clean("group", group, MAX_TITLE_CHARS),
        title: clean("title", draft.title, MAX_TITLE_CHARS),
        cause: clean("cause", draft.cause, MAX_TEXT_CHARS),
        owner: word_of(draft.owner),
        next_step: clean("next_step", draft.next_step, MAX_TEXT_CHARS),
        advice: word_of(draft.advice),
        at: 0,
        by: String::new(),
    };
    for (field, text) in [("group", &row.grp), ("title", &row.title)] {
        if text.is_empty() {
            faults.push(FieldProblem::new(field, "required"));
        }
    }
    if faults.is_empty() { Ok(row) } else { Err(Problem::at_fields(faults)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{Advice, FixOwner};

    fn draft(title: &str) -> KnowledgeDraft {
        KnowledgeDraft {
            title: title.to_owned(),
            cause: " Moved \n".to_owned(),
            owner: Some(FixOwner::CaSystem),
            next_step: String::new(),
            advice: Some(Advice::AfterFix),
        }
    }

    #[test]
    fn written_knowledge_takes_precedence_over_built_in_causes() {
        let seeded = of("conax", None, Some("CLIENT_NOT_FOUND"), Some("no such client"), None);
        assert_eq!((seeded.source, seeded.owner), (KnowledgeSource::Seeded, Some(FixOwner::Stock)));
        let row = KnowledgeRow { at: 5, by: "ann".to_owned(), ..checked("f1".to_owned(), draft(" Moved ")).unwrap() };
        assert_eq!((row.owner.as_deref(), row.advice.as_deref()), (Some("caSystem"), Some("afterFix")));
        let written = of("conax", None, Some("CLIENT_NOT_FOUND"), None, Some(row));
        let expected = Knowledge {
            title: Some("Moved".to_owned()),
            cause: Some("Moved".to_owned()),
            owner: Some(FixOwner::CaSystem),
            next_step: None,
            advice: Some(Advice::AfterFix),
            source: KnowledgeSource::Written,
            at: Some(5.0),
            by: Some("ann".to_owned()),
        };
        assert_eq!(written, expected);
        let unknown = of("conax", None, Some("TXT_17"), Some("nobody knows"), None);
        assert_eq!((unknown.source, unknown.title), (KnowledgeSource::Nothing, None));
    }

    #[test]
    fn a_draft_needs_a_title_and_is_limited_in_length() {
        let faults = |group: &str, draft| {
            let problem = checked(group.to_owned(), draft).unwrap_err();
            problem.fields.into_iter().map(|it| format!("{} {}", it.field, it.fault)).collect::<Vec<_>>()
        };
        assert_eq!(faults("f1", draft("  ")), ["title required"]);
        assert_eq!(faults(" ", draft("x")), ["group required"]);
        let long = KnowledgeDraft { cause: "x".repeat(MAX_TEXT_CHARS + 1), ..draft("x") };
        assert_eq!(faults("f1", long), ["cause tooLong"]);
    }
}
