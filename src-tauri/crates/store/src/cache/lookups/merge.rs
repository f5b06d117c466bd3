//! Whether two descriptions are of one thing, and what the thing is then.

use super::{
    entity::{By, KeptThing, NameKind, ThingKind, ToldThing},
    search::fold,
};

/// Names that tell one thing from all others, the surest first. A CA id comes last: Nagravision cuts its cards' numbers
/// off, so that two cards may have the same.
const TELLING: [NameKind; 6] =
    [NameKind::Id, NameKind::SerialNumber, NameKind::AlternativeCode, NameKind::Number, NameKind::Code, NameKind::CaId];

/// The place of the name that tells least.
pub(super) const BY_CA_ID: usize = TELLING.len() - 1;

/// How surely they are one thing: the place of the name that says so. `None`: they are not.
pub(super) fn same(a: &ToldThing, b: &ToldThing) -> Option<usize> {
    if a.kind.is_item() != b.kind.is_item() || !a.kind.is_item() && a.kind != b.kind {
        return None;
    }
    for (place, by) in TELLING.into_iter().enumerate() {
        let (Some(one), Some(other)) = (a.names.get(by), b.names.get(by)) else { continue };
        if fold(one) != fold(other) {
            return None;
        }
        let of_another = matches!((&a.provider, &b.provider), (Some(one), Some(other)) if one != other);
        let agrees = match by {
            NameKind::Id => true,
            NameKind::CaId => a.kind.agrees(b.kind) && !of_another,
            _ => a.kind.agrees(b.kind),
        };
        return agrees.then_some(place);
    }
    None
}

/// Some name of the two differs that no thing has two of.
pub(super) fn contradict(a: &ToldThing, b: &ToldThing) -> bool {
    let differ = |by| matches!((a.names.get(by), b.names.get(by)), (Some(a), Some(b)) if fold(a) != fold(b));
    [NameKind::Id, NameKind::SerialNumber].into_iter().any(differ)
}

fn take(into: &mut Option<String>, from: Option<&String>, wins: bool) {
    if let Some(from) = from.filter(|_| wins || into.is_none()) {
        *into = Some(from.clone());
    }
}

/// Adds what is told to what is known. What was asked takes the place of what was; what was learnt fills gaps.
pub(super) fn add(known: &mut ToldThing, told: &ToldThing, by: By) {
    let wins = by == By::Asking;
    if known.kind == ThingKind::Item || (wins && told.kind != ThingKind::Item) {
        known.kind = told.kind;
    }
    for &name in NameKind::ALL {
        take(known.names.slot(name), told.names.get(name).map(str::to_owned).as_ref(), wins);
    }
    take(&mut known.provider, told.provider.as_ref(), wins);
    take(&mut known.name, told.name.as_ref(), wins);
    take(&mut known.product, told.product.as_ref(), wins);
    take(&mut known.state, told.state.as_ref(), wins);
    // Only requests tell it, and a card may move.
    take(&mut known.subscription, told.subscription.as_ref(), true);
    take(&mut known.account, told.account.as_ref(), wins);
    take(&mut known.ownership, told.ownership.as_ref(), wins);
    take(&mut known.server, told.server.as_ref(), wins);
}

/// Two rows turn out to be one thing: the first stays, and what the server was asked last counts.
pub(super) fn join(stays: &mut KeptThing, goes: &KeptThing) {
    let by = if goes.asked > stays.asked { By::Asking } else { By::Learning };
    add(&mut stays.told, &goes.told, by);
    stays.asked = stays.asked.max(goes.asked);
    stays.learnt = stays.learnt.max(goes.learnt);
    stays.used = stays.used.max(goes.used);
    stays.pinned = [stays.pinned, goes.pinned].into_iter().flatten().min();
}
