//! Form drafts: checked at each change, and kept until they are sent.

use std::collections::BTreeMap;

use crmcom::catalogue;
use store::cache::form_drafts::KeptForm;

use crate::{
    core::idempotency,
    error::{
        from_lower,
        problem::{Problem, ProblemCode},
    },
    outbox::{Outbox, submit::is_made_from},
    time::wall_clock,
    view::{Checked, Form, FormDraft},
};

impl Outbox {
    /// Checks a form and returns its faults, its warnings, and the path and body that it would send.
    #[allow(clippy::unused_async)] // a command like the others
    pub async fn check_form(&self, draft: FormDraft) -> Result<Checked, Problem> {
        self.core.active();
        let known = self.connections.selected_connection()?;
        let now = wall_clock(self.core.clock.now(), known.zone());
        let operation = catalogue::find(&draft.operation).ok_or_else(|| no_operation(&draft.operation))?;
        let checked =
            draft.to_catalogue().check_at(known.release()?, Some(now)).ok_or_else(|| no_operation(&draft.operation))?;
        Ok(Checked {
            errors: from_lower::fields(&checked.faults),
            warnings: from_lower::fields(&checked.warnings),
            path: operation.path.to_owned(),
            body: checked.preview,
        })
    }

    /// Keeps a form of the selected connection under its key, without its PIN. A form without values is deleted.
    pub async fn keep_form(&self, form: impl Into<Form>) -> Result<(), Problem> {
        let Form { key, draft } = form.into();
        let key = idempotency::key(&key)?;
        if catalogue::find(&draft.operation).is_none() {
            return Err(no_operation(&draft.operation));
        }
        let (owner, now) = (self.sessions.owner(self.connections.selected_connection()?.id()), self.core.now());
        let safe = draft.to_catalogue().without_secrets();
        let values: BTreeMap<String, String> =
            safe.values.into_iter().filter(|(_, text)| !text.trim().is_empty()).collect();
        self.core.cache(move |cache| cache.keep_form(&owner, &safe.operation, &KeptForm { key, values }, now)).await
    }

    /// The kept form of an operation, if there is one. A form that has become an outbox row meanwhile is not returned;
    /// if it was changed after it was sent, it is returned as a new form with a key of its own.
    pub async fn kept_form(&self, operation: String) -> Result<Option<Form>, Problem> {
        let owner = self.sessions.owner(self.sessions.not_left()?.id());
        let name = operation.clone();
        let Some(KeptForm { key, values }) = self.core.cache(move |cache| cache.kept_form(&owner, &name)).await? else {
            return Ok(None);
        };
        let form = Form { key, draft: FormDraft { operation, values } };
        let key = form.key.clone();
        // A journal that cannot be read takes no second row either, so the form may keep its key.
        match self.core.read_journal(move |journal| journal.get(&key)).await {
            Ok(Some(row)) if is_made_from(&row, &form.draft) => {
                let _ = self.core.cache(move |cache| cache.forget_form(&form.key)).await;
                Ok(None)
            }
            Ok(Some(_)) => Ok(Some(form.draft.into())),
            Ok(None) | Err(_) => Ok(Some(form)),
        }
    }
}

fn no_operation(id: &str) -> Problem {
    Problem::new(ProblemCode::NotFound, format!("no operation {id}"))
}
