//! Planning the rows of a batch, and taking each into the outbox once.

use rusqlite::{OptionalExtension, params};
use serde_json::Value;

use super::{Batch, BatchState, Chosen, LeftOut, OriginRecord, Plan, READY, Taken};
use crate::{
    Error,
    journal::{outbox_row::NewOutboxRow, transaction::Transaction},
};

impl Transaction<'_> {
    /// Deletes left-over rows of a batch that was never added. Returns false if the batch exists; it is then left
    /// unchanged.
    pub fn begin_batch(&self, id: &str) -> Result<bool, Error> {
        if self.batch(id)?.is_some() {
            return Ok(false);
        }
        self.connection().prepare_cached("DELETE FROM batch_row WHERE batch = ?1")?.execute([id])?;
        Ok(true)
    }

    /// Adds rows, numbered from `first`, of a batch that is not added yet. If the batch is never added,
    /// [`Self::begin_batch`] and [`Self::pause_batches`] delete these rows.
    pub fn add_batch_rows(&self, batch: &str, first: u32, rows: &[Chosen]) -> Result<(), Error> {
        let mut statement = self.connection().prepare_cached(
            "INSERT INTO batch_row (batch, place, request, key, rejected_at, fingerprint) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for (place, row) in (first..).zip(rows) {
            statement.execute(params![batch, place, row.request, row.key, row.rejected_at, row.fingerprint])?;
        }
        Ok(())
    }

    /// Stores the plans of rows. Returns false, and stores nothing, unless the batch is still being planned.
    pub fn plan(&self, batch: &str, plans: &[(u32, Plan)]) -> Result<bool, Error> {
        if self.batch(batch)?.is_none_or(|batch| batch.state != BatchState::Planning) {
            return Ok(false);
        }
        for (place, plan) in plans {
            self.plan_row(batch, *place, plan)?;
        }
        Ok(true)
    }

    /// Stores the plan of a row that is not in the outbox.
    pub fn plan_row(&self, batch: &str, place: u32, plan: &Plan) -> Result<(), Error> {
        let text = |value: &Option<Value>| value.as_ref().map(Value::to_string);
        self.connection()
            .prepare_cached(
                "UPDATE batch_row SET form = ?3, left_out = ?4, missing = ?5, mapped = ?6 \
                 WHERE batch = ?1 AND place = ?2 AND submission IS NULL",
            )?
            .execute(params![batch, place, text(&plan.form), plan.gap, text(&plan.missing), text(&plan.mapped)])?;
        Ok(())
    }

    /// Excludes a row that was ready to be sent.
    pub fn leave_out(&self, batch: &str, place: u32, gap: LeftOut, missing: Option<&Value>) -> Result<(), Error> {
        self.connection()
            .prepare_cached("UPDATE batch_row SET left_out = ?3, missing = ?4 WHERE batch = ?1 AND place = ?2")?
            .execute(params![batch, place, gap, missing.map(Value::to_string)])?;
        Ok(())
    }

    /// Makes the outbox row of a batch row, if the batch is in progress.
    pub fn take_row(&self, batch: &str, place: u32, new: NewOutboxRow, of: &OriginRecord) -> Result<Taken, Error> {
        let under_way = |batch: Batch| matches!(batch.state, BatchState::Canary | BatchState::Running);
        let free = format!("SELECT {READY} AND submission IS NULL FROM batch_row WHERE batch = ?1 AND place = ?2");
        let free: Option<bool> =
            self.connection().prepare_cached(&free)?.query_row(params![batch, place], |row| row.get(0)).optional()?;
        if free != Some(true) || !self.batch(batch)?.is_some_and(under_way) {
            return Ok(Taken::No);
        }
        let made = match of {
            OriginRecord::Retry(of) => self.retry(new, of)?.ok_or(LeftOut::AlreadyRetried),
            OriginRecord::Sheet(of) => self.send_row(new, of)?,
        };
        let row = match made {
            Ok(row) => row,
            Err(gap) => {
                self.leave_out(batch, place, gap, None)?;
                return Ok(Taken::LeftOut);
            }
        };
        self.connection()
            .prepare_cached("UPDATE batch_row SET submission = ?3 WHERE batch = ?1 AND place = ?2")?
            .execute(params![batch, place, row.key])?;
        Ok(Taken::Sent(Box::new(row)))
    }
}
