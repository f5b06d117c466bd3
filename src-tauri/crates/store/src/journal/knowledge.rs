//! Stores the users' notes on the causes of rejections, by group. The newest note of a group is in effect; the notes
//! that it replaced, and older ones that were imported, are kept as past notes.

use rusqlite::{OptionalExtension, Row, named_params, params};

use super::{
    database::Journal,
    transaction::Transaction,
    versioned::{self, Merge, Version},
};
use crate::Error;

/// An entry that a newer one replaced is moved to `knowledge_past`.
pub(super) const TABLES: &str = "
CREATE TABLE knowledge (
    grp TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    cause TEXT NOT NULL,
    owner TEXT,
    next_step TEXT NOT NULL,
    advice TEXT,
    at INTEGER NOT NULL,
    by TEXT NOT NULL
) STRICT;
CREATE TABLE knowledge_past (
    grp TEXT NOT NULL,
    title TEXT NOT NULL,
    cause TEXT NOT NULL,
    owner TEXT,
    next_step TEXT NOT NULL,
    advice TEXT,
    at INTEGER NOT NULL,
    by TEXT NOT NULL
) STRICT;
";

/// A note on a group. `owner` and `advice` hold words that the caller defines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnowledgeRow {
    pub grp: String,
    pub title: String,
    pub cause: String,
    pub owner: Option<String>,
    pub next_step: String,
    pub advice: Option<String>,
    pub at: i64,
    /// User name, or empty if no user was signed in.
    pub by: String,
}

impl KnowledgeRow {
    /// The content, without author and time.
    fn says(&self) -> [Option<&str>; 5] {
        [Some(&self.title), Some(&self.cause), self.owner.as_deref(), Some(&self.next_step), self.advice.as_deref()]
    }

    /// Total order of notes: of two with the same time, the same one has to win on every desk.
    fn rank(&self) -> (i64, [Option<&str>; 5], &str) {
        (self.at, self.says(), &self.by)
    }
}

impl Merge {
    /// Result of merging an imported note. `was_there`: the same note was known here before.
    pub fn of_knowledge<E>(
        ours: Option<&KnowledgeRow>,
        theirs: &KnowledgeRow,
        was_there: impl FnOnce() -> Result<bool, E>,
    ) -> Result<Self, E> {
        match ours {
            Some(ours) => Self::of(ours.says() != theirs.says(), theirs.rank() > ours.rank(), was_there),
            None => Ok(if was_there()? { Self::Same } else { Self::Taken { conflict: false } }),
        }
    }
}

const COLUMNS: &str = "grp, title, cause, owner, next_step, advice, at, by";
const VALUES: &str = ":grp, :title, :cause, :owner, :next_step, :advice, :at, :by";

impl Transaction<'_> {
    /// Stores a note as the newest, even if the clock was set back since the last one. A note with unchanged content is
    /// not stored again.
    pub fn add_knowledge(&self, row: &KnowledgeRow) -> Result<KnowledgeRow, Error> {
        let before = self.known(&row.grp)?;
        if let Some(before) = before.as_ref().filter(|before| before.says() == row.says()) {
            return Ok(before.clone());
        }
        let at = versioned::time_after(row.at, before.as_ref().map(|before| before.at));
        let row = KnowledgeRow { at, ..row.clone() };
        versioned::replace(before.as_ref(), &row, |version, row| self.put_known(version, row))?;
        Ok(row)
    }

    /// Withdraws the note of a group. It is kept as a past note.
    pub fn forget(&self, grp: &str) -> Result<(), Error> {
        let Some(before) = self.known(grp)? else { return Ok(()) };
        self.put_known(Version::Past, &before)?;
        self.connection().prepare_cached("DELETE FROM knowledge WHERE grp = ?1")?.execute([grp])?;
        Ok(())
    }

    /// Moves the note of a former group to the groups that replace it; it is kept as a past note.
    pub fn pass_on(&self, formerly: &str, to: &[String]) -> Result<(), Error> {
        let Some(row) = self.known(formerly)? else { return Ok(()) };
        for grp in to {
            self.merge_knowledge(&KnowledgeRow { grp: grp.clone(), ..row.clone() })?;
        }
        self.forget(formerly)
    }

    /// Merges an imported note. Two desks that exchange their notes end with the same ones, whichever imports first. A
    /// note that was known here and withdrawn does not come back.
    pub fn merge_knowledge(&self, theirs: &KnowledgeRow) -> Result<Merge, Error> {
        let ours = self.known(&theirs.grp)?;
        let merge = Merge::of_knowledge(ours.as_ref(), theirs, || self.once_known(theirs))?;
        let newer = ours.as_ref().is_some_and(|ours| theirs.rank() > ours.rank());
        versioned::take_in(merge, ours.as_ref(), theirs, newer, |version, row| self.put_known(version, row))?;
        Ok(merge)
    }

    /// The note of a group that is in effect, and its past notes.
    pub fn knowledge_of(&self, grp: &str) -> Result<(Option<KnowledgeRow>, Vec<KnowledgeRow>), Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM knowledge_past WHERE grp = ?1 \
             ORDER BY at, title, cause, owner, next_step, advice, by"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let past = statement.query_map([grp], read)?.collect::<Result<_, _>>()?;
        Ok((self.known(grp)?, past))
    }

    /// Restores a group to the result of [`Self::knowledge_of`].
    pub fn restore_knowledge(
        &self,
        grp: &str,
        current: Option<&KnowledgeRow>,
        past: &[KnowledgeRow],
    ) -> Result<(), Error> {
        for table in Version::ALL.map(|version| version.table("knowledge")) {
            self.connection().prepare_cached(&format!("DELETE FROM {table} WHERE grp = ?1"))?.execute([grp])?;
        }
        for row in past {
            self.put_known(Version::Past, row)?;
        }
        current.map_or(Ok(()), |row| self.put_known(Version::Current, row))
    }

    fn known(&self, grp: &str) -> Result<Option<KnowledgeRow>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM knowledge WHERE grp = ?1");
        Ok(self.connection().prepare_cached(&sql)?.query_row([grp], read).optional()?)
    }

    fn once_known(&self, row: &KnowledgeRow) -> Result<bool, Error> {
        let mut statement = self.connection().prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM knowledge_past WHERE grp = ?1 AND title = ?2 AND cause = ?3 AND owner IS ?4 \
             AND next_step = ?5 AND advice IS ?6 AND at = ?7 AND by = ?8)",
        )?;
        let KnowledgeRow { grp, title, cause, owner, next_step, advice, at, by } = row;
        Ok(statement.query_row(params![grp, title, cause, owner, next_step, advice, at, by], |row| row.get(0))?)
    }

    fn put_known(&self, version: Version, row: &KnowledgeRow) -> Result<(), Error> {
        let table = version.table("knowledge");
        let sql = format!("INSERT OR REPLACE INTO {table} ({COLUMNS}) VALUES ({VALUES})");
        self.connection().prepare_cached(&sql)?.execute(named_params! {
            ":grp": row.grp,
            ":title": row.title,
            ":cause": row.cause,
            ":owner": row.owner,
            ":next_step": row.next_step,
            ":advice": row.advice,
            ":at": row.at,
            ":by": row.by,
        })?;
        Ok(())
    }
}

impl Journal {
    /// All notes in effect, by group.
    pub fn knowledge(&self) -> Result<Vec<KnowledgeRow>, Error> {
        self.known_in("knowledge", "ORDER BY grp")
    }

    /// Past notes of all groups, including older ones that were imported, newest first.
    pub fn past_knowledge(&self) -> Result<Vec<KnowledgeRow>, Error> {
        self.known_in("knowledge_past", "ORDER BY at DESC, grp")
    }

    fn known_in(&self, table: &str, order: &str) -> Result<Vec<KnowledgeRow>, Error> {
        let guard = self.read();
        let mut statement = guard.prepare_cached(&format!("SELECT {COLUMNS} FROM {table} {order}"))?;
        Ok(statement.query_map([], read)?.collect::<Result<_, _>>()?)
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<KnowledgeRow> {
    Ok(KnowledgeRow {
        grp: row.get(0)?,
        title: row.get(1)?,
        cause: row.get(2)?,
        owner: row.get(3)?,
        next_step: row.get(4)?,
        advice: row.get(5)?,
        at: row.get(6)?,
        by: row.get(7)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal() -> (tempfile::TempDir, Journal) {
        let dir = tempfile::tempdir().unwrap();
        let journal = Journal::open(&dir.path().join("journal.db")).unwrap();
        (dir, journal)
    }

    fn row(title: &str, at: i64) -> KnowledgeRow {
        KnowledgeRow {
            grp: "f1".to_owned(),
            title: title.to_owned(),
            cause: String::new(),
            owner: Some("stock".to_owned()),
            next_step: "ask".to_owned(),
            advice: None,
            at,
            by: "ann".to_owned(),
        }
    }

    fn know(journal: &Journal, title: &'static str, at: i64) -> KnowledgeRow {
        journal.write(move |w| w.add_knowledge(&row(title, at))).wait().unwrap()
    }

    fn merge(journal: &Journal, theirs: KnowledgeRow) -> Merge {
        journal.write(move |w| w.merge_knowledge(&theirs)).wait().unwrap()
    }

    fn titles(rows: Vec<KnowledgeRow>) -> Vec<(String, i64)> {
        rows.into_iter().map(|row| (row.title, row.at)).collect()
    }

    #[test]
    fn the_newest_entry_counts_and_earlier_ones_stay() {
        let (_dir, journal) = journal();
        know(&journal, "one", 10);
        assert_eq!(know(&journal, "one", 20).at, 10, "the same again is no news");
        assert_eq!(know(&journal, "two", 5).at, 11, "it counts though the clock was set back");
        assert_eq!(titles(journal.knowledge().unwrap()), [("two".to_owned(), 11)]);
        assert_eq!(titles(journal.past_knowledge().unwrap()), [("one".to_owned(), 10)]);
    }

    #[test]
    fn earlier_entries_are_found_by_the_index_of_their_group() {
        let (_dir, journal) = journal();
        let guard = journal.read();
        let sql = "EXPLAIN QUERY PLAN SELECT 1 FROM knowledge_past WHERE grp = 'f1' ORDER BY at";
        let plan: String = guard.query_row(sql, [], |row| row.get("detail")).unwrap();
        assert!(plan.contains("knowledge_past_grp"), "{plan}");
    }

    #[test]
    fn a_file_brings_newer_entries_and_both_are_kept() {
        let (_dir, journal) = journal();
        know(&journal, "ours", 10);
        assert_eq!(merge(&journal, row("theirs", 20)), Merge::Taken { conflict: true });
        assert_eq!(merge(&journal, row("older", 5)), Merge::Kept);
        for again in [row("theirs", 20), row("older", 5), row("ours", 10), row("theirs", 30)] {
            assert!(!merge(&journal, again.clone()).conflict(), "known already: {again:?}");
        }
        assert_eq!(titles(journal.knowledge().unwrap()), [("theirs".to_owned(), 30)]);
        let past = [("ours".to_owned(), 10), ("older".to_owned(), 5)];
        assert_eq!(titles(journal.past_knowledge().unwrap()), past);
    }

    #[test]
    fn deleted_knowledge_does_not_return_from_an_old_file() {
        let (_dir, journal) = journal();
        know(&journal, "wrong", 10);
        journal.write(|w| w.forget("f1")).wait().unwrap();
        journal.write(|w| w.forget("f1")).wait().unwrap();
        assert_eq!(merge(&journal, row("wrong", 10)), Merge::Same);
        assert!(journal.knowledge().unwrap().is_empty());
        assert_eq!(journal.past_knowledge().unwrap().len(), 1);
        assert_eq!(merge(&journal, row("right", 20)), Merge::Taken { conflict: false });
    }

    #[test]
    fn knowledge_of_an_older_group_moves_to_its_successors() {
        let (_dir, journal) = journal();
        know(&journal, "before", 10);
        let newer = KnowledgeRow { grp: "2:b".to_owned(), ..row("newer", 20) };
        journal
            .write(move |w| {
                w.add_knowledge(&newer)?;
                w.pass_on("f1", &["2:a".to_owned(), "2:b".to_owned()])?;
                w.pass_on("nobody", &["2:c".to_owned()])
            })
            .wait()
            .unwrap();
        let known = journal.knowledge().unwrap().into_iter().map(|it| (it.grp, it.title)).collect::<Vec<_>>();
        let expected = [("2:a", "before"), ("2:b", "newer")].map(|(grp, title)| (grp.to_owned(), title.to_owned()));
        assert_eq!(known, expected);
        let past = journal.past_knowledge().unwrap().into_iter().map(|it| it.grp).collect::<Vec<_>>();
        assert_eq!(past, ["2:b", "f1"], "and nothing is lost");
    }

    #[test]
    fn the_order_of_exchanged_files_does_not_matter() {
        let rows = [row("a", 20), row("b", 20), row("c", 10)];
        for turn in 0..rows.len() {
            let (_dir, journal) = journal();
            for at in 0..rows.len() {
                merge(&journal, rows[(turn + at) % rows.len()].clone());
            }
            assert_eq!(titles(journal.knowledge().unwrap()), [("b".to_owned(), 20)], "turn {turn}");
            let mut past = titles(journal.past_knowledge().unwrap());
            past.sort();
            assert_eq!(past, [("a".to_owned(), 20), ("c".to_owned(), 10)], "turn {turn}");
        }
    }
}
