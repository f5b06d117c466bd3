//! The content of a request with other identifiers of the same entities: a request that named a card by its serial number did
//! the same that another asks for by the card's alternative code. Entities that are not known to be one are not taken for one.

use std::collections::{HashMap, HashSet};

use crmcom::catalogue::{Kind, Operation};
use serde_json::{Map, Value, json};

use crate::{
    error::problem::Problem,
    lookups::entity_kind,
    outbox::{Outbox, fingerprint::fingerprint},
    view::{EntityRef, IdentifierKind},
};

/// A content with another identifier in at least one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OtherContent {
    pub(crate) fingerprint: String,
    /// The first field with another identifier, and that identifier.
    pub(crate) field: &'static str,
    pub(crate) number: String,
}

/// Known identifiers by the entity that they are of.
type KnownIdentifiers = HashMap<EntityRef, Vec<(IdentifierKind, String)>>;

impl Outbox {
    /// The contents of requests with the other known identifiers, for each request. The server is not asked.
    pub(crate) async fn by_other_numbers(
        &self,
        connection: &str,
        requests: &[(&'static Operation, &Map<String, Value>)],
    ) -> Result<Vec<Vec<OtherContent>>, Problem> {
        let entities: HashSet<EntityRef> =
            requests.iter().flat_map(|(operation, body)| identifiers(operation, body).map(|(_, _, of)| of)).collect();
        let known = self.lookups.known_identifiers(connection, entities).await?;
        Ok(requests.iter().map(|(operation, body)| contents(operation, body, &known)).collect())
    }
}

/// The fields with one identifier, the kinds that they take, and what they name. A set takes CA ids alone.
fn identifiers<'a>(
    operation: &'static Operation,
    body: &'a Map<String, Value>,
) -> impl Iterator<Item = (&'static str, &'static [&'static str], EntityRef)> + use<'a> {
    operation.fields.iter().filter_map(|field| {
        let Kind::Identifier { target, by: kinds } = field.kind else { return None };
        let (by, text) = body.get(field.name)?.as_object()?.iter().next()?;
        let of = EntityRef { kind: entity_kind(target)?, text: text.as_str()?.to_owned(), by: by.parse().ok() };
        Some((field.name, kinds, of))
    })
}

fn contents(operation: &'static Operation, body: &Map<String, Value>, known: &KnownIdentifiers) -> Vec<OtherContent> {
    let mut found: Vec<(Map<String, Value>, Option<(&'static str, String)>)> = vec![(body.clone(), None)];
    for (field, kinds, of) in identifiers(operation, body) {
        let others = known.get(&of).into_iter().flatten();
        let others =
            others.filter(|(by, text)| kinds.contains(&by.as_str()) && !(of.by == Some(*by) && of.text == *text));
        for (by, text) in others {
            for at in 0..found.len() {
                let (mut body, other) = found[at].clone();
                if body.get(field) != found[0].0.get(field) {
                    continue;
                }
                body.insert(field.to_owned(), json!({ by.as_str(): text }));
                found.push((body, other.or_else(|| Some((field, text.clone())))));
            }
        }
    }
    let other = |(body, other): (Map<String, Value>, Option<(&'static str, String)>)| {
        let (field, number) = other?;
        Some(OtherContent { fingerprint: fingerprint(operation, &body), field, number })
    };
    found.into_iter().filter_map(other).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::EntityKind;

    #[test]
    fn each_field_takes_the_other_identifiers_that_it_may_have() {
        use IdentifierKind::{AlternativeCode, Number, SerialNumber};
        let operation = crmcom::catalogue::find("conax.reset-pin").unwrap();
        let body = |card: Value, subscription: Value| {
            let body =
                json!({ "smartcard_identifier": card, "subscription_identifier": subscription, "priority": "EXPRESS" });
            body.as_object().unwrap().clone()
        };
        let own = body(json!({ "serial_number": "1" }), json!({ "number": "S1" }));
        let of = |kind, text: &str, by| EntityRef { kind, text: text.to_owned(), by: Some(by) };
        let card = vec![(SerialNumber, "1".to_owned()), (AlternativeCode, "A1".to_owned()), (Number, "9".to_owned())];
        let subscription = vec![(Number, "S1".to_owned()), (IdentifierKind::Id, "X".to_owned())];
        let known: KnownIdentifiers = [
            (of(EntityKind::Smartcard, "1", SerialNumber), card),
            (of(EntityKind::Subscription, "S1", Number), subscription),
        ]
        .into();
        let found = contents(operation, &own, &known);
        let others = [
            (json!({ "alternative_code": "A1" }), json!({ "number": "S1" })),
            (json!({ "serial_number": "1" }), json!({ "id": "X" })),
            (json!({ "alternative_code": "A1" }), json!({ "id": "X" })),
        ];
        let wanted = others.map(|(card, subscription)| fingerprint(operation, &body(card, subscription)));
        assert_eq!(found.iter().map(|other| other.fingerprint.as_str()).collect::<Vec<_>>(), wanted);
        assert_eq!((found[2].field, &*found[2].number), ("smartcard_identifier", "A1"));
        assert!(contents(operation, &own, &KnownIdentifiers::new()).is_empty(), "nothing is known of them");
    }
}
