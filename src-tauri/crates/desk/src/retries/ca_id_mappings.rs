//! Answers to the question which card, box or service a CA id belongs to, and their effect on planned bulk retries.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use crmcom::catalogue::{self, Kind};
use store::journal::{
    Journal,
    batches::{BatchKind, BatchRow, BatchState, LeftOut, Plan},
    ca_id_mappings::{CaIdMapping, MappedCaId},
};

use crate::{
    batches::missing_fields,
    connections::registry::ResolvedConnection,
    error::problem::Problem,
    lookups::ca_ids::{fault, reported_otherwise},
    outbox::Outbox,
    requests::identifiers::Identifier,
    retries::{Retries, plan::listed, prefill::IdentifierLookup},
    view::{
        CaIdMappingView, CaIdQuestion, CaIdRef, EntityKind, EntityRef, FormDraft, IdentifierKind, MappedField,
        MissingField, MissingWhy,
    },
};

/// Mappings that no answer of the server contradicts, by connection and CA id.
type UsableMappings = HashMap<String, HashMap<MappedCaId, CaIdMapping>>;

impl Retries {
    /// The mappings of the selected connection, each with what the server reported instead.
    pub async fn ca_id_mappings(self: &Arc<Self>) -> Result<Vec<CaIdMappingView>, Problem> {
        let id = self.sessions.not_left()?.id().to_owned();
        let mappings = self.lookups.ca_id_mappings(&id).await?;
        if mappings.is_empty() {
            return Ok(Vec::new());
        }
        let names = IdentifierLookup::new(self, &id, false);
        let mut views = Vec::with_capacity(mappings.len());
        for mapping in mappings {
            let overruled = names.contradiction(&mapping).await;
            views.extend(CaIdMappingView::of(mapping, overruled));
        }
        Ok(views)
    }

    /// The CA ids that a batch's forms need another identifier for, those of most requests first.
    pub async fn batch_questions(&self, id: String) -> Result<Vec<CaIdQuestion>, Problem> {
        let of = id.clone();
        let connection = self.batches.batch(id).await?.connection;
        let (rows, mappings) = self
            .core
            .read_journal(move |journal| Ok((journal.rows_with_ca_ids(&of)?, journal.ca_id_mappings(&connection)?)))
            .await?;
        let mut questions = BTreeMap::<CaIdRef, CaIdQuestion>::new();
        for row in &rows {
            let question = |of: CaIdRef| CaIdQuestion { of, rows: 0, mapping: None };
            for of in missing_of(row).into_iter().filter_map(|missing| missing.of) {
                questions.entry(of.clone()).or_insert_with(|| question(of)).rows += 1;
            }
            for MappedField { field, of, overruled } in mapped_of(row) {
                let mapping = mappings.iter().find(|mapping| mapping.of == MappedCaId::from(&of)).cloned();
                let reported = form_of(row).filter(|_| overruled).and_then(|form| form.values.get(&field).cloned());
                let question = questions.entry(of.clone()).or_insert_with(|| question(of));
                question.rows += 1;
                question.mapping = mapping.and_then(|mapping| CaIdMappingView::of(mapping, reported));
            }
        }
        let mut questions: Vec<CaIdQuestion> = questions.into_values().collect();
        questions.sort_by_key(|question| std::cmp::Reverse(question.rows));
        Ok(questions)
    }

    /// Stores which card, box or service a CA id belongs to, and completes the planned forms that lack it. Answers that
    /// the server does not know, or reported otherwise, are refused.
    pub async fn map_ca_id(self: &Arc<Self>, of: CaIdRef, to: EntityRef) -> Result<CaIdMappingView, Problem> {
        self.core.active();
        let known = self.sessions.not_left()?;
        let entity = self.lookups.named_entity(known.id(), &of, to).await?;
        let named = identifiers_of(of.kind).iter().find_map(|&by| Some((by, entity.name(by)?)));
        let (by, identifier) = named.ok_or_else(|| fault("noSuchItem"))?;
        let mapping = CaIdMapping {
            of: (&of).into(),
            identified_by: by.to_string(),
            identifier: identifier.to_owned(),
            name: entity.name.clone(),
            at: self.core.now(),
            by: self.sessions.current_user(&known),
        };
        if let Some(reported) = IdentifierLookup::new(self, known.id(), false).contradiction(&mapping).await {
            return Err(reported_otherwise(&reported));
        }
        let (connection, written) = (known.id().to_owned(), mapping.clone());
        self.core.journal(move |journal| journal.map_ca_id(&connection, &written)).await?;
        self.apply_mappings(true).await?;
        self.core.events.entities();
        CaIdMappingView::of(mapping, None).ok_or_else(|| fault("noSuchItem"))
    }

    /// Removes the mapping of a CA id. Planned forms that were filled from it lack the value again.
    pub async fn forget_ca_id(self: &Arc<Self>, of: CaIdRef) -> Result<(), Problem> {
        self.core.active();
        let connection = self.sessions.not_left()?.id().to_owned();
        self.core.journal(move |journal| journal.unmap_ca_id(&connection, &(&of).into())).await?;
        self.apply_mappings(false).await?;
        self.core.events.entities();
        Ok(())
    }

    /// Removes the mappings of all connections.
    pub(crate) async fn purge_ca_id_mappings(self: &Arc<Self>) -> Result<(), Problem> {
        #[allow(clippy::redundant_closure_for_method_calls)] // the method alone is for one lifetime
        self.core.journal(|journal| journal.purge_ca_id_mappings()).await?;
        self.apply_mappings(false).await
    }

    /// Brings the planned rows of all batches in line with the mappings. `fill`: values may be added to the forms of
    /// batches that were not started; a started batch has the rows that the user saw, or fewer.
    pub(super) async fn apply_mappings(self: &Arc<Self>, fill: bool) -> Result<(), Problem> {
        let usable = self.usable_mappings().await?;
        let (outbox, connections) = (Arc::clone(&self.outbox), Arc::clone(&self.connections));
        let changed = self
            .core
            .journal(move |journal| {
                let mut changed = Vec::new();
                let mut batches = journal.open_batches()?;
                batches.retain(|batch| batch.kind == BatchKind::Retries);
                for batch in batches {
                    let Ok(known) = connections.connection(&batch.connection) else { continue };
                    let mappings = usable.get(&batch.connection);
                    let fill = fill && matches!(batch.state, BatchState::Planning | BatchState::Planned);
                    let mut any = false;
                    for row in journal.rows_with_ca_ids(&batch.id)? {
                        let Some(mut plan) = refit(&row, mappings, fill, &outbox, &known) else { continue };
                        let Some(chosen) = row.origin.rejected() else { continue };
                        if plan.gap.is_none() && journal.is_retried(&batch.connection, &chosen.request)? {
                            plan.gap = Some(LeftOut::AlreadyRetried);
                        }
                        journal.plan_row(&batch.id, row.place, &plan)?;
                        any = true;
                    }
                    changed.extend(any.then_some(batch.id));
                }
                Ok(changed)
            })
            .await?;
        for id in changed {
            self.batches.emit(id).await?;
        }
        Ok(())
    }

    /// The mappings that forms of open batches may use.
    async fn usable_mappings(self: &Arc<Self>) -> Result<UsableMappings, Problem> {
        let batches = self.core.read_journal(Journal::open_batches).await?;
        let connections: HashSet<String> = batches.into_iter().map(|batch| batch.connection).collect();
        let mut usable = UsableMappings::new();
        for connection in connections {
            let mut of_connection = HashMap::new();
            let names = IdentifierLookup::new(self, &connection, false);
            for mapping in self.lookups.ca_id_mappings(&connection).await? {
                if names.contradiction(&mapping).await.is_none() {
                    of_connection.insert(mapping.of.clone(), mapping);
                }
            }
            usable.insert(connection, of_connection);
        }
        Ok(usable)
    }
}

/// The identifiers of an entity that forms take, the most readable first.
fn identifiers_of(kind: EntityKind) -> &'static [IdentifierKind] {
    use IdentifierKind::{AlternativeCode, Code, Id, SerialNumber};
    if kind == EntityKind::Service { &[Code, AlternativeCode, Id] } else { &[SerialNumber, AlternativeCode, Id] }
}

/// The plan of a row after mappings changed; `None` where it stays as it is.
fn refit(
    row: &BatchRow,
    mappings: Option<&HashMap<MappedCaId, CaIdMapping>>,
    fill: bool,
    outbox: &Outbox,
    known: &ResolvedConnection,
) -> Option<Plan> {
    let mut form = form_of(row)?;
    let mapping = |of: &CaIdRef| mappings?.get(&of.into());
    let (before, mut mapped) = (mapped_of(row), Vec::new());
    let (lacked, mut missing) = (missing_of(row), Vec::new());
    for field in before.iter().cloned() {
        let name = mapping(&field.of).map(identifier);
        if field.overruled || name.is_some_and(|name| value(&form, &field.field).as_ref() == Some(&name)) {
            mapped.push(field);
        } else {
            form.values.remove(&field.field);
            form.values.remove(&format!("{}.by", field.field));
            missing.push(MissingField { field: field.field, why: MissingWhy::Identifier, of: Some(field.of) });
        }
    }
    missing.extend(lacked.iter().cloned());
    if fill {
        missing.retain(|lack| {
            let of = lack.of.as_ref();
            let name =
                of.and_then(mapping).map(identifier).filter(|name| takes(&form.operation, &lack.field, &name.by));
            let Some((of, name)) = of.zip(name) else { return true };
            form.values.insert(format!("{}.by", lack.field), name.by);
            form.values.insert(lack.field.clone(), name.text);
            mapped.push(MappedField { field: lack.field.clone(), of: of.clone(), overruled: false });
            false
        });
    }
    if missing == lacked && mapped == before {
        return None;
    }
    if missing.is_empty()
        && let Err(problem) = outbox.submission(known, &form)
    {
        missing = missing_fields(&problem);
    }
    let gap = (!missing.is_empty()).then_some(LeftOut::Missing);
    Some(Plan { form: serde_json::to_value(&form).ok(), gap, missing: listed(&missing), mapped: listed(&mapped) })
}

fn identifier(mapping: &CaIdMapping) -> Identifier {
    Identifier { by: mapping.identified_by.clone(), text: mapping.identifier.clone() }
}

fn value(form: &FormDraft, field: &str) -> Option<Identifier> {
    let by = form.values.get(&format!("{field}.by"))?.clone();
    Some(Identifier { by, text: form.values.get(field)?.clone() })
}

/// Whether an input of an operation takes that kind of identifier.
fn takes(operation: &str, field: &str, by: &str) -> bool {
    let field = catalogue::find(operation).and_then(|operation| operation.field(field));
    field.is_some_and(|field| matches!(field.kind, Kind::Identifier { by: kinds, .. } if kinds.contains(&by)))
}

fn form_of(row: &BatchRow) -> Option<FormDraft> {
    serde_json::from_value(row.form.clone()?).ok()
}

fn missing_of(row: &BatchRow) -> Vec<MissingField> {
    row.missing.clone().and_then(|missing| serde_json::from_value(missing).ok()).unwrap_or_default()
}

fn mapped_of(row: &BatchRow) -> Vec<MappedField> {
    row.mapped.clone().and_then(|mapped| serde_json::from_value(mapped).ok()).unwrap_or_default()
}
