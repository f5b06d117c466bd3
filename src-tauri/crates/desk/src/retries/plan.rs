//! The planner: prefills the form of each row of a batch, or notes why the row cannot be sent. It only reads.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use serde_json::Value;
use store::journal::{
    Journal,
    batches::{Batch, BatchState, Chosen, LeftOut, Plan},
};
use tokio::task::JoinSet;

use crate::{
    batches::missing_fields,
    error::problem::{Problem, ProblemCode},
    retries::{Retries, prefill::IdentifierLookup},
    view::{FormDraft, MissingField, PrefilledForm},
};

/// Rows of one commit: stopping the batch waits no longer than for these.
const CHUNK_ROWS: u32 = 100;
/// Rows planned at a time, each with at most one call to the server.
const MAX_PARALLEL_PLANS: usize = 4;

/// Delay after the journal failed, in milliseconds.
const RETRY_DELAY_MS: i64 = 5_000;

impl Retries {
    /// Runs until the desk is shut down.
    pub(crate) async fn plan_batches(self: &Arc<Self>) {
        let mut lookups = HashMap::<String, Arc<IdentifierLookup>>::new();
        while !*self.core.stop.borrow() {
            let next = match self.plan_round(&mut lookups).await {
                Ok(true) => continue,
                Ok(false) => i64::MAX,
                Err(problem) => {
                    tracing::error!(%problem, "bulk retries are not planned");
                    self.core.now() + RETRY_DELAY_MS
                }
            };
            self.core.sleep_until(&self.core.wake.planner, next).await;
        }
    }

    /// Plans some rows of each batch. `true`: there is more to do at once.
    async fn plan_round(
        self: &Arc<Self>,
        lookups: &mut HashMap<String, Arc<IdentifierLookup>>,
    ) -> Result<bool, Problem> {
        let mut batches = self.core.read_journal(Journal::batches_at_work).await?;
        batches.retain(|batch| batch.state == BatchState::Planning);
        // Identifiers that were found are shared by the forms of one batch.
        lookups.retain(|id, _| batches.iter().any(|batch| batch.id == *id));
        let mut more = false;
        for batch in batches {
            let names = lookups
                .entry(batch.id.clone())
                .or_insert_with(|| Arc::new(IdentifierLookup::new(self, &batch.connection, true)));
            more |= self.plan_some(&batch, &Arc::clone(names)).await?;
            self.batches.emit(batch.id).await?;
        }
        Ok(more)
    }

    /// Plans some more rows. `false`: all rows are planned, and so is the batch.
    async fn plan_some(self: &Arc<Self>, batch: &Batch, names: &Arc<IdentifierLookup>) -> Result<bool, Problem> {
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
        let rows: Vec<(u32, Chosen)> =
            rows.into_iter().filter_map(|row| Some((row.place, row.origin.rejected()?.clone()))).collect();
        let (connection, keys) =
            (batch.connection.clone(), rows.iter().map(|(_, chosen)| chosen.key.clone()).collect::<Vec<_>>());
        let rejected = self.core.cache(move |cache| cache.subjects(&connection, &keys)).await?;
        let rejected: HashSet<String> = rejected.into_iter().map(|subject| subject.key).collect();
        let (mut plans, mut looks) = (Vec::with_capacity(rows.len()), JoinSet::new());
        for (place, chosen) in rows {
            if !rejected.contains(&chosen.key) {
                plans.push((place, chosen.request, gap(LeftOut::NotRejected)));
                continue;
            }
            if looks.len() >= MAX_PARALLEL_PLANS {
                plans.extend(looks.join_next().await.and_then(Result::ok));
            }
            let (this, names) = (Arc::clone(self), Arc::clone(names));
            looks.spawn(async move {
                let plan = this.plan_row(&chosen, &names).await;
                (place, chosen.request, plan)
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

    async fn plan_row(&self, chosen: &Chosen, names: &IdentifierLookup) -> Plan {
        let parent = match self.parent(&chosen.key).await {
            Ok(parent) => parent,
            Err(problem) => {
                tracing::info!(row = chosen.key, %problem, "cannot be retried");
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
                    Err(problem) => lacks(&draft, &missing_fields(&problem)),
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
pub(super) fn listed<T: serde::Serialize>(list: &[T]) -> Option<Value> {
    if list.is_empty() { None } else { serde_json::to_value(list).ok() }
}
