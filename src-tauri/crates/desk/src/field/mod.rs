//! The field mode: the jobs of a day and their import, requests that are made where there may be no network, the check of
//! such a request before it leaves late, and the slip.
//!
//! A request of the field leaves through [`outbox`](crate::outbox) like any other.

pub(crate) mod import;
pub(crate) mod jobs;
pub(crate) mod open_sheet;
pub(crate) mod pre_send_check;
mod slip;
pub(crate) mod view;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(crate) use crate::field::{
    jobs::{JOB_RETENTION_MS, JobsRun},
    open_sheet::OpenSheets,
};
use crate::{
    connections::Connections,
    core::{once, options::SheetReader, state::Core},
    entities::Entities,
    error::problem::Problem,
    lookups::Lookups,
    mirror::Mirror,
    outbox::{Outbox, baseline::fresh_until},
    requests::Requests,
    sessions::Sessions,
    view::{Form, RequestRow},
};

#[derive(Clone)]
pub struct Field {
    pub(crate) core: Arc<Core>,
    pub(crate) connections: Arc<Connections>,
    pub(crate) sessions: Arc<Sessions>,
    pub(crate) requests: Arc<Requests>,
    pub(crate) lookups: Arc<Lookups>,
    pub(crate) outbox: Arc<Outbox>,
    pub(crate) mirror: Arc<Mirror>,
    pub(crate) entities: Arc<Entities>,
    pub(crate) shared: Arc<FieldShared>,
}

/// Shared by all clones; gone with the process.
pub(crate) struct FieldShared {
    pub(crate) sheet_reader: SheetReader,
    pub(crate) memory: Mutex<FieldMemory>,
}

#[derive(Default)]
pub(crate) struct FieldMemory {
    /// Progress of looking up the day's jobs, with their owner.
    pub(crate) jobs_run: Option<JobsRun>,
    /// The sheet that the user reviews before its jobs are added.
    pub(crate) sheet: OpenSheets,
}

impl Field {
    /// Held for a moment: its holder awaits nothing and takes no other lock.
    pub(crate) fn memory(&self) -> MutexGuard<'_, FieldMemory> {
        // No work under it leaves it half-changed.
        self.shared.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Field {
    /// Sends a form like [`Outbox::send`](crate::Outbox::send), for a job where there may be no network: a row that has to wait for it is
    /// re-checked before it leaves.
    pub async fn send_in_field(&self, form: impl Into<Form>, job: Option<String>) -> Result<RequestRow, Problem> {
        self.core.active();
        let form = form.into();
        let form = Form { key: once::key(&form.key)?, ..form };
        let _alone = self.core.lock_key(&form.key).await?;
        let known = self.connections.selected_connection()?;
        if let Some(row) = self.outbox.existing_row(&known, &form, None).await? {
            return Ok(row);
        }
        let now = self.core.now();
        let when = self.outbox.schedule_for(None, now);
        let (mut new, pin) = self.outbox.new_row(&known, &form.draft, when, now)?;
        new.key.clone_from(&form.key);
        new.check_at = Some(fresh_until(when, now));
        let note = self.outbox.field_note_of(&new.connection, &new.operation, &new.body, when, now).await;
        let write = self.core.journal(move |journal| journal.add_in_field(new, &note, job.as_deref()));
        self.outbox.store_row(&known, &form, None, pin, write).await
    }
}
