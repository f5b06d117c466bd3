//! A retry: a new request in place of a rejected one, which stays linked to it.

use std::sync::Arc;

use crmcom::{Release, catalogue::Kind};
use serde_json::{Map, Value};
use store::journal::retries::Retry;

use crate::{
    core::idempotency,
    error::problem::{Problem, ProblemCode},
    retries::Retries,
    view::{Form, FormDraft, PrefilledForm, RequestRow},
};

impl Retries {
    /// Puts a form into the outbox as the retry of a rejected request. A request with a retry that may still take
    /// effect is not retried again, so nothing is sent twice.
    pub async fn retry(self: &Arc<Self>, key: String, form: impl Into<Form>) -> Result<RequestRow, Problem> {
        self.core.active();
        let form = form.into();
        let form = Form { key: idempotency::key(&form.key)?, ..form };
        let _alone = self.core.lock_key(&form.key).await?;
        let known = self.connections.selected_connection()?;
        if let Some(row) = self.outbox.existing_row(&known, &form, None).await? {
            return Ok(row);
        }
        let Form { key: own, draft } = form;
        let (connection, keys) = (known.id().to_owned(), vec![key.clone()]);
        let subjects = self.core.cache(move |cache| cache.subjects(&connection, &keys)).await?;
        let Some(parent) = subjects.into_iter().next() else {
            // The request is either unknown or not rejected.
            self.requests.find(&key).await?;
            return Err(Problem::new(ProblemCode::TooLate, ""));
        };
        let remembered = self.memory.lock().rebuilt.get(&key).cloned();
        let rebuilt = match remembered {
            Some(rebuilt) => rebuilt,
            None => self.rebuild_unasked(&key, &draft.operation).await?,
        };
        let now = self.core.now();
        let (mut new, pin) = self.outbox.new_row(&known, &draft, self.outbox.schedule_for(None, now), now)?;
        new.key.clone_from(&own);
        let of = Retry {
            request: parent.request,
            rejected_at: parent.rejected_at,
            fingerprint: parent.fingerprint,
            changed: is_changed(&draft, &rebuilt, known.release()?),
            batch: None,
        };
        let written = async {
            let added = self.core.journal(move |journal| journal.retry(new, &of)).await?;
            added.ok_or_else(|| Problem::new(ProblemCode::AlreadyRetried, ""))
        };
        let added = self.outbox.with_pin(&own, pin, written).await?;
        self.memory.lock().rebuilt.remove(&key);
        self.core.events.rejected();
        Ok(self.outbox.announce_queued(added))
    }
}

/// Whether a form differs from the original request, as far as that is known. Values that had to be typed because they
/// were unknown are no change.
fn is_changed(sent: &FormDraft, rebuilt: &PrefilledForm, release: Release) -> bool {
    let Some(known) = rebuilt.draft.as_ref().filter(|known| known.operation == sent.operation) else { return true };
    let asks = |draft: &FormDraft| {
        let mut body = would_send(draft, release);
        body.retain(|name, _| !rebuilt.missing.iter().any(|missing| missing.field == *name));
        body
    };
    asks(known) != asks(sent)
}

/// The body without a PIN, and without values equal to the default of an absent parameter.
fn would_send(draft: &FormDraft, release: Release) -> Map<String, Value> {
    let Some(operation) = crmcom::catalogue::find(&draft.operation) else { return Map::new() };
    let checked = draft.to_catalogue().without_secrets().check(release);
    let Some(Value::Object(mut body)) = checked.map(|checked| checked.preview) else { return Map::new() };
    for field in operation.fields {
        if let Kind::Choice { values } = field.kind
            && body.get(field.name).and_then(Value::as_str) == values.first().copied()
        {
            body.remove(field.name);
        }
    }
    body
}
