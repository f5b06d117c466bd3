//! The contents of a profile beside its rows: settings, batches, retries, marks, groups, look-ups, jobs.

use std::collections::{BTreeMap, BTreeSet};

use desk::{
    Desk,
    view::{ConnectionDraft, KnowledgeSource, RejectedQuery, RejectedView, TriageStatus},
};
use serde_json::{Value, json};
use store::{
    cache::{Cache, causes::is_older},
    journal::Journal,
};

use crate::{
    built_in,
    profile::{self, Profile, list, maybe, number, text},
    purges,
    server::Servers,
    shown::{all_of, word},
    startup,
};

pub async fn contents_are_kept(profile: Profile) {
    let (_servers, built_in) = (Servers::of(&profile).await, built_in());
    let desk = profile.open(&built_in).await;
    let all = all_of(&desk, &profile).await;
    batches_are_there(&desk, &profile).await;
    retries_are_there(&desk, &profile).await;
    marks_are_there(&desk, &profile, false).await;
    groups_are_there(&desk, &profile, &all).await;
    for form in list(&profile.expected, "forms") {
        let values: Value = serde_json::from_str(&text(form, "form")).expect("JSON");
        assert_eq!(all[&format!("form {} of {}", text(form, "operation"), text(form, "connection"))], values);
    }
    look_ups_are_there(&desk, &profile).await;
    let snapshot = desk.app.snapshot().await.expect("a snapshot");
    assert_eq!((snapshot.preferences.hold_seconds, snapshot.preferences.views.len()), (60, 1));
    assert_eq!(all[&format!("rules of {}", profile.connection("North"))]["usualWaitMinutes"], 9);
    settings_are_there(&desk, &profile).await;
    where_it_led_before_all_goes_on(&desk, &profile).await;
    purges::records_are_there(&desk, &profile).await;
    purges::rows_stay_away(&desk, &profile).await;
    desk.shutdown().await;
    drop(desk);
    purges::their_requests_stay_theirs(&profile);
    the_field_is_there(&profile, &all);
}

/// Every preference of the file, and the proxy of each connection. A proxy's password is in the keyring.
async fn settings_are_there(desk: &Desk, profile: &Profile) {
    let snapshot = desk.app.snapshot().await.expect("a snapshot");
    let shown = json!(snapshot.preferences);
    for (name, kept) in profile.settings_before["preferences"].as_object().expect("preferences") {
        assert_eq!(shown[name], *kept, "{name}");
    }
    for kept in list(&profile.settings_before, "connections") {
        let shown = snapshot.connections.iter().find(|shown| kept["id"] == *shown.id).expect("a connection");
        assert_eq!(shown.proxy, maybe(kept, "proxy"), "{}", shown.name);
    }
}

async fn batches_are_there(desk: &Desk, profile: &Profile) {
    for batch in list(&profile.expected, "batches") {
        let id = text(batch, "id");
        let shown = desk.batches.batch(id.clone()).await.expect("it is there");
        assert_eq!((shown.state, shown.paused), startup::batch(batch), "{batch}");
        assert_eq!(u64::from(shown.total), number(batch, "rows"), "{batch}");
        let own = profile.rows.iter().filter(|row| row.batch.as_ref() == Some(&id));
        let taken_back = own.filter(|row| startup::state(row, profile) == "cancelled").count();
        assert_eq!(u64::from(shown.sent) + taken_back as u64, number(batch, "sent"), "{batch}");
    }
}

/// A retry takes the place of its original request, unless the retry was itself rejected or taken back.
async fn retries_are_there(desk: &Desk, profile: &Profile) {
    let north = profile.connection("North");
    let mut shown = BTreeMap::new();
    for show in [TriageStatus::Open, TriageStatus::Cleared] {
        let view = RejectedView { show, ..RejectedView::default() };
        let rows = desk.rejected.rejected_requests(view, 0, 500).await.expect("rows").rows;
        shown.extend(rows.into_iter().map(|row| (row.row.id.expect("an id"), (row.review, row.last_retry.map(word)))));
    }
    for retry in list(&profile.expected, "retries").iter().filter(|retry| retry["connection"] == *north) {
        let found = shown.get(&text(retry, "request"));
        if profile.purged().iter().any(|parent| parent["server_id"] == retry["request"]) {
            assert_eq!(found, None, "{retry}");
            continue;
        }
        let row = profile.rows.iter().find(|row| retry["submission"] == *row.key);
        let purged = || profile.purged().iter().find(|row| row["key"] == retry["submission"]);
        let state = row.map(|row| startup::state(row, profile)).or_else(|| purged()?["state"].as_str());
        match state.expect("a row, or one that was purged") {
            "rejected" => assert_eq!(found, None, "{retry}"),
            "cancelled" => assert_eq!(found, Some(&(TriageStatus::Open, None)), "{retry}"),
            "completed" => assert_eq!(found, Some(&(TriageStatus::Cleared, Some("completed"))), "{retry}"),
            state => assert_eq!(found, Some(&(TriageStatus::Open, Some(state))), "{retry}"),
        }
    }
}

/// The marks of each request, and the marks that they replaced.
async fn marks_are_there(desk: &Desk, profile: &Profile, of_before: bool) {
    let version =
        |field: &Value, value: &Value, by: &Value, counts: bool| json!([field, value, by, counts]).to_string();
    let mut noted = BTreeMap::<(String, String), BTreeSet<String>>::new();
    for mark in list(&profile.expected, "marks").iter().filter(|mark| (mark["of_before"] == true) == of_before) {
        let versions = noted.entry((text(mark, "connection"), text(mark, "request"))).or_default();
        if startup::keeps_mark(mark) {
            versions.insert(version(&mark["field"], &mark["value"], &mark["by"], mark["past"] == 0));
        }
    }
    for ((connection, request), expected) in noted {
        let own = |row: &&profile::Row| row.connection == connection && row.server_id.as_ref() == Some(&request);
        let key = profile.rows.iter().find(own).map_or_else(|| format!("server-{request}"), |row| row.key.clone());
        let history = desk.rejected.mark_history(key).await.unwrap_or_else(|problem| panic!("{request}: {problem:?}"));
        let found = history
            .into_iter()
            .map(|mark| version(&json!(mark.field), &json!(mark.value), &json!(mark.by), mark.current));
        assert_eq!(found.collect::<BTreeSet<_>>(), expected, "{request} of {connection}");
    }
}

/// After a connection leads to its earlier server again, that server's marks and requests are shown again.
async fn where_it_led_before_all_goes_on(desk: &Desk, profile: &Profile) {
    let Some(before) = profile.expected["led_before"].as_object() else { return };
    let connections = desk.app.snapshot().await.expect("a snapshot").connections;
    for connection in connections.into_iter().filter(|connection| before.contains_key(&connection.id)) {
        let server_url = text(&profile.expected["led_before"], &connection.id);
        let draft = ConnectionDraft {
            id: Some(connection.id.clone()),
            name: connection.name,
            server_url,
            organisation: connection.organisation,
            unit: connection.unit,
            release: connection.release,
            time_zone: connection.time_zone,
            kind: connection.kind,
            ca_file: connection.ca_file,
            proxy: connection.proxy,
        };
        desk.app.save_connection(draft).await.expect("it is saved");
        for row in profile.rows.iter().filter(|row| row.connection == connection.id) {
            let shown = desk.requests.request(row.key.clone()).await.expect("it is there").row;
            assert_eq!(word(shown.state), row.state, "{}", row.about);
            assert_eq!(shown.doubt.is_some(), row.state == "queued" && !row.of_before, "{}", row.about);
            let watched = row.state == "pending" && row.of_before;
            assert!(!watched || !shown.unwatched, "{}", row.about);
        }
    }
    marks_are_there(desk, profile, true).await;
}

/// Groups are still joined and split as before, with their knowledge, even if their keys have changed.
async fn groups_are_there(desk: &Desk, profile: &Profile, all: &BTreeMap<String, Value>) {
    let north = profile.connection("North");
    let causes = desk.rejected.rejected_page(RejectedQuery::default()).await.expect("causes").groups;
    let rows = desk.rejected.rejected_requests(RejectedView::default(), 0, 500).await.expect("requests").rows;
    let mut counted = BTreeMap::<String, u32>::new();
    for group in rows.into_iter().filter_map(|row| row.row.group) {
        *counted.entry(group).or_default() += 1;
    }
    let mut counts: Vec<u64> = counted.values().copied().map(u64::from).collect();
    let of_before = profile.expected["groups"][&north].as_object().expect("groups").iter();
    let mut expected: Vec<u64> = of_before.clone().filter_map(|(_, count)| count.as_u64()).collect();
    counts.sort_unstable();
    expected.sort_unstable();
    assert_eq!(counts, expected, "{counted:?}");
    for (group, count) in of_before.filter(|(group, _)| !is_older(group)) {
        assert_eq!(counted.get(group).copied().map(u64::from), count.as_u64(), "{group}");
    }
    let (journal, path) = (profile.journal(), profile.journal().with_file_name("cache.db"));
    let older = Cache::open(&path, Some(&journal)).and_then(|cache| cache.older_groups()).expect("it opens");
    let today = |group: &str| {
        let today = older.lead(group);
        assert!(today.len() == 1 && !is_older(&today[0]), "{group} leads to {today:?}");
        today.into_iter().next().unwrap_or_default()
    };
    let leads = |kept: &&Value| kept["leads_nowhere"] != true;
    for grouping in list(&profile.expected, "groupings").iter().filter(leads) {
        let of = today(&text(grouping, "fingerprint"));
        assert!(!counted.contains_key(&of), "{of} is in another one, or in parts");
        let Some(joined) = maybe(grouping, "joined") else {
            assert!(counted.keys().any(|part| part.starts_with(&of)), "parts of {of}: {counted:?}");
            continue;
        };
        let shape = &all[&format!("group {} of {north}", today(&joined))][2];
        assert!(list(shape, "parts").iter().any(|part| part["fingerprint"] == *of), "{of} in {shape}");
    }
    for known in list(&profile.expected, "knowledge").iter().filter(leads).filter(|known| known["past"] == 0) {
        let id = today(&text(known, "grp"));
        let mut jobs = causes.iter().flat_map(|cause| &cause.parts);
        let group = jobs.find(|job| job.groups.contains(&id)).expect("a group");
        assert_eq!(group.knowledge.title, maybe(known, "title"));
        assert_eq!(group.knowledge.source, KnowledgeSource::Written);
    }
    old_causes_are_listed(desk, profile).await;
}

/// Knowledge, joins and splits by keys of earlier rules, where no request leads to a cause of today.
async fn old_causes_are_listed(desk: &Desk, profile: &Profile) {
    let nowhere = |member| list(&profile.expected, member).iter().filter(|kept| kept["leads_nowhere"] == true);
    let mut expected: Vec<String> = nowhere("knowledge").map(|known| text(known, "title")).collect();
    expected.extend(nowhere("groupings").map(|grouping| {
        let group = text(grouping, "fingerprint");
        match maybe(grouping, "joined") {
            Some(joined) => format!("{group} + {joined}"),
            None => format!("{group} / {}", text(grouping, "split_by")),
        }
    }));
    let causes = desk.rejected.old_causes().await.expect("causes");
    let found: Vec<String> = causes.into_iter().filter_map(|cause| cause.knowledge.title).collect();
    assert_eq!(found, expected);
}

/// Look-ups of the user of the last sign-in.
async fn look_ups_are_there(desk: &Desk, profile: &Profile) {
    let recents = desk.lookups.recents().await.expect("recents");
    let (mut pinned, mut kept) = (0, 0);
    let north = profile.connection("North");
    let unit = &profile.settings()["last_sign_in"][&north]["unit"];
    let own = |entities: &&Value| {
        let of_unit = entities.get("unit").is_none_or(|of| of == unit);
        entities["connection"] == *north && entities["user"] == "supervisor" && of_unit
    };
    for entities in list(&profile.expected, "things").iter().filter(own) {
        kept += number(entities, "things");
        pinned += number(entities, "things") * number(entities, "pinned");
    }
    assert_eq!(recents.pinned.len() as u64, pinned);
    assert!(pinned > 0 && u64::from(recents.kept) >= kept, "{} of {kept}", recents.kept);
}

/// Jobs are shown to the user of the last sign-in; the jobs of other users are looked for in the journal.
fn the_field_is_there(profile: &Profile, all: &BTreeMap<String, Value>) {
    let journal = Journal::open(&profile.journal()).expect("it opens");
    let last = profile.settings()["last_sign_in"].clone();
    for job in list(&profile.expected, "jobs") {
        let (id, connection, user) = (text(job, "id"), text(job, "connection"), text(job, "user"));
        // A Web API key has no user name: data kept for it belongs to the user of the last sign-in by a key.
        let by_key = user == "Web API key";
        let owner = if by_key { text(&last[&connection], "key_user") } else { user.clone() };
        let kept = journal.jobs(&connection, &owner).expect("jobs").into_iter().find(|kept| kept.id == id);
        let kept = kept.unwrap_or_else(|| panic!("{job} is lost"));
        assert_eq!((kept.closed, kept.submission), (job["closed"] == 1, maybe(job, "submission")), "{job}");
        if last[&connection]["user"] == *user {
            let shown = &all[&format!("job {id}")];
            assert_eq!((shown[0] == true, &shown[1]), (job["closed"] == 1, &job["submission"]), "{shown}");
        }
    }
    let decisions = &all[&format!("field of {}", profile.connection("North"))][1];
    for note in list(&profile.expected, "field_notes") {
        let key = text(note, "submission");
        let kept = journal.field_note(&key).expect("it is read").unwrap_or_else(|| panic!("{note} is lost"));
        assert_eq!(kept.why.is_some(), note["undecided"] == 1, "{note}");
        let open = decisions.as_array().expect("decisions").iter().any(|decision| decision[0] == *key);
        assert!(kept.why.is_none() || open, "what was to be decided still is: {decisions}");
    }
}
