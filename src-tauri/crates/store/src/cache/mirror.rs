//! Requests as the server last told them.

use rusqlite::{OptionalExtension, params};
use serde_json::Value;

use super::Cache;
use crate::{Error, State};

/// A provisioning request of the server.
#[derive(Debug, Clone, PartialEq)]
pub struct Mirrored {
    pub id: String,
    pub number: Option<String>,
    pub provider: String,
    pub request_type: Option<String>,
    pub state: State,
    /// The server's word.
    pub state_text: Option<String>,
    pub smartcard: Option<String>,
    pub set_top_box: Option<String>,
    pub service: Option<String>,
    pub subscription: Option<String>,
    pub created: Option<i64>,
    pub user: Option<String>,
    pub priority: Option<String>,
    pub error_code: Option<String>,
    pub error_text: Option<String>,
    /// The whole object.
    pub server: Value,
}

/// What a text filter looks through: lower case, one value a line.
pub(crate) fn searchable(values: &[Option<&str>]) -> String {
    values.iter().flatten().map(|value| value.to_lowercase()).collect::<Vec<_>>().join("\n")
}

impl Cache {
    /// Writes what a list returned, in one transaction. True if anything is new or different.
    ///
    /// A request that has its final state keeps it: lists are read one after the other, and an older
    /// answer must not take a newer one back.
    pub fn mirror(&self, connection: &str, requests: &[Mirrored], seen: i64) -> Result<bool, Error> {
        let mut guard = self.lock();
        let transaction = guard.transaction()?;
        let mut changed = false;
        {
            let mut known =
                transaction.prepare_cached("SELECT server FROM mirror WHERE connection = ?1 AND id = ?2")?;
            let mut write = transaction.prepare_cached(
                "INSERT INTO mirror (connection, id, number, provider, request_type, state, state_text, smartcard, \
                 set_top_box, service, subscription, created, user, priority, error_code, error_text, seen, server, \
                 search) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19) \
                 ON CONFLICT (connection, id) DO UPDATE SET number = ?3, provider = ?4, request_type = ?5, state = ?6, \
                 state_text = ?7, smartcard = ?8, set_top_box = ?9, service = ?10, subscription = ?11, created = ?12, \
                 user = ?13, priority = ?14, error_code = ?15, error_text = ?16, seen = ?17, server = ?18, search = ?19 \
                 WHERE NOT (mirror.state IN ('completed', 'rejected') AND excluded.state = 'pending')",
            )?;
            for request in requests {
                let server = request.server.to_string();
                let before: Option<String> = known.query_row([connection, &request.id], |row| row.get(0)).optional()?;
                if before.as_ref() == Some(&server) {
                    continue;
                }
                changed |= 1
                    == write.execute(params![
                        connection,
                        request.id,
                        request.number,
                        request.provider,
                        request.request_type,
                        request.state,
                        request.state_text,
                        request.smartcard,
                        request.set_top_box,
                        request.service,
                        request.subscription,
                        request.created,
                        request.user,
                        request.priority,
                        request.error_code,
                        request.error_text,
                        seen,
                        server,
                        searchable(&[
                            request.number.as_deref(),
                            Some(&request.id),
                            request.request_type.as_deref(),
                            request.smartcard.as_deref(),
                            request.set_top_box.as_deref(),
                            request.service.as_deref(),
                            request.subscription.as_deref(),
                            request.error_code.as_deref(),
                            request.error_text.as_deref(),
                            request.user.as_deref(),
                        ]),
                    ])?;
            }
        }
        transaction.commit()?;
        Ok(changed)
    }

    /// Ids of the requests that were pending when the server last told of them.
    pub fn pending(&self, connection: &str) -> Result<Vec<String>, Error> {
        let guard = self.lock();
        let mut statement =
            guard.prepare_cached("SELECT id FROM mirror WHERE connection = ?1 AND state = 'pending'")?;
        let ids = statement.query_map([connection], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(ids)
    }

    /// The server's object of a request, and its provider.
    pub fn mirrored(&self, connection: &str, id: &str) -> Result<Option<(String, Value)>, Error> {
        let found: Option<(String, String)> = self
            .lock()
            .query_row(
                "SELECT provider, server FROM mirror WHERE connection = ?1 AND id = ?2",
                [connection, id],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        Ok(found.and_then(|(provider, server)| Some((provider, serde_json::from_str(&server).ok()?))))
    }
}
