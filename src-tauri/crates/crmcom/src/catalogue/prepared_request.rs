//! What a draft comes to: its faults, and the request that would be sent.

use serde_json::{Map, Value};

use super::{FieldFault, Operation};
use crate::secret::Pin;

/// Result of validating a draft.
#[derive(Debug, Clone)]
pub struct Checked {
    /// If empty, there is a submission.
    pub faults: Vec<FieldFault>,
    /// Warnings never block the submission.
    pub warnings: Vec<FieldFault>,
    /// The body as far as it is filled in, without token and with dots in place of a PIN.
    pub preview: Value,
    pub submission: Option<PreparedRequest>,
}

/// A valid write, ready for [`crate::Client::submit`].
#[derive(Debug, Clone)]
pub struct PreparedRequest {
    pub operation: &'static Operation,
    /// Without token and PIN, so that it may be stored.
    pub body: Map<String, Value>,
    pub pin: Option<Pin>,
    /// Every card in the form, as typed. Writes that share a card are sent in order.
    pub cards: Vec<String>,
    // For lists; the members of a set are joined by commas.
    pub smartcard: Option<String>,
    pub set_top_box: Option<String>,
    pub service: Option<String>,
    pub subscription: Option<String>,
}
