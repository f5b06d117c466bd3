//! Rows that a purge took away do not come back, their keys and their requests on the server are not given to other rows,
//! and their counts are kept.

use desk::{
    Desk,
    problem::ProblemCode,
    view::{Form, FormDraft},
};
use serde_json::{Value, json};
use store::{
    identity::Tenant,
    journal::{Journal, retention::Purge},
};

use crate::profile::{Profile, list, maybe, number, text};

/// When each purge was made, by which user, and how many rows it took.
pub async fn records_are_there(desk: &Desk, profile: &Profile) {
    let shown: Vec<Value> = desk
        .retention
        .purges()
        .await
        .expect("purges")
        .into_iter()
        .map(|purge| json!([purge.at, purge.by, purge.ended_before, purge.requests]))
        .collect();
    let record = |purge: &Value| {
        let requests: u64 = list(purge, "counts").iter().map(|count| number(count, "requests")).sum();
        let instant = |member| purge[member].as_f64();
        json!([instant("at"), purge["by"], instant("ended_before"), requests])
    };
    assert_eq!(shown, profile.purges().iter().map(record).collect::<Vec<_>>());
}

/// None of them is shown, and no key is used twice.
pub async fn rows_stay_away(desk: &Desk, profile: &Profile) {
    for purged in profile.purged() {
        let about = text(purged, "about");
        let problem = desk.requests.request(text(purged, "key")).await.expect_err(&about);
        assert_eq!(problem.code, ProblemCode::NotFound, "{about}");
    }
    let Some(key) = profile.purged().first().map(|purged| text(purged, "key")) else { return };
    let values = [("subscription_identifier", "S100"), ("smartcard_identifier", "01900000099")];
    let values = values.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let draft = FormDraft { operation: "conax.reset-pin".to_owned(), values };
    let refused = desk.outbox.send(Form { key: key.clone(), draft }).await.expect_err("its key was used");
    assert!(refused.message.contains("was sent before"), "{refused:?}");
    assert!(desk.requests.request(key).await.is_err());
}

/// A request on the server stays the purged row's. The counts by day and user are in the journal.
pub fn their_requests_stay_theirs(profile: &Profile) {
    let journal = Journal::open(&profile.journal()).expect("it opens");
    for purged in profile.purged() {
        let signed_in = &profile.settings_before["last_sign_in"][&text(purged, "connection")];
        let (Some(server_id), Some(origin)) = (maybe(purged, "server_id"), maybe(signed_in, "origin")) else {
            continue;
        };
        let tenant = Tenant { origin, organisation: text(signed_in, "organisation") };
        assert!(journal.is_ours(&tenant, &server_id).expect("it is read"), "{purged}");
    }
    let counted = |purge: Purge| {
        let counts = purge.counts.into_iter().map(|count| {
            json!({
                "day": count.day, "user": count.user, "operation": count.operation,
                "state": count.state.as_str(), "requests": count.requests,
            })
        });
        counts.collect::<Value>()
    };
    let found: Vec<Value> = journal.purges().expect("purges").into_iter().map(counted).collect();
    assert_eq!(found, profile.purges().iter().map(|purge| purge["counts"].clone()).collect::<Vec<_>>());
}
