//! The fingerprint of a request's content. The journal writes it with the request; a sheet leaves out rows whose content was
//! sent before.

use crmcom::catalogue::{self, Kind, Operation};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::{error::problem::Problem, outbox::Outbox};

/// Requests of an earlier version that get their fingerprints in one commit.
const PIECE: u32 = 1_000;

impl Outbox {
    /// Computes the fingerprints of requests that an earlier version added.
    pub(crate) async fn complete_fingerprints(&self) -> Result<(), Problem> {
        loop {
            let contents = self.core.read_journal(|journal| journal.without_fingerprint(PIECE)).await?;
            if contents.is_empty() {
                return Ok(());
            }
            let fingerprints: Vec<(i64, String)> = contents
                .into_iter()
                .map(|content| {
                    // No sheet has an operation that is not in the catalogue any more.
                    let operation = catalogue::find(&content.operation);
                    let own = operation.map(|operation| fingerprint(operation, &content.body));
                    (content.seq, own.unwrap_or_default())
                })
                .collect();
            self.core.journal(move |journal| journal.set_fingerprints(&fingerprints)).await?;
        }
    }
}

/// Identifies what a request does: operation, identifiers and values. How soon it is processed makes no difference. The
/// server and the organisation are the tenant that the journal stores it for.
pub(crate) fn fingerprint(operation: &Operation, body: &Map<String, Value>) -> String {
    let is_option = |name: &str| {
        let field = operation.field(name);
        field.is_some_and(|field| matches!(field.kind, Kind::Flag | Kind::Choice { .. }))
    };
    let mut body = body.clone();
    body.retain(|name, _| !is_option(name));
    short_hash(&format!("{}\n{}", operation.id, sorted(&Value::Object(body))))
}

/// A value with its members in one order.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut names: Vec<&String> = members.keys().collect();
            names.sort_unstable();
            Value::Object(names.into_iter().map(|name| (name.clone(), sorted(&members[name]))).collect::<Map<_, _>>())
        }
        // The members of a set have no order.
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(sorted).collect();
            items.sort_by_cached_key(Value::to_string);
            Value::Array(items)
        }
        other => other.clone(),
    }
}

/// Half of a hash, which is enough to tell texts apart.
pub(crate) fn short_hash(text: &str) -> String {
    use std::fmt::Write;
    Sha256::digest(text).iter().take(16).fold(String::new(), |mut hex, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
