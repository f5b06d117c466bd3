//! Previews the effect of a pairing form on the known pairings, before it is sent. The preview informs and never
//! blocks.

use crmcom::catalogue::{self, IdentifierTarget, Kind, Operation, PairingEffect};
use store::cache::requests::EntityQuery;

use crate::{
    connections::registry::ResolvedConnection,
    entities::{
        Entities,
        page::shown,
        pairings::{DerivedPairings, PairingFact, PairingSet, derive, has},
        request_history::RequestHistory,
    },
    error::problem::Problem,
    view::{FormDraft, Pairing, PairingPreview, PairingWarning, Source},
};

/// A filled input: its field name and its text.
#[derive(Debug, Clone)]
struct Input {
    field: String,
    text: String,
}

#[derive(Debug, Default)]
struct FilledPairing {
    /// The card that identifies the pairing to extend.
    existing: Option<Input>,
    smartcards: Vec<Input>,
    set_top_boxes: Vec<Input>,
}

impl Entities {
    /// The pairings before and after a form, as far as they are known. Does not ask the server.
    pub async fn preview_pairing(&self, draft: FormDraft) -> Result<PairingPreview, Problem> {
        let connection = self.sessions.not_left()?;
        self.pairing_preview(&connection, draft).await
    }

    /// The same for a connection that need not be the selected one.
    pub(crate) async fn pairing_preview(
        &self,
        connection: &ResolvedConnection,
        draft: FormDraft,
    ) -> Result<PairingPreview, Problem> {
        let (as_of, lists_incomplete) = self.lists_read(connection).await?;
        let nothing = PairingPreview { before: Vec::new(), after: None, warnings: Vec::new(), as_of, lists_incomplete };
        let operation = catalogue::find(&draft.operation);
        let Some((operation, asks)) = operation.and_then(|it| Some((it, it.pairing?))) else {
            return Ok(nothing);
        };
        let filled = filled(operation, &draft);
        let called = EntityQuery {
            smartcards: filled.cards().map(|input| input.text.clone()).collect(),
            set_top_boxes: filled.set_top_boxes.iter().map(|input| input.text.clone()).collect(),
            ..EntityQuery::default()
        };
        if !asks.pairs() || called == EntityQuery::default() {
            return Ok(nothing);
        }
        let history = self.request_history(connection, called, false).await?;
        let preview = preview(operation, asks, &filled, &history);
        Ok(PairingPreview { as_of, lists_incomplete, ..preview })
    }
}

impl FilledPairing {
    fn cards(&self) -> impl Iterator<Item = &Input> {
        self.existing.iter().chain(&self.smartcards)
    }
}

fn filled(operation: &Operation, draft: &FormDraft) -> FilledPairing {
    let mut filled = FilledPairing::default();
    for field in operation.fields {
        let (part, inputs) = match field.kind {
            Kind::Identifier { target, .. } => (target, vec![field.name.to_owned()]),
            Kind::Set { target, member } => {
                let (start, end) = (format!("{}.", field.name), format!(".{member}"));
                let rows = draft.values.keys().filter(|input| input.starts_with(&start) && input.ends_with(&end));
                (target, rows.cloned().collect())
            }
            _ => continue,
        };
        let mut texts = inputs.into_iter().filter_map(|input| {
            let text = crmcom::plain(draft.values.get(&input)?).into_owned();
            (!text.is_empty()).then_some(Input { field: input, text })
        });
        let adds = operation.request_type == "ADD_TO_EXISTING_PAIRING";
        match (part, &field.kind) {
            (IdentifierTarget::Smartcard, Kind::Identifier { .. }) if adds => filled.existing = texts.next(),
            (IdentifierTarget::Smartcard, _) => filled.smartcards.extend(texts),
            (IdentifierTarget::SetTopBox, _) => filled.set_top_boxes.extend(texts),
            _ => {}
        }
    }
    filled
}

fn preview(
    operation: &Operation,
    asks: PairingEffect,
    filled: &FilledPairing,
    history: &RequestHistory,
) -> PairingPreview {
    let resolved = |inputs: &[Input], card: bool| {
        let names = if card { &history.smartcards } else { &history.set_top_boxes };
        inputs.iter().map(|input| names.resolved(&input.text)).collect::<Vec<_>>()
    };
    let provider = operation.provider.map(catalogue::Provider::word).unwrap_or_default();
    let all = history.facts();
    let facts: Vec<PairingFact> = all.into_iter().filter(|fact| fact.provider == provider).collect();
    let before = derive(&facts);
    let form = PairingFact {
        key: String::new(),
        provider: provider.to_owned(),
        effect: asks,
        existing: filled.existing.as_ref().map(|input| history.smartcards.resolved(&input.text)),
        smartcards: resolved(&filled.smartcards, true),
        sent_for: Vec::new(),
        set_top_boxes: resolved(&filled.set_top_boxes, false),
        services: Vec::new(),
        order: (i64::MAX, i64::MAX, None),
        completed: true,
        waits: true,
        source: Source::Journal,
    };
    let mut after = before.clone();
    after.pair(&form);
    let touched = before.sets.iter().filter(|set| {
        form.cards().any(|card| set.has_card(card)) || form.set_top_boxes.iter().any(|it| set.has_box(it))
    });
    let made = after.sets.iter().find(|set| set.request.is_empty());
    PairingPreview {
        before: touched.map(|set| shown(set, &facts)).collect(),
        after: made.map(|set| Pairing { since: None, request: None, ..shown(set, &facts) }),
        warnings: warnings(&form, filled, &before, &facts, frees(operation)),
        as_of: None,
        lists_incomplete: false,
    }
}

/// Whether the operation ends a pairing: it has no input for a box. A box that is not filled in yet does not count.
fn frees(operation: &Operation) -> bool {
    !operation.fields.iter().any(|field| {
        matches!(
            field.kind,
            Kind::Identifier { target: IdentifierTarget::SetTopBox, .. }
                | Kind::Set { target: IdentifierTarget::SetTopBox, .. }
        )
    })
}

fn warnings(
    form: &PairingFact,
    filled: &FilledPairing,
    before: &DerivedPairings,
    facts: &[PairingFact],
    frees: bool,
) -> Vec<PairingWarning> {
    let mut warnings = Vec::new();
    let joined = form.existing.as_ref().and_then(|existing| before.set_of_card(existing));
    let is_joined = |set: &PairingSet| joined.is_some_and(|joined| joined == set);
    for (input, set_top_box) in filled.set_top_boxes.iter().zip(&form.set_top_boxes) {
        let Some(set) = before.set_of_box(set_top_box).filter(|set| !is_joined(set)) else { continue };
        let others: Vec<String> = set.smartcards.iter().filter(|card| !form.names_card(card)).cloned().collect();
        if !others.is_empty() {
            warnings.push(PairingWarning::BoxElsewhere {
                field: input.field.clone(),
                set_top_box: set_top_box.clone(),
                smartcards: others,
            });
        }
    }
    for (input, card) in filled.cards().zip(form.cards()) {
        let set = before.set_of_card(card);
        match set {
            None if frees => {
                warnings.push(PairingWarning::NotPaired { field: input.field.clone(), smartcard: card.clone() });
            }
            Some(set) if !frees && !is_joined(set) => {
                let others = set.set_top_boxes.iter().filter(|it| !has(&form.set_top_boxes, it));
                let others: Vec<String> = others.cloned().collect();
                if !others.is_empty() {
                    warnings.push(PairingWarning::CardPaired {
                        field: input.field.clone(),
                        smartcard: card.clone(),
                        set_top_boxes: others,
                    });
                }
            }
            _ => {}
        }
        let open = facts.iter().filter(|fact| !fact.completed && fact.effect.pairs() && fact.names_card(card));
        warnings.extend(open.max_by_key(|fact| fact.order).map(|fact| PairingWarning::Open {
            field: input.field.clone(),
            smartcard: card.clone(),
            request: fact.key.clone(),
        }));
    }
    warnings
}
