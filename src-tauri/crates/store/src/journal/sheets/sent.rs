//! Fingerprints of requests that were made of sheets, so that the same content is sent once.

use rusqlite::params;

use crate::{
    Error,
    journal::{
        batches::{LeftOut, SheetOrigin},
        outbox_row::{NewOutboxRow, OutboxRow},
        retries::Effect,
        tenant::ids::TENANT_ID,
        transaction::Transaction,
    },
};

impl Transaction<'_> {
    /// Does [`Self::add`] for a row of a sheet. Adds nothing, and returns the reason, if the same content was sent
    /// before.
    pub(in crate::journal) fn send_row(
        &self,
        new: NewOutboxRow,
        of: &SheetOrigin,
    ) -> Result<Result<OutboxRow, LeftOut>, Error> {
        if let Some(gap) = self.sent_before(&new.connection, of)? {
            return Ok(Err(gap));
        }
        self.connection()
            .prepare_cached(&format!(
                "INSERT INTO sent_row (submission, tenant, fingerprint) VALUES (?2, {TENANT_ID}, ?3)"
            ))?
            .execute(params![new.connection, new.key, of.fingerprint])?;
        self.add(new).map(Ok)
    }

    /// The reason why a row is not sent because of earlier requests with the same content.
    pub(super) fn sent_before(&self, connection: &str, of: &SheetOrigin) -> Result<Option<LeftOut>, Error> {
        let sql = format!("SELECT submission FROM sent_row WHERE tenant = {TENANT_ID} AND fingerprint = ?2");
        let keys: Vec<String> = {
            let mut statement = self.connection().prepare_cached(&sql)?;
            statement.query_map([connection, &of.fingerprint], |row| row.get(0))?.collect::<Result<_, _>>()?
        };
        if keys.is_empty() {
            return Ok(None);
        }
        Ok(match self.effect_of(connection, keys)? {
            Effect::UnderWay => Some(LeftOut::UnderWay),
            Effect::Completed if !of.again => Some(LeftOut::AlreadySent),
            Effect::Completed | Effect::None => None,
        })
    }
}
