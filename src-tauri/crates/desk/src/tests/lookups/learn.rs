//! Identifiers learnt from this desk's own requests.

use super::{looked_up, of};
use crate::tests::{entities::completed, harness::*};
use crate::view::{EntityKind, IdentifierKind, Source};

#[tokio::test]
async fn learns_identifiers_from_sent_requests() {
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
async fn learnt_identifiers_do_not_return_after_a_wipe() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    // A change of the request after the wipe would be learnt rightly: this one has ended.
    let sent = completed(&bed, &desk, vec![reset_pin(CARD)]).await.remove(0);
    when(&desk, "learnt", || async { desk.lookups.recents().await.unwrap().kept > 0 }).await;
    desk.app.wipe().await.unwrap();
    assert!(!desk.lookups.learn_piece().await.unwrap(), "there is nothing new in the journal");
    assert_eq!(desk.lookups.recents().await.unwrap().kept, 0);
    assert!(desk.requests.row(&sent).await.is_ok(), "what was sent stays");
    desk.shutdown().await;
}
