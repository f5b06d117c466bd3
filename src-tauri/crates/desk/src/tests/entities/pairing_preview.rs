//! Previews of pairings at a form.

use super::{BOX, NAGRAVISION_CARD, completed, pairing};
use crate::tests::harness::*;
use crate::view::{PairingWarning, RequestState};

#[tokio::test]
async fn a_form_previews_the_changed_pairings() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let other = "01900000002";
    completed(&bed, &desk, vec![pairing(CARD, BOX), pairing(other, "stb-0000-0002")]).await;
    let preview = desk.entities.preview_pairing(pairing(CARD, "stb-0000-0002")).await.unwrap();
    assert_eq!(preview.before.len(), 2);
    let after = preview.after.unwrap();
    assert_eq!((after.smartcards, after.set_top_boxes), (vec![CARD.to_owned()], vec!["stb-0000-0002".to_owned()]));
    assert_eq!(
        preview.warnings,
        [
            PairingWarning::BoxElsewhere {
                field: "stb_set.0.stb_ca_id".to_owned(),
                set_top_box: "stb-0000-0002".to_owned(),
                smartcards: vec![other.to_owned()],
            },
            PairingWarning::CardPaired {
                field: "smartcard_set.0.smartcard_ca_id".to_owned(),
                smartcard: CARD.to_owned(),
                set_top_boxes: vec![BOX.to_owned()],
            },
        ]
    );
    let adding =
        form("conax.add-to-pairing", &[("smartcard_identifier", CARD), ("stb_set.0.stb_ca_id", "stb-0000-0003")]);
    let preview = desk.entities.preview_pairing(adding).await.unwrap();
    let after = preview.after.unwrap();
    assert_eq!(after.set_top_boxes, [BOX, "stb-0000-0003"]);
    assert!(!preview.warnings.iter().any(|it| matches!(it, PairingWarning::CardPaired { .. })), "that is the point");
    let nothing = desk.entities.preview_pairing(form("conax.create-pairing", &[])).await.unwrap();
    assert!(nothing.before.is_empty() && nothing.after.is_none() && nothing.warnings.is_empty());
    let no_pairing = desk.entities.preview_pairing(reset_pin(CARD)).await.unwrap();
    assert!(no_pairing.before.is_empty() && no_pairing.after.is_none());
    desk.shutdown().await;
}

#[tokio::test]
async fn previews_the_effect_of_an_unpairing() {
    let bed = Bed::new();
    let desk = bed.signed_in().await;
    let unpair = form("nagra.unpair", &[("smartcard_identifier", NAGRAVISION_CARD)]);
    let preview = desk.entities.preview_pairing(unpair.clone()).await.unwrap();
    let nothing =
        |it: &PairingWarning| matches!(it, PairingWarning::NotPaired { field, .. } if field == "smartcard_identifier");
    assert!(preview.warnings.iter().any(nothing) && preview.after.is_none(), "{:?}", preview.warnings);
    let scanned =
        desk.entities.preview_pairing(form("nagra.pair", &[("smartcard_identifier", NAGRAVISION_CARD)])).await.unwrap();
    assert!(scanned.warnings.is_empty(), "the box is not scanned yet: {:?}", scanned.warnings);
    let pair = form("nagra.pair", &[("smartcard_identifier", NAGRAVISION_CARD), ("stb_identifier", "dc2000001")]);
    completed(&bed, &desk, vec![pair]).await;
    let preview = desk.entities.preview_pairing(unpair.clone()).await.unwrap();
    assert_eq!((preview.before.len(), preview.after.is_none(), preview.warnings.len()), (1, true, 0));
    let key = desk.outbox.send(unpair.clone()).await.unwrap().key;
    until(&desk, &key, &[RequestState::Pending]).await;
    let preview = desk.entities.preview_pairing(unpair).await.unwrap();
    assert!(
        preview.warnings.iter().any(|it| matches!(it, PairingWarning::Open { request, .. } if *request == key)),
        "{:?}",
        preview.warnings
    );
    desk.shutdown().await;
}
