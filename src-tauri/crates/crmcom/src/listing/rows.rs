//! The rows of an answer, sent on in batches while the rest is read.

use std::fmt;

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;
use tokio::sync::mpsc::Sender;

use super::Batch;
use crate::{envelope::Status, models::ProvisioningRequest};

/// Rows that come at a time.
const BATCH: usize = 500;

/// What `data` was.
pub(super) enum Shape {
    Nothing,
    List,
    Other,
}

/// The rows of a list as they are read. One without an id is left out rather than made to hide all the others.
pub(super) struct Rows<'a> {
    batches: &'a Sender<Batch>,
    waiting: Vec<ProvisioningRequest>,
    pub(super) sent: usize,
    /// Nobody waits for them any more.
    pub(super) nobody: bool,
    pub(super) shape: Shape,
}

impl<'a> Rows<'a> {
    pub(super) fn new(batches: &'a Sender<Batch>) -> Self {
        Self { batches, waiting: Vec::with_capacity(BATCH), sent: 0, nobody: false, shape: Shape::Nothing }
    }

    fn add(&mut self, row: Value) {
        match ProvisioningRequest::try_from(row) {
            Ok(row) => self.waiting.push(row),
            Err(reason) => tracing::warn!(reason, "left out a row of a list"),
        }
        if self.waiting.len() == BATCH {
            self.send();
        }
    }

    /// Sends what there is.
    pub(super) fn send(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let batch = std::mem::replace(&mut self.waiting, Vec::with_capacity(BATCH));
        self.sent += batch.len();
        self.nobody |= self.batches.blocking_send(Ok(batch)).is_err();
    }
}

/// The frame of the answer; its members come in any order.
pub(super) struct Envelope<'a, 'b> {
    pub(super) rows: &'a mut Rows<'b>,
    pub(super) status: &'a mut Status,
}

impl<'de> DeserializeSeed<'de> for Envelope<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Envelope<'_, '_> {
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
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for &mut Rows<'_> {
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

impl<'de> Visitor<'de> for &mut Rows<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of provisioning requests")
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
        while let Some(row) = rows.next_element()? {
            self.add(row);
            if self.nobody {
                return Err(A::Error::custom("nobody waits for it"));
            }
        }
        Ok(())
    }
}
