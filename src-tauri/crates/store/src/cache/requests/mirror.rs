//! Mirrors the requests that the server reports.

use rusqlite::{CachedStatement, Connection, OptionalExtension, TransactionBehavior, params};
use serde_json::Value;

use super::{
    journal_sync, mirror_order,
    purged_ids::{Forgotten, Kept, Unknown},
    server_request::{MirrorChanges, ServerRequest},
};
use crate::{
    Error,
    cache::{
        causes::{assign, grouping::Groupings},
        database::Cache,
    },
    request_state::RequestState,
};

const KNOWN_ROW: &str = "SELECT request.seq, mine, key, state, unwatched, server FROM request \
    LEFT JOIN raw ON raw.seq = request.seq WHERE connection = ?1 AND server_id = ?2";

const INSERT_ROW: &str = "
INSERT INTO request (number, provider, request_type, state, state_text, smartcard, set_top_box, service, subscription,
    created, updated, user, unit, priority, error_code, error_text, connection, key, server_id, mine, first_seen, fingerprint,
    grp, subject, rejected_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, 'server-' || ?18, ?18, 0, ?19, ?20,
    ?20, ?18, coalesce(?11, ?10))";

const UPDATE_ROW: &str = "
UPDATE request SET number = ?1, provider = ?2, request_type = ?3, state = ?4, state_text = ?5, smartcard = ?6,
    set_top_box = ?7, service = ?8, subscription = ?9, created = ?10, updated = ?11, user = ?12, unit = ?13,
    priority = ?14, error_code = ?15, error_text = ?16, unwatched = 0, fingerprint = ?18, grp = ?18,
    rejected_at = coalesce(?11, ?10) WHERE seq = ?17";

/// For this desk's own rows: fills only the columns that the journal does not have.
const FILL_IN_OWN_ROW: &str = "
UPDATE request SET number = coalesce(number, ?2), request_type = coalesce(request_type, ?3),
    smartcard = coalesce(smartcard, ?4), set_top_box = coalesce(set_top_box, ?5), service = coalesce(service, ?6),
    subscription = coalesce(subscription, ?7), unit = coalesce(unit, ?8), priority = coalesce(priority, ?9),
    first_seen = coalesce(first_seen, ?10)
WHERE seq = ?1";

/// The server's columns in the order of the statements above, followed by further parameters.
macro_rules! told {
    ($request:ident, $($more:expr),+) => {
        params![
            $request.number, $request.provider, $request.request_type, $request.state, $request.state_text,
            $request.smartcard, $request.set_top_box, $request.service, $request.subscription, $request.created,
            $request.updated, $request.user, $request.unit, $request.priority, $request.error_code,
            $request.line(), $($more),+
        ]
    };
}

const STORE_PAYLOAD: &str = "INSERT OR REPLACE INTO raw (seq, server) VALUES (?1, ?2)";

impl Cache {
    /// Writes requests that were asked for explicitly, of any age; see [`Self::mirror_kept`].
    pub fn mirror(&self, connection: &str, requests: &[ServerRequest]) -> Result<MirrorChanges, Error> {
        self.mirror_kept(connection, requests, Kept::ALL)
    }

    /// Writes the requests of a list in one transaction. Of those that are too old to be kept, only the fact that they
    /// were reported is stored. A row with unchanged bytes costs no write.
    ///
    /// A request keeps its final state: lists are read one after the other, and an older answer must not undo a newer
    /// one.
    pub fn mirror_kept(
        &self,
        connection: &str,
        requests: &[ServerRequest],
        kept: Kept,
    ) -> Result<MirrorChanges, Error> {
        self.write(|writer| {
            let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            if self.journal.is_some() {
                journal_sync::catch_up(&transaction)?;
            }
            let told = mirror_order::next(&transaction)?;
            let mut news = MirrorChanges::default();
            {
                let groupings = Groupings::read(&transaction, self.journal.is_some());
                let mut statements = MirrorStatements::prepare(&transaction, &groupings, self.journal.is_some())?;
                for (place, request) in requests.iter().enumerate() {
                    let (changed, known) = statements.write(connection, request, kept, told)?;
                    news.changed += usize::from(changed);
                    let open = |known: &KnownRequest| {
                        known.mine && matches!(known.state, RequestState::Pending | RequestState::Other)
                    };
                    let ours = known.filter(|known| open(known) && known.state != request.state);
                    news.ours.extend(ours.map(|known| (known.key, place)));
                }
                groupings.settle(&transaction)?;
            }
            if news.changed > 0 {
                mirror_order::advance(&transaction, told)?;
            }
            transaction.commit()?;
            if news.changed > 0 {
                self.reached(told);
            }
            Ok(news)
        })
    }

    /// Ids of others' requests that were pending in the server's last report.
    pub fn pending(&self, connection: &str) -> Result<Vec<String>, Error> {
        self.read(|reader| {
            reader
                .prepare_cached(
                    "SELECT server_id FROM request WHERE connection = ?1 AND state = 'pending' AND mine = 0 \
                     AND unwatched = 0 ORDER BY created",
                )?
                .query_map([connection], |row| row.get(0))?
                .collect()
        })
    }

    /// Marks a pending request that the server no longer reports: its outcome is unknown, and its status is not asked
    /// for again.
    pub fn gone(&self, connection: &str, id: &str) -> Result<(), Error> {
        self.write(|writer| {
            writer.execute(
                "UPDATE request SET unwatched = 1 WHERE connection = ?1 AND server_id = ?2 AND mine = 0 \
                 AND state = 'pending'",
                [connection, id],
            )
        })?;
        Ok(())
    }

    /// Provider and stored object of a request on the server.
    pub fn mirrored(&self, connection: &str, id: &str) -> Result<Option<(String, Value)>, Error> {
        let found: Option<(String, String)> = self.read(|reader| {
            reader
                .prepare_cached(
                    "SELECT provider, server FROM request JOIN raw ON raw.seq = request.seq \
                     WHERE connection = ?1 AND server_id = ?2",
                )?
                .query_row([connection, id], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()
        })?;
        Ok(found.and_then(|(provider, server)| Some((provider, serde_json::from_str(&server).ok()?))))
    }
}

/// Statements that are prepared once for a whole list.
struct MirrorStatements<'a> {
    cache: &'a Connection,
    groupings: &'a Groupings,
    known: CachedStatement<'a>,
    new: CachedStatement<'a>,
    changed: CachedStatement<'a>,
    filled_in: CachedStatement<'a>,
    raw: CachedStatement<'a>,
    forgotten: Forgotten<'a>,
}

/// A row before the server's data is written.
struct KnownRequest {
    seq: i64,
    mine: bool,
    key: String,
    state: RequestState,
    unwatched: bool,
    /// The server reported the same bytes before.
    same: bool,
}

impl<'a> MirrorStatements<'a> {
    fn prepare(cache: &'a Connection, groupings: &'a Groupings, journal: bool) -> rusqlite::Result<Self> {
        Ok(Self {
            cache,
            groupings,
            known: cache.prepare_cached(KNOWN_ROW)?,
            new: cache.prepare_cached(INSERT_ROW)?,
            changed: cache.prepare_cached(UPDATE_ROW)?,
            filled_in: cache.prepare_cached(FILL_IN_OWN_ROW)?,
            raw: cache.prepare_cached(STORE_PAYLOAD)?,
            forgotten: Forgotten::prepare(cache, journal)?,
        })
    }

    /// Writes one request. Returns whether anything changed, and the previous row, if there was one. `told` is the
    /// number of the present report.
    fn write(
        &mut self,
        connection: &str,
        request: &ServerRequest,
        kept: Kept,
        told: i64,
    ) -> rusqlite::Result<(bool, Option<KnownRequest>)> {
        let known = self.known.query_row([connection, &request.id], |row| {
            Ok(KnownRequest {
                seq: row.get(0)?,
                mine: row.get(1)?,
                key: row.get(2)?,
                state: row.get(3)?,
                unwatched: row.get(4)?,
                same: row.get_ref(5)?.as_str_or_null()? == Some(&request.server),
            })
        });
        let Some(known) = known.optional()? else {
            let told = match self.forgotten.meet(connection, request, kept, told)? {
                Unknown::NotKept { new } => return Ok((new, None)),
                Unknown::Kept { told: before } => before.unwrap_or(told),
            };
            let shape = self.shape(request)?;
            let seq = self.new.insert(told!(request, connection, request.id, told, shape))?;
            self.place(seq, connection, shape.as_deref())?;
            self.raw.execute(params![seq, request.server])?;
            return Ok((true, None));
        };
        let taken_back = matches!(known.state, RequestState::Completed | RequestState::Rejected)
            && request.state == RequestState::Pending;
        if known.mine && !known.same {
            self.filled_in.execute(params![
                known.seq,
                request.number,
                request.request_type,
                request.smartcard,
                request.set_top_box,
                request.service,
                request.subscription,
                request.unit,
                request.priority,
                told
            ])?;
            // A filled-in value may be the one that a group was split by.
            let shape = self.shape(request)?;
            self.place(known.seq, connection, shape.as_deref())?;
        } else if !known.mine && !taken_back && (!known.same || known.unwatched) {
            let shape = self.shape(request)?;
            self.changed.execute(told!(request, known.seq, shape))?;
            self.place(known.seq, connection, shape.as_deref())?;
        } else {
            return Ok((false, Some(known)));
        }
        self.raw.execute(params![known.seq, request.server])?;
        Ok((true, Some(known)))
    }

    /// Fingerprint of a rejected request; its normalized text is stored.
    fn shape(&self, request: &ServerRequest) -> rusqlite::Result<Option<String>> {
        if request.state != RequestState::Rejected {
            return Ok(None);
        }
        let cause = assign::learn(self.cache, self.groupings, request.cause(), request.description.as_deref())?;
        Ok(Some(cause.key))
    }

    fn place(&self, seq: i64, of: &str, fingerprint: Option<&str>) -> rusqlite::Result<()> {
        fingerprint.map_or(Ok(()), |fingerprint| self.groupings.place(self.cache, seq, of, fingerprint))
    }
}
