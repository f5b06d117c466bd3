//! Reads pages of rejected requests, with their marks and the outcomes of their retries.

use rusqlite::{Connection, params};

use super::{
    scan::{RejectedFilter, places},
    triage_state::{TriageState, TriageStates, TriageStatus},
};
use crate::{
    Error,
    cache::{
        database::{Cache, TENANT_ID},
        requests::record::{ROW_COLUMNS, RequestRecord, listed},
    },
    request_state::RequestState,
};

/// A rejected request with its triage data.
#[derive(Debug, Clone, PartialEq)]
pub struct RejectedRecord {
    pub row: RequestRecord,
    pub review: TriageStatus,
    pub assignee: Option<String>,
    pub note: Option<String>,
    pub snoozed_until: Option<i64>,
    pub dismissed: Option<String>,
    /// Number of retries.
    pub retries: u32,
    /// State of the latest retry.
    pub last_retry: Option<RequestState>,
}

impl Cache {
    /// A page of the requests that match a filter, the latest rejection first, and their total number.
    pub fn rejected_rows(
        &self,
        connection: &str,
        filter: &RejectedFilter,
        now: i64,
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<RejectedRecord>, u32), Error> {
        let attached = self.journal.is_some();
        self.count(|counter| {
            let standings = TriageStates::read(counter, connection, now, attached);
            let places = places(counter, connection, filter, &standings, attached)?;
            let total = u32::try_from(places.len()).unwrap_or(u32::MAX);
            let size = |size: u32| usize::try_from(size).unwrap_or(usize::MAX);
            let page = places.into_iter().skip(size(offset)).take(size(limit));
            let mut by_place =
                counter.prepare_cached(&format!("SELECT {ROW_COLUMNS}, subject FROM request WHERE seq = ?1"))?;
            let rows = page.map(|seq| {
                let (row, subject): (_, String) =
                    by_place.query_one([seq], |row| Ok((listed(row)?, row.get("subject")?)))?;
                let mut reviewed = reviewed(row, filter.show, standings.of(&subject));
                if attached {
                    read_marks(counter, connection, &subject, &mut reviewed)?;
                }
                Ok(reviewed)
            });
            Ok((rows.collect::<rusqlite::Result<_>>()?, total))
        })
    }
}

fn reviewed(row: RequestRecord, review: TriageStatus, standing: Option<&TriageState>) -> RejectedRecord {
    let retries = standing.map_or(&[][..], |standing| &standing.retries);
    RejectedRecord {
        row,
        review,
        assignee: None,
        note: None,
        snoozed_until: None,
        dismissed: None,
        retries: u32::try_from(retries.len()).unwrap_or(u32::MAX),
        last_retry: retries.last().and_then(|retry| retry.state),
    }
}

fn read_marks(reader: &Connection, connection: &str, subject: &str, row: &mut RejectedRecord) -> rusqlite::Result<()> {
    let mut statement = reader.prepare_cached(&format!(
        "SELECT field, value FROM journal.mark WHERE tenant = {TENANT_ID} AND request = ?2"
    ))?;
    let mut marks = statement.query(params![connection, subject])?;
    while let Some(mark) = marks.next()? {
        let value: Option<String> = mark.get(1)?;
        match mark.get_ref(0)?.as_str()? {
            "assignee" => row.assignee = value,
            "note" => row.note = value,
            "snooze" => row.snoozed_until = value.and_then(|until| until.parse().ok()),
            "dismissal" => row.dismissed = value,
            _ => {}
        }
    }
    Ok(())
}
