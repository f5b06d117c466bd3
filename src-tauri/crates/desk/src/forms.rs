//! Forms that are being filled in: checked at each change, kept until they are sent.

use std::collections::BTreeMap;

use crmcom::catalogue;

use crate::{
    Desk,
    connections::wall,
    errors,
    outbox::crmcom_draft,
    problem::{Problem, ProblemCode},
    view::{Checked, FormDraft},
};

impl Desk {
    /// What the form would send, and what is wrong with it.
    #[allow(clippy::unused_async)] // a command like the others
    pub async fn check_form(&self, draft: FormDraft) -> Result<Checked, Problem> {
        self.active();
        let known = self.selected()?;
        let now = wall(self.inner.clock.now(), known.zone());
        let operation = catalogue::find(&draft.operation).ok_or_else(|| no_operation(&draft.operation))?;
        let checked =
            crmcom_draft(&draft).check_at(known.release()?, Some(now)).ok_or_else(|| no_operation(&draft.operation))?;
        Ok(Checked {
            errors: errors::fields(&checked.faults),
            warnings: errors::fields(&checked.warnings),
            path: operation.path.to_owned(),
            body: checked.preview,
        })
    }

    /// Keeps a form of the chosen connection, without a PIN; one without values is forgotten.
    pub async fn keep_form(&self, draft: FormDraft) -> Result<(), Problem> {
        if catalogue::find(&draft.operation).is_none() {
            return Err(no_operation(&draft.operation));
        }
        let (id, now) = (self.selected()?.id().to_owned(), self.now());
        let safe = crmcom_draft(&draft).without_secrets();
        let values: BTreeMap<String, String> =
            safe.values.into_iter().filter(|(_, text)| !text.trim().is_empty()).collect();
        self.cache(move |cache| cache.keep_form(&id, &safe.operation, &values, now)).await
    }

    pub async fn kept_form(&self, operation: String) -> Result<Option<FormDraft>, Problem> {
        let id = self.selected()?.id().to_owned();
        let name = operation.clone();
        let values = self.cache(move |cache| cache.kept_form(&id, &name)).await?;
        Ok(values.map(|values| FormDraft { operation, values }))
    }
}

fn no_operation(id: &str) -> Problem {
    Problem::new(ProblemCode::NotFound, format!("no operation {id}"))
}
