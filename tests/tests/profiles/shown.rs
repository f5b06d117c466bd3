//! The state that an open desk shows for a profile.

use std::collections::BTreeMap;

use desk::{
    Desk,
    view::{BatchPart, DoubtView, KeyringState, RejectedQuery, RequestDetail, RequestState},
};
use serde_json::{Value, json};

use crate::{
    profile::{BUILT_IN, Profile, Row, list, text},
    server::until,
    startup,
};

/// Waits until the sessions of the last run are restored, so that every request that could be sent by itself may be.
/// The sessions of the built-in sandbox, which come last, have been deleted by then.
pub async fn sessions_are_back(desk: &Desk, profile: &Profile) {
    until("the sessions are back", || async {
        let snapshot = desk.app.snapshot().await.expect("a snapshot");
        let left = profile.keyring.accounts().iter().any(|account| account.starts_with(BUILT_IN));
        snapshot.keyring.state == KeyringState::Ready && snapshot.session.is_some() && !left
    })
    .await;
}

async fn detail(desk: &Desk, row: &Row) -> RequestDetail {
    desk.requests.request(row.key.clone()).await.unwrap_or_else(|problem| panic!("{} is lost: {problem:?}", row.about))
}

/// Every difference between the rows and the state in which a start must leave them.
pub async fn faults_of(desk: &Desk, profile: &Profile) -> Vec<String> {
    let mut faults = Vec::new();
    for row in &profile.rows {
        faults.extend(faults_of_row(row, &detail(desk, row).await, profile));
    }
    faults
}

fn faults_of_row(row: &Row, found: &RequestDetail, profile: &Profile) -> Vec<String> {
    let Row { key, about, connection, whole, .. } = row;
    let shown = &found.row;
    let mut faults = Vec::new();
    let mut compare = |what: &str, found: Value, expected: Value| {
        if found != expected {
            faults.push(format!("{about} ({key}): {what} is {found}, not {expected}"));
        }
    };
    compare("state", word(shown.state).into(), startup::state(row, profile).into());
    compare("connection", json!(shown.connection), json!(connection));
    compare("user", json!(shown.user), whole["user"].clone());
    compare("operation", json!(shown.operation), whole["operation"].clone());
    compare("smartcard", json!(shown.smartcard), whole["smartcard"].clone());
    // A row without a unit shows the one that the server reported.
    if let Some(unit) = whole.get("unit") {
        compare("unit", json!(shown.unit), unit.clone());
    }
    compare("server_id", json!(shown.id), json!(startup::server_id(row)));
    compare("closed", shown.closed.into(), (whole["closed"] == true).into());
    if let Some(expected) = startup::waits_for(row, profile) {
        compare("waits_for", json!(shown.waits_for), json!(expected));
    }
    if profile.keeps_identities() {
        compare("doubt", json!(shown.doubt.as_ref().map(doubt)), json!(whole["doubt"].as_str()));
    }
    if let Some(expected) = startup::problem(row, profile) {
        compare("problem", json!(found.problem.as_ref().map(|problem| problem.code)), json!(expected));
    }
    compare("what was asked for", found.body.is_some().into(), true.into());
    compare("its form", found.draft.as_ref().is_some_and(|draft| !draft.values.is_empty()).into(), true.into());
    if found.timeline.len() < row.steps {
        faults.push(format!("{about} ({key}): of {} steps there are {:?}", row.steps, found.timeline));
    }
    faults
}

/// Everything that stays the same while the user does nothing, by subject.
pub async fn all_of(desk: &Desk, profile: &Profile) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for row in &profile.rows {
        let RequestDetail { row: shown, timeline, problem, draft, .. } = detail(desk, row).await;
        let who = json!([shown.connection, shown.user, shown.unit, shown.id, shown.number]);
        let when = json!([shown.held_until, shown.leaves_at, shown.waits_for]);
        all.insert(format!("row {}", row.key), json!([shown.state, who, when, timeline, problem, draft]));
    }
    for connection in desk.app.snapshot().await.expect("a snapshot").connections {
        let id = connection.id;
        desk.app.select_connection(id.clone()).await.expect("it is there");
        for batch in desk.batches.batches().await.expect("batches") {
            let rows = desk.retries.batch_rows(batch.id.clone(), BatchPart::All, 0, 500).await.expect("rows");
            let rows: Vec<_> = rows.rows.iter().map(|row| json!([row.parent.key, row.left_out])).collect();
            let stands = json!([batch.state, batch.paused, batch.title, batch.total, batch.sent, batch.error]);
            all.insert(format!("batch {}", batch.id), json!([stands, rows]));
        }
        let causes = desk.rejected.rejected_page(RejectedQuery::default()).await.expect("causes").groups;
        for job in causes.into_iter().flat_map(|cause| cause.parts) {
            for group in job.groups {
                let shape = desk.rejected.cause_shape(vec![group.clone()]).await.expect("a shape");
                all.insert(format!("group {group} of {id}"), json!([job.count, job.knowledge, shape]));
            }
        }
        let day = desk.field.field_day().await.expect("a day");
        for job in day.jobs {
            let sent = job.row.map(|row| row.key);
            all.insert(format!("job {}", job.id), json!([job.closed, sent, job.place, job.draft, job.looked_up]));
        }
        let decisions: Vec<_> = day.decisions.iter().map(|decision| json!([decision.row.key, decision.why])).collect();
        all.insert(format!("field of {id}"), json!([day.waiting, decisions]));
        for form in list(&profile.expected, "forms").iter().filter(|form| form["connection"] == *id) {
            let operation = text(form, "operation");
            let kept = desk.outbox.kept_form(operation.clone()).await.expect("it is read");
            all.insert(format!("form {operation} of {id}"), json!(kept.map(|kept| kept.draft.values)));
        }
        all.insert(format!("rules of {id}"), json!(connection.rules));
    }
    desk.app.select_connection(profile.connection("North")).await.expect("it is there");
    all
}

/// The journal's name for a doubt.
fn doubt(doubt: &DoubtView) -> &'static str {
    match doubt {
        DoubtView::Moved { .. } => "moved",
        DoubtView::TokenRefused => "token-refused",
        DoubtView::PutBack => "put-back",
        DoubtView::OtherComputer => "other-computer",
        DoubtView::Unproven => "unproven",
        DoubtView::Halted { .. } => "halted",
    }
}

/// The journal's name for a state.
pub fn word(state: RequestState) -> &'static str {
    match state {
        RequestState::Held => "held",
        RequestState::Queued => "queued",
        RequestState::Sending => "sending",
        RequestState::Pending => "pending",
        RequestState::Completed => "completed",
        RequestState::Rejected => "rejected",
        RequestState::Refused => "refused",
        RequestState::NotSent => "not-sent",
        RequestState::Unknown => "unknown",
        RequestState::Cancelled => "cancelled",
        RequestState::Other => "other",
    }
}
