//! The field mode: requests that are made where there may be no network, the jobs of a day, the slip.
//!
//! A request of the field leaves through the outbox like any other. Only one that waited is looked at once more before it
//! does ([`checking`]), because meanwhile the office may have done the work.

pub(crate) mod import;
pub(crate) mod jobs;
pub(crate) mod open_sheet;
pub(crate) mod recheck;
mod slip;

pub(crate) use crate::field::{
    jobs::{JOBS_KEPT, JobsRun},
    open_sheet::OpenSheets,
};
use crate::{
    Desk,
    core::once,
    error::problem::Problem,
    outbox::recheck::baseline::fresh_until,
    view::{Form, RequestRow},
};

impl Desk {
    /// As [`Self::send`], for a job where there may be no network: a request that has to wait for it is checked again
    /// before it leaves.
    pub async fn send_in_field(&self, form: impl Into<Form>, job: Option<String>) -> Result<RequestRow, Problem> {
        self.active();
        let form = form.into();
        let form = Form { key: once::key(&form.key)?, ..form };
        let _alone = self.alone(&form.key).await?;
        let known = self.selected()?;
        if let Some(row) = self.made_before(&known, &form, None).await? {
            return Ok(row);
        }
        let now = self.now();
        let when = self.when(None, now);
        let (mut new, pin) = self.new_row(&known, &form.draft, when, now)?;
        new.key.clone_from(&form.key);
        new.check_at = Some(fresh_until(when, now));
        let note = self.field_note_of(&new.connection, &new.operation, &new.body, when, now).await;
        let write = self.journal(move |journal| journal.add_in_field(new, &note, job.as_deref()));
        self.put(&known, &form, None, pin, write).await
    }
}
