//! Look-ups against the sandbox: by every identifier, on every release, with and without a server.

use std::time::Duration;

use crmcom::Release;

use crate::tests::harness::*;
use crate::{
    Desk,
    error::problem::ProblemCode,
    lookups::LookedUp,
    view::{Entity, EntityKind, EntityRef, Hit, IdentifierKind, Resolved, ResolvedState, Source},
};

fn of(kind: EntityKind, text: &str, by: IdentifierKind) -> EntityRef {
    EntityRef { kind, text: text.to_owned(), by: Some(by) }
}

fn anyhow(kind: EntityKind, text: &str) -> EntityRef {
    EntityRef { kind, text: text.to_owned(), by: None }
}

async fn resolve(desk: &Desk, of: &EntityRef) -> Resolved {
    desk.lookups.resolve(of.clone(), None).await.unwrap()
}

fn entities(hits: &[Hit]) -> Vec<&Entity> {
    hits.iter()
        .filter_map(|hit| match hit {
            Hit::Entity { entity, .. } => Some(entity.as_ref()),
            Hit::Request { .. } => None,
        })
        .collect()
}

async fn looked_up(desk: &Desk, of: &EntityRef) -> Option<Entity> {
    match desk.lookups.look_up("sandbox", of, None).await.unwrap() {
        LookedUp::Found(known) => Some(known.entity),
        _ => None,
    }
}

/// Waits until the lists are read: they contain the Conax provider's requests.
async fn listed(desk: &Desk) {
    when(desk, "read", || async { desk.app.snapshot().await.unwrap().sync.is_none() && synced(desk).await }).await;
}

async fn synced(desk: &Desk) -> bool {
    desk.requests.request_page(crate::view::RequestQuery::default()).await.unwrap().synced.is_some()
}

/// The id of an item. Two sandboxes have the same seed except for ids, so these are looked up.
async fn id_of(desk: &Desk, serial: &str) -> String {
    looked_up(desk, &of(EntityKind::Item, serial, IdentifierKind::SerialNumber)).await.unwrap().id.unwrap()
}

#[tokio::test]
async fn a_card_resolves_by_each_of_its_names_on_each_release_and_offline_from_the_cache() {
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
                assert_eq!(resolved.problem.unwrap().code, ProblemCode::NotOffered, "{what}");
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
async fn what_the_server_does_not_know_is_not_found_by_any_name() {
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
async fn a_refusal_that_says_nothing_of_the_number_is_not_called_not_found() {
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
async fn another_name_or_kind_than_the_input_takes_is_told() {
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
async fn what_is_old_is_answered_at_once_and_read_again_behind() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let card = of(EntityKind::Smartcard, CARD, IdentifierKind::SerialNumber);
    let first = resolve(&desk, &card).await.entity.unwrap();
    bed.later_by(16 * 60);
    let stale = resolve(&desk, &card).await.entity.unwrap();
    assert!(stale.stale && stale.key == first.key && (stale.as_of - first.as_of).abs() < f64::EPSILON);
    let known = || async { desk.lookups.known_entities("sandbox", &card).await.unwrap().remove(0) };
    when(&desk, "read again", || async { !known().await.entity.stale }).await;
    let read = known().await;
    assert!(read.entity.as_of > first.as_of && read.kept_until.is_some());
    desk.shutdown().await;
}

#[tokio::test]
async fn a_search_finds_what_is_here_and_the_server_what_is_not() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    listed(&desk).await;
    assert!(entities(&desk.lookups.search("card-4".to_owned()).await.unwrap().hits).is_empty(), "nothing is asked");
    let asked = desk.lookups.search_server("CARD-4".to_owned()).await.unwrap();
    assert_eq!(asked.problem, None);
    let card = entities(&asked.hits)[0].clone();
    assert_eq!(card.serial_number.as_deref(), Some("01900000004"));
    for text in ["card-4", "card", "ARD-4", "01900000004"] {
        let found = desk.lookups.search(text.to_owned()).await.unwrap();
        assert_eq!(entities(&found.hits)[0].key, card.key, "{text}");
    }
    assert_eq!(desk.lookups.search("01900000004".to_owned()).await.unwrap().looks_like, EntityKind::Smartcard);
    // A subscription and services.
    for (text, kind) in
        [("S103", EntityKind::Subscription), ("GOLD", EntityKind::Service), ("P-GOLD", EntityKind::Service)]
    {
        let asked = desk.lookups.search_server(text.to_owned()).await.unwrap();
        assert_eq!(entities(&asked.hits)[0].kind, kind, "{text}");
    }
    assert!(entities(&desk.lookups.search_server("SMARTCARD".to_owned()).await.unwrap().hits).is_empty(), "no service");
    assert!(desk.lookups.search_server("01".to_owned()).await.unwrap().hits.is_empty(), "too short to ask");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_search_that_hangs_is_given_up_and_holds_no_other_up() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let hangs = |desk: &Desk| {
        let desk = desk.clone();
        tokio::spawn(async move { desk.lookups.search_server("01900000408".to_owned()).await.unwrap() })
    };
    let first = hangs(&desk);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!first.is_finished(), "the server does not answer this one");
    let next = desk.lookups.search_server("CARD-4".to_owned()).await.unwrap();
    assert_eq!(entities(&next.hits).len(), 1);
    assert_eq!(first.await.unwrap().problem, None, "the next question ended it, not its own time");
    let second = hangs(&desk);
    tokio::time::sleep(Duration::from_millis(200)).await;
    desk.lookups.stop_search().await.unwrap();
    assert_eq!(second.await.unwrap().problem, None);
    let waited = hangs(&desk).await.unwrap();
    assert!(waited.problem.is_some_and(|problem| problem.code == ProblemCode::TimedOut), "left alone, it says so");
    desk.shutdown().await;
}

#[tokio::test]
async fn a_card_that_only_the_lists_tell_of_is_a_hit_and_can_be_pinned() {
    let bed = Bed::with_backlog(Release::R11, 200);
    let desk = bed.signed_in().await;
    listed(&desk).await;
    let rows = desk.requests.request_page(crate::view::RequestQuery::default()).await.unwrap().rows;
    let row = rows.iter().find(|row| row.smartcard.as_ref().is_some_and(|card| !card.contains(','))).unwrap();
    let card = row.smartcard.clone().unwrap();
    let found = desk.lookups.search(card.clone()).await.unwrap();
    let told = entities(&found.hits)[0].clone();
    assert_eq!((told.ca_id.as_deref(), told.source), (Some(card.as_str()), Source::Lists));
    desk.lookups.pin(told.key, true).await.unwrap();
    let recents = desk.lookups.recents().await.unwrap();
    assert_eq!((recents.pinned.len(), recents.kept), (1, 1));
    let number = row.number.clone().unwrap();
    let found = desk.lookups.search(number.clone()).await.unwrap();
    let is_it = |hit: &Hit| matches!(hit, Hit::Request { row, exact: true } if row.number.as_ref() == Some(&number));
    assert!(found.hits.iter().any(is_it), "{:?}", found.hits);
    assert_eq!(desk.lookups.pin("thing-1".to_owned(), true).await.unwrap_err().code, ProblemCode::NotFound);
    desk.shutdown().await;
}

#[tokio::test]
async fn what_is_sent_teaches_names() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let draft =
        form("nagra.clear-pin", &[("subscription_identifier", "S100"), ("smartcard_identifier", "200000000154")]);
    let sent = desk.outbox.send(draft).await.unwrap().key;
    until(&desk, &sent, &[crate::view::RequestState::Pending]).await;
    let by_ca_id = of(EntityKind::Smartcard, "2000000001", IdentifierKind::CaId);
    when(&desk, "learnt", || async { !desk.lookups.known_entities("sandbox", &by_ca_id).await.unwrap().is_empty() })
        .await;
    let known = desk.lookups.known_entities("sandbox", &by_ca_id).await.unwrap().remove(0).entity;
    assert_eq!(known.serial_number.as_deref(), Some("200000000154"));
    assert_eq!((known.provider.as_deref(), known.source), (Some("nagravision"), Source::Journal));
    // After a look-up it is still one entity, with both identifiers.
    let asked =
        looked_up(&desk, &of(EntityKind::Smartcard, "200000000154", IdentifierKind::SerialNumber)).await.unwrap();
    assert_eq!((asked.key, asked.ca_id.as_deref()), (known.key, Some("2000000001")));
    let same = looked_up(&desk, &by_ca_id).await.unwrap();
    assert_eq!(same.alternative_code.as_deref(), Some("CARDN-1"));
    desk.shutdown().await;
}

#[tokio::test]
async fn an_input_is_completed_by_what_it_takes() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    for text in ["CARD-1", "CARD-2", "BOX-1"] {
        desk.lookups.search_server(text.to_owned()).await.unwrap();
    }
    let serials = async |of: EntityRef| -> Vec<String> {
        let hits = desk.lookups.suggest(of).await.unwrap();
        let mut serials: Vec<String> =
            entities(&hits).into_iter().filter_map(|entity| entity.serial_number.clone()).collect();
        serials.sort();
        serials
    };
    assert_eq!(
        serials(of(EntityKind::Smartcard, "0190", IdentifierKind::SerialNumber)).await,
        ["01900000001", "01900000002"]
    );
    assert_eq!(serials(of(EntityKind::SetTopBox, "st", IdentifierKind::SerialNumber)).await, ["STB0000001"]);
    assert!(serials(of(EntityKind::Smartcard, "0190", IdentifierKind::CaId)).await.is_empty(), "nobody told one");
    assert!(serials(anyhow(EntityKind::Smartcard, "")).await.is_empty(), "nothing was used");
    resolve(&desk, &of(EntityKind::Smartcard, "01900000002", IdentifierKind::SerialNumber)).await;
    when(&desk, "used", || async { !desk.lookups.recents().await.unwrap().recent.is_empty() }).await;
    assert_eq!(serials(anyhow(EntityKind::Smartcard, "")).await, ["01900000002"]);
    desk.shutdown().await;
}

#[tokio::test]
async fn the_services_are_listed_once_their_type_is_known() {
    for release in [Release::R11, Release::R13] {
        let bed = Bed::with(release);
        let desk = bed.signed_in().await;
        let nothing = desk.lookups.services().await.unwrap();
        assert_eq!(nothing.problem.unwrap().fields[0].field, "service_type");
        resolve(&desk, &of(EntityKind::Service, "GOLD", IdentifierKind::Code)).await;
        when(&desk, "read by itself", || async { desk.lookups.services().await.unwrap().as_of.is_some() }).await;
        let listed = desk.lookups.refresh_services().await.unwrap();
        assert_eq!(listed.problem, None);
        let codes: Vec<_> = listed.services.iter().filter_map(|service| service.code.as_deref()).collect();
        assert_eq!(codes, ["CINEMA", "GOLD", "KIDS", "SPORT"], "{release}");
        let as_of = listed.as_of.unwrap();
        bed.control().set_token_life(Some(std::time::Duration::from_hours(72)));
        bed.later_by(25 * 3_600);
        sign_in(&desk, "sandbox", false).await;
        assert!(
            (desk.lookups.services().await.unwrap().as_of.unwrap() - as_of).abs() < f64::EPSILON,
            "at once as it was"
        );
        when(&desk, "read again", || async { desk.lookups.services().await.unwrap().as_of.unwrap() > as_of }).await;
        desk.shutdown().await;
    }
}

#[tokio::test]
async fn no_user_sees_what_another_looked_up_and_a_wipe_takes_all() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    resolve(&desk, &of(EntityKind::Smartcard, "01900000005", IdentifierKind::SerialNumber)).await;
    let key = crate::view::SignIn::WebApiKey {
        connection: "sandbox".to_owned(),
        web_api_key: sandbox::WEB_API_KEY.to_owned(),
        unit: None,
        keep: false,
    };
    desk.sessions.sign_in(key).await.unwrap();
    assert!(
        entities(&desk.lookups.search("01900000005".to_owned()).await.unwrap().hits).iter().all(|it| it.id.is_none())
    );
    assert_eq!(desk.lookups.recents().await.unwrap().kept, 0);
    sign_in(&desk, "sandbox", false).await;
    listed(&desk).await;
    assert_eq!(entities(&desk.lookups.search("CARD-5".to_owned()).await.unwrap().hits).len(), 1);
    let job = crate::view::JobDraft {
        note: Some("Smith, 2nd floor".to_owned()),
        smartcard: Some("5".to_owned()),
        ..Default::default()
    };
    assert_eq!(desk.field.add_jobs(vec![job]).await.unwrap().jobs.len(), 1);
    desk.sessions.sign_out().await.unwrap();
    assert_eq!(desk.lookups.search("CARD-5".to_owned()).await.unwrap_err().code, ProblemCode::NotSignedIn);
    assert_eq!(desk.lookups.recents().await.unwrap_err().code, ProblemCode::NotSignedIn);
    session_over(&desk, "sandbox");
    assert_eq!(entities(&desk.lookups.search("CARD-5".to_owned()).await.unwrap().hits).len(), 1, "it is still his");
    let copy = bed.data_dir().join("journal.before-9.db");
    std::fs::copy(bed.data_dir().join("journal.db"), &copy).unwrap();
    let wiped = desk.app.wipe().await.unwrap();
    assert!(wiped.entities >= 1 && wiped.requests >= 1 && wiped.searched > 3, "{wiped:?}");
    assert_eq!((wiped.left, wiped.jobs), (0, 1));
    assert!(!copy.exists(), "the jobs are in it too");
    let cache_files = |text| files_with(&bed.data_dir(), text);
    assert!(cache_files("CARD-5").is_empty(), "{:?}", cache_files("CARD-5"));
    assert!(entities(&desk.lookups.search("CARD-5".to_owned()).await.unwrap().hits).is_empty());
    desk.shutdown().await;
}

#[tokio::test]
async fn look_ups_are_kept_for_thirty_days_of_disuse() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    resolve(&desk, &of(EntityKind::Smartcard, CARD, IdentifierKind::SerialNumber)).await;
    when(&desk, "used", || async { !desk.lookups.recents().await.unwrap().recent.is_empty() }).await;
    bed.later_by(29 * 24 * 3_600);
    desk.retention.purge_old_entities().await;
    assert_eq!(desk.lookups.recents().await.unwrap().kept, 1);
    bed.later_by(2 * 24 * 3_600);
    desk.retention.purge_old_entities().await;
    assert_eq!(desk.lookups.recents().await.unwrap().kept, 0);
    desk.shutdown().await;
}

#[tokio::test]
async fn after_a_wipe_a_page_asks_the_server_again() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let card = || of(EntityKind::Smartcard, "01900000005", IdentifierKind::SerialNumber);
    let told =
        || async { desk.entities.entity_page(card()).await.unwrap().entity.source == crate::view::Source::LookUp };
    when(&desk, "looked up", told).await;
    desk.app.wipe().await.unwrap();
    when(&desk, "looked up anew", told).await;
    desk.shutdown().await;
}

#[tokio::test]
async fn what_was_learnt_does_not_come_back_after_a_wipe() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let sent = desk.outbox.send(reset_pin(CARD)).await.unwrap().key;
    until(&desk, &sent, &[crate::view::RequestState::Pending]).await;
    when(&desk, "learnt", || async { desk.lookups.recents().await.unwrap().kept > 0 }).await;
    desk.app.wipe().await.unwrap();
    assert!(!desk.lookups.learn_piece().await.unwrap(), "there is nothing new in the journal");
    assert_eq!(desk.lookups.recents().await.unwrap().kept, 0);
    assert!(desk.requests.row(&sent).await.is_ok(), "what was sent stays");
    desk.shutdown().await;
}
