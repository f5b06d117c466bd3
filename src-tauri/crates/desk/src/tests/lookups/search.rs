//! The universal search, and suggestions at inputs.

use std::time::Duration;

use crmcom::Release;

use super::{anyhow, entities, listed, of, resolve};
use crate::tests::harness::*;
use crate::{
    Desk,
    error::problem::ProblemCode,
    view::{EntityKind, EntityRef, Hit, IdentifierKind, Source},
};

#[tokio::test]
async fn searches_the_cache_first_and_the_server_on_request() {
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
async fn a_hanging_search_ends_and_delays_no_other() {
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
async fn finds_and_pins_a_card_known_only_from_lists() {
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
async fn suggests_entities_that_fit_the_input() {
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
