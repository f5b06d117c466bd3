//! What a draft comes to: its faults, and the request that would be sent.

use serde_json::{Map, Value};

use super::{FieldFault, Operation};
use crate::secret::Pin;

/// What a draft would send.
#[derive(Debug, Clone)]
pub struct Checked {
    /// Empty: there is a submission.
    pub faults: Vec<FieldFault>,
    /// They never block.
    pub warnings: Vec<FieldFault>,
    /// The body as far as it is filled in: no token, and a PIN as dots.
    pub preview: Value,
    pub submission: Option<Submission>,
}

/// A valid write, ready for [`crate::Client::submit`].
#[derive(Debug, Clone)]
pub struct Submission {
    pub operation: &'static Operation,
    /// Without token and PIN: may be written down.
    pub body: Map<String, Value>,
    pub pin: Option<Pin>,
    /// Every card that it names, as typed. Writes that share one leave in order.
    pub cards: Vec<String>,
    // For lists; the members of a set are joined by commas.
    pub smartcard: Option<String>,
    pub set_top_box: Option<String>,
    pub service: Option<String>,
    pub subscription: Option<String>,
}
