//! Reads one row of a list, or reports why it cannot be read.

use serde_json::Value;

use crate::{
    error::Error,
    models::{Product, ProvisioningRequest},
};

pub(super) type Batch<T> = Result<Vec<T>, Error>;

/// Row type of a list.
pub(crate) trait ListRow: Sized + Send + 'static {
    const NAME: &'static str;

    /// Converts a row, or returns the reason why it is invalid.
    fn read(row: Value) -> Result<Self, Unread>;
}

/// An invalid row, as it came.
pub(crate) struct Unread {
    pub(super) reason: &'static str,
    pub(super) row: Value,
}

impl ListRow for ProvisioningRequest {
    const NAME: &'static str = "provisioning requests";

    fn read(row: Value) -> Result<Self, Unread> {
        match Self::fault(&row) {
            None => Self::try_from(row).map_err(|reason| Unread { reason, row: Value::Null }),
            Some(reason) => Err(Unread { reason, row }),
        }
    }
}

impl ListRow for Product {
    const NAME: &'static str = "products";

    fn read(row: Value) -> Result<Self, Unread> {
        match (Self::fault(&row), row) {
            (None, Value::Object(members)) => Ok(Self::from(members)),
            (reason, row) => Err(Unread { reason: reason.unwrap_or("a product is an object"), row }),
        }
    }
}
