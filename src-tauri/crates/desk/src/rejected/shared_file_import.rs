//! Imports files of other desks: previewed first, taken in chunks on the user's order, and undone as a whole.
//!
//! The journal has one writer, which sending waits for, so no chunk is long. The changes of an import are remembered
//! until the next import begins or the desk ends; entries changed since then are not undone.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, atomic::Ordering::Relaxed},
};

use store::{
    cache::{Cache, causes::is_older},
    journal::{
        knowledge::KnowledgeRow,
        triage::{Mark, MarkField},
        versioned::Merge,
    },
};

use crate::{
    error::problem::{FieldProblem, Problem, ProblemCode},
    new_key,
    rejected::{
        Rejected,
        import_items::{AppliedImport, FileScope, ImportChange, ImportKey, Item, PlannedImport, State},
    },
    view::{DeskEvent, DismissedBy, ImportProgress, ImportSummary, ImportUndone, LeftOutOfFile, Merged, NotTaken},
};

/// Most entries of a file.
const MAX_ENTRIES: usize = 10_000;
/// Entries written in one commit: other writers wait no longer than for these.
const CHUNK_ENTRIES: usize = 200;

/// Present entries, on which the preview tries a file's. The import decides by the same rules.
#[derive(Default)]
struct Trial {
    marks: HashMap<(String, MarkField), Vec<Mark>>,
    knowledge: HashMap<String, (Option<KnowledgeRow>, Vec<KnowledgeRow>)>,
}

impl Trial {
    /// Tries an entry. Returns whether one was known, and the outcome.
    fn take(&mut self, item: &Item) -> (bool, Merge) {
        let sure = |it: Result<Merge, std::convert::Infallible>| it.unwrap_or_else(|never| match never {});
        match item {
            Item::Mark(mark) => {
                let known = self.marks.entry((mark.request.clone(), mark.field)).or_default();
                let ours = known.iter().position(|it| it.current);
                let theirs = Mark { current: false, ..mark.clone() };
                let merge = Merge::of_marks(ours.map(|at| &known[at]), mark, || Ok(known.contains(&theirs)));
                let merge = sure(merge);
                match (merge, ours) {
                    (Merge::Taken { .. }, ours) => {
                        if let Some(at) = ours {
                            known[at].current = false;
                        }
                        known.push(mark.clone());
                    }
                    (Merge::Kept, _) => known.push(theirs),
                    (Merge::Same, Some(at)) if known[at].at < mark.at => known[at] = mark.clone(),
                    (Merge::Same, _) => {}
                }
                (ours.is_some(), merge)
            }
            Item::Knowledge(row) => {
                let (ours, past) = self.knowledge.entry(row.grp.clone()).or_default();
                let was_known = ours.is_some();
                let merge = sure(Merge::of_knowledge(ours.as_ref(), row, || Ok(past.contains(row))));
                match merge {
                    Merge::Taken { .. } => past.extend(ours.replace(row.clone())),
                    Merge::Kept => past.push(row.clone()),
                    Merge::Same => *ours = ours.take().map(|it| if it.at < row.at { row.clone() } else { it }),
                }
                (was_known, merge)
            }
        }
    }
}

impl Rejected {
    /// Previews the changes that a file would make. The file is kept until it is taken or another one is previewed.
    pub(crate) async fn summed_up(
        &self,
        of: FileScope,
        read: Vec<Result<Item, NotTaken>>,
    ) -> Result<ImportSummary, Problem> {
        if read.len() > MAX_ENTRIES {
            let fault = FieldProblem::new("file", "tooManyEntries").with("most", MAX_ENTRIES);
            return Err(Problem { fields: vec![fault], ..Problem::new(ProblemCode::FileNotRead, "") });
        }
        let mut left_out: BTreeMap<NotTaken, u32> = BTreeMap::new();
        let mut items = Vec::with_capacity(read.len());
        for item in read {
            match item {
                Ok(item) => items.push(item),
                Err(why) => *left_out.entry(why).or_default() += 1,
            }
        }
        let left_out = left_out.into_iter().map(|(why, count)| LeftOutOfFile { why, count }).collect();
        let mut trial = self.trial(&of).await?;
        let id = new_key();
        let (looked, summary) = self
            .core
            .blocking(move || {
                let summary = summary(id.clone(), &items, &mut trial, left_out);
                Ok((PlannedImport { id, of, items }, summary))
            })
            .await?;
        *self.imports.planned.lock() = Some(looked);
        Ok(summary)
    }

    async fn trial(&self, of: &FileScope) -> Result<Trial, Problem> {
        let mut trial = Trial::default();
        if let FileScope::OneServer { connection, .. } = of.clone() {
            for mark in self.core.read_journal(move |journal| journal.marks(&connection)).await? {
                trial.marks.entry((mark.request.clone(), mark.field)).or_default().push(mark);
            }
        } else {
            let (known, past) = self
                .core
                .read_journal(|journal| Ok::<_, store::Error>((journal.knowledge()?, journal.past_knowledge()?)))
                .await?;
            for row in known {
                trial.knowledge.insert(row.grp.clone(), (Some(row), Vec::new()));
            }
            for row in past {
                trial.knowledge.entry(row.grp.clone()).or_default().1.push(row);
            }
        }
        Ok(trial)
    }

    /// Takes a previewed file in chunks, and reports progress. For each entry the newest version counts; older ones are
    /// kept beside it. An import that is stopped keeps the entries taken so far, and can be undone like a whole one.
    pub async fn take_import(&self, id: String) -> Result<Merged, Problem> {
        self.core.active();
        let imports = &self.imports;
        let _turn = imports.running.lock().await;
        let looked = imports.planned.lock().take_if(|looked| looked.id == id);
        let Some(PlannedImport { of, items, .. }) = looked else { return Err(gone()) };
        self.still(&of)?;
        imports.stopped.store(false, Relaxed);
        *imports.applied.lock() = Some(AppliedImport { of: of.clone(), changes: HashMap::new() });
        let total = items.len();
        let of_before = items.iter().any(|item| matches!(item, Item::Knowledge(row) if is_older(&row.grp)));
        let (mut merged, mut done) = (Merged::default(), 0);
        for piece in items.chunks(CHUNK_ENTRIES) {
            if imports.stopped.load(Relaxed) || *self.core.stop.borrow() {
                break;
            }
            let (piece, connection, taken) = (piece.to_vec(), of.connection().to_owned(), Arc::clone(&imports.applied));
            let (outcomes, changes) = self
                .core
                .journal(move |journal| {
                    let mut outcomes = Vec::with_capacity(piece.len());
                    let mut changes = Vec::with_capacity(piece.len());
                    for item in &piece {
                        let key = item.key();
                        let before = State::read(journal, &connection, &key)?;
                        outcomes.push(item.merge(journal, &connection)?);
                        let after = State::read(journal, &connection, &key)?;
                        changes.push((key, ImportChange { before, after }));
                    }
                    Ok((outcomes, changes))
                })
                .await?;
            // Only changes that are on the disk are remembered.
            if let Some(taken) = taken.lock().as_mut() {
                for (key, change) in changes {
                    taken.note(key, change);
                }
            }
            for merge in &outcomes {
                merged.count(*merge);
            }
            done += outcomes.len();
            self.tell_import(&id, done, total);
        }
        merged.left = u32::try_from(total - done).unwrap_or(u32::MAX);
        if of_before {
            // The file was written by an earlier version. The requests that its entries concern are searched for among
            // the present ones.
            self.core.cache(Cache::read_causes).await?;
        }
        self.core.events.rejected();
        Ok(merged)
    }

    /// Stops an import under way, and forgets a previewed file.
    #[allow(clippy::unused_async)] // every command is asynchronous
    pub async fn stop_import(&self) -> Result<(), Problem> {
        self.imports.stopped.store(true, Relaxed);
        *self.imports.planned.lock() = None;
        Ok(())
    }

    /// Undoes the last import, as long as the desk runs and no other import began. Entries changed since then stay.
    pub async fn undo_import(&self) -> Result<ImportUndone, Problem> {
        self.core.active();
        let imports = &self.imports;
        let _turn = imports.running.lock().await;
        let of = imports.applied.lock().as_ref().map(|taken| taken.of.clone()).ok_or_else(gone)?;
        self.still(&of)?;
        let Some(AppliedImport { changes, .. }) = imports.applied.lock().take() else { return Err(gone()) };
        let (mut undone, total, mut done) = (ImportUndone::default(), changes.len(), 0);
        let mut left: Vec<(ImportKey, ImportChange)> = changes.into_iter().collect();
        while !left.is_empty() {
            let piece: Vec<_> = left.drain(..left.len().min(CHUNK_ENTRIES)).collect();
            let (count, connection, again) = (piece.len(), of.connection().to_owned(), piece.clone());
            let outcome = self
                .core
                .journal(move |journal| {
                    let mut restored = 0;
                    for (key, ImportChange { before, after }) in &piece {
                        if State::read(journal, &connection, key)? == *after {
                            before.restore(journal, &connection, key)?;
                            restored += 1;
                        }
                    }
                    Ok(restored)
                })
                .await;
            let restored = match outcome {
                Ok(restored) => restored,
                Err(problem) => {
                    // Changes that are not undone yet can still be undone.
                    let changes = left.into_iter().chain(again).collect();
                    *imports.applied.lock() = Some(AppliedImport { of, changes });
                    self.core.events.rejected();
                    return Err(problem);
                }
            };
            done += count;
            undone.restored += restored;
            undone.changed_since += u32::try_from(count).unwrap_or(u32::MAX) - restored;
            self.tell_import("", done, total);
        }
        self.core.events.rejected();
        Ok(undone)
    }

    /// Fails if the connection does not lead where it did at the preview.
    fn still(&self, of: &FileScope) -> Result<(), Problem> {
        let is = match of {
            FileScope::AnyServer => true,
            FileScope::OneServer { connection, .. } => FileScope::of(&self.connections.connection(connection)?) == *of,
        };
        if is { Ok(()) } else { Err(gone()) }
    }

    fn tell_import(&self, id: &str, done: usize, of: usize) {
        let count = |count| u32::try_from(count).unwrap_or(u32::MAX);
        let progress = ImportProgress { id: id.to_owned(), done: count(done), of: count(of) };
        self.core.events.emit(DeskEvent::Import { progress });
    }
}

impl AppliedImport {
    /// Records a change. A file may have two entries under one key: the state before the first and after the last
    /// count.
    fn note(&mut self, key: ImportKey, change: ImportChange) {
        match self.changes.get_mut(&key) {
            Some(known) => known.after = change.after,
            None if change.before == change.after => {}
            None => drop(self.changes.insert(key, change)),
        }
    }
}

impl Merged {
    fn count(&mut self, merge: Merge) {
        match merge {
            Merge::Taken { .. } => self.taken += 1,
            Merge::Kept => self.kept += 1,
            Merge::Same => {}
        }
        self.conflicts += u32::from(merge.conflict());
    }
}

fn summary(id: String, items: &[Item], trial: &mut Trial, left_out: Vec<LeftOutOfFile>) -> ImportSummary {
    let mut dismissals: BTreeMap<String, u32> = BTreeMap::new();
    let mut summary = ImportSummary { id, new: 0, changed: 0, older: 0, same: 0, dismissals: Vec::new(), left_out };
    for item in items {
        let (was_known, merge) = trial.take(item);
        match merge {
            Merge::Taken { .. } if was_known => summary.changed += 1,
            Merge::Taken { .. } => summary.new += 1,
            Merge::Kept => summary.older += 1,
            Merge::Same => summary.same += 1,
        }
        if let Item::Mark(Mark { field: MarkField::Dismissal, value: Some(_), by, .. }) = item
            && matches!(merge, Merge::Taken { .. })
        {
            *dismissals.entry(by.clone()).or_default() += 1;
        }
    }
    summary.dismissals = dismissals.into_iter().map(|(by, count)| DismissedBy { by, count }).collect();
    summary.dismissals.sort_by_cached_key(|it| (std::cmp::Reverse(it.count), store::words::place(Some(&it.by))));
    summary
}

fn gone() -> Problem {
    Problem::new(ProblemCode::NotFound, "")
}
