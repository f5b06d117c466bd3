//! The hand-over of one shift to the next, made from the mirror: it contains no PIN and no token.

use std::collections::HashMap;

use crate::{
    error::problem::Problem,
    rejected::Rejected,
    time::millis,
    view::{
        GroupSort, Handover, HandoverCause, HandoverOwner, RejectedGroup, RejectedQuery, RejectedRow, RejectedView,
        RequestFilter, RequestQuery, RequestRow, RequestState, TriageStatus,
    },
};

/// As many as fit on a page.
const MAX_OLDEST_ROWS: u32 = 20;
/// More unknown outcomes than a reader looks through on paper.
const MAX_UNKNOWN_ROWS: u32 = 500;

impl Rejected {
    /// The hand-over of the selected connection, from an instant to now.
    #[allow(clippy::cast_possible_truncation)] // a float beyond i64 is clamped, which is what is meant
    pub async fn handover(&self, from: f64) -> Result<Handover, Problem> {
        self.core.active();
        let known = self.sessions.not_left()?;
        let (connection, begin, now) = (known.id().to_owned(), from as i64, self.core.now());
        let counts = self.core.cache(move |cache| cache.handover_counts(&connection, begin, now)).await?;
        let user = self.sessions.memory().sessions.get(known.id()).map(|live| live.user().to_owned());
        let open = RejectedQuery { show: TriageStatus::Open, sort: GroupSort::Count, ..RejectedQuery::default() };
        let fresh = self.rejected_page(RejectedQuery { from: Some(from), ..open.clone() }).await?.groups;
        let page = self.rejected_page(open).await?;
        Ok(Handover {
            connection: known.stored.name.clone(),
            time_zone: known.zone().name().to_owned(),
            user,
            from,
            to: millis(now),
            completed: counts.completed,
            rejected: counts.rejected,
            cleared: counts.cleared,
            pending: counts.pending,
            waiting: counts.waiting,
            unknown: self.unknown_rows().await?,
            causes: causes(page.groups, &fresh),
            owners: self.owners(page.assignees).await?,
            oldest: self.oldest(RejectedView::default(), MAX_OLDEST_ROWS).await?.0,
        })
    }

    /// Rows of unknown outcome that were not closed.
    async fn unknown_rows(&self) -> Result<Vec<RequestRow>, Problem> {
        let filter = RequestFilter { states: vec![RequestState::Unknown], ..RequestFilter::default() };
        let query = RequestQuery { filter, ascending: true, limit: MAX_UNKNOWN_ROWS, ..RequestQuery::default() };
        Ok(self.requests.request_page(query).await?.rows.into_iter().filter(|row| !row.closed).collect())
    }

    /// Assignees with their numbers of open rejections, the largest first; unassigned ones come last.
    async fn owners(&self, assignees: Vec<String>) -> Result<Vec<HandoverOwner>, Problem> {
        let mut owners = Vec::new();
        for name in assignees.into_iter().map(Some).chain([None]) {
            let view = RejectedView { assignee: Some(name.clone().unwrap_or_default()), ..RejectedView::default() };
            let (oldest, open) = self.oldest(view, 1).await?;
            if open > 0 {
                owners.push(HandoverOwner { assignee: name, open, oldest: oldest.first().and_then(rejected_at) });
            }
        }
        owners.sort_by_key(|owner| (owner.assignee.is_none(), std::cmp::Reverse(owner.open)));
        Ok(owners)
    }

    /// The oldest open rejections of a view, and the number of all of them.
    async fn oldest(&self, view: RejectedView, most: u32) -> Result<(Vec<RejectedRow>, u32), Problem> {
        let total = self.rejected_requests(view.clone(), 0, 1).await?.total;
        let mut rows = self.rejected_requests(view, total.saturating_sub(most), most).await?.rows;
        rows.reverse();
        Ok((rows, total))
    }
}

fn rejected_at(row: &RejectedRow) -> Option<f64> {
    row.row.updated.or(row.row.created)
}

/// Causes of the open groups. `fresh`: the groups of the rejections within the period.
fn causes(groups: Vec<RejectedGroup>, fresh: &[RejectedGroup]) -> Vec<HandoverCause> {
    let fresh: HashMap<&str, u32> = fresh.iter().map(|group| (group.id.as_str(), group.count)).collect();
    let cause = |group: RejectedGroup| HandoverCause {
        fresh: fresh.get(group.id.as_str()).copied().unwrap_or_default(),
        provider: group.provider,
        request_type: group.request_type,
        error_code: group.error_code,
        title: group.knowledge.title,
        line: group.line,
        next_step: group.knowledge.next_step,
        open: group.count,
        oldest: group.oldest,
    };
    groups.into_iter().map(cause).collect()
}
