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

use std::sync::Arc;

pub(crate) use crate::field::{
    jobs::{JOB_RETENTION_MS, JobsRun},
    open_sheet::OpenSheets,
};
use crate::{
    connections::Connections,
    core::{guarded::Guarded, idempotency, options::SheetReader, state::Core},
    entities::Entities,
    error::problem::Problem,
    lookups::Lookups,
    mirror::Mirror,
    outbox::{Outbox, baseline::fresh_until},
    requests::Requests,
    sessions::Sessions,
    view::{Form, RequestRow},
};

pub struct Field {
    core: Arc<Core>,
    connections: Arc<Connections>,
    sessions: Arc<Sessions>,
    requests: Arc<Requests>,
    lookups: Arc<Lookups>,
    outbox: Arc<Outbox>,
    mirror: Arc<Mirror>,
    entities: Arc<Entities>,
    sheet_reader: SheetReader,
    pub(crate) memory: Guarded<FieldMemory>,
}

#[derive(Default)]
pub(crate) struct FieldMemory {
    /// Progress of looking up the day's jobs, with their owner.
    pub(crate) jobs_run: Option<JobsRun>,
    /// The sheet that the user reviews before its jobs are added.
    pub(crate) sheet: OpenSheets,
}

impl Field {
    #[allow(clippy::too_many_arguments)] // one for each domain that it uses
    pub(crate) fn new(
        core: Arc<Core>,
        connections: Arc<Connections>,
        sessions: Arc<Sessions>,
        requests: Arc<Requests>,
        lookups: Arc<Lookups>,
        outbox: Arc<Outbox>,
        mirror: Arc<Mirror>,
        entities: Arc<Entities>,
        sheet_reader: SheetReader,
    ) -> Arc<Self> {
        let memory = Guarded::default();
        Arc::new(Self {
            core,
            connections,
            sessions,
            requests,
            lookups,
            outbox,
            mirror,
            entities,
            sheet_reader,
            memory,
        })
    }

    /// Sends a form like [`Outbox::send`](crate::Outbox::send), for a job where there may be no network: a row that has to wait for it is
    /// re-checked before it leaves.
    pub async fn send_in_field(&self, form: impl Into<Form>, job: Option<String>) -> Result<RequestRow, Problem> {
        self.core.active();
        let form = form.into();
        let form = Form { key: idempotency::key(&form.key)?, ..form };
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
