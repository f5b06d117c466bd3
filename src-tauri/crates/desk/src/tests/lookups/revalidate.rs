//! Stale entities are revalidated in the background.

use super::{of, resolve};
use crate::tests::harness::*;
use crate::view::{EntityKind, IdentifierKind};

#[tokio::test]
async fn answers_stale_entities_at_once_and_revalidates_them() {
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
