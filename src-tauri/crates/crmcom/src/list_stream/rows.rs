//! Parses the rows of an answer and sends them in batches while the rest is read.

use std::{
    cell::{Cell, RefCell},
    fmt,
    sync::{Mutex, PoisonError},
};

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;
use tokio::sync::mpsc::Sender;

use super::{
    body_reader::Seen,
    row::{Batch, ListRow, Unread},
};
use crate::{
    bounded_json::{Bounded, MAX_VALUES, Room},
    decoder::Item,
    envelope::Status,
    models::mask_pins,
    redact::Secrets,
};

/// Maximum number of rows in a batch, …
const MAX_BATCH_ROWS: usize = 500;
/// … and its size in bytes, after which it is sent.
const MAX_BATCH_BYTES: u64 = 1 << 20;

/// Maximum number of unreadable rows that are kept for display, …
const MAX_UNREAD_ROWS: usize = 20;
/// … and of characters of each.
const MAX_UNREAD_CHARS: usize = 2_000;

/// A row that could not be read, for display.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadRow {
    pub reason: &'static str,
    /// The row as JSON without secrets; only the start of a long one.
    pub text: String,
}

/// The rows of a list that could not be read, so that the rows that were read are not the whole list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnreadRows {
    pub count: u64,
    /// The first of them.
    pub rows: Vec<UnreadRow>,
}

impl UnreadRows {
    fn add(&mut self, Unread { reason, mut row }: Unread, secrets: &Secrets) {
        self.count += 1;
        if self.rows.len() < MAX_UNREAD_ROWS {
            tracing::warn!(reason, "a row of a list cannot be read");
            mask_pins(&mut row);
            let text = secrets.scrub(&row.to_string()).chars().take(MAX_UNREAD_CHARS).collect();
            self.rows.push(UnreadRow { reason, text });
        }
    }

    /// Adds the unreadable rows of another part of the same list.
    pub fn append(&mut self, mut more: Self) {
        self.count = self.count.saturating_add(more.count);
        more.rows.truncate(MAX_UNREAD_ROWS.saturating_sub(self.rows.len()));
        self.rows.append(&mut more.rows);
    }
}

/// Format of `data`.
pub(super) enum Shape {
    Nothing,
    List,
    Other,
}

/// Reader of the rows of a list. An unreadable row is recorded, so that it does not prevent reading the others.
pub(super) struct Rows<'a, T> {
    batches: &'a Sender<Batch<T>>,
    seen: &'a RefCell<Seen>,
    unread: &'a Mutex<UnreadRows>,
    secrets: &'a Secrets,
    waiting: Vec<T>,
    /// Number of the answer's present member.
    member: usize,
    /// Byte position at which the present batch starts.
    from: u64,
    pub(super) sent: usize,
    /// The receiver was dropped.
    pub(super) nobody: bool,
    pub(super) shape: Shape,
}

impl<'a, T: ListRow> Rows<'a, T> {
    pub(super) fn new(
        batches: &'a Sender<Batch<T>>,
        seen: &'a RefCell<Seen>,
        unread: &'a Mutex<UnreadRows>,
        secrets: &'a Secrets,
    ) -> Self {
        let (waiting, shape) = (Vec::with_capacity(MAX_BATCH_ROWS), Shape::Nothing);
        Self { batches, seen, unread, secrets, waiting, member: 0, from: 0, sent: 0, nobody: false, shape }
    }

    fn add(&mut self, row: Result<Value, Unread>) {
        match row.and_then(T::read) {
            Ok(row) => self.waiting.push(row),
            Err(unread) => self.unread.lock().unwrap_or_else(PoisonError::into_inner).add(unread, self.secrets),
        }
        let bytes = self.seen.borrow().given - self.from;
        if self.waiting.len() == MAX_BATCH_ROWS || bytes >= MAX_BATCH_BYTES {
            self.send();
        }
    }

    /// Sends the present batch.
    pub(super) fn send(&mut self) {
        self.from = self.seen.borrow().given;
        if self.waiting.is_empty() {
            return;
        }
        let batch = std::mem::replace(&mut self.waiting, Vec::with_capacity(MAX_BATCH_ROWS));
        self.sent += batch.len();
        self.nobody |= self.batches.blocking_send(Ok(batch)).is_err();
    }
}

/// The envelope of the answer; its members may be in any order.
pub(super) struct ListEnvelope<'a, 'b, T> {
    pub(super) rows: &'a mut Rows<'b, T>,
    pub(super) status: &'a mut Status,
}

impl<'de, T: ListRow> DeserializeSeed<'de> for ListEnvelope<'_, '_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de, T: ListRow> Visitor<'de> for ListEnvelope<'_, '_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer of CRM.COM")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<String>()? {
            match name.as_str() {
                "status" => *self.status = members.next_value()?,
                "data" => members.next_value_seed(&mut *self.rows)?,
                _ => _ = members.next_value::<IgnoredAny>()?,
            }
            self.rows.member += 1;
        }
        Ok(())
    }
}

impl<'de, T: ListRow> DeserializeSeed<'de> for &mut Rows<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

/// With a status other than `OK`, `data` may have any format.
macro_rules! another_shape {
    ($($visit:ident: $value:ty),+) => {
        $(fn $visit<E>(self, _: $value) -> Result<(), E> {
            self.shape = Shape::Other;
            Ok(())
        })+
    };
}

impl<'de, T: ListRow> Visitor<'de> for &mut Rows<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list of {}", T::NAME)
    }

    another_shape!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str);

    /// `"data": null`
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        self.shape = Shape::Other;
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<(), A::Error> {
        self.shape = Shape::List;
        for item in 0.. {
            let left = Cell::new(Room::Values(MAX_VALUES));
            let Some(row) = rows.next_element_seed(Bounded::new(&left))? else { break };
            let cut = self.seen.borrow_mut().was_cut(Item { member: self.member, item });
            let reason = match left.get() {
                Room::TooDeep => Some("it is nested deeper than a row can be"),
                _ if cut => Some("it is longer than a row can be"),
                Room::TooMany => Some("it has more values than a row can have"),
                Room::Values(_) => None,
            };
            self.add(match reason {
                Some(reason) => Err(Unread { reason, row }),
                None => Ok(row),
            });
            if self.nobody {
                return Err(A::Error::custom("nobody waits for it"));
            }
        }
        Ok(())
    }
}
