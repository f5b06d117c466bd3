//! The order in which a batch sends its requests.

use std::collections::HashMap;

use crmcom::catalogue::OPERATIONS;
use store::cache::rejected::RejectedKey;

/// Begins with the cards whose requests may all be repeated without harm, in the given order; so the first rows, which
/// the batch waits for, risk the least. The requests of a card are sent in the order in which they were made: a service
/// that was added and then cancelled must not end as added.
pub(super) fn arrange(requests: &mut [RejectedKey]) {
    // Whether a request of the card may do harm, and the place of its first one.
    let mut cards = HashMap::<String, (bool, usize)>::new();
    for (place, request) in requests.iter().enumerate() {
        cards.entry(card(request)).or_insert((false, place)).0 |= !is_harmless(request);
    }
    requests.sort_by_cached_key(|request| (cards.get(&card(request)).copied(), request.created));
}

/// The card that the request is for, or the request itself.
fn card(request: &RejectedKey) -> String {
    request.smartcard.as_ref().unwrap_or(&request.key).clone()
}

/// Whether every operation of its type may be repeated without harm.
fn is_harmless(request: &RejectedKey) -> bool {
    let mut operations = OPERATIONS
        .iter()
        .filter(|operation| Some(operation.request_type) == request.request_type.as_deref())
        .peekable();
    operations.peek().is_some() && operations.all(|operation| operation.repeat_harmless)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmless_requests_are_sent_first_and_those_of_a_card_in_their_order() {
        let request = |key: &str, request_type: &str, smartcard: Option<&str>, at| RejectedKey {
            key: key.to_owned(),
            request: key.to_owned(),
            created: Some(at),
            rejected_at: Some(at + 1),
            request_type: Some(request_type.to_owned()),
            smartcard: smartcard.map(str::to_owned),
            fingerprint: String::new(),
            grp: String::new(),
        };
        let mut requests = [
            request("cancelled", "CANCEL_SUBSCRIPTIONS", Some("1"), 90),
            request("strange", "NEVER_HEARD_OF", Some("4"), 80),
            request("late pin", "UPDATE_CA_PIN_TO_DEFAULT_VALUE", Some("2"), 70),
            request("without a card", "CREATE_PAIRING", None, 60),
            request("early pin", "UPDATE_CA_PIN_TO_DEFAULT_VALUE", Some("3"), 50),
            request("added", "ADD_SUBSCRIPTIONS", Some("1"), 40),
            request("earlier pin of card 2", "UPDATE_CA_PIN_TO_DEFAULT_VALUE", Some("2"), 30),
        ];
        arrange(&mut requests);
        let order: Vec<&str> = requests.iter().map(|request| request.key.as_str()).collect();
        assert_eq!(
            order,
            ["earlier pin of card 2", "late pin", "without a card", "early pin", "added", "cancelled", "strange"]
        );
    }
}
