//! Validates a filled-in form of an operation and builds its request body.
//!
//! Input names: an identifier `F` has its text in `F` and the selected member in `F.by` (absent: the first in the
//! declaration); a set has `F.<row>.<member>`, where gaps and empty rows are allowed; every other field is `F`. Texts
//! are normalized (`plain`), and an empty text counts as absent.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use chrono::NaiveDateTime;

use super::{Kind, OPERATIONS, check::Check, find, prepared_request::Checked};
use crate::{normalize::plain, release::Release};

/// A form: input names with their texts, as typed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Draft {
    pub operation: String,
    pub values: BTreeMap<String, String>,
}

impl Draft {
    /// Does [`Self::check_at`] without a clock, so that dates in the past are not detected.
    pub fn check(&self, release: Release) -> Option<Checked> {
        self.check_at(release, None)
    }

    /// Validates the draft against the declaration. Returns `None` if the operation does not exist.
    ///
    /// `now` is the server's wall-clock time. Whether the release has the method at all is not checked here, see
    /// [`Operation::offered_by`](super::Operation::offered_by); a filled-in field that the release lacks is a fault.
    pub fn check_at(&self, release: Release, now: Option<NaiveDateTime>) -> Option<Checked> {
        let operation = find(&self.operation)?;
        // A PIN is used exactly as typed.
        let meant = |input: &str, text| if is_secret(input) { Cow::Borrowed(str::trim(text)) } else { plain(text) };
        let meant: BTreeMap<_, _> =
            self.values.iter().map(|(input, text)| (input.as_str(), meant(input, text))).collect();
        let mut check = Check::new(operation, release, now, &meant);
        for field in operation.fields {
            check.field(field);
        }
        check.exactly_one();
        check.unknown_inputs();
        Some(check.finish())
    }

    /// The draft without secrets, so that it may be stored.
    #[must_use]
    pub fn without_secrets(&self) -> Self {
        let values = self.values.iter().filter(|(input, _)| !is_secret(input));
        Self {
            operation: self.operation.clone(),
            values: values.map(|(input, text)| (input.clone(), text.clone())).collect(),
        }
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.values.iter().map(|(input, text)| (input, if is_secret(input) { "<redacted>" } else { text }));
        f.debug_struct("Draft")
            .field("operation", &self.operation)
            .field("values", &shown.collect::<BTreeMap<_, _>>())
            .finish()
    }
}

/// Independent of the operation: a PIN that got into another form is still a PIN.
fn is_secret(input: &str) -> bool {
    let name = input.split('.').next().unwrap_or_default();
    let declared = OPERATIONS.iter().flat_map(|operation| operation.fields);
    declared.filter(|field| matches!(field.kind, Kind::Pin)).any(|field| field.name.eq_ignore_ascii_case(name.trim()))
}
