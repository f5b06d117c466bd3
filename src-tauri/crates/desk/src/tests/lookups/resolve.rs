//! Look-ups against the sandbox: by every identifier, on every release, with and without a server.

use crmcom::Release;

use super::{entities, listed, looked_up, of, resolve};
use crate::tests::harness::*;
use crate::{
    Desk,
    error::problem::ProblemCode,
    lookups::LookedUp,
    tests::distorting_proxy::{DistortingProxy, Distortion},
    view::{EntityKind, Hit, IdentifierKind, ResolvedState, Source},
};

/// The id of an item. Two sandboxes have the same seed except for ids, so these are looked up.
async fn id_of(desk: &Desk, serial: &str) -> String {
    looked_up(desk, &of(EntityKind::Item, serial, IdentifierKind::SerialNumber)).await.unwrap().id.unwrap()
}

#[tokio::test]
async fn resolves_a_card_by_each_identifier_on_each_release_and_offline() {
    for release in [Release::new(9, 0, 0), Release::R11, Release::R13] {
        let bed = Bed::with(release);
        let desk = bed.signed_in().await;
        listed(&desk).await;
        // A second desk finds the id out, so that this one's cache is empty.
        let other = Bed::with(release);
        let id = id_of(&other.signed_in().await, CARD).await;
        let names = [
            (IdentifierKind::SerialNumber, CARD),
            (IdentifierKind::AlternativeCode, "CARD-1"),
            (IdentifierKind::Id, &id),
            (IdentifierKind::CaId, CARD),
        ];
        for (by, text) in names {
            let asked = of(EntityKind::Smartcard, text, by);
            let resolved = resolve(&desk, &asked).await;
            let what = format!("{release} {by:?}");
            if by == IdentifierKind::CaId && release < Release::R11 {
                // No method takes a CA id; that the lists contain it is shown.
                assert_eq!(resolved.state, ResolvedState::NotChecked, "{what}");
                assert_eq!(resolved.problem.unwrap().code, ProblemCode::NoLookUp, "{what}");
                let other = entities(&resolved.others)[0].clone();
                assert_eq!((other.ca_id.as_deref(), other.source), (Some(CARD), Source::Lists), "{what}");
                continue;
            }
            assert_eq!(resolved.state, ResolvedState::Found, "{what} {:?}", resolved.problem);
            let entity = resolved.entity.unwrap();
            assert_eq!((entity.serial_number.as_deref(), entity.kind), (Some(CARD), EntityKind::Smartcard), "{what}");
            assert_eq!((entity.source, entity.stale, resolved.wrong_kind), (Source::LookUp, false, false), "{what}");
            desk.lookups.forget_entity(entity.key).await.unwrap();
        }
        resolve(&desk, &of(EntityKind::Smartcard, CARD, IdentifierKind::SerialNumber)).await;
        // Again without the server: entities that were looked up are found, others are not checked.
        let Bed { dir, sandbox, .. } = bed;
        drop(sandbox);
        for (by, text) in &names[..3] {
            let resolved = resolve(&desk, &of(EntityKind::Smartcard, &text.to_lowercase(), *by)).await;
            assert_eq!(resolved.state, ResolvedState::Found, "{release} {by:?} from the cache");
        }
        for (by, text) in [
            (IdentifierKind::SerialNumber, "01900000002"),
            (IdentifierKind::AlternativeCode, "CARD-2"),
            (IdentifierKind::Id, "none"),
            (IdentifierKind::CaId, "c"),
        ] {
            let resolved = resolve(&desk, &of(EntityKind::Smartcard, text, by)).await;
            assert_eq!((resolved.state, resolved.entity), (ResolvedState::NotChecked, None), "{release} {by:?}");
            assert_eq!(resolved.problem.is_some(), text.len() > 2, "{release} {by:?}");
        }
        desk.shutdown().await;
        drop(dir);
    }
}

#[tokio::test]
async fn an_unknown_card_is_not_found_by_any_identifier() {
    for release in [Release::new(9, 0, 0), Release::R11, Release::R13] {
        let bed = Bed::with(release);
        let desk = bed.signed_in().await;
        listed(&desk).await;
        for by in
            [IdentifierKind::SerialNumber, IdentifierKind::AlternativeCode, IdentifierKind::Id, IdentifierKind::CaId]
        {
            let resolved = resolve(&desk, &of(EntityKind::Smartcard, "999999999999", by)).await;
            let expected = match by {
                IdentifierKind::CaId if release < Release::R11 => ResolvedState::NotChecked,
                _ => ResolvedState::NotFound,
            };
            assert_eq!(resolved.state, expected, "{release} {by:?} {:?}", resolved.problem);
            assert_eq!(resolved.eleven.as_deref(), Some("99999999999"), "an offer, no more");
        }
        for (kind, by) in
            [(EntityKind::Subscription, IdentifierKind::Number), (EntityKind::Service, IdentifierKind::Code)]
        {
            assert_eq!(resolve(&desk, &of(kind, "NONE", by)).await.state, ResolvedState::NotFound, "{release}");
        }
        desk.shutdown().await;
    }
}

#[tokio::test]
async fn an_unrelated_refusal_is_not_reported_as_not_found() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let resolved = resolve(&desk, &of(EntityKind::Smartcard, "019000000503", IdentifierKind::SerialNumber)).await;
    assert_eq!(resolved.state, ResolvedState::NotChecked);
    assert!(resolved.problem.is_some());
    desk.sessions.sign_out().await.unwrap();
    let nobody =
        desk.lookups.resolve(of(EntityKind::Smartcard, CARD, IdentifierKind::SerialNumber), None).await.unwrap_err();
    assert_eq!(nobody.code, ProblemCode::NotSignedIn);
    session_over(&desk, "sandbox");
    let resolved = resolve(&desk, &of(EntityKind::Smartcard, CARD, IdentifierKind::SerialNumber)).await;
    assert_eq!(resolved.state, ResolvedState::NotChecked);
    assert!(resolved.problem.is_some());
    desk.shutdown().await;
}

#[tokio::test]
async fn reports_another_identifier_or_kind_than_the_input_takes() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let box_at_card = resolve(&desk, &of(EntityKind::Smartcard, "STB0000001", IdentifierKind::SerialNumber)).await;
    assert_eq!((box_at_card.state, box_at_card.wrong_kind), (ResolvedState::Found, true));
    assert_eq!(box_at_card.entity.unwrap().kind, EntityKind::SetTopBox, "by the rules");
    let code = resolve(&desk, &of(EntityKind::Smartcard, "CARD-3", IdentifierKind::SerialNumber)).await;
    assert_eq!(code.state, ResolvedState::NotFound);
    let [Hit::Entity { entity, by: IdentifierKind::AlternativeCode, exact: true }] = code.others.as_slice() else {
        panic!("{:?}", code.others)
    };
    assert_eq!(entity.serial_number.as_deref(), Some("01900000003"));
    desk.shutdown().await;
}

#[tokio::test]
async fn a_request_that_names_no_provider_is_asked_for_once_and_not_for_each_card() {
    const SHOWN: &str = "/provisioning/provisioning_requests/show";
    let bed = Bed::with_backlog(Release::R11, 20);
    let way = DistortingProxy::to(bed.sandbox.url()).await;
    let desk = bed.open().await;
    let id = own_connection_at(&desk, way.url(), Release::R11).await;
    sign_in(&desk, &id, false).await;
    desk.mirror.refresh_requests().await.unwrap();
    let cards = ["01900000001", "01900000002", "01900000003"];
    let look_up = async |card| {
        let asked = of(EntityKind::Smartcard, card, IdentifierKind::CaId);
        desk.lookups.look_up(&id, &asked, Some("conax")).await.unwrap()
    };
    let refused = r#"{"status":{"code":"COM.CRM.EXCEPTION.CORE.ENTITYNOTFOUNDEXCEPTION"},"data":null}"#;
    way.distort(Distortion { answers: Some((SHOWN, refused)), ..Distortion::default() });
    for card in cards {
        let answer = look_up(card).await;
        assert!(matches!(&answer, LookedUp::NotAsked(problem) if problem.code == ProblemCode::NoLookUp), "{answer:?}");
    }
    // A list that is still being read may bring another request to ask about.
    assert!(way.asked(SHOWN) < cards.len(), "asked {} times", way.asked(SHOWN));

    // A request that the server shows names it, for all cards.
    way.distort(Distortion::default());
    hold(&desk, 0).await;
    desk.outbox.send(reset_pin(CARD)).await.unwrap();
    desk.mirror.refresh_requests().await.unwrap();
    when(&desk, "the cards are found", || async { matches!(look_up(cards[0]).await, LookedUp::Found(_)) }).await;
    let asked = way.asked(SHOWN);
    assert!(matches!(look_up(cards[1]).await, LookedUp::Found(_)));
    assert_eq!(way.asked(SHOWN), asked);
    desk.shutdown().await;
}
