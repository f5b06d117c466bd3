//! The planner: prefills the form of each row of a batch, or notes why the row cannot be sent. It only reads.

use std::{collections::HashSet, sync::Arc};

use serde_json::Value;
use store::journal::batches::{Batch, BatchRow, BatchState, LeftOut, Plan};
use tokio::task::JoinSet;

use crate::{
    error::problem::{Problem, ProblemCode},
    retries::{Retries, prefill::IdentifierLookup},
    view::{FormDraft, MissingField, MissingWhy, PrefilledForm},
};

/// Rows of one commit: stopping the batch waits no longer than for these.
const CHUNK_ROWS: u32 = 100;
/// Rows planned at a time, each with at most one call to the server.
const MAX_PARALLEL_PLANS: usize = 4;

impl Retries {
    /// Plans some more rows. `false`: all rows are planned, and so is the batch.
    pub(super) async fn plan_some(
        self: &Arc<Self>,
        batch: &Batch,
        names: &Arc<IdentifierLookup>,
    ) -> Result<bool, Problem> {
        let id = batch.id.clone();
        let rows = self.core.read_journal(move |journal| journal.unplanned(&id, CHUNK_ROWS)).await?;
        if rows.is_empty() {
            // Mappings may have changed since the first rows were planned.
            self.apply_mappings(true).await?;
            let (id, now) = (batch.id.clone(), self.core.now());
            self.core
                .journal(move |journal| {
                    journal.change_batch(&id, &[BatchState::Planning], now, |batch| batch.state = BatchState::Planned)
                })
                .await?;
            return Ok(false);
        }
        let (connection, keys) =
            (batch.connection.clone(), rows.iter().map(|row| row.chosen.key.clone()).collect::<Vec<_>>());
        let rejected = self.core.cache(move |cache| cache.subjects(&connection, &keys)).await?;
        let rejected: HashSet<String> = rejected.into_iter().map(|subject| subject.key).collect();
        let (mut plans, mut looks) = (Vec::with_capacity(rows.len()), JoinSet::new());
        for row in rows {
            if !rejected.contains(&row.chosen.key) {
                plans.push((row.place, row.chosen.request, gap(LeftOut::NotRejected)));
                continue;
            }
            if looks.len() >= MAX_PARALLEL_PLANS {
                plans.extend(looks.join_next().await.and_then(Result::ok));
            }
            let (this, names) = (Arc::clone(self), Arc::clone(names));
            looks.spawn(async move {
                let plan = this.plan_row(&row, &names).await;
                (row.place, row.chosen.request, plan)
            });
        }
        plans.extend(looks.join_all().await);
        let (id, connection) = (batch.id.clone(), batch.connection.clone());
        self.core
            .journal(move |journal| {
                let mut checked = Vec::with_capacity(plans.len());
                for (place, request, plan) in plans {
                    let retried = plan.gap.is_none() && journal.is_retried(&connection, &request)?;
                    checked.push((place, if retried { gap(LeftOut::AlreadyRetried) } else { plan }));
                }
                journal.plan(&id, &checked)
            })
            .await
    }

    async fn plan_row(&self, row: &BatchRow, names: &IdentifierLookup) -> Plan {
        let parent = match self.parent(&row.chosen.key).await {
            Ok(parent) => parent,
            Err(problem) => {
                tracing::info!(row = row.chosen.key, %problem, "cannot be retried");
                return gap(LeftOut::NotRejected);
            }
        };
        match parent.prefill_operation(None, names, self.wall_clock(&parent.known)).await {
            Ok(PrefilledForm { draft: None, operations, .. }) if operations.is_empty() => gap(LeftOut::NoOperation),
            Ok(PrefilledForm { draft: None, .. }) => gap(LeftOut::SeveralOperations),
            Ok(PrefilledForm { draft: Some(draft), missing, mapped, .. }) => {
                let plan = match self.outbox.submission(&parent.known, &draft) {
                    Err(problem) if problem.code == ProblemCode::NotOffered => return gap(LeftOut::NotOffered),
                    _ if !missing.is_empty() => lacks(&draft, &missing),
                    Ok(_) => Plan { form: serde_json::to_value(&draft).ok(), ..Plan::default() },
                    Err(problem) => lacks(&draft, &at_fields(&problem)),
                };
                Plan { mapped: listed(&mapped), ..plan }
            }
            Err(_) => gap(LeftOut::NoOperation),
        }
    }
}

fn gap(why: LeftOut) -> Plan {
    Plan { gap: Some(why), ..Plan::default() }
}

fn lacks(draft: &FormDraft, missing: &[MissingField]) -> Plan {
    Plan {
        // Cannot fail: only texts are serialised.
        form: serde_json::to_value(draft).ok(),
        gap: Some(LeftOut::Missing),
        missing: listed(missing),
        mapped: None,
    }
}

/// A list as a batch's row stores it: none where it is empty.
pub(in crate::retries) fn listed<T: serde::Serialize>(list: &[T]) -> Option<Value> {
    if list.is_empty() { None } else { serde_json::to_value(list).ok() }
}

/// Inputs with values that the form would refuse as the server returned them.
pub(in crate::retries) fn at_fields(problem: &Problem) -> Vec<MissingField> {
    let fields = problem.fields.iter();
    fields.map(|field| MissingField { field: field.field.clone(), why: MissingWhy::NotTold, of: None }).collect()
}
