//! Smartcards, set-top boxes, subscriptions and services as they were looked up, or as requests taught them.
//!
//! Each belongs to one [`Owner`]: a connection and a user of it. The number of a row begins with its owner's, so that
//! an index that knows no owner, such as the trigrams', is asked for one owner's rows alone.

pub(crate) mod merge;
pub(crate) mod request_numbers;
pub(crate) mod retention;
pub(crate) mod search;
pub(crate) mod trigram;
pub(crate) mod upsert;

use rusqlite::{Connection, OptionalExtension, Row, params};

pub use crate::cache::lookups::request_numbers::{ToldByRequests, ToldNumber};
pub use crate::cache::lookups::search::{Fit, ThingHit, fold};

use super::{Cache, lock};
use crate::{Error, request_state::words};

/// Whose look-ups they are. Nothing of one is ever shown to another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Owner {
    pub connection: String,
    pub user: String,
}

words! {
    /// What a number stands for. An item is a card or a box: nothing told which yet.
    ThingKind {
        Smartcard = "smartcard",
        SetTopBox = "set-top-box",
        Item = "item",
        Subscription = "subscription",
        Service = "service",
    }
}

impl ThingKind {
    /// A card or a box, known or not.
    pub const fn is_item(self) -> bool {
        matches!(self, Self::Smartcard | Self::SetTopBox | Self::Item)
    }

    /// Whether one thing can be called both.
    const fn agrees(self, other: Self) -> bool {
        match (self, other) {
            (Self::Smartcard, Self::SetTopBox) | (Self::SetTopBox, Self::Smartcard) => false,
            (Self::Subscription, Self::Subscription) | (Self::Service, Self::Service) => true,
            _ => self.is_item() && other.is_item(),
        }
    }
}

words! {
    /// Which of a thing's names.
    NameKind {
        SerialNumber = "serial_number",
        AlternativeCode = "alternative_code",
        Id = "id",
        Number = "number",
        Code = "code",
        CaId = "ca_id",
    }
}

/// What a thing is called, as far as it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    pub serial_number: Option<String>,
    pub alternative_code: Option<String>,
    pub id: Option<String>,
    /// Of a subscription.
    pub number: Option<String>,
    /// Of a service.
    pub code: Option<String>,
    pub ca_id: Option<String>,
}

impl Names {
    pub fn of(by: NameKind, text: &str) -> Self {
        let mut names = Self::default();
        *names.slot(by) = Some(text.to_owned());
        names
    }

    pub fn get(&self, by: NameKind) -> Option<&str> {
        match by {
            NameKind::SerialNumber => &self.serial_number,
            NameKind::AlternativeCode => &self.alternative_code,
            NameKind::Id => &self.id,
            NameKind::Number => &self.number,
            NameKind::Code => &self.code,
            NameKind::CaId => &self.ca_id,
        }
        .as_deref()
    }

    pub fn slot(&mut self, by: NameKind) -> &mut Option<String> {
        match by {
            NameKind::SerialNumber => &mut self.serial_number,
            NameKind::AlternativeCode => &mut self.alternative_code,
            NameKind::Id => &mut self.id,
            NameKind::Number => &mut self.number,
            NameKind::Code => &mut self.code,
            NameKind::CaId => &mut self.ca_id,
        }
    }

    /// Those that are known, the best one to show first.
    pub fn iter(&self) -> impl Iterator<Item = (NameKind, &str)> {
        NameKind::ALL.iter().filter_map(|&by| Some((by, self.get(by)?)))
    }
}

/// What was told of a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldThing {
    pub kind: ThingKind,
    pub names: Names,
    /// `conax` or `nagravision`.
    pub provider: Option<String>,
    /// An item's product, a service's description, a subscription's holder.
    pub name: Option<String>,
    /// Code of an item's product.
    pub product: Option<String>,
    /// The server's word.
    pub state: Option<String>,
    /// Number of the subscription that it belongs to.
    pub subscription: Option<String>,
    /// Account number of a subscription.
    pub account: Option<String>,
    /// Ownership of an item, in the server's word.
    pub ownership: Option<String>,
    /// What else is kept of the server's object, as JSON.
    pub server: Option<String>,
}

impl ToldThing {
    pub fn new(kind: ThingKind, names: Names) -> Self {
        Self {
            kind,
            names,
            provider: None,
            name: None,
            product: None,
            state: None,
            subscription: None,
            account: None,
            ownership: None,
            server: None,
        }
    }
}

/// How something came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The server was asked for it.
    Asking,
    /// Requests of this desk taught it: it fills gaps, and never takes the place of what was asked.
    Learning,
}

/// A thing as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptThing {
    pub seq: i64,
    pub told: ToldThing,
    /// When the server was last asked; never: all of it was learnt.
    pub asked: Option<i64>,
    pub learnt: Option<i64>,
    pub used: Option<i64>,
    pub pinned: Option<i64>,
}

impl KeptThing {
    /// Names it towards the window.
    pub fn key(&self) -> String {
        format!("{KEY}{}", self.seq)
    }

    /// The last time that anything was told of it or it was used: from then on its days are counted.
    pub fn fresh(&self) -> i64 {
        [self.asked, self.learnt, self.used].into_iter().flatten().max().unwrap_or_default()
    }
}

/// Stamp of the journal's last change that names were learnt from; it belongs to no connection.
pub const LEARNT: (&str, &str) = ("", "learnt");

const KEY: &str = "thing-";

/// The number of the row that a key names.
fn seq_of(key: &str) -> Option<i64> {
    key.strip_prefix(KEY)?.parse().ok()
}

/// A row's number is its owner's number and, in so many bits, its own.
const OWN_BITS: u32 = 40;

/// The numbers of an owner's rows.
const fn seqs(owner: i64) -> (i64, i64) {
    (owner << OWN_BITS, ((owner + 1) << OWN_BITS) - 1)
}

pub(super) const THINGS: &str = "
CREATE TABLE owner (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    connection TEXT NOT NULL,
    user TEXT NOT NULL,
    next INTEGER NOT NULL DEFAULT 1,
    things INTEGER NOT NULL DEFAULT 0,
    UNIQUE (connection, user)
) STRICT;
CREATE TABLE thing (
    seq INTEGER PRIMARY KEY,
    owner INTEGER NOT NULL,
    kind TEXT NOT NULL,
    serial_number TEXT,
    alternative_code TEXT,
    id TEXT,
    number TEXT,
    code TEXT,
    ca_id TEXT,
    provider TEXT,
    name TEXT,
    product TEXT,
    state TEXT,
    subscription TEXT,
    account TEXT,
    ownership TEXT,
    asked INTEGER,
    learnt INTEGER,
    used INTEGER,
    pinned INTEGER,
    fresh INTEGER NOT NULL,
    text TEXT NOT NULL,
    server TEXT
) STRICT;
CREATE INDEX thing_fresh ON thing (owner, fresh) WHERE pinned IS NULL;
CREATE INDEX thing_used ON thing (owner, used) WHERE used IS NOT NULL;
CREATE INDEX thing_pinned ON thing (owner, pinned) WHERE pinned IS NOT NULL;
CREATE INDEX thing_kind ON thing (owner, kind);
CREATE TABLE thing_name (
    owner INTEGER NOT NULL,
    text TEXT NOT NULL,
    by TEXT NOT NULL,
    thing INTEGER NOT NULL,
    PRIMARY KEY (owner, text, by, thing)
) STRICT, WITHOUT ROWID;
CREATE INDEX thing_name_thing ON thing_name (thing);
CREATE VIRTUAL TABLE thing_text USING fts5 (text, content = 'thing', content_rowid = 'seq', tokenize = 'trigram');
INSERT INTO thing_text (thing_text, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER thing_added AFTER INSERT ON thing BEGIN
    INSERT INTO thing_text (rowid, text) VALUES (new.seq, new.text);
    UPDATE owner SET things = things + 1 WHERE id = new.owner;
END;
CREATE TRIGGER thing_renamed AFTER UPDATE OF text ON thing WHEN old.text IS NOT new.text BEGIN
    INSERT INTO thing_text (thing_text, rowid, text) VALUES ('delete', old.seq, old.text);
    INSERT INTO thing_text (rowid, text) VALUES (new.seq, new.text);
END;
CREATE TRIGGER thing_dropped AFTER DELETE ON thing BEGIN
    INSERT INTO thing_text (thing_text, rowid, text) VALUES ('delete', old.seq, old.text);
    DELETE FROM thing_name WHERE thing = old.seq;
    UPDATE owner SET things = things - 1 WHERE id = old.owner;
END;
";

const ROW: &str = "thing.seq, thing.kind, thing.serial_number, thing.alternative_code, thing.id, thing.number, \
    thing.code, thing.ca_id, thing.provider, thing.name, thing.product, thing.state, thing.subscription, \
    thing.account, thing.ownership, thing.asked, thing.learnt, thing.used, thing.pinned, thing.server";

fn kept(row: &Row<'_>) -> rusqlite::Result<KeptThing> {
    Ok(KeptThing {
        seq: row.get(0)?,
        told: ToldThing {
            kind: row.get(1)?,
            names: Names {
                serial_number: row.get(2)?,
                alternative_code: row.get(3)?,
                id: row.get(4)?,
                number: row.get(5)?,
                code: row.get(6)?,
                ca_id: row.get(7)?,
            },
            provider: row.get(8)?,
            name: row.get(9)?,
            product: row.get(10)?,
            state: row.get(11)?,
            subscription: row.get(12)?,
            account: row.get(13)?,
            ownership: row.get(14)?,
            server: row.get(19)?,
        },
        asked: row.get(15)?,
        learnt: row.get(16)?,
        used: row.get(17)?,
        pinned: row.get(18)?,
    })
}

fn by_seq(cache: &Connection, seq: i64) -> rusqlite::Result<Option<KeptThing>> {
    cache.prepare_cached(&format!("SELECT {ROW} FROM thing WHERE seq = ?1"))?.query_row([seq], kept).optional()
}

/// The owner's number, if anything was ever kept for it.
fn owner_id(cache: &Connection, owner: &Owner) -> rusqlite::Result<Option<i64>> {
    cache
        .prepare_cached("SELECT id FROM owner WHERE connection = ?1 AND user = ?2")?
        .query_row(params![owner.connection, owner.user], |row| row.get(0))
        .optional()
}

impl Cache {
    /// Reads what is kept for an owner; nothing, if nothing ever was. The journal is not followed: things do not come
    /// out of it.
    fn of_owner<T: Default>(
        &self,
        owner: &Owner,
        read: impl Fn(&Connection, i64) -> rusqlite::Result<T>,
    ) -> Result<T, Error> {
        self.mending(|| {
            let reader = lock(&self.reader);
            owner_id(&reader, owner)?.map_or_else(|| Ok(T::default()), |id| read(&reader, id))
        })
    }
}
