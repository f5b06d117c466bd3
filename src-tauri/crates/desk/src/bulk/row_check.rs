//! The check of one row: its faults and findings, and the fingerprint of its content.

use std::{collections::HashSet, sync::Arc};

use crmcom::catalogue::PreparedRequest;
use store::journal::sheets::{Finding, SameCard, SheetPlan, SheetRow};

use crate::{
    bulk::{
        doctor::CellFinding,
        done_before::{DoneBefore, FoundBefore},
        form::FormPlan,
    },
    connections::registry::ResolvedConnection,
    error::problem::{FieldProblem, Problem},
    outbox::Outbox,
    view::{ConnectionRules, EntityKind, FormDraft, SheetMatching},
};

/// What the rows of a sheet are checked with.
pub(super) struct RowCheck {
    pub(super) known: ResolvedConnection,
    pub(super) rules: ConnectionRules,
    pub(super) plan: FormPlan,
    pub(super) matching: SheetMatching,
    pub(super) outbox: Arc<Outbox>,
    /// The finding of a row whose card an earlier row has with another content, because the later one would replace it.
    pub(super) same_card: Option<SameCard>,
}

/// The parts of a row's check.
pub(super) struct RowResult {
    pub(super) request: Result<PreparedRequest, Problem>,
    pub(super) before: DoneBefore,
    pub(super) found: Vec<CellFinding>,
}

/// Rows that were checked together.
pub(super) struct CheckedPiece {
    pub(super) rows: Vec<(u32, SheetRow)>,
    pub(super) plans: Vec<SheetPlan>,
    pub(super) findings: Vec<Finding>,
}

impl RowCheck {
    pub(super) fn row(
        &self,
        place: u32,
        form: &FormDraft,
        RowResult { request, before, found }: RowResult,
        proved: &HashSet<String>,
        CheckedPiece { plans, findings, .. }: &mut CheckedPiece,
    ) {
        let column = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let mut faults: Vec<FieldProblem> =
            found.iter().map(|found| FieldProblem::new(found.field, found.kind)).collect();
        findings.extend(found.into_iter().map(|found| Finding {
            place,
            column: column(found.at),
            kind: found.kind.to_owned(),
            field: found.field.to_owned(),
            proved: found.now.as_ref().is_some_and(|now| proved.contains(now)),
            now: found.now,
        }));
        if let Some(FoundBefore { kind, field, number, blocks }) = before.found {
            let at = self.plan.columns.iter().find(|column| column.field.name == field);
            findings.push(Finding {
                place,
                column: at.map_or(0, |matched| column(matched.at)),
                kind: kind.to_owned(),
                field: field.to_owned(),
                now: None,
                proved: false,
            });
            let fault = FieldProblem::new(field, kind);
            faults.extend(blocks.then(|| number.map_or(fault.clone(), |number| fault.with("number", number))));
        }
        let (mut content, mut cards) = (before.fingerprint, Vec::new());
        match request {
            Ok(request) if self.same_card.is_some() => cards = request.cards,
            Ok(_) => {}
            Err(problem) => {
                for fault in problem.fields {
                    let name = fault.field.split('.').next().unwrap_or_default().to_owned();
                    let unknown = self.plan.takes_known(&name) && matches!(&*fault.fault, "required" | "needsOneOf");
                    let kind = if unknown { "notKnown".to_owned() } else { fault.fault.clone() };
                    let at = self.plan.columns.iter().find(|column| column.input == fault.field);
                    let at = at.or_else(|| self.plan.columns.iter().find(|column| column.field.name == name));
                    findings.push(Finding {
                        place,
                        column: at.map_or(0, |matched| column(matched.at)),
                        kind: kind.clone(),
                        field: name,
                        now: None,
                        proved: false,
                    });
                    faults.push(FieldProblem { fault: kind, ..fault });
                }
            }
        }
        if !faults.is_empty() {
            content.clear();
            cards.clear();
        }
        plans.push(SheetPlan {
            place,
            // Cannot fail: only texts are serialised.
            form: serde_json::to_value(form).unwrap_or_default(),
            faults: (!faults.is_empty()).then(|| serde_json::to_value(&faults).unwrap_or_default()),
            fingerprint: content,
            cards,
            done_after: before.done_after,
        });
    }
}

/// The finding of a pairing's row whose card an earlier row has, unless the user keeps such rows as they are.
pub(super) fn same_card(plan: &FormPlan, matching: &SheetMatching) -> Option<SameCard> {
    const KIND: &str = "sameCard";
    let pairs = plan.operation.pairing.is_some_and(crmcom::catalogue::PairingEffect::pairs);
    let card = plan.columns.iter().find(|column| column.entity() == Some(EntityKind::Smartcard))?;
    let field = card.field.name;
    let kept = matching.kept.iter().any(|kept| kept.kind == KIND && kept.field == field);
    (pairs && !kept).then(|| SameCard {
        kind: KIND.to_owned(),
        field: field.to_owned(),
        column: u32::try_from(card.at).unwrap_or(u32::MAX),
        // Cannot fail: only texts are serialised.
        faults: serde_json::to_value([FieldProblem::new(field, KIND)]).unwrap_or_default(),
    })
}
