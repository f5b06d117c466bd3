//! Pages of entities, and previews of pairings.

mod page;
mod pairing_preview;

use crate::tests::harness::*;
use crate::{
    Desk,
    view::{EntityKind, EntityPage, EntityRef, FormDraft, RequestState},
};

const BOX: &str = "stb-0000-0001";

const NAGRAVISION_CARD: &str = "200000000154";

fn of(kind: EntityKind, text: &str) -> EntityRef {
    EntityRef { kind, text: text.to_owned(), by: None }
}

fn pairing(card: &str, set_top_box: &str) -> FormDraft {
    form("conax.create-pairing", &[("smartcard_set.0.smartcard_ca_id", card), ("stb_set.0.stb_ca_id", set_top_box)])
}

/// Sends requests one by one, each after the one before was completed.
pub(super) async fn completed(bed: &Bed, desk: &Desk, drafts: Vec<FormDraft>) -> Vec<String> {
    let mut keys = Vec::new();
    for draft in drafts {
        let key = desk.outbox.send(draft).await.unwrap().key;
        until(desk, &key, &[RequestState::Pending]).await;
        // The server counts in seconds.
        bed.control().advance(std::time::Duration::from_secs(5));
        bed.control().run_processing_now();
        bed.later(desk, 61);
        until(desk, &key, &[RequestState::Completed]).await;
        keys.push(key);
    }
    keys
}

async fn page(desk: &Desk, kind: EntityKind, text: &str) -> EntityPage {
    desk.entities.entity_page(of(kind, text)).await.unwrap()
}

fn paired(page: &EntityPage) -> Option<(Vec<&str>, Vec<&str>)> {
    let pairing = page.pairing.as_ref()?;
    Some((
        pairing.smartcards.iter().map(String::as_str).collect(),
        pairing.set_top_boxes.iter().map(String::as_str).collect(),
    ))
}
