//! Rows of sheets and a server's record, held against each other.

use std::collections::BTreeMap;

use desk::view::{BulkRow, LeftOut, RequestState};
use sandbox::Recorded;

/// Card of a row, after its repairs.
pub fn card(row: &BulkRow) -> &str {
    &row.cells[0]
}

/// All contradictions between rows of sheets and the server's record of what they made.
pub fn contradictions(rows: &[BulkRow], record: &[Recorded], user: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut fault = |what: &str, of: &dyn std::fmt::Debug| faults.push(format!("{what}: {of:?}"));
    let mut left: BTreeMap<&str, &Recorded> = record.iter().map(|request| (request.id.as_str(), request)).collect();
    // Cards with requests that may have been created without the desk's knowledge.
    let mut lost: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        let Some(request) = &row.request else {
            if row.left_out.is_none() {
                fault("neither sent nor left out", row);
            }
            continue;
        };
        let made = request.id.as_deref().and_then(|id| left.remove(id));
        if made.is_some_and(|made| made.user != user || made.cards != [card(row)]) {
            fault("not what the row says", &(row, made));
        }
        match (request.state, made) {
            (RequestState::Refused, None) => {}
            (RequestState::Unknown, None) => *lost.entry(card(row)).or_default() += 1,
            (RequestState::Completed, Some(made)) if made.state == "COMPLETED" => {}
            (RequestState::Rejected, Some(made)) if made.state == "REJECTED" => {}
            (_, made) => fault("not accounted for", &(row, made)),
        }
    }
    for request in left.into_values() {
        match lost.get_mut(request.cards[0].as_str()).filter(|count| **count > 0) {
            Some(count) => *count -= 1,
            None => fault("more requests than rows that may have made them", request),
        }
    }
    let mut effects: BTreeMap<&str, usize> = BTreeMap::new();
    for request in record.iter().filter(|request| request.state != "REJECTED") {
        let count = effects.entry(&request.cards[0]).or_default();
        *count += 1;
        if *count > 1 {
            fault("sent twice", request);
        }
    }
    faults
}

/// The reason why a sheet must leave out a card, by what became of the card's earlier rows.
pub fn reasons(rows: &[BulkRow]) -> BTreeMap<&str, LeftOut> {
    let mut reasons = BTreeMap::new();
    for row in rows {
        let reason = match row.request.as_ref().map(|request| request.state) {
            Some(RequestState::Completed) => LeftOut::AlreadySent,
            Some(RequestState::Unknown) => LeftOut::UnderWay,
            _ => continue,
        };
        reasons.insert(card(row), reason);
    }
    reasons
}
