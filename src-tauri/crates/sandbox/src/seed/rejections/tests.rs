use std::collections::{BTreeMap, HashSet};

use super::*;
use crate::{
    requests::LifeCycleState,
    seed::{base, history},
};

fn troubled(how_many: u32, seed: u64) -> (Requests, Inventory, NaiveDateTime) {
    let now = chrono::DateTime::UNIX_EPOCH.naive_utc() + TimeDelta::days(20_000);
    let mut chance = Chance::new(1);
    let mut inventory = base::inventory(&mut chance);
    let mut requests = Requests::default();
    history::fill(&mut requests, &inventory, now, &mut chance);
    let requests = among(requests, how_many, &mut inventory, now, &mut Chance::new(seed));
    (requests, inventory, now)
}

#[test]
fn rejections_look_real_and_repeat_with_the_seed() {
    let (requests, _, now) = troubled(3_000, 1);
    let rejected: Vec<_> = requests.iter().filter(|request| request.state == LifeCycleState::Rejected).collect();
    assert_eq!(rejected.len(), 3_000 + 10, "and those of the history");
    let mut codes = BTreeMap::<&str, usize>::new();
    for request in &rejected {
        *codes.entry(request.error.as_ref().unwrap().0.as_str()).or_default() += 1;
    }
    assert!(codes.len() >= 9 && codes.values().all(|count| *count >= 1), "{codes:?}");
    assert!(codes["AxisFault"] > 900 && codes["CLIENT_NOT_FOUND"] > 400, "{codes:?}");
    let long: HashSet<&str> = rejected
        .iter()
        .filter_map(|request| request.error.as_ref())
        .filter(|(code, words)| code == "AxisFault" && words.lines().count() > 30)
        .map(|(_, words)| words.as_str())
        .collect();
    assert!(long.len() > 900, "no page of stack lines is like another");
    // In bursts: an hour with an outage has many times the average.
    let hours = requests.iter().filter(|request| request.created > now - TimeDelta::days(35)).fold(
        BTreeMap::<i64, usize>::new(),
        |mut hours, request| {
            *hours.entry((now - request.created).num_hours()).or_default() += 1;
            hours
        },
    );
    let busiest = hours.values().max().copied().unwrap_or_default();
    assert!(busiest > 20 * 3_000 / (35 * 24), "{busiest} in the busiest hour");
    let created: Vec<_> = requests.iter().map(|request| request.created).collect();
    assert!(created.is_sorted(), "oldest first");
    assert!(requests.iter().all(|request| request.updated <= now));
    let ids = |requests: &Requests| requests.iter().map(|request| request.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&requests), ids(&troubled(3_000, 1).0));
    assert_ne!(ids(&requests), ids(&troubled(3_000, 2).0));
}

#[test]
fn some_rejected_cards_worked_before_with_two_digits_swapped() {
    let (requests, inventory, _) = troubled(1_000, 1);
    let completed: HashSet<(&str, String)> = requests
        .iter()
        .filter(|request| request.state == LifeCycleState::Completed)
        .flat_map(|request| request.values("smartcard_ca_id").map(|card| (request.draft.request_type, card.to_owned())))
        .collect();
    let swapped = requests
        .iter()
        .filter(|request| request.state == LifeCycleState::Rejected)
        .flat_map(|request| request.values("smartcard_ca_id").map(|card| (request.draft.request_type, card)))
        .filter(|(kind, card)| {
            inventory.item_by_ca_id(card, Provider::Conax).is_none()
                && completed.contains(&(kind, super::swapped(card)))
        });
    assert!(swapped.count() >= 5, "somebody finds out why");
}

#[test]
fn rejections_leave_other_requests_and_add_households() {
    let (with, inventory, _) = troubled(500, 1);
    let (without, _, _) = troubled(0, 1);
    for request in without.iter() {
        assert_eq!(with.find("id", &request.id).map(|found| &found.number), Some(&request.number));
    }
    assert!(with.iter().all(|request| with.find("number", &request.number).is_some_and(|it| it.id == request.id)));
    let mut seen = HashSet::new();
    for item in inventory.items.iter() {
        for value in [&item.serial_number, &item.alternative_code, &item.ca_id, &item.id] {
            assert_eq!(sentinel::of(value), None, "{value} would misbehave");
        }
        assert!(seen.insert((format!("{:?}", item.provider), item.ca_id.clone())), "{} twice", item.ca_id);
    }
    let known = with.iter().filter(|request| request.state == LifeCycleState::Rejected).filter(|request| {
        request.values("smartcard_ca_id").all(|card| inventory.item_by_ca_id(card, request.draft.provider).is_some())
    });
    assert!(known.count() > 300, "most can be sent again");
}
