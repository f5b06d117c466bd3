//! Requests with a lost answer, against the sandbox.

use crmcom::Release;

use crate::tests::harness::*;
use crate::tests::{
    distorting_proxy::{Bend, Bent},
    mirror::sync::read_once,
};
use crate::{
    Desk,
    error::problem::ProblemCode,
    view::{Evidence, FormDraft, RequestState, Settled, Step},
};

async fn evidence(desk: &Desk, key: &str) -> Evidence {
    desk.requests.request(key.to_owned()).await.unwrap().evidence.expect("what was looked at is kept with the row")
}

/// Pairs a card and a box by their CA ids. The card's last digits select the fault in the answer.
fn pairing(card: &str) -> FormDraft {
    form("conax.create-pairing", &[("smartcard_set.0.smartcard_ca_id", card), ("stb_set.0.stb_ca_id", "stb-0000-0001")])
}

async fn lost(desk: &Desk, draft: FormDraft) -> String {
    let key = desk.outbox.send(draft).await.unwrap().key;
    until(desk, &key, &[RequestState::Unknown]).await;
    key
}

/// A connection of the user's own, which still exists in the next run.
async fn bed_at(release: Release, zone: &str) -> (Bed, Desk) {
    let bed = Bed::with(release);
    let desk = bed.open().await;
    hold(&desk, 0).await;
    let id = own_connection_at(&desk, bed.sandbox.url(), release).await;
    desk.core.settings().change(|settings| zone.clone_into(&mut settings.connections[0].time_zone)).unwrap();
    sign_in(&desk, &id, false).await;
    (bed, desk)
}

#[tokio::test]
async fn the_one_that_matches_is_taken_at_every_release() {
    for release in [Release::new(9, 0, 0), Release::R11, Release::R13] {
        let (bed, desk) = bed_at(release, "UTC").await;
        let key = lost(&desk, pairing("01900000206")).await;
        bed.later(&desk, 6);
        let row = until(&desk, &key, &[RequestState::Pending]).await;
        assert!(row.id.is_some() && row.next_try.is_some(), "and is watched: {row:?}");
        let detail = desk.requests.request(key).await.unwrap();
        let evidence = detail.evidence.unwrap();
        assert_eq!(evidence.settled, Some(Settled::Matched));
        assert_eq!((evidence.looks.len(), evidence.looks[0].matched), (1, 1));
        assert!(evidence.looks[0].compared > 0 && evidence.looks[0].lists == ["CREATE_PAIRING"]);
        let steps: Vec<Step> = detail.timeline.into_iter().map(|entry| entry.step).collect();
        assert_eq!(steps, [Step::Queued, Step::Sending, Step::Unknown, Step::Adopted]);
        desk.shutdown().await;
    }
}

#[tokio::test]
async fn nothing_found_three_times_may_be_sent_again_and_only_by_somebody() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let key = lost(&desk, pairing("01900000503")).await;
    let path = "conax_web_services/provisioning_requests/create_pairing";
    assert_eq!(
        desk.reconcile.send_again(key.clone()).await.unwrap_err().code,
        ProblemCode::TooLate,
        "nobody looked yet"
    );
    for (seconds, looks) in [(6, 1), (16, 2), (46, 3)] {
        bed.later(&desk, seconds);
        when(&desk, "looked at", || async {
            desk.requests
                .request(key.clone())
                .await
                .unwrap()
                .evidence
                .is_some_and(|evidence| evidence.looks.len() == looks)
        })
        .await;
        assert_eq!(evidence(&desk, &key).await.may_send_again, looks == 3);
    }
    let kept = evidence(&desk, &key).await;
    assert_eq!(kept.looks[0].lists, ["CREATE_PAIRING", "PENDING", "REJECTED"], "what the first list left out");
    assert!(kept.next_look.is_some() && kept.candidates.is_empty());
    assert_eq!(bed.control().posts(path), 1, "never by itself");
    desk.reconcile.send_again(key.clone()).await.unwrap();
    when(&desk, "sent again", || async { bed.control().posts(path) == 2 }).await;
    until(&desk, &key, &[RequestState::Unknown]).await;
    assert_eq!(
        desk.reconcile.send_again(key).await.unwrap_err().code,
        ProblemCode::TooLate,
        "another send, another search"
    );
    desk.shutdown().await;
}

#[tokio::test]
async fn looks_end_by_themselves_and_a_sign_in_looks_once_more() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let key = lost(&desk, pairing("01900000503")).await;
    for looks in 1..=6 {
        bed.later(&desk, 601);
        when(&desk, "looked at", || async {
            desk.requests
                .request(key.clone())
                .await
                .unwrap()
                .evidence
                .is_some_and(|evidence| evidence.looks.len() >= looks)
        })
        .await;
    }
    assert_eq!(evidence(&desk, &key).await.next_look, None);
    sign_in(&desk, "sandbox", false).await;
    when(&desk, "looked at once more", || async { evidence(&desk, &key).await.looks.len() == 7 }).await;
    let detail = desk.reconcile.look_again(key.clone()).await.unwrap();
    assert_eq!(detail.evidence.unwrap().looks.len(), 8, "and by hand");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_look_that_fails_is_evidence_of_nothing() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let key = lost(&desk, pairing("01900000503")).await;
    bed.control().set_chaos(sandbox::Chaos { unavailable: 100, ..sandbox::Chaos::default() });
    for _ in 0..4 {
        desk.reconcile.look_again(key.clone()).await.unwrap();
    }
    let kept = evidence(&desk, &key).await;
    assert_eq!(kept.looks.len(), 4);
    assert!(kept.looks.iter().all(|look| look.problem.is_some()));
    assert!(!kept.may_send_again, "that nothing could be seen is no reason to send it twice");
    desk.shutdown().await;
}

#[tokio::test]
async fn equal_requests_of_one_user_are_for_somebody_to_tell_apart() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    // Two equal requests, both with a lost answer: either may be the other's.
    let keys = [lost(&desk, pairing("01900000206")).await, lost(&desk, pairing("01900000206")).await];
    for key in &keys {
        desk.reconcile.look_again(key.clone()).await.unwrap();
        let kept = evidence(&desk, key).await;
        assert_eq!(kept.candidates.len(), 2);
        assert!(kept.candidates.iter().all(|candidate| candidate.unsure.is_empty()) && kept.settled.is_none());
        assert!(!kept.may_send_again);
    }
    let ids: Vec<String> = evidence(&desk, &keys[0]).await.candidates.into_iter().map(|found| found.id).collect();
    let row = desk.reconcile.adopt(keys[0].clone(), ids[0].clone()).await.unwrap();
    assert_eq!((row.state, row.id.as_deref()), (RequestState::Pending, Some(ids[0].as_str())));
    assert_eq!(
        desk.reconcile.adopt(keys[1].clone(), ids[0].clone()).await.unwrap_err().code,
        ProblemCode::TooLate,
        "it is taken"
    );
    desk.reconcile.look_again(keys[1].clone()).await.unwrap();
    let other = desk.requests.row(&keys[1]).await.unwrap();
    assert_eq!(
        (other.state, other.id.as_deref()),
        (RequestState::Pending, Some(ids[1].as_str())),
        "now one is left for it"
    );
    desk.shutdown().await;
}

#[tokio::test]
async fn two_rows_and_one_request_are_not_decided_by_chance() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let first = lost(&desk, pairing("01900000206")).await;
    bed.control().set_chaos(sandbox::Chaos { unavailable: 100, ..sandbox::Chaos::default() });
    let second = lost(&desk, pairing("01900000206")).await;
    bed.control().set_chaos(sandbox::Chaos::default());
    for key in [&first, &second] {
        desk.reconcile.look_again(key.clone()).await.unwrap();
        assert_eq!(
            desk.requests.row(key).await.unwrap().state,
            RequestState::Unknown,
            "one of them made it, and nobody knows which"
        );
        assert_eq!(evidence(&desk, key).await.candidates.len(), 1);
    }
    desk.shutdown().await;
}

#[tokio::test]
async fn the_servers_clock_may_be_five_minutes_off_and_in_its_own_zone() {
    for minutes in [-5_i64, 5] {
        let (bed, desk) = bed_at(Release::R11, "UTC").await;
        // This computer's clock is ahead of the server's, or behind it.
        bed.later_by(minutes * 60);
        let key = lost(&desk, pairing("01900000206")).await;
        desk.reconcile.look_again(key.clone()).await.unwrap();
        until(&desk, &key, &[RequestState::Pending]).await;
        desk.shutdown().await;
    }
    let (_bed, desk) = bed_at(Release::R11, "Asia/Tokyo").await;
    let key = lost(&desk, pairing("01900000206")).await;
    desk.reconcile.look_again(key.clone()).await.unwrap();
    assert_eq!(
        desk.requests.row(&key).await.unwrap().state,
        RequestState::Unknown,
        "made nine hours ago, by that zone's clock"
    );
    let known = evidence(&desk, &key).await;
    assert_eq!(known.candidates.len(), 1, "the zone may be wrong: somebody decides");
    assert!(known.candidates[0].unsure.iter().any(|unsure| unsure.name == "created_date"));
    assert!(!known.may_send_again, "and it is not sent again as if there were none");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_card_by_another_name_is_resolved() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    bed.control().set_chaos(sandbox::Chaos { truncate: 100, ..sandbox::Chaos::default() });
    let mut draft = reset_pin(CARD);
    draft.values.insert("smartcard_identifier".to_owned(), "CARD-1".to_owned());
    draft.values.insert("smartcard_identifier.by".to_owned(), "alternative_code".to_owned());
    let key = lost(&desk, draft).await;
    let other = lost(&desk, reset_pin("01900000002")).await;
    bed.control().set_chaos(sandbox::Chaos::default());
    desk.reconcile.look_again(key.clone()).await.unwrap();
    for key in [key, other] {
        let row = desk.requests.row(&key).await.unwrap();
        assert_eq!(row.state, RequestState::Pending, "the other card's request is not taken for this one's: {row:?}");
    }
    desk.shutdown().await;
}

#[tokio::test]
async fn a_parameter_that_cannot_be_compared_leaves_the_choice_to_somebody() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let draft = form(
        "conax.add-service",
        &[("subscription_identifier", "S100"), ("smartcard_identifier", CARD), ("service_identifier", "GOLD")],
    );
    bed.control().set_chaos(sandbox::Chaos { truncate: 100, ..sandbox::Chaos::default() });
    let key = lost(&desk, draft.clone()).await;
    bed.control().set_chaos(sandbox::Chaos::default());
    desk.reconcile.look_again(key.clone()).await.unwrap();
    let kept = evidence(&desk, &key).await;
    assert_eq!(kept.candidates.len(), 1);
    assert_eq!(kept.candidates[0].unsure[0].name, "service_ca_id", "a service is told by its CA id alone");
    assert_eq!(desk.requests.row(&key).await.unwrap().state, RequestState::Unknown);

    // Once the server returned that service with another request, its identifier is known.
    let known = desk.outbox.send(draft).await.unwrap().key;
    until(&desk, &known, &[RequestState::Pending]).await;
    desk.reconcile.look_again(key.clone()).await.unwrap();
    until(&desk, &key, &[RequestState::Pending]).await;
    desk.shutdown().await;
}

#[tokio::test]
async fn a_restart_in_the_middle_goes_on_where_it_was() {
    let (bed, desk) = bed_at(Release::R13, "UTC").await;
    let key = lost(&desk, pairing("01900000503")).await;
    desk.reconcile.look_again(key.clone()).await.unwrap();
    desk.shutdown().await;
    drop(desk);
    let desk = bed.open().await;
    assert_eq!(evidence(&desk, &key).await.looks.len(), 1, "what was seen is kept");
    let id = desk.requests.row(&key).await.unwrap().connection;
    sign_in(&desk, &id, false).await;
    when(&desk, "looked at again", || async { evidence(&desk, &key).await.looks.len() >= 2 }).await;
    desk.shutdown().await;
}

#[tokio::test]
async fn nagravision_has_no_list_and_a_number_typed_by_hand_is_checked() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let unpair = |card| form("nagra.unpair", &[("smartcard_identifier", card)]);
    bed.control().set_chaos(sandbox::Chaos { truncate: 100, ..sandbox::Chaos::default() });
    let key = lost(&desk, unpair("200000000154")).await;
    bed.control().set_chaos(sandbox::Chaos::default());
    when(&desk, "said to be in no list", || async {
        desk.requests.request(key.clone()).await.unwrap().evidence.is_some_and(|evidence| evidence.no_list)
    })
    .await;
    let kept = evidence(&desk, &key).await;
    assert!(kept.can_check_number && kept.next_look.is_none() && !kept.may_send_again);

    let other = desk.outbox.send(unpair("200000000254")).await.unwrap().key;
    let other = until(&desk, &other, &[RequestState::Pending]).await;
    let number = other.number.clone().unwrap();
    let shown = desk.reconcile.check_number(key.clone(), format!(" {number} ")).await.unwrap();
    assert!(shown.unsure.iter().any(|parameter| parameter.name == "smartcard_ca_id"), "another card: {shown:?}");
    let own = (number.parse::<u64>().unwrap() - 1).to_string();
    let shown = desk.reconcile.check_number(key.clone(), own).await.unwrap();
    let problem = desk.reconcile.check_number(key.clone(), " ".to_owned()).await.unwrap_err();
    assert_eq!(problem.code, ProblemCode::InvalidInput);
    assert_eq!(
        desk.reconcile.check_number(key.clone(), "99999".to_owned()).await.unwrap_err().code,
        ProblemCode::Refused
    );

    assert_eq!(desk.reconcile.adopt(key.clone(), other.id.unwrap()).await.unwrap_err().code, ProblemCode::TooLate);
    let row = desk.reconcile.adopt(key.clone(), shown.id).await.unwrap();
    assert_eq!(row.state, RequestState::Pending);
    assert_eq!(evidence(&desk, &key).await.settled, Some(Settled::Chosen));
    desk.shutdown().await;
}

#[tokio::test]
async fn an_unknown_row_is_left_as_it_is_and_taken_up_again() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let key = lost(&desk, pairing("01900000503")).await;
    assert_eq!(desk.app.snapshot().await.unwrap().outbox.unknown, 1);
    desk.reconcile.close_unknown(key.clone(), true).await.unwrap();
    assert_eq!(desk.app.snapshot().await.unwrap().outbox.unknown, 0, "it asks for nothing any more");
    assert_eq!(evidence(&desk, &key).await.settled, Some(Settled::Closed));
    assert_eq!(desk.outbox.outbox_page(0, 10).await.unwrap().total, 0);
    bed.later(&desk, 700);
    desk.reconcile.close_unknown(key.clone(), false).await.unwrap();
    when(&desk, "looked at", || async { evidence(&desk, &key).await.looks.len() == 1 }).await;
    assert_eq!(desk.app.snapshot().await.unwrap().outbox.unknown, 1);
    let sent = desk.outbox.send(pairing("01900000001")).await.unwrap().key;
    until(&desk, &sent, &[RequestState::Pending]).await;
    for refused in [
        desk.reconcile.close_unknown(sent.clone(), true).await.unwrap_err(),
        desk.reconcile.send_again(sent).await.unwrap_err(),
    ] {
        assert_eq!(refused.code, ProblemCode::TooLate, "only what is unknown");
    }
    desk.shutdown().await;
}

#[tokio::test]
async fn a_request_with_a_pin_is_not_sent_again() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let key = lost(&desk, set_pin("01900000503", "8351")).await;
    for _ in 0..3 {
        desk.reconcile.look_again(key.clone()).await.unwrap();
    }
    assert!(!evidence(&desk, &key).await.may_send_again);
    assert_eq!(desk.reconcile.send_again(key).await.unwrap_err().code, ProblemCode::PinNotKept, "it is typed anew");
    desk.shutdown().await;
}

#[tokio::test]
async fn what_was_there_before_the_send_is_not_taken_for_it() {
    let (_bed, desk, key) = sent_before_from_elsewhere().await;
    desk.reconcile.look_again(key.clone()).await.unwrap();
    assert_eq!(desk.requests.row(&key).await.unwrap().state, RequestState::Unknown, "it is the other computer's");
    let known = evidence(&desk, &key).await;
    assert!(known.candidates.is_empty() && known.looks[0].compared > 0, "{known:?}");
    desk.shutdown().await;
}

/// Reads the lists, then looks three times.
async fn looked_at_three_times(desk: &Desk, key: &str) -> Evidence {
    desk.mirror.refresh_requests().await.unwrap();
    for _ in 0..3 {
        desk.reconcile.look_again(key.to_owned()).await.unwrap();
    }
    evidence(desk, key).await
}

#[tokio::test]
async fn a_clock_that_is_set_back_hides_no_request() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    read_once(&desk).await;
    let key = lost(&desk, pairing("01900000408")).await;
    bed.later_by(-3_600);
    desk.mirror.refresh_requests().await.unwrap();
    desk.reconcile.look_again(key.clone()).await.unwrap();
    let row = desk.requests.row(&key).await.unwrap();
    assert_eq!(row.state, RequestState::Pending, "what the lists told of afterwards was not there before: {row:?}");

    // Two equal requests, so that neither is adopted automatically.
    let keys = [lost(&desk, pairing("01900000206")).await, lost(&desk, pairing("01900000206")).await];
    bed.later_by(-3_600);
    let kept = looked_at_three_times(&desk, &keys[0]).await;
    assert_eq!((kept.candidates.len(), kept.may_send_again), (2, false), "{kept:?}");
    assert_eq!(desk.reconcile.send_again(keys[0].clone()).await.unwrap_err().code, ProblemCode::TooLate);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_clock_that_was_far_ahead_hides_no_request() {
    for hours in [1, 72] {
        let bed = Bed::new();
        bed.later_by(hours * 3_600);
        let desk = bed.signed_in().await;
        read_once(&desk).await;
        let key = lost(&desk, pairing("01900000206")).await;
        bed.later_by(-hours * 3_600);
        let kept = looked_at_three_times(&desk, &key).await;
        assert_eq!((kept.candidates.len(), kept.may_send_again), (1, false), "{hours} hours: {kept:?}");
        assert_eq!(kept.candidates[0].unsure[0].name, "created_date", "nobody can tell by the clocks");
        desk.shutdown().await;
    }
}

/// The same user sends the same request from another computer, a moment before this desk's own, which does not arrive.
async fn sent_before_from_elsewhere() -> (Bed, Desk, String) {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let elsewhere = Bed::new();
    let other = elsewhere.open().await;
    hold(&other, 0).await;
    let id = own_connection(&other, bed.sandbox.url()).await;
    sign_in(&other, &id, false).await;
    let earlier = other.outbox.send(pairing("01900000002")).await.unwrap().key;
    until(&other, &earlier, &[RequestState::Pending]).await;
    other.shutdown().await;
    desk.mirror.refresh_requests().await.unwrap();
    bed.later_by(1);
    bed.control().set_chaos(sandbox::Chaos { unavailable: 100, ..sandbox::Chaos::default() });
    let key = lost(&desk, pairing("01900000002")).await;
    bed.control().set_chaos(sandbox::Chaos::default());
    (bed, desk, key)
}

#[tokio::test]
async fn where_nobody_knows_what_was_there_before_a_request_is_neither_taken_nor_left_out() {
    for wiped in [true, false] {
        let (_bed, desk, key) = sent_before_from_elsewhere().await;
        if wiped {
            desk.app.wipe().await.unwrap();
        } else {
            // An earlier version sent it.
            let id = key.clone();
            let forget = |row: &mut store::OutboxRow| {
                (row.mirror_generation, row.mirror_seq) = (None, None);
                Vec::new()
            };
            desk.core
                .journal(move |journal| journal.change(&id, &[store::RequestState::Unknown], 0, forget))
                .await
                .unwrap();
        }
        let kept = looked_at_three_times(&desk, &key).await;
        assert_eq!(desk.requests.row(&key).await.unwrap().state, RequestState::Unknown, "it may be the colleague's");
        assert_eq!((kept.candidates.len(), kept.may_send_again), (1, false), "wiped: {wiped}: {kept:?}");
        let unsure: Vec<_> = kept.candidates[0].unsure.iter().map(|unsure| unsure.name.as_str()).collect();
        assert_eq!(unsure, ["knownBefore"]);
        desk.shutdown().await;
    }
}

/// A desk behind a distorting proxy, with a server that has long lists.
async fn long_lists(how: Bend) -> (Bed, Bent, Desk) {
    let bed = Bed::with_backlog(Release::R13, 3_000);
    let way = Bent::to(bed.sandbox.url()).await;
    let desk = bed.open().await;
    hold(&desk, 0).await;
    let id = own_connection_at(&desk, way.url(), Release::R13).await;
    way.bend(how);
    sign_in(&desk, &id, false).await;
    (bed, way, desk)
}

#[tokio::test]
async fn a_page_that_is_shorter_than_asked_is_not_the_end_of_a_list() {
    let (_bed, way, desk) = long_lists(Bend { most: Some(50), ..Bend::default() }).await;
    let key = lost(&desk, pairing("01900000206")).await;
    desk.reconcile.look_again(key.clone()).await.unwrap();
    let row = until(&desk, &key, &[RequestState::Pending]).await;
    assert!(row.id.is_some(), "the newest is on the last of its pages");
    let look = evidence(&desk, &key).await.looks[0].clone();
    assert!(look.compared > 50, "{look:?}");
    let pages = usize::try_from(look.compared).unwrap().div_ceil(50) + 1;
    assert_eq!(way.asked("type=CREATE_PAIRING"), pages, "to the one that is empty");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_list_of_which_a_part_is_given_again_and_again_was_not_looked_at() {
    let (_bed, _way, desk) = long_lists(Bend { most: Some(50), no_offset: true, ..Bend::default() }).await;
    let key = lost(&desk, pairing("01900000206")).await;
    let kept = looked_at_three_times(&desk, &key).await;
    for look in &kept.looks {
        let problem = look.problem.as_ref().map(|problem| problem.code);
        assert_eq!((problem, look.compared), (Some(ProblemCode::UnexpectedAnswer), 0), "not: fifty compared, none");
    }
    assert!(kept.looks.len() >= 3 && !kept.may_send_again);
    desk.shutdown().await;
}

#[tokio::test]
async fn a_server_that_does_not_know_pages_is_compared_whole_and_once() {
    let (_bed, way, desk) = long_lists(Bend { no_number: true, no_offset: true, ..Bend::default() }).await;
    let key = lost(&desk, pairing("01900000206")).await;
    desk.reconcile.look_again(key.clone()).await.unwrap();
    until(&desk, &key, &[RequestState::Pending]).await;
    assert_eq!(way.asked("type=CREATE_PAIRING"), 2);
    desk.shutdown().await;
}
