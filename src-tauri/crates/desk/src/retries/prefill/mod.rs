//! Prefills a form for a request made before: this desk's own from the journal, others' from the server's data.
//!
//! The server returns CA ids where the request was sent with identifiers, and returns no PIN. Values that cannot be
//! found out are left for the user; nothing is guessed, because a wrong guess would reach another customer's card.

mod form;
pub(crate) mod identifiers;

use std::sync::Arc;

use chrono::NaiveDateTime;
use crmcom::{
    ProvisioningRequest,
    catalogue::{self, Availability, IdentifierTarget, Kind, Operation},
};
use store::journal::OutboxRow;

use self::form::PrefillBuilder;
pub(crate) use crate::retries::prefill::identifiers::IdentifierLookup;
use crate::{
    connections::registry::ResolvedConnection,
    error::problem::{Problem, ProblemCode},
    requests::{from_server, identifiers::Identifier},
    retries::{
        Retries,
        prefill::identifiers::{IdentifierMatch, Neutral},
    },
    time::wall_clock,
    view::{FormDraft, Parameter, PrefilledForm, ValueSource},
};

/// Most prefilled forms that are remembered until they are sent, to detect the user's changes.
const MAX_REMEMBERED_FORMS: usize = 50;

const RESYNC: &str = "provisioning.resync";

/// The original request that a form is prefilled for.
pub(crate) struct OriginalRequest {
    pub(crate) known: ResolvedConnection,
    pub(crate) provider: String,
    pub(crate) request_type: Option<String>,
    /// Its row in the journal, if this desk sent it.
    pub(crate) sent: Option<OutboxRow>,
    /// The request as the server returned it.
    pub(crate) request: Option<ProvisioningRequest>,
}

impl Retries {
    /// The prefilled form of a request. `operation` names the operation where it is ambiguous.
    pub async fn prefill(self: &Arc<Self>, key: String, operation: Option<String>) -> Result<PrefilledForm, Problem> {
        self.core.active();
        let parent = self.parent(&key).await?;
        let names = IdentifierLookup::new(self, parent.known.id(), true);
        let rebuilt = parent.prefill_operation(operation.as_deref(), &names, self.wall_clock(&parent.known)).await?;
        let mut state = self.memory.lock();
        if state.rebuilt.len() >= MAX_REMEMBERED_FORMS {
            state.rebuilt.clear();
        }
        state.rebuilt.insert(key, rebuilt.clone());
        drop(state);
        Ok(rebuilt)
    }

    /// The prefilled form from data on this computer alone.
    pub(crate) async fn rebuild_unasked(
        self: &Arc<Self>,
        key: &str,
        operation: &str,
    ) -> Result<PrefilledForm, Problem> {
        let parent = self.parent(key).await?;
        let names = IdentifierLookup::new(self, parent.known.id(), false);
        let several = parent.operations().len() > 1;
        parent.prefill_operation(several.then_some(operation), &names, self.wall_clock(&parent.known)).await
    }

    /// A prefilled form that re-syncs the subscription of a request.
    pub async fn prefill_resync(self: &Arc<Self>, key: String) -> Result<PrefilledForm, Problem> {
        self.core.active();
        let parent = self.parent(&key).await?;
        let operation = catalogue::find(RESYNC).ok_or_else(|| no_operation(RESYNC))?;
        let release = parent.known.release()?;
        if let Err(Availability::NotYet { from: limit } | Availability::NoLonger { until: limit }) =
            operation.offered_by(release)
        {
            return Err(Problem { detail: Some(limit.to_string()), ..Problem::new(ProblemCode::NotOffered, "") });
        }
        let names = IdentifierLookup::new(self, parent.known.id(), true);
        Ok(parent.resync(operation, &names).await)
    }

    /// The server's wall-clock time.
    pub(crate) fn wall_clock(&self, known: &ResolvedConnection) -> NaiveDateTime {
        wall_clock(self.core.clock.now(), known.zone())
    }

    pub(crate) async fn parent(&self, key: &str) -> Result<OriginalRequest, Problem> {
        let (row, sent) = self.requests.find(key).await?;
        let known = self.requests.connection_of(sent.as_ref())?;
        let told = self.requests.server_object(known.id(), sent.as_ref(), row.server_id).await?;
        Ok(OriginalRequest {
            known,
            provider: row.provider,
            request_type: row.request_type,
            sent,
            request: told.and_then(|told| serde_json::from_value(told).ok()),
        })
    }
}

impl OriginalRequest {
    /// The operations that the request may have been; of this desk's own requests it is certain.
    pub(crate) fn operations(&self) -> Vec<&'static Operation> {
        if let Some(sent) = &self.sent {
            return catalogue::find(&sent.operation).into_iter().collect();
        }
        let same = |operation: &&Operation| {
            Some(operation.request_type) == self.request_type.as_deref()
                && operation.provider.is_some_and(|provider| from_server::word_of(provider) == self.provider)
        };
        let mut possible: Vec<_> = catalogue::OPERATIONS.iter().filter(same).collect();
        // One method pairs and unpairs. A request with a box must be a pairing; without one, the box may have been left
        // out, or be empty in the answer.
        let names_box = self.request.as_ref().is_some_and(|request| request.parameter("stb_ca_id").is_some());
        if possible.len() > 1 && names_box {
            possible.retain(|operation| operation.field("stb_identifier").is_some());
        }
        possible
    }

    pub(crate) async fn prefill_operation(
        &self,
        wanted: Option<&str>,
        names: &IdentifierLookup,
        now: NaiveDateTime,
    ) -> Result<PrefilledForm, Problem> {
        let possible = self.operations();
        let operation = match (wanted, possible.as_slice()) {
            (Some(id), all) => Some(*all.iter().find(|operation| operation.id == id).ok_or_else(|| no_operation(id))?),
            (None, [only]) => Some(*only),
            (None, _) => None,
        };
        let several = if possible.len() > 1 { possible } else { Vec::new() };
        let mut rebuilt = PrefilledForm {
            draft: None,
            operations: several.into_iter().map(|operation| operation.id.to_owned()).collect(),
            known: Vec::new(),
            missing: Vec::new(),
            mapped: Vec::new(),
            parameters: self.parameters(),
        };
        let Some(operation) = operation else { return Ok(rebuilt) };
        let mut form = PrefillBuilder::new(operation, now);
        match (&self.sent, &self.request) {
            (Some(sent), _) => form.fill_from_journal(sent),
            (None, Some(request)) => form.fill_from_request(request, names).await,
            // The cache has the row but lost the server's object.
            (None, None) => form.mark_all_missing(),
        }
        rebuilt.draft = Some(FormDraft { operation: operation.id.to_owned(), values: form.values });
        (rebuilt.known, rebuilt.missing, rebuilt.mapped) = (form.known, form.missing, form.mapped);
        Ok(rebuilt)
    }

    async fn resync(&self, operation: &'static Operation, names: &IdentifierLookup) -> PrefilledForm {
        let mut form = PrefillBuilder::new(operation, NaiveDateTime::MAX);
        let neutral = Neutral::of(self.request.clone().unwrap_or_default());
        for field in operation.fields {
            let found = match field.kind {
                Kind::Identifier { target: IdentifierTarget::Subscription, .. } => match self.own_subscription() {
                    Some(name) => IdentifierMatch::Is(name, ValueSource::Journal),
                    None => neutral.subscription(names).await,
                },
                Kind::Identifier { by, .. } => neutral.provider(names, by).await,
                _ => continue,
            };
            form.put(field, found);
        }
        PrefilledForm {
            draft: Some(FormDraft { operation: operation.id.to_owned(), values: form.values }),
            operations: Vec::new(),
            known: form.known,
            missing: form.missing,
            mapped: form.mapped,
            parameters: self.parameters(),
        }
    }

    fn own_subscription(&self) -> Option<Identifier> {
        let named = self.sent.as_ref()?.body.get("subscription_identifier")?.as_object()?;
        let (by, text) = named.iter().next()?;
        Some(Identifier { by: by.clone(), text: text.as_str()?.to_owned() })
    }

    fn parameters(&self) -> Vec<Parameter> {
        let told = self.request.iter().flat_map(|request| &request.parameters);
        told.map(|told| Parameter { name: told.name.clone(), value: told.value.clone() }).collect()
    }
}

fn no_operation(id: &str) -> Problem {
    Problem::new(ProblemCode::NotFound, format!("no operation {id}"))
}
