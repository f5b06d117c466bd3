//! Matching the columns of a sheet: what is suggested, and what the user says.

use std::sync::Arc;

use crate::{
    bulk::{
        Bulk,
        check::{columns, offered},
        matching, suggestion,
    },
    error::problem::{Problem, ProblemCode},
    view::{BulkSheet, SheetMatching},
};

impl Bulk {
    /// Matches the columns of a sheet and checks its rows.
    pub async fn match_bulk_sheet(self: &Arc<Self>, id: String, matching: SheetMatching) -> Result<BulkSheet, Problem> {
        self.core.active();
        let alone = self.core.lock_key(&id).await?;
        let record = self.unstarted(&id).await?;
        let columns = columns(&record);
        let operation = matching::checked(&matching, &columns)?;
        let known = self.connections.connection(&record.connection)?;
        offered(&known, operation)?;
        // Cannot fail: only texts are serialised.
        let stored = serde_json::to_value(&matching).unwrap_or_default();
        let remembered = serde_json::to_value(SheetMatching { kept: Vec::new(), ..matching }).unwrap_or_default();
        let signature = matching::signature(&columns);
        let (sheet, connection) = (id.clone(), record.connection.clone());
        self.core
            .journal(move |journal| {
                journal.match_sheet(&sheet, &stored)?;
                signature.map_or(Ok(()), |signature| journal.remember_matching(&connection, &signature, &remembered))
            })
            .await?;
        self.check(&id).await?;
        drop(alone);
        self.bulk_sheet(id).await
    }

    /// Suggests a matching for an operation.
    pub async fn suggest_bulk_matching(&self, id: String, operation: String) -> Result<SheetMatching, Problem> {
        let record = self.record(&id).await?;
        let operation = crmcom::catalogue::find(&operation).ok_or_else(|| Problem::new(ProblemCode::NotFound, ""))?;
        let columns = columns(&record);
        let samples = columns.iter().flat_map(|column| column.samples.iter().cloned()).collect();
        let known = self.lookups.known_values(&record.connection, samples).await?;
        Ok(suggestion::suggest(operation, &columns, &self.connections.rules(&record.connection), &known))
    }
}
