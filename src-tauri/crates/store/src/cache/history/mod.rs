//! Reads the history of this desk: its own requests, the marks on rejected ones, bulk retries, sign-ins, purges, and the counts that
//! purges left, newest first.
//!
//! `entry` has the types, `acts` all that is no request. Entries are ordered by time and id, and a page begins behind an entry, so that a page
//! far down costs as much as the first one. Not here: any writing.

mod acts;
mod entry;

use std::ops::ControlFlow;

use rusqlite::{Connection, named_params};

use self::acts::Act;
pub use self::entry::{HistoryCursor, HistoryEntry, HistoryFilter, HistoryHead, HistoryKind, HistoryScope};
use super::{
    database::Cache,
    requests::record::{ROW_COLUMNS, RequestRecord, listed},
};
use crate::Error;

/// An index in the order of the history. It holds all that filters and counts of the history need, and all that counting
/// this desk's rows by user needs.
pub(super) const CREATE_INDEX: &str = "
DROP INDEX request_mine;
CREATE INDEX request_mine ON request (connection, created, key, state, user, batched, operation) WHERE mine = 1;
";

impl Cache {
    /// Reads the whole scope once, the newest entry first, into a new `T`.
    pub fn fold_history<T: Default>(
        &self,
        scope: &HistoryScope,
        take: impl Fn(&mut T, &HistoryHead<'_>),
    ) -> Result<T, Error> {
        let attached = self.journal.is_some();
        self.count(|counter| {
            let mut folded = T::default();
            walk(counter, attached, scope, None, |head, _| {
                take(&mut folded, head);
                Ok(ControlFlow::Continue(()))
            })?;
            Ok(folded)
        })
    }

    /// A page of the history, the newest entry first, behind the entry of `after`.
    pub fn history(
        &self,
        scope: &HistoryScope,
        filter: &HistoryFilter,
        after: Option<&HistoryCursor>,
        limit: usize,
    ) -> Result<Vec<HistoryEntry>, Error> {
        let attached = self.journal.is_some();
        self.read(|reader| {
            let mut page = Vec::new();
            walk(reader, attached, scope, after, |head, act| {
                if !filter.has(head) {
                    return Ok(ControlFlow::Continue(()));
                }
                page.push(entry(reader, &scope.connection, head, act)?);
                Ok(if page.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
            })?;
            Ok(page)
        })
    }
}

const REQUESTS: &str = "SELECT created, key, state, user, operation FROM request INDEXED BY request_mine \
    WHERE mine = 1 AND connection = :connection AND created >= :from AND created <= :last \
    AND (created < :last OR key < :key) ORDER BY created DESC, key DESC";

/// Sorts after every id.
const LAST_ID: &str = "\u{10ffff}";

/// Calls `each` with every entry of the scope behind `after`; entries that are no request come with their act.
fn walk(
    reader: &Connection,
    attached: bool,
    scope: &HistoryScope,
    after: Option<&HistoryCursor>,
    mut each: impl FnMut(&HistoryHead<'_>, Option<&Act>) -> rusqlite::Result<ControlFlow<()>>,
) -> rusqlite::Result<()> {
    let from = scope.from.unwrap_or(i64::MIN);
    let last = scope.to.map_or(i64::MAX, |to| to.saturating_sub(1));
    let (last, last_id) = match after {
        Some(after) if after.at <= last => (after.at, after.id.as_str()),
        _ => (last, LAST_ID),
    };
    let acts = if attached { acts::all(reader, scope)? } else { Vec::new() };
    let mut acts = acts.iter().filter(|act| act.at >= from && (act.at, act.id.as_str()) < (last, last_id)).peekable();
    let mut statement = reader.prepare_cached(REQUESTS)?;
    let mut rows = statement.query(named_params! {
        ":connection": scope.connection, ":from": from, ":last": last, ":key": last_id,
    })?;
    while let Some(row) = rows.next()? {
        let head = HistoryHead {
            at: row.get(0)?,
            id: row.get_ref(1)?.as_str()?,
            kind: HistoryKind::Request,
            user: row.get_ref(3)?.as_str_or_null()?.unwrap_or_default(),
            operation: row.get_ref(4)?.as_str_or_null()?,
            state: Some(row.get(2)?),
            count: 1,
        };
        while let Some(act) = acts.next_if(|act| (act.at, act.id.as_str()) > (head.at, head.id)) {
            if each(&act.head(), Some(act))?.is_break() {
                return Ok(());
            }
        }
        if each(&head, None)?.is_break() {
            return Ok(());
        }
    }
    for act in acts {
        if each(&act.head(), Some(act))?.is_break() {
            return Ok(());
        }
    }
    Ok(())
}

fn entry(
    reader: &Connection,
    connection: &str,
    head: &HistoryHead<'_>,
    act: Option<&Act>,
) -> rusqlite::Result<HistoryEntry> {
    let subject = act.map_or(Some(head.id), |act| act.subject.as_deref());
    let request = subject.map(|subject| request(reader, connection, subject)).transpose()?.flatten();
    Ok(HistoryEntry {
        id: head.id.to_owned(),
        at: head.at,
        kind: head.kind,
        user: head.user.to_owned(),
        operation: head.operation.map(str::to_owned),
        state: head.state,
        value: act.and_then(|act| act.value.clone()),
        withdrawn: act.is_some_and(|act| act.withdrawn),
        requests: act.and_then(|act| act.requests),
        request,
    })
}

/// A request by its key, or by the id that marks name it by.
fn request(reader: &Connection, connection: &str, subject: &str) -> rusqlite::Result<Option<RequestRecord>> {
    let sql = format!(
        "SELECT {ROW_COLUMNS} FROM request WHERE connection = ?1 AND key = ?2 \
         UNION ALL SELECT {ROW_COLUMNS} FROM request WHERE connection = ?1 AND server_id = ?2 LIMIT 1"
    );
    reader.prepare_cached(&sql)?.query_map([connection, subject], listed)?.next().transpose()
}
