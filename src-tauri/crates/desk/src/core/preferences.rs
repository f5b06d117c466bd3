//! The preferences as saved.

use serde_json::Value;

use crate::{core::state::Core, view::Preferences};

impl Core {
    /// The preferences as saved; one that cannot be read is the default.
    pub(crate) fn preferences(&self) -> Preferences {
        let saved = self.settings().get().preferences.clone();
        serde_json::from_value(Value::Object(saved)).unwrap_or_default()
    }
}
