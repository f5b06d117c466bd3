//! The journal and a server's record, held against each other.

use std::collections::{BTreeMap, BTreeSet};

use sandbox::Recorded;

use crate::journal::Row;

/// Every contradiction between the journal and the record of one server.
pub fn compare(rows: &[&Row], record: &[Recorded]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut fault = |what: &str, row: &dyn std::fmt::Debug| faults.push(format!("{what}: {row:?}"));
    let by_id: BTreeMap<&str, &Recorded> = record.iter().map(|request| (request.id.as_str(), request)).collect();
    let mut taken = BTreeSet::new();
    for row in rows {
        let told = row.server_id.as_deref().and_then(|id| by_id.get(id));
        if let Some(request) = told {
            if request.user != row.user {
                fault("under another identity", &(row, request));
            }
            if !request.cards.iter().any(|card| card == row.ca_id()) {
                fault("the journal does not hold what was posted", &(row, request));
            }
        }
        match (row.state.as_str(), told) {
            ("completed" | "rejected", Some(request)) => {
                if request.state.to_lowercase() != row.state {
                    fault("wrong final state", &(row, request));
                }
                if !taken.insert(request.id.clone()) {
                    fault("two rows, one request", &row);
                }
            }
            ("completed" | "rejected", None) => fault("the server has no such request", &row),
            ("not-sent", None) if row.has_pin => {}
            ("refused" | "cancelled", None) => {}
            ("unknown", None) => {
                let undecided = |why: &str| row.evidence[why].as_array().is_some_and(|found| !found.is_empty());
                let decided_by_nobody = row.provider == "nagravision" || row.has_pin || undecided("candidates");
                if !decided_by_nobody {
                    fault("this could have been decided", &row);
                }
            }
            _ => fault("no state to end in", &row),
        }
    }
    // By card and user: each request that the server made belongs to a row of its own, or to a row with an outcome that
    // could not be decided.
    let mut made = BTreeMap::<(&str, &str), (usize, usize, usize)>::new();
    for request in record {
        for card in &request.cards {
            let entry = made.entry((card, &request.user)).or_default();
            entry.0 += 1;
            entry.1 += usize::from(taken.contains(&request.id));
        }
    }
    for row in rows.iter().filter(|row| row.state == "unknown") {
        if let Some(entry) = made.get_mut(&(row.ca_id(), row.user.as_str())) {
            entry.2 += 1;
        }
    }
    for ((card, user), (made, known, unknown)) in made {
        if made > known + unknown {
            let of_it: Vec<&&Row> = rows.iter().filter(|row| row.ca_id() == card).collect();
            fault("more requests than rows that may have made them", &(card, user, made, known, unknown, of_it));
        }
    }
    faults
}
