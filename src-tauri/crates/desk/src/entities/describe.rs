//! Describes an entity: from its look-up, else from requests and from the identifier rules of the connection.

use store::cache::requests::EntityQuery;

use crate::{
    connections::identifier_rules,
    entities::{
        pairings::{distinct, same},
        request_history::{HistoryEntry, HistoryIdentifiers, RequestHistory, kind_of, source_of},
    },
    lookups::KnownEntity,
    requests::identifiers::Identifier,
    time::millis,
    view::{ConnectionRules, Entity, EntityKind, EntityRef, IdentifierKind, Source},
};

/// An entity of which only the requested identifier is known.
pub(crate) fn bare(of: &EntityRef) -> Entity {
    let mut entity = Entity {
        key: String::new(),
        kind: of.kind,
        serial_number: None,
        alternative_code: None,
        id: None,
        ca_id: None,
        number: None,
        code: None,
        provider: None,
        name: None,
        product: None,
        state: None,
        subscription: None,
        source: Source::Journal,
        as_of: 0.0,
        stale: false,
        pinned: false,
    };
    let by = of.by.or(match of.kind {
        EntityKind::Subscription | EntityKind::Request => Some(IdentifierKind::Number),
        EntityKind::Service => Some(IdentifierKind::Code),
        EntityKind::Smartcard | EntityKind::SetTopBox | EntityKind::Item => None,
    });
    if let Some(by) = by {
        *place(&mut entity, by) = Some(crmcom::plain(&of.text).into_owned());
    }
    entity
}

fn place(entity: &mut Entity, by: IdentifierKind) -> &mut Option<String> {
    match by {
        IdentifierKind::SerialNumber => &mut entity.serial_number,
        IdentifierKind::AlternativeCode => &mut entity.alternative_code,
        IdentifierKind::Id => &mut entity.id,
        IdentifierKind::Number => &mut entity.number,
        IdentifierKind::Code => &mut entity.code,
        IdentifierKind::CaId => &mut entity.ca_id,
    }
}

/// All identifiers of an entity, in the columns in which requests would contain them.
pub(crate) fn called(entity: Option<&Entity>, of: &EntityRef) -> EntityQuery {
    let mut names = vec![crmcom::plain(&of.text).into_owned()];
    if let Some(entity) = entity {
        let all =
            [&entity.serial_number, &entity.alternative_code, &entity.id, &entity.ca_id, &entity.number, &entity.code];
        names.extend(all.into_iter().flatten().cloned());
    }
    distinct(&mut names);
    let mut called = EntityQuery::default();
    match entity.map_or(of.kind, |entity| entity.kind) {
        EntityKind::Smartcard => called.smartcards = names,
        EntityKind::SetTopBox => called.set_top_boxes = names,
        EntityKind::Item => (called.smartcards, called.set_top_boxes) = (names.clone(), names),
        EntityKind::Subscription => called.subscriptions = names,
        EntityKind::Service => called.services = names,
        EntityKind::Request => {}
    }
    called
}

/// The entity with every known fact, and whether any fact is known.
pub(crate) fn described(
    looked_up: Option<&KnownEntity>,
    of: &EntityRef,
    history: &RequestHistory,
    rules: &ConnectionRules,
    now: i64,
) -> (Entity, bool) {
    let mut entity = looked_up.map_or_else(|| bare(of), |known| known.entity.clone());
    let text = &*crmcom::plain(&of.text);
    let mut kinds = Vec::new();
    for fact in history.facts() {
        if fact.cards().any(|card| same(card, &history.smartcards.resolved(text))) {
            kinds.push(EntityKind::Smartcard);
        }
        if fact.set_top_boxes.iter().any(|it| same(it, &history.set_top_boxes.resolved(text))) {
            kinds.push(EntityKind::SetTopBox);
        }
    }
    kinds.sort_unstable();
    kinds.dedup();
    if entity.kind == EntityKind::Item {
        // If requests name both a card and a box by this text, the kind stays open.
        entity.kind = match kinds.as_slice() {
            [only] => *only,
            [] => identifier_rules::test(rules, entity.serial_number.as_deref().unwrap_or(text)).kind,
            _ => EntityKind::Item,
        };
    }
    let entries: Vec<&HistoryEntry> =
        history.entries.iter().filter(|entry| names(entry, &called(Some(&entity), of), history)).collect();
    add_names(&mut entity, text, history, !entries.is_empty());
    if entity.provider.is_none() {
        let mut providers: Vec<&str> = entries.iter().map(|entry| entry.row.provider.as_str()).collect();
        providers.dedup();
        entity.provider = providers.first().filter(|_| providers.len() == 1).map(|&provider| provider.to_owned());
    }
    let newest = entries.iter().max_by_key(|entry| entry.row.updated.or(entry.row.created));
    if looked_up.is_none() {
        entity.as_of = millis(newest.and_then(|entry| entry.row.updated.or(entry.row.created)).unwrap_or(now));
        entity.source = newest.map_or(Source::Journal, |entry| source_of(&entry.row));
        if of.by.is_none() && entity.ca_id.is_none() && entity.serial_number.is_none() {
            // The API's forms take an identifier of unspecified kind as a serial number.
            let item = entity.kind.is_item();
            entity.serial_number = item.then(|| text.to_owned()).filter(|_| entity.alternative_code.is_none());
        }
    }
    (entity, looked_up.is_some() || !entries.is_empty())
}

/// Whether a request names an entity with one of these identifiers.
fn names(entry: &HistoryEntry, called: &EntityQuery, history: &RequestHistory) -> bool {
    let row = &entry.row;
    let one_of = |column: &Option<String>, names: &[String], of: Option<&HistoryIdentifiers>| {
        let Some(column) = column else { return false };
        column.split(", ").any(|named| {
            names.iter().any(|name| {
                let resolved = |text: &str| of.map_or_else(|| text.to_owned(), |of| of.resolved(text));
                same(&resolved(named), &resolved(name))
            })
        })
    };
    one_of(&row.smartcard, &called.smartcards, Some(&history.smartcards))
        || one_of(&row.set_top_box, &called.set_top_boxes, Some(&history.set_top_boxes))
        || one_of(&row.service, &called.services, Some(&history.services))
        || one_of(&row.subscription, &called.subscriptions, None)
}

/// Adds the CA id that the server told with a request, and the identifiers of this desk's own requests for it.
fn add_names(entity: &mut Entity, text: &str, history: &RequestHistory, in_requests: bool) {
    let Some(names) = history.names(entity.kind) else { return };
    let known = [&entity.ca_id, &entity.serial_number, &entity.alternative_code, &entity.id, &entity.code];
    let told_ca_id = known.into_iter().flatten().map(String::as_str).chain([text]).find_map(|name| names.ca_id(name));
    let is_ca_id = || {
        history.facts().iter().any(|fact| match entity.kind {
            EntityKind::Smartcard => fact.names_card(text),
            EntityKind::SetTopBox => fact.names_box(text),
            _ => fact.services.iter().any(|service| same(service, text)),
        })
    };
    let ca_id = told_ca_id.map(str::to_owned).or_else(|| (in_requests && is_ca_id()).then(|| text.to_owned()));
    let Some(ca_id) = ca_id else { return };
    let others: Vec<Identifier> = names.others(&ca_id).cloned().collect();
    entity.ca_id.get_or_insert(ca_id);
    for name in others {
        if let Some(by) = kind_of(&name.by) {
            place(entity, by).get_or_insert(name.text);
        }
    }
}

/// The requests that name an entity, the newest first.
pub(super) fn entries_naming<'a>(entity: &Entity, history: &'a RequestHistory) -> Vec<&'a HistoryEntry> {
    let of = EntityRef { kind: entity.kind, text: String::new(), by: None };
    let called = called(Some(entity), &of);
    let mut entries: Vec<&HistoryEntry> =
        history.entries.iter().filter(|entry| names(entry, &called, history)).collect();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.row.updated.or(entry.row.created)));
    entries
}
