//! The baseline of a field-mode request: the state of its cards and boxes when it was made, to be compared with the
//! state found before it leaves.

use crmcom::catalogue::{self, IdentifierTarget, Kind};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use store::{FieldNote, OutboxRow};

use crate::{
    error::problem::Problem,
    lookups::{KnownEntity, LookedUp},
    outbox::{Outbox, Schedule},
    scheduler::CHECK_VALIDITY_MS,
    view::{EntityKind, EntityRef, IdentifierKind},
};

/// A card or box of a request, with its state when the request was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Baseline {
    pub(crate) of: EntityRef,
    /// Absent: nothing was known of it.
    pub(crate) was: Option<EntityState>,
}

/// The parts of a look-up that may change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EntityState {
    /// The server's word. If state and product are both absent, the server knows no such card or box.
    pub(crate) state: Option<String>,
    pub(crate) product: Option<String>,
}

impl EntityState {
    fn of(known: &KnownEntity) -> Self {
        let entity = &known.entity;
        Self { state: entity.state.clone(), product: entity.product.clone().or_else(|| entity.name.clone()) }
    }

    /// The state as text for the user, in the server's own words.
    fn words(&self) -> Option<String> {
        let words: Vec<&str> = [&self.product, &self.state].into_iter().flatten().map(String::as_str).collect();
        (!words.is_empty()).then(|| words.join(", "))
    }
}

/// A card or box of which the server reports another state than the baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EntityChange {
    pub(crate) text: String,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

/// The cards and boxes that a request names, by the identifiers that it uses.
pub(crate) fn named_entities(operation: &str, body: &Map<String, Value>) -> Vec<EntityRef> {
    let Some(operation) = catalogue::find(operation) else { return Vec::new() };
    let mut all = Vec::new();
    for field in operation.fields {
        let value = body.get(field.name);
        match field.kind {
            Kind::Identifier { target, .. } => {
                let member = value.and_then(|value| value.as_object()?.iter().next());
                all.extend(member.and_then(|(by, text)| refer(target, by, text)));
            }
            Kind::Set { target, member } => {
                let elements = value.and_then(Value::as_array).into_iter().flatten();
                all.extend(elements.filter_map(|element| refer(target, "ca_id", element.get(member)?)));
            }
            _ => {}
        }
    }
    all
}

fn refer(target: IdentifierTarget, by: &str, text: &Value) -> Option<EntityRef> {
    let kind = match target {
        IdentifierTarget::Smartcard => EntityKind::Smartcard,
        IdentifierTarget::SetTopBox => EntityKind::SetTopBox,
        IdentifierTarget::Service | IdentifierTarget::Subscription | IdentifierTarget::Provider => return None,
    };
    let by = match by {
        "serial_number" => Some(IdentifierKind::SerialNumber),
        "alternative_code" => Some(IdentifierKind::AlternativeCode),
        "id" => Some(IdentifierKind::Id),
        "ca_id" => Some(IdentifierKind::CaId),
        _ => None,
    };
    Some(EntityRef { kind, text: text.as_str()?.to_owned(), by })
}

pub(crate) fn to_json(baselines: &[Baseline]) -> Value {
    // Text only, so serializing it cannot fail.
    serde_json::to_value(baselines).unwrap_or_default()
}

pub(crate) fn from_json(json: &Value) -> Vec<Baseline> {
    Vec::deserialize(json).unwrap_or_default()
}

impl Outbox {
    /// The known states of entities, from the cache alone. If the cache fails, nothing is known.
    pub(crate) async fn known_state(&self, connection: &str, entities: &[EntityRef]) -> Vec<Baseline> {
        let mut baselines = Vec::with_capacity(entities.len());
        for of in entities {
            let known = self.lookups.known_entities(connection, of).await.unwrap_or_default();
            baselines.push(Baseline { of: of.clone(), was: known.first().map(EntityState::of) });
        }
        baselines
    }

    /// Looks an entity up on the server again. If nothing was known of it before and the server does not find it, there
    /// is nothing to compare (`None`).
    pub(crate) async fn current_state(
        &self,
        connection: &str,
        baseline: &Baseline,
        provider: Option<&str>,
    ) -> Result<Option<EntityState>, Problem> {
        match self.lookups.look_up(connection, &baseline.of, provider).await? {
            LookedUp::Found(known) => Ok(Some(EntityState::of(&known))),
            LookedUp::NotFound => Ok(baseline.was.is_some().then(EntityState::default)),
            LookedUp::NotAsked(problem) => Err(problem),
        }
    }

    /// The note that is stored with a row made or changed now. A row with a scheduled time is as old as that time.
    pub(crate) async fn field_note_of(
        &self,
        connection: &str,
        operation: &str,
        body: &serde_json::Map<String, serde_json::Value>,
        when: Schedule,
        now: i64,
    ) -> FieldNote {
        let mirror = Some(self.core.cache.mark());
        let baselines = self.known_state(connection, &named_entities(operation, body)).await;
        FieldNote {
            made: when.not_before.unwrap_or(now),
            others_since: now,
            mirror,
            lists_excused: false,
            baselines: to_json(&baselines),
            why: None,
            looked_at: None,
        }
    }
}

/// The difference between the baseline and the state found now; `None` if they agree or one of them is missing.
pub(crate) fn state_change(baseline: &Baseline, now: Option<&EntityState>) -> Option<EntityChange> {
    let (was, now) = (baseline.was.as_ref()?, now?);
    (was != now).then(|| EntityChange { text: baseline.of.text.clone(), before: was.words(), after: now.words() })
}

/// Time until which a row, made or changed now, can leave without a re-check.
pub(crate) fn fresh_until(when: Schedule, now: i64) -> i64 {
    when.not_before.or(when.held_until).unwrap_or(now) + CHECK_VALIDITY_MS
}

/// Prolongs the freshness of a field row that the user wants to leave now. A row with its hold or scheduled time cut
/// short has waited for nothing else.
pub(crate) fn prolong_check(row: &mut OutboxRow, now: i64) {
    let by_choice = row.held_until.is_some() || row.not_before.is_some();
    if by_choice {
        row.check_at = row.check_at.map(|_| now + CHECK_VALIDITY_MS);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn standing(state: &str) -> EntityState {
        EntityState { state: Some(state.to_owned()), product: Some("CARD".to_owned()) }
    }

    fn baseline(was: Option<EntityState>) -> Baseline {
        let of = EntityRef {
            kind: EntityKind::Smartcard,
            text: "01900000001".to_owned(),
            by: Some(IdentifierKind::SerialNumber),
        };
        Baseline { of, was }
    }

    #[test]
    fn only_entities_known_before_and_found_now_can_have_changed() {
        let (before, after) = (standing("EFFECTIVE"), standing("NOT_EFFECTIVE"));
        assert_eq!(state_change(&baseline(Some(before.clone())), Some(&before)), None);
        assert_eq!(state_change(&baseline(None), Some(&after)), None, "nothing was known to compare with");
        assert_eq!(state_change(&baseline(Some(before.clone())), None), None, "it could not be asked");
        let changed = state_change(&baseline(Some(before.clone())), Some(&after)).unwrap();
        assert_eq!(changed.before.as_deref(), Some("CARD, EFFECTIVE"));
        assert_eq!(changed.after.as_deref(), Some("CARD, NOT_EFFECTIVE"));
        let gone = state_change(&baseline(Some(before)), Some(&EntityState::default())).unwrap();
        assert_eq!((gone.text.as_str(), gone.after), ("01900000001", None), "the server knows it no more");
    }

    #[test]
    fn cards_and_boxes_keep_the_identifiers_of_the_request() {
        let body = json!({
            "smartcard_set": [{"smartcard_ca_id": "01900000001"}, {"smartcard_ca_id": "01900000002"}],
            "stb_set": [{"stb_ca_id": "stb-0000-0001"}],
            "subscription_identifier": {"number": "S100"}
        });
        let named = |operation, body: &Value| {
            let named = super::named_entities(operation, body.as_object().unwrap());
            named.into_iter().map(|of| (of.kind, of.by.unwrap(), of.text)).collect::<Vec<_>>()
        };
        let (card, stb, ca_id) = (EntityKind::Smartcard, EntityKind::SetTopBox, IdentifierKind::CaId);
        assert_eq!(
            named("conax.create-pairing", &body),
            [
                (card, ca_id, "01900000001".to_owned()),
                (card, ca_id, "01900000002".to_owned()),
                (stb, ca_id, "stb-0000-0001".to_owned())
            ]
        );
        let body = json!({"smartcard_identifier": {"serial_number": "200000000154"}, "stb_identifier": {"id": "9"}});
        assert_eq!(
            named("nagra.pair", &body),
            [
                (card, IdentifierKind::SerialNumber, "200000000154".to_owned()),
                (stb, IdentifierKind::Id, "9".to_owned())
            ]
        );
        assert!(super::named_entities("no.such", body.as_object().unwrap()).is_empty());
    }
}
