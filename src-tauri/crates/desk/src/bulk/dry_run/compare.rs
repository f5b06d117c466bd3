//! Compares a row with the known pairings and services, as its form would be compared. The server is not asked.

use crmcom::catalogue::{Operation, PairingEffect};
use store::cache::entities::fold;

use crate::{
    bulk::{Bulk, dry_run::form_entities::FormEntity},
    connections::registry::ResolvedConnection,
    error::problem::Problem,
    view::{
        ComparedRecords, EntityKind, FormDraft, Pairing, PairingPreview, PairingWarning, RecordFinding,
        RecordFindingKind,
    },
};

/// What a row was compared with.
pub(super) struct RowComparison {
    /// There were records about it.
    pub(super) compared: bool,
    pub(super) findings: Vec<RecordFinding>,
}

/// The records that say what an operation would change.
pub(super) fn compared_records(operation: &Operation) -> ComparedRecords {
    match operation.pairing {
        Some(effect) if effect.pairs() => ComparedRecords::Pairings,
        Some(_) => ComparedRecords::Services,
        None => ComparedRecords::Nothing,
    }
}

impl Bulk {
    pub(super) async fn compare(
        &self,
        known: &ResolvedConnection,
        operation: &Operation,
        form: FormDraft,
        entities: &[FormEntity],
    ) -> Result<RowComparison, Problem> {
        match compared_records(operation) {
            ComparedRecords::Pairings => {
                let preview = self.entities.pairing_preview(known, form).await?;
                Ok(by_pairings(&preview, entities))
            }
            ComparedRecords::Services => self.by_services(known, operation, entities).await,
            ComparedRecords::Nothing => Ok(RowComparison { compared: false, findings: Vec::new() }),
        }
    }

    async fn by_services(
        &self,
        known: &ResolvedConnection,
        operation: &Operation,
        entities: &[FormEntity],
    ) -> Result<RowComparison, Problem> {
        let of = |kind: EntityKind| entities.iter().find(|entity| entity.of.kind == kind);
        let (Some(card), Some(service)) = (of(EntityKind::Smartcard), of(EntityKind::Service)) else {
            return Ok(RowComparison { compared: false, findings: Vec::new() });
        };
        let record = self.entities.service_record(known, &card.of, &service.of).await?;
        let adds = operation.pairing == Some(PairingEffect::AddService);
        let finding = |kind: RecordFindingKind, request: String| RecordFinding {
            kind,
            field: service.field.to_owned(),
            what: service.of.text.clone(),
            others: Vec::new(),
            request: Some(request),
        };
        let compared = record.state.is_some() || record.open.is_some();
        let mut findings = Vec::new();
        if let Some((active, request)) = record.state.filter(|(active, _)| *active == adds) {
            findings.push(finding(
                if active { RecordFindingKind::ServiceOn } else { RecordFindingKind::ServiceOff },
                request,
            ));
        }
        findings.extend(record.open.map(|request| finding(RecordFindingKind::RequestOpen, request)));
        Ok(RowComparison { compared, findings })
    }
}

fn by_pairings(preview: &PairingPreview, entities: &[FormEntity]) -> RowComparison {
    let mut findings: Vec<RecordFinding> = preview.warnings.iter().map(of_warning).collect();
    if let Some(same) = unchanged(preview) {
        // A set of boxes is what the person wants for the card.
        let of = entities.iter().find(|entity| entity.of.kind == EntityKind::SetTopBox).or(entities.first());
        findings.extend(of.map(|of| RecordFinding {
            kind: RecordFindingKind::PairedAlready,
            field: of.field.to_owned(),
            what: of.of.text.clone(),
            others: Vec::new(),
            request: same.request.clone(),
        }));
    }
    let freed = findings.iter().all(|found| found.kind == RecordFindingKind::NotPaired);
    RowComparison { compared: !preview.before.is_empty() || !findings.is_empty() && !freed, findings }
}

/// The present pairing, if it is the one that the form would make.
fn unchanged(preview: &PairingPreview) -> Option<&Pairing> {
    let folded = |names: &[String]| {
        let mut names: Vec<String> = names.iter().map(|name| fold(name)).collect();
        names.sort_unstable();
        names
    };
    let members = |pairing: &Pairing| (folded(&pairing.smartcards), folded(&pairing.set_top_boxes));
    match (preview.before.as_slice(), &preview.after) {
        ([before], Some(after)) if members(before) == members(after) => Some(before),
        _ => None,
    }
}

fn of_warning(warning: &PairingWarning) -> RecordFinding {
    let (kind, input, what, others, request) = match warning.clone() {
        PairingWarning::BoxElsewhere { field, set_top_box, smartcards } => {
            (RecordFindingKind::BoxTaken, field, set_top_box, smartcards, None)
        }
        PairingWarning::CardPaired { field, smartcard, set_top_boxes } => {
            (RecordFindingKind::CardTaken, field, smartcard, set_top_boxes, None)
        }
        PairingWarning::Open { field, smartcard, request } => {
            (RecordFindingKind::RequestOpen, field, smartcard, Vec::new(), Some(request))
        }
        PairingWarning::NotPaired { field, smartcard } => {
            (RecordFindingKind::NotPaired, field, smartcard, Vec::new(), None)
        }
    };
    let field = input.split('.').next().unwrap_or_default().to_owned();
    RecordFinding { kind, field, what, others, request }
}
