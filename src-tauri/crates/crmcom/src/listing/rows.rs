//! The rows of an answer, sent on in batches while the rest is read.

use std::{
    cell::{Cell, RefCell},
    fmt,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;
use tokio::sync::mpsc::Sender;

use super::{Batch, Row, pieces::Seen};
use crate::{
    bounded::{Bounded, MOST_VALUES},
    envelope::Status,
    error::{Error, RowLimit},
};

/// Rows that come at a time, …
const BATCH: usize = 500;
/// … or as many as have so many bytes.
const BATCH_BYTES: u64 = 1 << 20;

/// What `data` was.
pub(super) enum Shape {
    Nothing,
    List,
    Other,
}

/// The rows of a list as they are read. One without an id is left out rather than made to hide all the others.
pub(super) struct Rows<'a, T> {
    batches: &'a Sender<Batch<T>>,
    seen: &'a RefCell<Seen>,
    left_out: &'a AtomicU64,
    waiting: Vec<T>,
    /// Where the waiting ones begin.
    from: u64,
    pub(super) sent: usize,
    /// Nobody waits for them any more.
    pub(super) nobody: bool,
    pub(super) shape: Shape,
}

impl<'a, T: Row> Rows<'a, T> {
    pub(super) fn new(batches: &'a Sender<Batch<T>>, seen: &'a RefCell<Seen>, left_out: &'a AtomicU64) -> Self {
        let (waiting, shape) = (Vec::with_capacity(BATCH), Shape::Nothing);
        Self { batches, seen, left_out, waiting, from: 0, sent: 0, nobody: false, shape }
    }

    fn add(&mut self, row: Value) {
        match T::read(row) {
            Ok(row) => self.waiting.push(row),
            Err(reason) => {
                self.left_out.fetch_add(1, Relaxed);
                tracing::warn!(reason, "left out a row of a list");
            }
        }
        let bytes = self.seen.borrow().given - self.from;
        if self.waiting.len() == BATCH || bytes >= BATCH_BYTES {
            self.send();
        }
    }

    /// Sends what there is.
    pub(super) fn send(&mut self) {
        self.from = self.seen.borrow().given;
        if self.waiting.is_empty() {
            return;
        }
        let batch = std::mem::replace(&mut self.waiting, Vec::with_capacity(BATCH));
        self.sent += batch.len();
        self.nobody |= self.batches.blocking_send(Ok(batch)).is_err();
    }
}

/// The frame of the answer; its members come in any order.
pub(super) struct Envelope<'a, 'b, T> {
    pub(super) rows: &'a mut Rows<'b, T>,
    pub(super) status: &'a mut Status,
}

impl<'de, T: Row> DeserializeSeed<'de> for Envelope<'_, '_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de, T: Row> Visitor<'de> for Envelope<'_, '_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer of CRM.COM")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<String>()? {
            self.rows.seen.borrow_mut().begin();
            match name.as_str() {
                "status" => *self.status = members.next_value()?,
                "data" => members.next_value_seed(&mut *self.rows)?,
                _ => _ = members.next_value::<IgnoredAny>()?,
            }
            self.rows.seen.borrow_mut().begin();
        }
        Ok(())
    }
}

impl<'de, T: Row> DeserializeSeed<'de> for &mut Rows<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

/// With another status than `OK`, `data` may be of any shape.
macro_rules! another_shape {
    ($($visit:ident: $value:ty),+) => {
        $(fn $visit<E>(self, _: $value) -> Result<(), E> {
            self.shape = Shape::Other;
            Ok(())
        })+
    };
}

impl<'de, T: Row> Visitor<'de> for &mut Rows<'_, T> {
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
        loop {
            let values = Cell::new(MOST_VALUES);
            let row = rows.next_element_seed(Bounded(&values));
            if row.is_err() && values.get() == 0 {
                self.seen.borrow_mut().failed = Some(Error::RowTooLarge { limit: RowLimit::Values(MOST_VALUES) });
            }
            let Some(row) = row? else { break };
            self.add(row);
            self.seen.borrow_mut().begin();
            if self.nobody {
                return Err(A::Error::custom("nobody waits for it"));
            }
        }
        Ok(())
    }
}
