//! The acts of this desk beside requests: marks, bulk retries, sign-ins and purges, read from the attached journal.

use rusqlite::{Connection, Row, params};

use super::entry::{HistoryHead, HistoryKind, HistoryScope};
use crate::{cache::database::TENANT_ID, request_state::RequestState};

/// An entry of the history that is no request.
pub(super) struct Act {
    pub(super) at: i64,
    pub(super) id: String,
    kind: HistoryKind,
    user: String,
    operation: Option<String>,
    state: Option<RequestState>,
    pub(super) value: Option<String>,
    pub(super) withdrawn: bool,
    pub(super) requests: Option<u32>,
    /// The marked request: its id on the server, or its key.
    pub(super) subject: Option<String>,
}

impl Act {
    fn new(at: i64, id: String, kind: HistoryKind, user: String) -> Self {
        Self {
            at,
            id,
            kind,
            user,
            operation: None,
            state: None,
            value: None,
            withdrawn: false,
            requests: None,
            subject: None,
        }
    }

    pub(super) fn head(&self) -> HistoryHead<'_> {
        HistoryHead {
            at: self.at,
            id: &self.id,
            kind: self.kind,
            user: &self.user,
            operation: self.operation.as_deref(),
            state: self.state,
            count: if self.kind == HistoryKind::Removed { self.requests.unwrap_or(1) } else { 1 },
        }
    }
}

/// All acts of a connection, the newest first.
pub(super) fn all(reader: &Connection, scope: &HistoryScope) -> rusqlite::Result<Vec<Act>> {
    let (from, to) = (scope.from.unwrap_or(i64::MIN), scope.to.unwrap_or(i64::MAX));
    let mut acts = Vec::new();
    for sql in [&format!("{MARKS}{TENANT_ID} {IN_SPAN}"), &format!("{PAST_MARKS}{TENANT_ID} {IN_SPAN}")] {
        let mut statement = reader.prepare_cached(sql)?;
        acts.extend(statement.query_map(params![scope.connection, from, to], mark)?.collect::<Result<Vec<_>, _>>()?);
    }
    for (sql, kind) in [(BATCHES, HistoryKind::Batch), (PURGES, HistoryKind::Purge)] {
        let mut statement = reader.prepare_cached(sql)?;
        let act = |row: &Row<'_>| {
            Ok(Act { requests: Some(row.get(3)?), ..Act::new(row.get(1)?, row.get(0)?, kind, row.get(2)?) })
        };
        acts.extend(statement.query_map(params![scope.connection, from, to], act)?.collect::<Result<Vec<_>, _>>()?);
    }
    let mut statement = reader.prepare_cached(SIGN_INS)?;
    let sign_in = |row: &Row<'_>| Ok(Act::new(row.get(1)?, row.get(0)?, row.get(3)?, row.get(2)?));
    acts.extend(statement.query_map(params![scope.connection, from, to], sign_in)?.collect::<Result<Vec<_>, _>>()?);
    let mut statement = reader.prepare_cached(REMOVED)?;
    let removed = |row: &Row<'_>| {
        let at = (scope.day_start)(&row.get::<_, String>(1)?);
        Ok(Act {
            operation: row.get(3)?,
            state: row.get(4)?,
            requests: Some(row.get(5)?),
            ..Act::new(at, row.get(0)?, HistoryKind::Removed, row.get(2)?)
        })
    };
    acts.extend(statement.query_map([&scope.connection], removed)?.collect::<Result<Vec<_>, _>>()?);
    acts.retain(|act| (from..to).contains(&act.at));
    acts.sort_unstable_by(|one, other| (other.at, &other.id).cmp(&(one.at, &one.id)));
    Ok(acts)
}

const MARKS: &str = "SELECT concat_ws(' ', 'mark', request, field), at, by, field, value, request \
    FROM journal.mark WHERE tenant = ";
/// A value that was replaced; one that an import brought is a value like any other.
const PAST_MARKS: &str = "SELECT concat_ws(' ', 'past', rowid), at, by, field, value, request \
    FROM journal.mark_past WHERE tenant = ";
const IN_SPAN: &str = "AND at >= ?2 AND at < ?3";

const BATCHES: &str = "SELECT 'batch ' || id, created, user, sent FROM (SELECT id, created, user, \
    (SELECT count(*) FROM journal.batch_row WHERE batch = batch.id AND submission IS NOT NULL) AS sent \
    FROM journal.batch WHERE connection = ?1 AND created >= ?2 AND created < ?3) WHERE sent > 0";

const PURGES: &str = "SELECT 'purge ' || id, at, by, sum(requests) FROM journal.purge JOIN journal.purge_count \
    ON purge_count.purge = purge.id WHERE connection = ?1 AND at >= ?2 AND at < ?3 GROUP BY id";

/// Of the same millisecond, the later one has the greater id.
const SIGN_INS: &str = "SELECT printf('sign %012d', seq), at, user, act FROM journal.sign_in \
    WHERE connection = ?1 AND at >= ?2 AND at < ?3";

/// Of several purges, the requests of one day are one entry.
const REMOVED: &str = "SELECT concat_ws(' ', 'removed', day, user, operation, state), day, user, operation, state, \
    sum(requests) FROM journal.purge_count WHERE connection = ?1 GROUP BY day, user, operation, state \
    UNION ALL SELECT concat_ws(' ', 'removed', day, user, act), day, user, act, NULL, times \
    FROM journal.sign_in_count WHERE connection = ?1";

fn mark(row: &Row<'_>) -> rusqlite::Result<Act> {
    let kind = match row.get_ref(3)?.as_str()? {
        "assignee" => HistoryKind::Assignee,
        "snooze" => HistoryKind::Snooze,
        "dismissal" => HistoryKind::Dismissal,
        _ => HistoryKind::Note,
    };
    let value: Option<String> = row.get(4)?;
    Ok(Act {
        withdrawn: value.is_none(),
        value: value.filter(|_| matches!(kind, HistoryKind::Assignee | HistoryKind::Snooze)),
        subject: Some(row.get(5)?),
        ..Act::new(row.get(1)?, row.get(0)?, kind, row.get(2)?)
    })
}
