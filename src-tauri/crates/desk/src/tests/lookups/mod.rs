//! Entities on disk and on the server.

mod learn;
mod resolve;
mod revalidate;
mod search;
mod services;

use crate::tests::harness::*;
use crate::{
    Desk,
    lookups::LookedUp,
    view::{Entity, EntityKind, EntityRef, Hit, IdentifierKind, Resolved},
};

pub(super) fn of(kind: EntityKind, text: &str, by: IdentifierKind) -> EntityRef {
    EntityRef { kind, text: text.to_owned(), by: Some(by) }
}

fn anyhow(kind: EntityKind, text: &str) -> EntityRef {
    EntityRef { kind, text: text.to_owned(), by: None }
}

pub(super) async fn resolve(desk: &Desk, of: &EntityRef) -> Resolved {
    desk.lookups.resolve(of.clone(), None).await.unwrap()
}

pub(super) fn entities(hits: &[Hit]) -> Vec<&Entity> {
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
pub(super) async fn listed(desk: &Desk) {
    when(desk, "read", || async { desk.app.snapshot().await.unwrap().sync.is_none() && synced(desk).await }).await;
}

async fn synced(desk: &Desk) -> bool {
    desk.requests.request_page(crate::view::RequestQuery::default()).await.unwrap().synced.is_some()
}
