//! Wipes customer data from this computer, except the record of requests that this desk sent.

use std::sync::Arc;

use store::{
    cache::stamps::LEARNT_STAMP,
    journal::Journal,
    logs,
    settings::{self, Settings},
};

use crate::{
    app::App,
    error::{from_lower, problem::Problem},
    view::WipedView,
};

impl App {
    /// Wipes, for all connections and users: look-ups, recents, drafts, the mirror of the lists, the jobs of field mode
    /// and the mappings of CA ids with the copies of the journal that contain them, the log, files that were set aside,
    /// and the last user of each connection without a session. Then proves it on the bytes of the cache.
    ///
    /// The rest of the journal stays: it is the record of the requests sent. Its requests are in the lists again
    /// afterwards; the identifiers in them do not count as wiped, and the proof does not search for them.
    pub async fn wipe(&self) -> Result<WipedView, Problem> {
        self.core.active();
        // No reader may read the old file meanwhile, or write data from it into the new one.
        let _file = self.requests.exporting.lock().await;
        self.mirror.stop_reading.notify_waiters();
        let _lists = self.mirror.reading.lock().await;
        let _learning = self.lookups.learning.lock().await;
        let learnt = self.core.read_journal(Journal::last_change).await?;
        let wiped = self
            .core
            .cache(move |cache| {
                let wiped = cache.wipe()?;
                // Identifiers in the journal of before the wipe do not come back.
                cache.set_stamp(LEARNT_STAMP.0, LEARNT_STAMP.1, learnt)?;
                Ok(wiped)
            })
            .await?;
        let jobs = self.core.journal(|journal| journal.purge_jobs(i64::MAX)).await?;
        self.retries.purge_ca_id_mappings().await?;
        self.bulk.forget_sheets().await?;
        self.core.read_journal(Journal::delete_copies).await?;
        self.forget_former_users().await?;
        let dir = self.core.data_dir();
        self.core
            .blocking(move || {
                let wiped = settings::delete_set_aside(&dir.join("settings.json")).and_then(|()| logs::wipe(&dir));
                wiped.map_err(|error| from_lower::file(&error))
            })
            .await?;
        tracing::info!(entities = wiped.entities, requests = wiped.requests, left = wiped.left, "local data was wiped");
        self.forget_answers();
        self.rejected.imports.forget();
        self.core.events.field();
        Ok(WipedView {
            entities: wiped.entities,
            requests: wiped.requests,
            forms: wiped.forms,
            jobs: u32::try_from(jobs).unwrap_or(u32::MAX),
            searched: wiped.searched,
            left: wiped.left,
        })
    }

    /// Forgets the last user of each connection without a session, and the session that the keyring may still hold for
    /// it.
    async fn forget_former_users(&self) -> Result<(), Problem> {
        let (core, sessions) = (Arc::clone(&self.core), Arc::clone(&self.sessions));
        let gone = self
            .core
            .blocking(move || {
                let mut settings = core.settings.lock();
                let mut former = settings.get().last_sign_in.clone();
                // A session is restored while the settings are locked, or not at all.
                former.retain(|connection, _| !sessions.memory.lock().sessions.contains_key(connection));
                let forget = |settings: &mut Settings| {
                    settings.last_sign_in.retain(|connection, _| !former.contains_key(connection));
                };
                settings.change(forget).map_err(|error| from_lower::file(&error))?;
                Ok(former)
            })
            .await?;
        for (connection, last) in gone.into_iter().filter(|(_, last)| last.stored) {
            self.sessions.forget_last(&connection, &last).await;
        }
        Ok(())
    }

    /// Drops copies in memory of data that the cache lost, and has the pages read again.
    pub(crate) fn forget_answers(&self) {
        self.lookups.asking.forget();
        self.retries.memory.lock().rebuilt.clear();
        self.field.memory.lock().sheet.close();
        self.entities.memory.lock().lookup_outcomes.clear();
        self.requests.memory.lock().list_faults.clear();
        self.core.events.entities();
        self.core.events.rejected();
        self.core.events.requests();
    }
}
