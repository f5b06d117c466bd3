//! A dry run as the window shows it.

use serde_json::Value;
use store::journal::sheets::{DryRunAnswer, DryRunFinding, DryRunGroup};

use crate::{
    bulk::{
        Bulk,
        check::matching_of,
        dry_run::{compare::compared_records, running::MAX_PARALLEL},
    },
    error::problem::Problem,
    time::millis,
    view::{ComparedRecords, DryRun, RecordFinding, RecordFindingKind, RecordGroup, RowRecords},
};

impl Bulk {
    /// What the server's records say about the rows of a sheet. Does not ask the server.
    pub async fn dry_run(&self, id: String) -> Result<DryRun, Problem> {
        let record = self.record(&id).await?;
        let operation = matching_of(&record).and_then(|matching| crmcom::catalogue::find(&matching.operation));
        let sheet = id.clone();
        let (run, counts, groups) = self
            .core
            .read_journal(move |journal| {
                Ok((journal.dry_run(&sheet)?, journal.dry_run_counts(&sheet)?, journal.dry_run_groups(&sheet)?))
            })
            .await?;
        let running = self.running(&id);
        let owner = self.sessions.owner(&record.connection).user;
        let run = run.filter(|run| run.owner == owner);
        let answered = |count: u32| if run.is_some() { count } else { 0 };
        let calls = match &running {
            Some(running) => running.calls(),
            None if answered(counts.asked) == counts.rows => 0,
            None => self.calls_for(&id, i64::MAX).await?,
        };
        let mut groups: Vec<RecordGroup> =
            if run.is_some() { groups.into_iter().filter_map(group).collect() } else { Vec::new() };
        groups.sort_by_key(|group| (group.first.kind, std::cmp::Reverse(group.rows)));
        let problem = self.dry_runs.lock().ended.get(&id).cloned();
        Ok(DryRun {
            running: running.is_some(),
            rows: counts.rows,
            asked: answered(counts.asked),
            failed: answered(counts.failed),
            uncompared: answered(counts.uncompared),
            calls,
            millis: self.lookups.call_time().as_secs_f64() * 1_000.0 * f64::from(calls) / f64::from(MAX_PARALLEL),
            begun: run.as_ref().map(|run| millis(run.begun)),
            lists_read: run.as_ref().and_then(|run| run.lists_read).map(millis),
            lists_incomplete: run.as_ref().is_some_and(|run| run.lists_incomplete),
            compares: operation.map_or(ComparedRecords::Nothing, compared_records),
            problem,
            groups,
        })
    }
}

/// The word for a kind in the journal.
pub(in crate::bulk) fn word(kind: RecordFindingKind) -> String {
    let word = serde_json::to_value(kind).ok();
    word.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned()
}

pub(super) fn stored(found: RecordFinding) -> DryRunFinding {
    let RecordFinding { kind, field, what, others, request } = found;
    DryRunFinding { kind: word(kind), field, what, others, request }
}

/// `None` for a kind of another version.
fn finding(found: DryRunFinding) -> Option<RecordFinding> {
    let DryRunFinding { kind, field, what, others, request } = found;
    let kind = serde_json::from_value(Value::from(kind)).ok()?;
    Some(RecordFinding { kind, field, what, others, request })
}

fn group(group: DryRunGroup) -> Option<RecordGroup> {
    let DryRunGroup { rows, ready, line, first } = group;
    Some(RecordGroup { rows, ready, line, first: finding(first)? })
}

pub(in crate::bulk) fn row_records(answer: DryRunAnswer) -> RowRecords {
    let mut findings: Vec<RecordFinding> = answer.findings.into_iter().filter_map(finding).collect();
    findings.sort_by_key(|found| found.kind);
    RowRecords {
        asked: millis(answer.at),
        compared: answer.compared,
        problem: answer.problem.and_then(|code| serde_json::from_value(code).ok()),
        findings,
    }
}
