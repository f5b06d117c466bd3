//! Asks the server about the entities of some rows, each once, and compares the rows.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use crmcom::catalogue::{self, Operation, Provider};
use store::journal::sheets::{DryRunAnswer, DryRunRow};
use tokio::{sync::Semaphore, task::JoinSet};

use crate::{
    bulk::{
        Bulk, CHUNK_ROWS,
        dry_run::{
            form_entities::{FormEntity, entities_of},
            running::{MAX_PARALLEL, RunningDryRun},
            shown::stored,
        },
    },
    connections::registry::ResolvedConnection,
    error::problem::{Problem, ProblemCode},
    lookups::{LookedUp, fits},
    view::{EntityRef, FormDraft, RecordFinding, RecordFindingKind},
};

/// Entities whose answer is remembered, such as a service that all rows name.
const MAX_REMEMBERED: usize = 5_000;
/// So many failures in succession end the dry run.
const MAX_FAILURES: u32 = 10;
/// The calls for more rows than these are not counted one by one.
const MAX_COUNTED_ROWS: u32 = 20_000;

/// The server's answer about an entity.
#[derive(Debug, Clone)]
enum Answer {
    Known,
    Missing,
    OtherKind,
    /// There is no look-up for it.
    NoLookUp,
    Failed(Problem),
}

/// Answers of a dry run so far.
#[derive(Default)]
pub(super) struct Asked {
    answers: HashMap<EntityRef, Answer>,
    failures: u32,
}

/// A row to be asked about.
struct OpenRow {
    row: DryRunRow,
    operation: &'static Operation,
    form: FormDraft,
    entities: Vec<FormEntity>,
}

impl OpenRow {
    fn read(row: DryRunRow) -> Option<Self> {
        let form: FormDraft = serde_json::from_value(row.form.clone()).ok()?;
        let operation = catalogue::find(&form.operation)?;
        Some(Self { entities: entities_of(operation, &form), row, operation, form })
    }
}

impl Bulk {
    /// The answers about some rows, and the problem that ends the dry run.
    pub(super) async fn ask_about_piece(
        self: &Arc<Self>,
        run: &RunningDryRun,
        known: &ResolvedConnection,
        asked: &mut Asked,
        rows: Vec<DryRunRow>,
    ) -> Result<(Vec<DryRunAnswer>, Option<Problem>), Problem> {
        let rows: Vec<OpenRow> = rows.into_iter().filter_map(OpenRow::read).collect();
        if asked.answers.len() > MAX_REMEMBERED {
            asked.answers.clear();
        }
        asked.answers.retain(|_, answer| !matches!(answer, Answer::Failed(_)));
        let broken = self.look_up_all(run, known, asked, &rows).await?;
        let mut answers = Vec::with_capacity(rows.len());
        for open in rows {
            let mut findings = Vec::new();
            let mut problem = None;
            for FormEntity { field, of } in &open.entities {
                let kind = match asked.answers.get(of).or(broken.as_ref().map(|(_, failed)| failed)) {
                    Some(Answer::Known) | None => continue,
                    Some(Answer::Missing) => RecordFindingKind::NotFound,
                    Some(Answer::OtherKind) => RecordFindingKind::WrongKind,
                    Some(Answer::NoLookUp) => RecordFindingKind::NoLookUp,
                    Some(Answer::Failed(why)) => {
                        problem = problem.or(Some(why.code));
                        RecordFindingKind::NotAsked
                    }
                };
                let field = (*field).to_owned();
                findings.push(RecordFinding { kind, field, what: of.text.clone(), others: Vec::new(), request: None });
            }
            let compared = self.compare(known, open.operation, open.form, &open.entities).await?;
            findings.extend(compared.findings);
            answers.push(DryRunAnswer {
                place: open.row.place,
                fingerprint: open.row.fingerprint,
                at: self.core.now(),
                compared: compared.compared,
                // Cannot fail: a code is a word.
                problem: problem.map(|code| serde_json::to_value(code).unwrap_or_default()),
                findings: findings.into_iter().map(stored).collect(),
            });
        }
        Ok((answers, broken.map(|(problem, _)| problem)))
    }

    /// Looks up the entities of some rows that were not asked for before. Returns the problem that ends the dry run, also as
    /// the answer about all entities that were not asked for because of it.
    async fn look_up_all(
        self: &Arc<Self>,
        run: &RunningDryRun,
        known: &ResolvedConnection,
        asked: &mut Asked,
        rows: &[OpenRow],
    ) -> Result<Option<(Problem, Answer)>, Problem> {
        let mut wanted = HashSet::new();
        let turns = Arc::new(Semaphore::new(MAX_PARALLEL as usize));
        let mut calls = JoinSet::new();
        for open in rows {
            let provider = open.operation.provider.map(Provider::word);
            for FormEntity { of, .. } in &open.entities {
                if asked.answers.contains_key(of) || !wanted.insert(of) {
                    continue;
                }
                let (lookups, turns) = (Arc::clone(&self.lookups), Arc::clone(&turns));
                let (connection, of) = (known.id().to_owned(), of.clone());
                calls.spawn(async move {
                    // Cannot fail: the semaphore is never closed.
                    let _turn = turns.acquire_owned().await;
                    let answer = lookups.check_on_server(&connection, &of, provider).await;
                    (of, answer)
                });
            }
        }
        while let Some(call) = calls.join_next().await {
            let (of, answer) = call.map_err(|error| Problem::new(ProblemCode::Internal, error.to_string()))?;
            run.count_down();
            let answer = match answer? {
                LookedUp::Found(found) if fits(of.kind, found.entity.kind) => Answer::Known,
                LookedUp::Found(_) => Answer::OtherKind,
                LookedUp::NotFound => Answer::Missing,
                LookedUp::NotAsked(Problem { code: ProblemCode::NoLookUp | ProblemCode::NotOffered, .. }) => {
                    Answer::NoLookUp
                }
                LookedUp::NotAsked(problem) => Answer::Failed(problem),
            };
            let failed = if let Answer::Failed(problem) = &answer { Some(problem.clone()) } else { None };
            asked.answers.insert(of, answer.clone());
            let Some(problem) = failed else {
                asked.failures = 0;
                continue;
            };
            asked.failures += 1;
            let none_answers =
                problem.is_away() || problem.is_about_session() || problem.code == ProblemCode::ServerBusy;
            if none_answers || asked.failures >= MAX_FAILURES {
                // The other calls end with the set.
                return Ok(Some((problem, answer)));
            }
        }
        Ok(None)
    }

    /// Most calls that asking about the other rows of a sheet takes: one for each entity.
    pub(super) async fn calls_for(&self, sheet: &str, since: i64) -> Result<u32, Problem> {
        let (mut entities, mut rows, mut from) = (HashSet::new(), 0_u32, 0);
        while rows < MAX_COUNTED_ROWS {
            let id = sheet.to_owned();
            let piece = self
                .core
                .read_journal(move |journal| {
                    let rows = journal.dry_run_rows(&id, from, since, CHUNK_ROWS)?;
                    let last = rows.last().map(|row| row.place);
                    let named = rows.into_iter().filter_map(OpenRow::read).flat_map(|open| open.entities);
                    Ok((last, named.map(|entity| entity.of).collect::<HashSet<_>>()))
                })
                .await?;
            let (Some(last), named) = piece else { break };
            from = last + 1;
            rows += CHUNK_ROWS;
            entities.extend(named);
        }
        let counted = u32::try_from(entities.len()).unwrap_or(u32::MAX);
        if rows < MAX_COUNTED_ROWS {
            return Ok(counted);
        }
        let id = sheet.to_owned();
        let counts = self.core.read_journal(move |journal| journal.dry_run_counts(&id)).await?;
        let left = u64::from(counts.rows.saturating_sub(counts.asked));
        Ok(u32::try_from(u64::from(counted) * left / u64::from(rows)).unwrap_or(u32::MAX).max(counted))
    }
}
