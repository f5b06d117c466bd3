use proptest::prelude::*;

use super::*;

pub(in crate::entities) fn fact(at: i64, asks: PairingEffect, cards: &[&str], boxes: &[&str]) -> PairingFact {
    let own = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    PairingFact {
        key: format!("k{at}"),
        provider: "conax".to_owned(),
        effect: asks,
        existing: None,
        smartcards: own(cards),
        sent_for: Vec::new(),
        set_top_boxes: own(boxes),
        services: Vec::new(),
        order: (at, at, None),
        completed: true,
        waits: false,
        source: Source::Lists,
    }
}

fn adding(at: i64, existing: &str, cards: &[&str], boxes: &[&str]) -> PairingFact {
    PairingFact { existing: Some(existing.to_owned()), ..fact(at, PairingEffect::AddToPairing, cards, boxes) }
}

fn service(at: i64, asks: PairingEffect, card: &str, service: &str) -> PairingFact {
    PairingFact { services: vec![service.to_owned()], ..fact(at, asks, &[card], &[]) }
}

/// Each pairing as `cards+boxes`.
fn sets(facts: &[PairingFact]) -> Vec<String> {
    let derived = derive(facts);
    let mut sets: Vec<_> = derived
        .sets
        .iter()
        .map(|set| format!("{}+{}", set.smartcards.join(","), set.set_top_boxes.join(",")))
        .collect();
    sets.sort();
    sets
}

use PairingEffect::{AddService, CancelService, CreatePairing, PairExactly};

#[test]
fn a_pairing_replaces_earlier_sets_of_its_cards_and_boxes() {
    let first = fact(1, CreatePairing, &["1"], &["a", "b"]);
    assert_eq!(sets(std::slice::from_ref(&first)), ["1+a,b"]);
    let moved = fact(2, CreatePairing, &["2"], &["b"]);
    assert_eq!(sets(&[first.clone(), moved.clone()]), ["1+a", "2+b"], "the box left");
    assert_eq!(sets(&[moved, first.clone()]), ["1+a", "2+b"], "in whichever order they come");
    let anew = fact(2, CreatePairing, &["1"], &["c"]);
    assert_eq!(sets(&[first, anew]), ["1+c"]);
}

#[test]
fn an_addition_extends_the_pairing_of_a_card() {
    let first = fact(1, CreatePairing, &["1"], &["a"]);
    let other = fact(2, CreatePairing, &["2"], &["b", "c"]);
    let added = adding(3, "1", &["3"], &["b"]);
    assert_eq!(sets(&[first, other, added.clone()]), ["1,3+a,b", "2+c"]);
    assert_eq!(sets(&[added]), ["1,3+b"], "of a pairing that nobody saw being made, the rest is not known");
    assert!(sets(&[adding(1, "1", &["3"], &[])]).is_empty(), "cards without a box are no pairing");
}

#[test]
fn an_exact_pairing_is_one_card_with_one_box() {
    let paired = fact(1, PairExactly, &["1"], &["a"]);
    let again = fact(2, PairExactly, &["2"], &["a"]);
    assert_eq!(sets(&[paired.clone(), again.clone()]), ["2+a"]);
    let freed = fact(3, PairExactly, &["2"], &[]);
    let derived = derive(&[paired, again, freed.clone()]);
    assert!(derived.sets.is_empty());
    assert_eq!(derived.freed, BTreeSet::from(["2".to_owned()]));
    let back = fact(4, PairExactly, &["2"], &["a"]);
    assert!(derive(&[freed, back]).freed.is_empty());
}

#[test]
fn requests_that_are_not_completed_do_not_count() {
    let paired = fact(1, CreatePairing, &["1"], &["a"]);
    let open = PairingFact { completed: false, ..fact(2, PairExactly, &["1"], &[]) };
    assert_eq!(sets(&[paired, open]), ["1+a"]);
}

#[test]
fn identifiers_match_in_any_case_and_digit_by_digit() {
    let paired = fact(1, CreatePairing, &["01"], &["STB1"]);
    assert_eq!(sets(&[paired.clone(), fact(2, CreatePairing, &["2"], &[" stb1"])]), ["2+ stb1"]);
    assert_eq!(sets(&[paired, fact(2, CreatePairing, &["1"], &["b"])]), ["01+STB1", "1+b"]);
}

#[test]
fn pairings_of_two_ca_systems_are_independent() {
    let other = PairingFact { provider: "nagravision".to_owned(), ..fact(2, PairExactly, &["1"], &["a"]) };
    assert_eq!(sets(&[fact(1, CreatePairing, &["1"], &["a", "b"]), other]), ["1+a", "1+a,b"]);
}

#[test]
fn of_two_requests_within_a_second_the_later_counts() {
    let made = |key: &str, made, number, boxes: &[&str]| PairingFact {
        key: key.to_owned(),
        order: (5, made, Some(number)),
        ..fact(5, CreatePairing, &["1"], boxes)
    };
    assert_eq!(sets(&[made("z", 1, 9, &["a"]), made("a", 2, 8, &["b"])]), ["1+b"]);
    assert_eq!(sets(&[made("z", 1, 9, &["a"]), made("a", 1, 10, &["b"])]), ["1+b"]);
}

#[test]
fn the_last_request_decides_the_state_of_a_service() {
    let all = [
        service(1, AddService, "1", "2041"),
        service(2, AddService, "1", "2042"),
        service(3, CancelService, "1", "2041"),
    ];
    let derived = derive(&all);
    let told: Vec<_> = derived.services.iter().map(|it| (it.service.as_str(), it.active, it.since)).collect();
    assert_eq!(told, [("2041", false, 3), ("2042", true, 2)]);
    assert!(derived.sets.is_empty());
}

fn any_said() -> impl Strategy<Value = PairingFact> {
    let card = || prop::sample::select(vec!["1", "2", "3", "4"]);
    let set_top_box = || prop::sample::select(vec!["a", "B", "c", "b"]);
    let several = (prop::collection::vec(card(), 1..3), prop::collection::vec(set_top_box(), 0..3));
    (0..40_i64, 0..3_u8, card(), several, prop::bool::weighted(0.8)).prop_map(
        |(at, kind, existing, (cards, boxes), done)| {
            let fact = match kind {
                0 => fact(at, CreatePairing, &cards, &boxes),
                1 => adding(at, existing, &cards, &boxes),
                _ => fact(at, PairExactly, &cards[..1], &boxes[..boxes.len().min(1)]),
            };
            PairingFact { completed: done, ..fact }
        },
    )
}

proptest! {
    #[test]
    fn no_card_or_box_is_in_two_pairings_in_any_reading_order(
        mut all in prop::collection::vec(any_said(), 0..12)
    ) {
        for (n, fact) in all.iter_mut().enumerate() {
            fact.key = format!("k{n}");
        }
        let derived = derive(&all);
        let mut seen = BTreeSet::new();
        for set in &derived.sets {
            prop_assert!(!set.smartcards.is_empty() && !set.set_top_boxes.is_empty());
            for name in set.smartcards.iter().chain(&set.set_top_boxes) {
                prop_assert!(seen.insert(fold(name)), "{name} twice in {:?}", derived.sets);
            }
            prop_assert!(all.iter().any(|fact| fact.key == set.request && fact.completed));
            prop_assert!(set.smartcards.iter().all(|card| !derived.freed.contains(&fold(card))));
        }
        let backwards: Vec<PairingFact> = all.iter().rev().cloned().collect();
        prop_assert_eq!(derive(&backwards), derived);
    }

    #[test]
    fn the_last_request_holds_for_all_cards_and_boxes_that_it_names(mut all in prop::collection::vec(any_said(), 0..10), last in any_said()) {
        let last = PairingFact { order: (100, 100, None), completed: true, key: "last".to_owned(), ..last };
        all.push(last.clone());
        let derived = derive(&all);
        let told = derived.sets.iter().find(|set| set.request == "last");
        if last.effect == PairingEffect::AddToPairing {
            return Ok(());
        }
        prop_assert_eq!(told.is_some(), !last.set_top_boxes.is_empty());
        if let Some(told) = told {
            let fold = |names: &[String]| names.iter().map(|name| fold(name)).collect::<BTreeSet<_>>();
            prop_assert_eq!(fold(&told.smartcards), fold(&last.smartcards));
            prop_assert_eq!(fold(&told.set_top_boxes), fold(&last.set_top_boxes));
        }
    }
}
