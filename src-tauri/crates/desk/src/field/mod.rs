//! The field mode: requests that are made where there may be no network, the jobs of a day, the slip.
//!
//! A request of the field leaves through the outbox like any other. Only one that waited is looked at once more before it
//! does ([`checking`]), because meanwhile the office may have done the work.

pub(crate) mod import;
pub(crate) mod jobs;
pub(crate) mod open_sheet;
mod slip;

pub(crate) use crate::field::jobs::{JOBS_KEPT, JobsRun};
pub(crate) use crate::field::open_sheet::OpenSheets;
pub(crate) use crate::outbox::recheck::decide::settle_doubt;
use store::{FieldNote, Submission};

use crate::{
    Desk,
    core::once,
    error::problem::Problem,
    outbox::{scheduler::FRESH, submit::When},
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

    /// What goes with a request that is made, or changed, now. One with a time is as old as its time.
    pub(crate) async fn field_note_of(
        &self,
        connection: &str,
        operation: &str,
        body: &serde_json::Map<String, serde_json::Value>,
        when: When,
        now: i64,
    ) -> FieldNote {
        let mirror = Some(self.inner.cache.mark());
        let knew = self.knows(connection, &crate::outbox::recheck::baseline::named(operation, body)).await;
        FieldNote {
            made: when.not_before.unwrap_or(now),
            others_since: now,
            mirror,
            lists_excused: false,
            knew: crate::outbox::recheck::baseline::to_json(&knew),
            why: None,
            looked_at: None,
        }
    }
}

/// Until when a row can leave without being checked, when it is made or changed.
pub(crate) fn fresh_until(when: When, now: i64) -> i64 {
    when.not_before.or(when.held_until).unwrap_or(now) + FRESH
}

/// A row of the field that somebody wants to leave. One whose hold or time is cut short has waited for nothing else.
pub(crate) fn hurried(row: &mut Submission, now: i64) {
    let by_choice = row.held_until.is_some() || row.not_before.is_some();
    if by_choice {
        row.check_at = row.check_at.map(|_| now + FRESH);
    }
}
