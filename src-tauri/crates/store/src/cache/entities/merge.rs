//! Decides whether two descriptions are of the same entity, and merges them.

use super::{
    entity::{CachedEntity, CachedKind, DescriptionSource, IdentifierKind, ReportedEntity},
    search::fold,
};

/// Identifiers that distinguish entities, the most reliable first. The CA id is last: Nagravision truncates the numbers
/// of its cards, so that two cards may have the same CA id.
const DISTINGUISHING_IDENTIFIERS: [IdentifierKind; 6] = [
    IdentifierKind::Id,
    IdentifierKind::SerialNumber,
    IdentifierKind::AlternativeCode,
    IdentifierKind::Number,
    IdentifierKind::Code,
    IdentifierKind::CaId,
];

/// Position of the least reliable identifier.
pub(super) const CA_ID_POSITION: usize = DISTINGUISHING_IDENTIFIERS.len() - 1;

/// Position of the identifier that shows that both are the same entity; lower is more reliable. `None` if they are not
/// the same.
pub(super) fn same(a: &ReportedEntity, b: &ReportedEntity) -> Option<usize> {
    if a.kind.is_item() != b.kind.is_item() || !a.kind.is_item() && a.kind != b.kind {
        return None;
    }
    for (place, by) in DISTINGUISHING_IDENTIFIERS.into_iter().enumerate() {
        let (Some(one), Some(other)) = (a.names.get(by), b.names.get(by)) else { continue };
        if fold(one) != fold(other) {
            return None;
        }
        let of_another = matches!((&a.provider, &b.provider), (Some(one), Some(other)) if one != other);
        let agrees = match by {
            IdentifierKind::Id => true,
            IdentifierKind::CaId => a.kind.agrees(b.kind) && !of_another,
            _ => a.kind.agrees(b.kind),
        };
        return agrees.then_some(place);
    }
    None
}

/// Whether an identifier of which an entity has only one differs.
pub(super) fn contradict(a: &ReportedEntity, b: &ReportedEntity) -> bool {
    let differ = |by| matches!((a.names.get(by), b.names.get(by)), (Some(a), Some(b)) if fold(a) != fold(b));
    [IdentifierKind::Id, IdentifierKind::SerialNumber].into_iter().any(differ)
}

fn take(into: &mut Option<String>, from: Option<&String>, wins: bool) {
    if let Some(from) = from.filter(|_| wins || into.is_none()) {
        *into = Some(from.clone());
    }
}

/// Merges a description into the known one. Data from a look-up replaces known data; data learnt from requests only
/// fills gaps.
pub(super) fn add(known: &mut ReportedEntity, told: &ReportedEntity, by: DescriptionSource) {
    let wins = by == DescriptionSource::Lookup;
    if known.kind == CachedKind::Item || (wins && told.kind != CachedKind::Item) {
        known.kind = told.kind;
    }
    for &name in IdentifierKind::ALL {
        take(known.names.slot(name), told.names.get(name).map(str::to_owned).as_ref(), wins);
    }
    take(&mut known.provider, told.provider.as_ref(), wins);
    take(&mut known.name, told.name.as_ref(), wins);
    take(&mut known.product, told.product.as_ref(), wins);
    take(&mut known.state, told.state.as_ref(), wins);
    // Always replaced: only requests name the subscription, and a card may move to another one.
    take(&mut known.subscription, told.subscription.as_ref(), true);
    take(&mut known.account, told.account.as_ref(), wins);
    take(&mut known.ownership, told.ownership.as_ref(), wins);
    take(&mut known.server, told.server.as_ref(), wins);
}

/// Merges two rows that turn out to be the same entity: the first stays, and data of the more recent look-up wins.
pub(super) fn join(stays: &mut CachedEntity, goes: &CachedEntity) {
    let by = if goes.asked > stays.asked { DescriptionSource::Lookup } else { DescriptionSource::Requests };
    add(&mut stays.reported, &goes.reported, by);
    stays.asked = stays.asked.max(goes.asked);
    stays.learnt = stays.learnt.max(goes.learnt);
    stays.used = stays.used.max(goes.used);
    stays.pinned = [stays.pinned, goes.pinned].into_iter().flatten().min();
}
