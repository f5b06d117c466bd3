//! Requests with a lost answer.

mod candidates;
mod manual;
mod matching;
mod reconciler;

use crmcom::Release;

use crate::tests::harness::*;
use crate::{
    Desk,
    view::{Evidence, FormDraft, RequestState},
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
    desk.core.settings.lock().change(|settings| zone.clone_into(&mut settings.connections[0].time_zone)).unwrap();
    sign_in(&desk, &id, false).await;
    (bed, desk)
}

/// Reads the lists, then looks three times.
async fn looked_at_three_times(desk: &Desk, key: &str) -> Evidence {
    desk.mirror.refresh_requests().await.unwrap();
    for _ in 0..3 {
        desk.reconcile.look_again(key.to_owned()).await.unwrap();
    }
    evidence(desk, key).await
}
