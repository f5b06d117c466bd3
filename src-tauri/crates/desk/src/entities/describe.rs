//! Describes an entity: from its look-up, else from requests and from the identifier rules of the connection.

use store::Called;

use crate::{
    connections::identifier_rules,
    entities::{
        pairings::{distinct, same},
        request_history::{Names, Tidings, Told, kind_of, told_by},
    },
    lookups::KnownThing,
    requests::identifiers::{Name, subscription_told},
    time::millis,
    view::{ConnectionRules, NameKind, Thing, ThingKind, ThingRef, ToldBy},
};

/// An entity of which only the requested identifier is known.
pub(crate) fn bare(of: &ThingRef) -> Thing {
    let mut thing = Thing {
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
        told_by: ToldBy::Journal,
        as_of: 0.0,
        stale: false,
        pinned: false,
    };
    let by = of.by.or(match of.kind {
        ThingKind::Subscription | ThingKind::Request => Some(NameKind::Number),
        ThingKind::Service => Some(NameKind::Code),
        ThingKind::Smartcard | ThingKind::SetTopBox | ThingKind::Item => None,
    });
    if let Some(by) = by {
        *place(&mut thing, by) = Some(crmcom::plain(&of.text).into_owned());
    }
    thing
}

fn place(thing: &mut Thing, by: NameKind) -> &mut Option<String> {
    match by {
        NameKind::SerialNumber => &mut thing.serial_number,
        NameKind::AlternativeCode => &mut thing.alternative_code,
        NameKind::Id => &mut thing.id,
        NameKind::Number => &mut thing.number,
        NameKind::Code => &mut thing.code,
        NameKind::CaId => &mut thing.ca_id,
    }
}

/// All identifiers of an entity, in the columns in which requests would contain them.
pub(crate) fn called(thing: Option<&Thing>, of: &ThingRef) -> Called {
    let mut names = vec![crmcom::plain(&of.text).into_owned()];
    if let Some(thing) = thing {
        let all = [&thing.serial_number, &thing.alternative_code, &thing.id, &thing.ca_id, &thing.number, &thing.code];
        names.extend(all.into_iter().flatten().cloned());
    }
    distinct(&mut names);
    let mut called = Called::default();
    match thing.map_or(of.kind, |thing| thing.kind) {
        ThingKind::Smartcard => called.smartcards = names,
        ThingKind::SetTopBox => called.set_top_boxes = names,
        ThingKind::Item => (called.smartcards, called.set_top_boxes) = (names.clone(), names),
        ThingKind::Subscription => called.subscriptions = names,
        ThingKind::Service => called.services = names,
        ThingKind::Request => {}
    }
    called
}

/// The entity with every known fact, and whether any fact is known.
pub(crate) fn described(
    looked_up: Option<&KnownThing>,
    of: &ThingRef,
    tidings: &Tidings,
    rules: &ConnectionRules,
    now: i64,
) -> (Thing, bool) {
    let mut thing = looked_up.map_or_else(|| bare(of), |known| known.thing.clone());
    let text = &*crmcom::plain(&of.text);
    let mut kinds = Vec::new();
    for said in tidings.said() {
        if said.cards().any(|card| same(card, &tidings.smartcards.resolved(text))) {
            kinds.push(ThingKind::Smartcard);
        }
        if said.set_top_boxes.iter().any(|it| same(it, &tidings.set_top_boxes.resolved(text))) {
            kinds.push(ThingKind::SetTopBox);
        }
    }
    kinds.sort_unstable();
    kinds.dedup();
    if thing.kind == ThingKind::Item {
        // If requests name both a card and a box by this text, the kind stays open.
        thing.kind = match kinds.as_slice() {
            [only] => *only,
            [] => identifier_rules::test(rules, thing.serial_number.as_deref().unwrap_or(text)).kind,
            _ => ThingKind::Item,
        };
    }
    let told: Vec<&Told> = tidings.told.iter().filter(|told| names(told, &called(Some(&thing), of), tidings)).collect();
    add_names(&mut thing, text, tidings, !told.is_empty());
    if thing.provider.is_none() {
        let mut providers: Vec<&str> = told.iter().map(|told| told.row.provider.as_str()).collect();
        providers.dedup();
        thing.provider = providers.first().filter(|_| providers.len() == 1).map(|&provider| provider.to_owned());
    }
    let newest = told.iter().max_by_key(|told| told.row.updated.or(told.row.created));
    if looked_up.is_none() {
        thing.as_of = millis(newest.and_then(|told| told.row.updated.or(told.row.created)).unwrap_or(now));
        thing.told_by = newest.map_or(ToldBy::Journal, |told| told_by(&told.row));
        if of.by.is_none() && thing.ca_id.is_none() && thing.serial_number.is_none() {
            // The API's forms take an identifier of unspecified kind as a serial number.
            let item = thing.kind.is_item();
            thing.serial_number = item.then(|| text.to_owned()).filter(|_| thing.alternative_code.is_none());
        }
    }
    (thing, looked_up.is_some() || !told.is_empty())
}

/// Whether a request names an entity with one of these identifiers.
fn names(told: &Told, called: &Called, tidings: &Tidings) -> bool {
    let row = &told.row;
    let one_of = |column: &Option<String>, names: &[String], of: Option<&Names>| {
        let Some(column) = column else { return false };
        column.split(", ").any(|named| {
            names.iter().any(|name| {
                let resolved = |text: &str| of.map_or_else(|| text.to_owned(), |of| of.resolved(text));
                same(&resolved(named), &resolved(name))
            })
        })
    };
    one_of(&row.smartcard, &called.smartcards, Some(&tidings.smartcards))
        || one_of(&row.set_top_box, &called.set_top_boxes, Some(&tidings.set_top_boxes))
        || one_of(&row.service, &called.services, Some(&tidings.services))
        || one_of(&row.subscription, &called.subscriptions, None)
}

/// Adds the CA id that the server told with a request, and the identifiers of this desk's own requests for it.
fn add_names(thing: &mut Thing, text: &str, tidings: &Tidings, told: bool) {
    let Some(names) = tidings.names(thing.kind) else { return };
    let known = [&thing.ca_id, &thing.serial_number, &thing.alternative_code, &thing.id, &thing.code];
    let told_ca_id = known.into_iter().flatten().map(String::as_str).chain([text]).find_map(|name| names.ca_id(name));
    let is_ca_id = || {
        tidings.said().iter().any(|said| match thing.kind {
            ThingKind::Smartcard => said.names_card(text),
            ThingKind::SetTopBox => said.names_box(text),
            _ => said.services.iter().any(|service| same(service, text)),
        })
    };
    let ca_id = told_ca_id.map(str::to_owned).or_else(|| (told && is_ca_id()).then(|| text.to_owned()));
    let Some(ca_id) = ca_id else { return };
    let others: Vec<Name> = names.others(&ca_id).cloned().collect();
    thing.ca_id.get_or_insert(ca_id);
    for name in others {
        if let Some(by) = kind_of(&name.by) {
            place(thing, by).get_or_insert(name.text);
        }
    }
}

/// The subscription of a card or box, with its source: the look-up, this desk's own completed requests, or a request as
/// the server shows it.
pub(crate) fn subscription_of(thing: &Thing, tidings: &Tidings) -> Option<(Name, ToldBy)> {
    if matches!(thing.kind, ThingKind::Subscription | ThingKind::Service | ThingKind::Request) {
        return None;
    }
    let by_number = |number: &str| Name { by: "number".to_owned(), text: number.to_owned() };
    if let Some(number) = &thing.subscription {
        return Some((by_number(number), thing.told_by));
    }
    let of = ThingRef { kind: thing.kind, text: String::new(), by: None };
    let called = called(Some(thing), &of);
    let mut told: Vec<&Told> = tidings.told.iter().filter(|told| names(told, &called, tidings)).collect();
    told.sort_by_key(|told| std::cmp::Reverse(told.row.updated.or(told.row.created)));
    told.into_iter().find_map(|told| {
        let request = told.request.as_ref()?;
        let own = told.sent.as_ref().and_then(|sent| Some((subscription_told(sent, request)?.1, ToldBy::Journal)));
        let neutral = || request.subscription_number().map(|number| (by_number(number), told_by(&told.row)));
        own.or_else(neutral)
    })
}
