//! Searches entities by their identifiers: by a whole identifier, its beginning or a part. Each source is limited to a
//! number of rows, so that one or two letters cost no more than a whole number.

use rusqlite::{Connection, params};

use super::{
    entity::{CachedEntity, CachedKind, IdentifierKind, Owner},
    table::{ROW_COLUMNS, by_seq, kept, seqs},
    trigram::{self, Rows},
};
use crate::{Error, cache::database::Cache, words};

/// Maximum number of rows that are read from each source.
const MAX_ROWS_PER_SOURCE: u32 = 100;
/// Number of most recently used entities that are examined before the others.
const MAX_RECENT_ROWS: u32 = 200;

/// Normalizes an identifier for comparison, which ignores case and surrounding blanks.
pub fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Quality of a match, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    Whole,
    Beginning,
    Part,
}

impl Fit {
    /// Compares two folded texts.
    pub fn of(name: &str, text: &str) -> Option<Self> {
        match name {
            _ if name == text => Some(Self::Whole),
            _ if name.starts_with(text) => Some(Self::Beginning),
            _ => name.contains(text).then_some(Self::Part),
        }
    }
}

impl Fit {
    /// Compares an identifier as written with the typed text. A match that ignores dashes or accents counts as a part,
    /// so that it is not taken for the identifier itself.
    pub(super) fn near(name: &str, text: &str) -> Option<Self> {
        Self::of(&fold(name), text).or_else(|| words::holds(name, &words::spellings(text)).then_some(Self::Part))
    }
}

/// A matching entity, with the identifier that matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityHit {
    pub entity: CachedEntity,
    pub by: IdentifierKind,
    pub fit: Fit,
}

impl EntityHit {
    /// `text` has to be folded.
    fn of(entity: CachedEntity, text: &str, by: Option<IdentifierKind>) -> Option<Self> {
        let (fit, by) = entity
            .reported
            .names
            .iter()
            .filter(|(name, _)| by.is_none_or(|by| by == *name))
            .filter_map(|(name, value)| Some((Fit::near(value, text)?, name)))
            .min_by_key(|(fit, _)| *fit)?;
        Some(Self { entity, by, fit })
    }

    /// Sort key, best first: whole identifiers before beginnings before parts, then pinned before recently used before
    /// the rest.
    fn rank(&self) -> impl Ord + use<> {
        let newest = |at: Option<i64>| std::cmp::Reverse(at);
        let entity = &self.entity;
        (self.fit, entity.pinned.is_none(), newest(entity.used), newest(Some(entity.fresh())), entity.seq)
    }
}

impl Cache {
    /// Searches entities of some kinds, best first. `by` limits the search to one kind of identifier.
    pub fn search_entities(
        &self,
        owner: &Owner,
        text: &str,
        kinds: &[CachedKind],
        by: Option<IdentifierKind>,
        most: usize,
    ) -> Result<Vec<EntityHit>, Error> {
        let text = fold(text);
        if text.is_empty() {
            return Ok(Vec::new());
        }
        self.of_owner(owner, |cache, owner| {
            let mut found = EntitySearch { cache, text: &text, kinds, by, hits: Vec::new() };
            found.whole(owner)?;
            found.beginnings(owner)?;
            // A user that typed a whole number is not looking for a part of another.
            let whole = found.hits.iter().any(|hit| hit.fit == Fit::Whole);
            if !whole && found.hits.len() < most {
                found.parts(owner)?;
            }
            let mut hits = found.hits;
            hits.sort_by_cached_key(EntityHit::rank);
            hits.truncate(most);
            Ok(hits)
        })
    }

    /// Entities with exactly this identifier, best first.
    pub fn entities_called(
        &self,
        owner: &Owner,
        text: &str,
        by: Option<IdentifierKind>,
    ) -> Result<Vec<EntityHit>, Error> {
        let text = fold(text);
        self.of_owner(owner, |cache, owner| {
            let mut found = EntitySearch { cache, text: &text, kinds: CachedKind::ALL, by, hits: Vec::new() };
            found.whole(owner)?;
            let mut hits = found.hits;
            hits.sort_by_cached_key(EntityHit::rank);
            Ok(hits)
        })
    }

    /// All entities of a kind, unordered.
    pub fn entities_of_kind(&self, owner: &Owner, kind: CachedKind) -> Result<Vec<CachedEntity>, Error> {
        self.of_owner(owner, |cache, owner| {
            cache
                .prepare_cached(&format!("SELECT {ROW_COLUMNS} FROM thing WHERE owner = ?1 AND kind = ?2"))?
                .query_map(params![owner, kind], kept)?
                .collect()
        })
    }

    /// Cards and boxes that are known to belong to a subscription, unordered.
    pub fn items_of_subscription(&self, owner: &Owner, number: &str, most: u32) -> Result<Vec<CachedEntity>, Error> {
        self.of_owner(owner, |cache, owner| {
            cache
                .prepare_cached(&format!(
                    "SELECT {ROW_COLUMNS} FROM thing WHERE owner = ?1 AND subscription = ?2 AND kind <> ?3 LIMIT ?4"
                ))?
                .query_map(params![owner, number, CachedKind::Subscription, most], kept)?
                .collect()
        })
    }

    /// Pinned entities, the last pinned first, and other used entities, the last used first.
    pub fn recent_entities(&self, owner: &Owner, most: u32) -> Result<(Vec<CachedEntity>, Vec<CachedEntity>), Error> {
        self.of_owner(owner, |cache, owner| {
            let select = |sql: &str| {
                cache
                    .prepare_cached(&format!("SELECT {ROW_COLUMNS} FROM thing WHERE owner = ?1 AND {sql} LIMIT ?2"))?
                    .query_map(params![owner, most], kept)?
                    .collect::<rusqlite::Result<Vec<_>>>()
            };
            let pinned = select("pinned IS NOT NULL ORDER BY pinned DESC, seq")?;
            Ok((pinned, select("used IS NOT NULL AND pinned IS NULL ORDER BY used DESC, seq")?))
        })
    }

    /// Number of entities of an owner.
    pub fn count_entities(&self, owner: &Owner) -> Result<u32, Error> {
        self.of_owner(owner, |cache, owner| {
            cache.prepare_cached("SELECT things FROM owner WHERE id = ?1")?.query_row([owner], |row| row.get(0))
        })
    }
}

/// State of a search.
struct EntitySearch<'a> {
    cache: &'a Connection,
    text: &'a str,
    kinds: &'a [CachedKind],
    by: Option<IdentifierKind>,
    hits: Vec<EntityHit>,
}

impl EntitySearch<'_> {
    fn take(&mut self, entity: CachedEntity) {
        let known = self.hits.iter().any(|hit| hit.entity.seq == entity.seq);
        if !known && self.kinds.contains(&entity.reported.kind) {
            self.hits.extend(EntityHit::of(entity, self.text, self.by));
        }
    }

    fn take_all(&mut self, seqs: Vec<i64>) -> rusqlite::Result<()> {
        for seq in seqs {
            if let Some(entity) = by_seq(self.cache, seq)? {
                self.take(entity);
            }
        }
        Ok(())
    }

    fn whole(&mut self, owner: i64) -> rusqlite::Result<()> {
        let seqs = self
            .cache
            .prepare_cached("SELECT thing FROM thing_name WHERE owner = ?1 AND text = ?2 LIMIT ?3")?
            .query_map(params![owner, self.text, MAX_ROWS_PER_SOURCE], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        self.take_all(seqs)
    }

    /// Adds pinned and recently used entities that start with the text, wherever they are in the index; then some of
    /// the others.
    fn beginnings(&mut self, owner: i64) -> rusqlite::Result<()> {
        for sql in [
            "SELECT seq, text FROM thing WHERE owner = ?1 AND pinned IS NOT NULL ORDER BY pinned DESC LIMIT ?2",
            "SELECT seq, text FROM thing WHERE owner = ?1 AND used IS NOT NULL ORDER BY used DESC LIMIT ?2",
        ] {
            let mut seqs = Vec::new();
            let mut statement = self.cache.prepare_cached(sql)?;
            let mut rows = statement.query(params![owner, MAX_RECENT_ROWS])?;
            while let Some(row) = rows.next()? {
                let names = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
                if names.lines().any(|name| name.starts_with(self.text)) {
                    seqs.push(row.get(0)?);
                }
            }
            self.take_all(seqs)?;
        }
        let seqs = self
            .cache
            .prepare_cached("SELECT thing FROM thing_name WHERE owner = ?1 AND text > ?2 AND text < ?3 LIMIT ?4")?
            .query_map(params![owner, self.text, after(self.text), MAX_ROWS_PER_SOURCE], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        self.take_all(seqs)
    }

    fn parts(&mut self, owner: i64) -> rusqlite::Result<()> {
        for spelling in words::spellings(self.text) {
            let seqs = trigram::holding(self.cache, Rows::Entities, &spelling, seqs(owner), MAX_ROWS_PER_SOURCE)?;
            self.take_all(seqs)?;
        }
        Ok(())
    }
}

/// Upper bound of all texts that start with `text`.
pub(super) fn after(text: &str) -> String {
    format!("{text}\u{10FFFF}")
}
