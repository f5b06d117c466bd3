//! The findings of a check that is not over: those of the first rows are shown while the others are checked.

use std::collections::BTreeMap;

use store::journal::sheets::{Finding, SheetRow};

use crate::{
    bulk::doctor,
    view::{BulkFinding, FindingSample},
};

/// Findings so far, by kind and field.
#[derive(Default)]
pub(super) struct FoundSoFar(BTreeMap<(String, String), FoundGroup>);

struct FoundGroup {
    finding: BulkFinding,
    /// The last row that was counted.
    last: u32,
}

impl FoundSoFar {
    /// Counts the findings of rows, which come in the order of their places.
    pub(super) fn add(&mut self, findings: &[Finding], rows: &[(u32, SheetRow)]) {
        for found in findings {
            let group = self.0.entry((found.kind.clone(), found.field.clone())).or_insert_with(|| {
                let at = rows.binary_search_by_key(&found.place, |(place, _)| *place);
                let row = at.ok().map(|at| &rows[at].1);
                let cell = row.and_then(|row| row.cells.get(found.column as usize));
                let sample = FindingSample {
                    line: row.map_or(0, |row| row.line),
                    was: cell.cloned().unwrap_or_default(),
                    now: found.now.clone(),
                };
                FoundGroup { finding: empty(found, sample), last: u32::MAX }
            });
            group.finding.rows += u32::from(group.last != found.place);
            group.finding.repairable += u32::from(found.now.is_some());
            group.finding.proved += u32::from(found.proved);
            group.last = found.place;
        }
    }

    /// Those of most rows first.
    pub(super) fn shown(&self) -> Vec<BulkFinding> {
        let mut findings: Vec<BulkFinding> = self.0.values().map(|group| group.finding.clone()).collect();
        findings.sort_by_key(|found| std::cmp::Reverse(found.rows));
        findings
    }
}

fn empty(found: &Finding, sample: FindingSample) -> BulkFinding {
    BulkFinding {
        keepable: doctor::is_keepable(&found.kind),
        kind: found.kind.clone(),
        field: found.field.clone(),
        rows: 0,
        repairable: 0,
        proved: 0,
        sample,
    }
}
