//! Adds, merges, uses, pins and deletes entities.

use rusqlite::{CachedStatement, Connection, TransactionBehavior, params};

use super::{
    entity::{CachedEntity, DescriptionSource, IdentifierKind, Owner, ReportedEntity, seq_of},
    merge::{self, CA_ID_POSITION},
    retention,
    search::fold,
    table::{ROW_BITS, by_seq, owner_id},
};
use crate::{Error, cache::database::Cache, words};

const UPSERT: &str = "
INSERT INTO thing (seq, owner, kind, serial_number, alternative_code, id, number, code, ca_id, provider, name, product,
    state, subscription, account, ownership, asked, learnt, used, pinned, fresh, text, server)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23)
ON CONFLICT (seq) DO UPDATE SET kind = excluded.kind, serial_number = excluded.serial_number,
    alternative_code = excluded.alternative_code, id = excluded.id, number = excluded.number, code = excluded.code,
    ca_id = excluded.ca_id, provider = excluded.provider, name = excluded.name, product = excluded.product,
    state = excluded.state, subscription = excluded.subscription, account = excluded.account,
    ownership = excluded.ownership, asked = excluded.asked, learnt = excluded.learnt, used = excluded.used,
    pinned = excluded.pinned, fresh = excluded.fresh, text = excluded.text, server = excluded.server";

/// Maximum number of candidates per identifier: if an operator gives one code to all of its cards, they are still
/// different cards.
const MAX_CANDIDATES: u32 = 50;

impl Cache {
    /// Merges descriptions into the stored entities, in one transaction, and returns the results. At most `most`
    /// entities are kept: those with the oldest use or description are deleted first, and pinned ones never.
    pub fn keep_entities(
        &self,
        owner: &Owner,
        told: &[ReportedEntity],
        by: DescriptionSource,
        at: i64,
        most: u32,
    ) -> Result<Vec<CachedEntity>, Error> {
        self.write_entities(|cache| {
            let id = owner_row(cache, owner)?;
            let mut statements = UpsertStatements::prepare(cache, id)?;
            let kept = told.iter().map(|told| statements.keep(told, by, at)).collect::<rusqlite::Result<Vec<_>>>()?;
            drop(statements);
            retention::keep_most(cache, id, most)?;
            Ok(kept)
        })
    }

    /// Marks an entity as used, which makes it a recent one. Without effect for another owner's entity.
    pub fn use_entity(&self, owner: &Owner, key: &str, at: i64) -> Result<(), Error> {
        let Some(seq) = seq_of(key) else { return Ok(()) };
        self.write_entities(|cache| {
            cache
                .prepare_cached("UPDATE thing SET used = ?3, fresh = max(fresh, ?3) WHERE seq = ?1 AND owner = ?2")?
                .execute(params![seq, owner_row(cache, owner)?, at])?;
            Ok(())
        })
    }

    /// Pins or unpins an entity; returns `false` if the key does not exist.
    pub fn pin_entity(&self, owner: &Owner, key: &str, pinned: Option<i64>) -> Result<bool, Error> {
        let Some(seq) = seq_of(key) else { return Ok(false) };
        self.write_entities(|cache| {
            let changed = cache
                .prepare_cached("UPDATE thing SET pinned = ?3 WHERE seq = ?1 AND owner = ?2")?
                .execute(params![seq, owner_row(cache, owner)?, pinned])?;
            Ok(changed > 0)
        })
    }

    /// Deletes an entity; returns `false` if the key does not exist.
    pub fn forget_entity(&self, owner: &Owner, key: &str) -> Result<bool, Error> {
        let Some(seq) = seq_of(key) else { return Ok(false) };
        self.write_entities(|cache| {
            let gone = cache
                .prepare_cached("DELETE FROM thing WHERE seq = ?1 AND owner = ?2")?
                .execute(params![seq, owner_row(cache, owner)?])?;
            Ok(gone > 0)
        })
    }

    /// Runs a write transaction that overwrites deleted data in the file, including pages that become free. The request
    /// lists, which rewrite much, are spared the latter (see [`Cache::overwrite`]).
    pub(in crate::cache) fn write_entities<T>(
        &self,
        work: impl Fn(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        self.write(|writer| {
            writer.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?;
            let done = (|| {
                let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let done = work(&transaction)?;
                transaction.commit()?;
                Ok(done)
            })();
            writer.pragma_update_and_check(None, "secure_delete", "fast", |_| Ok(()))?;
            done
        })
    }
}

fn owner_row(cache: &Connection, owner: &Owner) -> rusqlite::Result<i64> {
    if let Some(id) = owner_id(cache, owner)? {
        return Ok(id);
    }
    cache.execute("INSERT INTO owner (connection, user) VALUES (?1, ?2)", params![owner.connection, owner.user])?;
    Ok(cache.last_insert_rowid())
}

struct UpsertStatements<'a> {
    cache: &'a Connection,
    owner: i64,
    alike: CachedStatement<'a>,
    written: CachedStatement<'a>,
    named: CachedStatement<'a>,
    unnamed: CachedStatement<'a>,
    gone: CachedStatement<'a>,
    next: CachedStatement<'a>,
}

impl<'a> UpsertStatements<'a> {
    fn prepare(cache: &'a Connection, owner: i64) -> rusqlite::Result<Self> {
        Ok(Self {
            cache,
            owner,
            alike: cache
                .prepare_cached("SELECT thing FROM thing_name WHERE owner = ?1 AND text = ?2 AND by = ?3 LIMIT ?4")?,
            written: cache.prepare_cached(UPSERT)?,
            named: cache.prepare_cached("INSERT INTO thing_name (owner, text, by, thing) VALUES (?1, ?2, ?3, ?4)")?,
            unnamed: cache.prepare_cached("DELETE FROM thing_name WHERE thing = ?1")?,
            gone: cache.prepare_cached("DELETE FROM thing WHERE seq = ?1")?,
            next: cache.prepare_cached("UPDATE owner SET next = next + 1 WHERE id = ?1 RETURNING next - 1")?,
        })
    }

    fn keep(&mut self, told: &ReportedEntity, by: DescriptionSource, at: i64) -> rusqlite::Result<CachedEntity> {
        let mut alike = self.alike(told)?;
        let mut entity = if alike.is_empty() {
            let own: i64 = self.next.query_row([self.owner], |row| row.get(0))?;
            let seq = (self.owner << ROW_BITS) | own;
            CachedEntity { seq, reported: told.clone(), asked: None, learnt: None, used: None, pinned: None }
        } else {
            let mut stays = alike.remove(0);
            for goes in alike {
                self.gone.execute([goes.seq])?;
                merge::join(&mut stays, &goes);
            }
            stays
        };
        merge::add(&mut entity.reported, told, by);
        let when = if by == DescriptionSource::Lookup { &mut entity.asked } else { &mut entity.learnt };
        *when = (*when).max(Some(at));
        self.write(&entity)?;
        Ok(entity)
    }

    /// Stored rows that are the same entity, the most reliable first. A match by CA id alone counts only if it is the
    /// only one.
    fn alike(&mut self, told: &ReportedEntity) -> rusqlite::Result<Vec<CachedEntity>> {
        let mut found: Vec<(usize, CachedEntity)> = Vec::new();
        for (by, name) in told.names.iter() {
            let params = params![self.owner, fold(name), by, MAX_CANDIDATES];
            let seqs = self.alike.query_map(params, |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
            for seq in seqs {
                if found.iter().any(|(_, known)| known.seq == seq) {
                    continue;
                }
                let Some(known) = by_seq(self.cache, seq)? else { continue };
                found.extend(merge::same(told, &known.reported).map(|sure| (sure, known)));
            }
        }
        found.sort_by_key(|(sure, known)| (*sure, known.seq));
        let several = found.iter().filter(|(sure, _)| *sure == CA_ID_POSITION).count() > 1;
        found.retain(|(sure, _)| !(several && *sure == CA_ID_POSITION));
        // Rows to be joined must not contradict each other either.
        let mut one: Vec<CachedEntity> = Vec::new();
        for (_, known) in found {
            let contradicts = |other: &CachedEntity| merge::contradict(&other.reported, &known.reported);
            if !one.iter().any(contradicts) {
                one.push(known);
            }
        }
        Ok(one)
    }

    fn write(&mut self, entity: &CachedEntity) -> rusqlite::Result<()> {
        let (told, names) = (&entity.reported, &entity.reported.names);
        let mut folded: Vec<(IdentifierKind, String)> = names.iter().map(|(by, name)| (by, fold(name))).collect();
        folded.retain(|(_, name)| !name.is_empty());
        let text = words::searched(names.iter().map(|(_, name)| name), []);
        self.written.execute(params![
            entity.seq,
            self.owner,
            told.kind,
            names.serial_number,
            names.alternative_code,
            names.id,
            names.number,
            names.code,
            names.ca_id,
            told.provider,
            told.name,
            told.product,
            told.state,
            told.subscription,
            told.account,
            told.ownership,
            entity.asked,
            entity.learnt,
            entity.used,
            entity.pinned,
            entity.fresh(),
            text,
            told.server,
        ])?;
        self.unnamed.execute([entity.seq])?;
        for (by, name) in folded {
            self.named.execute(params![self.owner, name, by, entity.seq])?;
        }
        Ok(())
    }
}
