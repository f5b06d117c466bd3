//! The causes of rejected requests: each unites the groups of one cause over its jobs.
//!
//! Not here: which groups have one cause (`store`).

use std::collections::{BTreeMap, BTreeSet};

use store::cache::{
    Cache,
    rejected::{GroupRow, RejectedFilter, RejectedKey},
};

use super::order::{arrange, times};
use crate::{
    error::problem::Problem,
    rejected::{Rejected, knowledge::Written},
    time::millis,
    view::{Advice, CauseOver, CauseSummary, GroupSort, Knowledge, RejectedGroup},
};

impl Rejected {
    /// Every cause of the selected connection, in a few words.
    pub async fn rejected_causes(&self) -> Result<Vec<CauseSummary>, Problem> {
        let (causes, written) = self.causes().await?;
        let summary = |cause: GroupRow| CauseSummary {
            title: written.of(&cause).title,
            groups: groups_of(&cause),
            id: cause.id,
            open: cause.count,
        };
        Ok(causes.into_iter().map(summary).collect())
    }

    /// The name of the only cause of these requests: the user's title, or the CA system's words.
    pub(crate) async fn common_cause(&self, requests: &[RejectedKey]) -> Result<Option<String>, Problem> {
        let (causes, written) = self.causes().await?;
        let groups: BTreeSet<&str> = requests.iter().map(|request| request.grp.as_str()).collect();
        let of_all = |cause: &GroupRow| groups.iter().all(|group| groups_of(cause).iter().any(|id| id == group));
        let name = |cause: GroupRow| written.of(&cause).title.or(cause.line).or(cause.error_code);
        Ok(causes.into_iter().find(of_all).and_then(name))
    }

    /// All causes, with the figures of their open requests.
    async fn causes(&self) -> Result<(Vec<GroupRow>, Written), Problem> {
        let known = self.sessions.not_left()?;
        let (connection, times) = (known.id().to_owned(), times(self.core.now(), None, known.zone()));
        let written = self.written_knowledge().await;
        let names = written.clone();
        let open = RejectedFilter::default();
        let found =
            self.core.cache(move |cache| cache.groups(&connection, &open, &times, |it| names.identical(it))).await?;
        Ok((found.groups, written))
    }
}

/// The causes and jobs with requests that match the filter.
pub(super) fn matching(mut groups: Vec<GroupRow>) -> Vec<GroupRow> {
    groups.retain(|group| group.count > 0);
    groups
}

/// A cause with its jobs, and whether it is over.
pub(super) fn cause_view(
    cache: &Cache,
    connection: &str,
    mut cause: GroupRow,
    total: u32,
    written: &Written,
) -> Result<RejectedGroup, store::Error> {
    let knowledge = written.of(&cause);
    let over = if knowledge.advice == Some(Advice::Yes) { over(cache, connection, &cause)? } else { None };
    let groups = groups_of(&cause);
    let mut jobs = matching(std::mem::take(&mut cause.parts));
    arrange(&mut jobs, GroupSort::Count);
    let job = |job: GroupRow| {
        let (groups, knowledge) = (groups_of(&job), written.of_job(&job, &knowledge));
        RejectedGroup { groups, ..view(job, total, knowledge) }
    };
    let parts = jobs.into_iter().map(job).collect();
    Ok(RejectedGroup { groups, parts, over, ..view(cause, total, knowledge) })
}

/// Ids of the stored groups of a cause or of a job.
fn groups_of(cause: &GroupRow) -> Vec<String> {
    if cause.parts.is_empty() { vec![cause.id.clone()] } else { cause.parts.iter().flat_map(groups_of).collect() }
}

/// Whether requests of the same types are completed again that were created after the latest rejection. The CA system
/// may have recovered then.
fn over(cache: &Cache, connection: &str, cause: &GroupRow) -> Result<Option<CauseOver>, store::Error> {
    let Some(after) = cause.last_seen else { return Ok(None) };
    let mut types = BTreeMap::<&str, BTreeSet<&str>>::new();
    for part in &cause.parts {
        types.entry(&part.provider).or_default().extend(part.request_type.as_deref());
    }
    let mut over: Option<CauseOver> = None;
    for (provider, types) in types {
        let types: Vec<&str> = types.into_iter().collect();
        if let Some((first, completed)) = cache.completed_after(connection, provider, &types, after)? {
            let before = over.unwrap_or(CauseOver { since: f64::INFINITY, completed: 0 });
            over = Some(CauseOver {
                since: before.since.min(millis(first)),
                completed: before.completed.saturating_add(completed),
            });
        }
    }
    Ok(over)
}

fn view(group: GroupRow, total: u32, knowledge: Knowledge) -> RejectedGroup {
    RejectedGroup {
        knowledge,
        share: if total == 0 { 0.0 } else { f64::from(group.count) / f64::from(total) },
        groups: Vec::new(),
        parts: Vec::new(),
        over: None,
        id: group.id,
        provider: group.provider,
        request_type: group.request_type,
        error_code: group.error_code,
        line: group.line,
        count: group.count,
        cards: group.cards,
        subscriptions: group.subscriptions,
        first_seen: group.first_seen.map(millis),
        last_seen: group.last_seen.map(millis),
        oldest: group.oldest.map(millis),
        trend: group.trend,
        fresh: group.fresh,
        being_retried: group.being_retried,
        helped: group.helped,
    }
}
