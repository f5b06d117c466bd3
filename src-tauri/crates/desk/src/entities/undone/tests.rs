use super::*;
use crate::entities::pairings::tests::fact;
use PairingEffect::{AddService, AddToPairing, CancelService, CreatePairing, PairExactly};

/// A request about the service 10 of card 1; `at` tells it from others.
fn service(at: i64, effect: PairingEffect, order: KnownOrder) -> DoneFact {
    let mut fact = fact(at, effect, &["1"], &[]);
    fact.services = vec!["10".to_owned()];
    DoneFact { fact, order }
}

fn pair(at: i64, boxes: &[&str]) -> DoneFact {
    paired(at, PairExactly, &["1"], boxes)
}

fn paired(at: i64, effect: PairingEffect, cards: &[&str], boxes: &[&str]) -> DoneFact {
    DoneFact { fact: fact(at, effect, cards, boxes), order: number(at) }
}

fn number(number: i64) -> KnownOrder {
    KnownOrder { number: u64::try_from(number).ok(), ..KnownOrder::default() }
}

fn of(earlier: &DoneFact, others: &[DoneFact]) -> Undone {
    undone(earlier, &others.iter().collect::<Vec<_>>(), i64::MIN)
}

#[test]
fn a_later_reverse_request_undoes_unless_it_was_done_again() {
    let added = service(2, AddService, number(2));
    let cancel = |at| service(at, CancelService, number(at));
    assert_eq!(of(&added, &[]), Undone::No);
    assert_eq!(of(&added, &[cancel(1)]), Undone::No, "it was cancelled before");
    assert_eq!(of(&added, &[cancel(3)]), Undone::Surely);
    assert_eq!(of(&added, &[cancel(3), service(4, AddService, number(4))]), Undone::No, "it is on again");
    let mut other = cancel(3);
    other.fact.services = vec!["11".to_owned()];
    assert_eq!(of(&added, &[other]), Undone::No, "another service");
    let mut elsewhere = cancel(3);
    elsewhere.fact.provider = "nagravision".to_owned();
    assert_eq!(of(&added, &[elsewhere]), Undone::No, "another CA system");
}

#[test]
fn an_uncertain_order_is_no_certain_answer() {
    let added = service(1, AddService, KnownOrder { executed: Some(5), ..number(1) });
    let before_and_after = KnownOrder { executed: Some(4), ..number(2) };
    assert_eq!(of(&added, &[service(2, CancelService, before_and_after)]), Undone::Maybe);
    assert_eq!(of(&added, &[service(2, CancelService, KnownOrder::default())]), Undone::Maybe, "nothing is known");
    let again = service(3, AddService, KnownOrder::default());
    assert_eq!(of(&added, &[service(2, CancelService, number(2)), again]), Undone::Maybe);
}

#[test]
fn a_pairing_is_undone_when_its_card_is_freed() {
    assert_eq!(of(&pair(1, &["a"]), &[pair(2, &[])]), Undone::Surely);
    assert_eq!(of(&pair(1, &[]), &[pair(2, &["a"])]), Undone::Surely, "freed, and paired again");
    assert_eq!(of(&pair(1, &["a"]), &[pair(2, &[]), pair(3, &["a"])]), Undone::No, "paired again");
    assert_eq!(of(&pair(1, &["a"]), &[pair(2, &[]), pair(3, &["b"])]), Undone::Surely, "with another box");
}

/// The pairing that perhaps replaced one.
fn replaced(earlier: &DoneFact, others: &[DoneFact]) -> String {
    match of(earlier, others) {
        Undone::MaybeReplaced { by, .. } => by,
        verdict => panic!("{verdict:?}"),
    }
}

#[test]
fn a_pairing_with_another_card_or_box_perhaps_replaces_the_one_before() {
    let first = pair(1, &["a"]);
    assert_eq!(replaced(&first, &[pair(2, &["b"])]), "1 + b");
    assert_eq!(replaced(&first, &[pair(2, &["b"]), pair(3, &["c"])]), "1 + c", "the latest");
    assert_eq!(replaced(&first, &[paired(2, PairExactly, &["2"], &["a"])]), "2 + a", "the box has another card");
    let unordered = DoneFact { order: KnownOrder::default(), ..pair(2, &["b"]) };
    assert_eq!(replaced(&first, &[unordered]), "1 + b", "it may be the later one");
    let set = paired(1, CreatePairing, &["1", "2"], &["a", "b"]);
    assert_eq!(replaced(&set, &[paired(2, CreatePairing, &["2"], &["c"])]), "2 + c");
    assert_eq!(replaced(&set, &[paired(2, CreatePairing, &["1"], &["a"])]), "1 + a", "a part of the set");
    let mut joined = paired(2, AddToPairing, &[], &["a"]);
    joined.fact.existing = Some("3".to_owned());
    assert_eq!(replaced(&set, &[joined]), "3 + a", "its box was added to another pairing");
}

#[test]
fn a_pairing_counts_that_is_the_later_one_or_still_has_its_cards_and_boxes() {
    assert_eq!(of(&pair(2, &["a"]), &[pair(1, &["b"])]), Undone::No, "the other one is earlier");
    assert_eq!(of(&pair(1, &["a"]), &[pair(2, &["b"]), pair(3, &["a"])]), Undone::No, "paired again");
    let first = paired(1, CreatePairing, &["1"], &["a"]);
    assert_eq!(of(&first, &[paired(2, CreatePairing, &["1", "2"], &["a", "b"])]), Undone::No, "it has both");
    let mut added = paired(2, AddToPairing, &[], &["b"]);
    added.fact.existing = Some("1".to_owned());
    assert_eq!(of(&first, &[added]), Undone::No, "a box was added to it");
    let mut elsewhere = paired(2, CreatePairing, &["1"], &["b"]);
    elsewhere.fact.provider = "nagravision".to_owned();
    assert_eq!(of(&first, &[elsewhere]), Undone::No, "another CA system");
}

#[test]
fn nothing_is_certain_that_deleted_requests_may_have_followed() {
    let of = |earlier: &DoneFact, others: &[&DoneFact], deleted_until| undone(earlier, others, deleted_until);
    let (added, cancelled) = (service(2, AddService, number(2)), service(4, CancelService, number(4)));
    assert_eq!(of(&added, &[], 1), Undone::No, "what is deleted was before");
    assert_eq!(of(&added, &[], 2), Undone::HistoryDeleted);
    assert_eq!(of(&added, &[&cancelled], 3), Undone::Surely);
    assert_eq!(of(&added, &[&cancelled], 4), Undone::HistoryDeleted, "it may have been added again");
    let again = service(5, AddService, number(5));
    assert_eq!(of(&added, &[&cancelled, &again], 4), Undone::No);
    let replaced = of(&pair(1, &["a"]), &[&pair(2, &["b"])], 3);
    assert!(matches!(replaced, Undone::MaybeReplaced { .. }), "{replaced:?}");
}
