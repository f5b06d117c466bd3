//! Wiping what this computer holds of customers, but for what this desk sent.

use store::{LEARNT, logs, settings};

use crate::{
    app::App,
    error::{from_lower, problem::Problem},
    view::Wiped,
};

impl App {
    /// Takes away look-ups, recents, forms that were not sent, the mirror of the lists, the jobs of the field mode and
    /// the copies of the journal that hold such jobs too, of all connections and users, the log, files that were set aside,
    /// and who was signed in where nobody is now; and proves it on the bytes of the cache. Of the journal all else stays: it is the record of what was sent. Its requests are in the lists again afterwards; the names in them are not what was wiped, and are not searched for.
    pub async fn wipe(&self) -> Result<Wiped, Problem> {
        self.core.active();
        // Nobody reads the old file meanwhile, or writes what he read before into the new one.
        let _file = self.requests.shared.exporting.lock().await;
        self.mirror.shared.stop_reading.notify_waiters();
        let _lists = self.mirror.shared.reading.lock().await;
        let wiped = self
            .core
            .cache(|cache| {
                let learnt = cache.stamp(LEARNT.0, LEARNT.1)?;
                let wiped = cache.wipe()?;
                // What was learnt from the journal before does not come back.
                learnt.map_or(Ok(()), |at| cache.set_stamp(LEARNT.0, LEARNT.1, at))?;
                Ok(wiped)
            })
            .await?;
        let jobs = self.core.journal(|journal| journal.purge_jobs(i64::MAX)).await?;
        self.core.read_journal(store::Journal::delete_copies).await?;
        self.forget_former_users().await?;
        let dir = self.core.data_dir();
        self.core
            .blocking(move || {
                let wiped = settings::delete_set_aside(&dir.join("settings.json")).and_then(|()| logs::wipe(&dir));
                wiped.map_err(|error| from_lower::file(&error))
            })
            .await?;
        tracing::info!(things = wiped.things, requests = wiped.requests, left = wiped.left, "local data was wiped");
        self.forget_answers();
        self.rejected.shared.imports.forget();
        self.core.bell.field();
        Ok(Wiped {
            things: wiped.things,
            requests: wiped.requests,
            forms: wiped.forms,
            jobs: u32::try_from(jobs).unwrap_or(u32::MAX),
            searched: wiped.searched,
            left: wiped.left,
        })
    }

    /// Where nobody is signed in, nobody was, and nobody whose session the keyring is asked for comes back.
    async fn forget_former_users(&self) -> Result<(), Problem> {
        let this = self.clone();
        let gone = self
            .core
            .blocking(move || {
                let mut settings = this.core.settings();
                let mut former = settings.get().last_sign_in.clone();
                // A session comes while the settings are held, or not at all.
                former.retain(|connection, _| !this.sessions.memory().sessions.contains_key(connection));
                let forget = |settings: &mut store::Settings| {
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

    /// The cache lost what servers told: so does the memory, and the pages ask again.
    pub(crate) fn forget_answers(&self) {
        self.lookups.shared.asking.forget();
        self.retries.memory().rebuilt.clear();
        self.field.memory().sheet.close();
        self.entities.memory().asked_things.clear();
        self.requests.memory().list_faults.clear();
        self.core.bell.things();
        self.core.bell.rejected();
        self.core.bell.requests();
    }
}
