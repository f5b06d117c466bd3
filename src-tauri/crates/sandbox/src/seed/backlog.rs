//! Generates any number of requests of the last weeks, to try long lists. They belong to households of a larger
//! operator, which cannot be looked up here. Only Conax has lists, so all of them are Conax requests.

use chrono::{NaiveDateTime, TimeDelta};
use crmcom::catalogue::Provider;

use crate::{
    ca_system::{answer, answer::Rejection},
    inventory::Inventory,
    requests::{Draft, Fate, Requests},
    rng::Chance,
    sentinel,
    users::{Author, SYSTEM_USER, USERS},
};

/// Time over which they are spread, in weeks.
const HISTORY_WEEKS: i64 = 8;
/// One of this number is still pending, due in days.
const PENDING_ONE_IN: usize = 400;
/// Percentage of rejections among answered requests.
const REJECTED_PERCENT: usize = 6;
/// Far from the numbers of other requests, which stay unchanged.
const FIRST_NUMBER: u64 = 1_000_001;

/// Request types with their frequencies.
const REQUEST_TYPES: [&str; 10] = [
    "ADD_SUBSCRIPTIONS",
    "CREATE_PAIRING",
    "UPDATE_CA_PIN_TO_DEFAULT_VALUE",
    "CANCEL_SUBSCRIPTIONS",
    "ADD_SUBSCRIPTIONS",
    "GET_PAIRING_STATUS_FOR_CARD",
    "ADD_TO_EXISTING_PAIRING",
    "ADD_SUBSCRIPTIONS",
    "SEND_MAIL_MESSAGE_TO_CLIENT",
    "CANCEL_SUBSCRIPTIONS",
];

/// Adds `how_many` older requests before the given ones.
pub fn before(
    requests: Requests,
    how_many: u32,
    inventory: &Inventory,
    now: NaiveDateTime,
    chance: &mut Chance,
) -> Requests {
    if how_many == 0 {
        return requests;
    }
    let mut older = Requests::numbered_from(FIRST_NUMBER);
    let span = TimeDelta::weeks(HISTORY_WEEKS).num_seconds();
    // Older than the given requests, so that today's are not buried.
    let begin = now - TimeDelta::weeks(HISTORY_WEEKS) - TimeDelta::hours(1);
    // A customer has a few requests in that time.
    let households = 20 + how_many as usize / 5;
    for row in 0..how_many {
        let created = begin + TimeDelta::seconds(span * i64::from(row) / i64::from(how_many));
        let pending = chance.below(PENDING_ONE_IN) == 0;
        let scheduled =
            if pending { now + TimeDelta::hours(6 + i64::try_from(chance.below(400)).unwrap_or(0)) } else { created };
        let card = card(chance.below(households));
        let request = older.create(draft(&card, scheduled, inventory, chance), created, chance);
        if !pending {
            let reason = (chance.below(100) < REJECTED_PERCENT).then(|| rejection(&card, chance));
            let executed = created + TimeDelta::seconds(6 + i64::try_from(chance.below(90)).unwrap_or(0));
            answer::conclude(request, reason, executed, chance);
        }
    }
    older.then(requests)
}

/// The card of a household that cannot be looked up; never a sentinel.
fn card(household: usize) -> String {
    let mut number = 1_910_000_000 + household * 3;
    loop {
        let card = format!("{number:011}");
        if sentinel::of(&card).is_none() {
            return card;
        }
        number += 1;
    }
}

fn draft(card: &str, scheduled: NaiveDateTime, inventory: &Inventory, chance: &mut Chance) -> Draft {
    let request_type = REQUEST_TYPES[chance.below(REQUEST_TYPES.len())];
    let some = |name, value: String| (Some(name), Some(value));
    let set_top_box = || some("stb_ca_id", format!("stb-{}", &card[2..]));
    let parameters = match request_type {
        "ADD_SUBSCRIPTIONS" | "CANCEL_SUBSCRIPTIONS" => {
            let service = inventory.products[chance.below(4)].ca_id.clone().unwrap_or_default();
            vec![some("smartcard_ca_id", card.to_owned()), some("service_ca_id", service)]
        }
        "CREATE_PAIRING" => vec![some("smartcard_ca_id", card.to_owned()), set_top_box()],
        "ADD_TO_EXISTING_PAIRING" => vec![some("existing_smartcard_ca_id", card.to_owned()), set_top_box()],
        _ => vec![some("smartcard_ca_id", card.to_owned())],
    };
    let by_system = chance.below(3) == 0;
    Draft {
        provider: Provider::Conax,
        request_type,
        express: chance.below(9) == 0,
        process_immediately: (!by_system).then_some(chance.below(3) == 0),
        scheduled,
        process_name: by_system.then_some("PROVISIONING_REQUEST_PROCESSING"),
        parameters,
        author: Author::of(if by_system { SYSTEM_USER } else { &USERS[chance.below(3)] }),
        subscription: None,
        fate: Fate::Open,
        repeated_pin: None,
    }
}

fn rejection(card: &str, chance: &mut Chance) -> Rejection {
    match chance.below(4) {
        0 => answer::fault(Provider::Conax),
        1 => answer::unmanaged(card),
        2 => answer::busy(),
        _ => answer::unknown(Provider::Conax, card),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        requests::LifeCycleState,
        seed::{base, history},
    };

    fn requests(how_many: u32, seed: u64) -> Requests {
        let now = chrono::DateTime::UNIX_EPOCH.naive_utc() + TimeDelta::days(20_000);
        let mut chance = Chance::new(1);
        let inventory = base::inventory(&mut chance);
        let mut requests = Requests::default();
        history::fill(&mut requests, &inventory, now, &mut chance);
        before(requests, how_many, &inventory, now, &mut Chance::new(seed))
    }

    #[test]
    fn a_backlog_looks_like_an_operators_and_repeats_with_the_seed() {
        let with = requests(4_000, 1);
        let count = |state| with.iter().filter(|request| request.state == state).count();
        assert_eq!(with.iter().count(), 4_000 + requests(0, 1).iter().count());
        assert!(count(LifeCycleState::Completed) > 3_500, "{} completed", count(LifeCycleState::Completed));
        assert!((100..400).contains(&count(LifeCycleState::Rejected)), "{} rejected", count(LifeCycleState::Rejected));
        assert!((5..40).contains(&count(LifeCycleState::Pending)), "{} pending", count(LifeCycleState::Pending));
        let mut errors: Vec<_> = with.iter().filter_map(|request| Some(request.error.as_ref()?.0.as_str())).collect();
        errors.sort_unstable();
        errors.dedup();
        assert!(errors.len() >= 4, "{errors:?}");
        let ids = |requests: &Requests| requests.iter().map(|request| request.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&with), ids(&requests(4_000, 1)));
        assert_ne!(ids(&with), ids(&requests(4_000, 2)));
    }

    #[test]
    fn a_backlog_leaves_other_requests_unchanged() {
        let (with, without) = (requests(50, 1), requests(0, 1));
        for request in without.iter() {
            let found = with.find("id", &request.id).expect("it is still there");
            assert_eq!(found.number, request.number);
        }
        assert!(with.iter().all(|request| with.find("number", &request.number).is_some_and(|it| it.id == request.id)));
    }
}
