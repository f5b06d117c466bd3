//! A filled-in form of an operation, its validation and the request body that comes of it.
//!
//! Input names: an identifier `F` has its text in `F` and the chosen member in `F.by` (absent: the
//! first of the declaration); a set has `F.<row>.<member>`, where gaps and empty rows do not matter;
//! everything else is `F`. Text is taken as it was meant ([`plain`]) and empty text is absent.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use chrono::NaiveDateTime;

use super::{Kind, OPERATIONS, check::Check, find, prepared_request::Checked};
use crate::{plain, release::Release};

/// Input name to text, as typed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Draft {
    pub operation: String,
    pub values: BTreeMap<String, String>,
}

impl Draft {
    /// [`Self::check_at`] without a clock: dates in the past are not noticed.
    pub fn check(&self, release: Release) -> Option<Checked> {
        self.check_at(release, None)
    }

    /// Validates against the declaration. `None`: there is no such operation.
    ///
    /// `now` is the server's wall clock. Whether the release has the method at all is not asked here,
    /// see [`Operation::offered_by`]; a field that it lacks is a fault once filled in.
    pub fn check_at(&self, release: Release, now: Option<NaiveDateTime>) -> Option<Checked> {
        let operation = find(&self.operation)?;
        // A PIN is what was typed, digit by digit.
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

    /// The same draft as it may be written down.
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

/// Whatever the operation: a PIN that strayed into another form is a PIN all the same.
fn is_secret(input: &str) -> bool {
    let name = input.split('.').next().unwrap_or_default();
    let declared = OPERATIONS.iter().flat_map(|operation| operation.fields);
    declared.filter(|field| matches!(field.kind, Kind::Pin)).any(|field| field.name.eq_ignore_ascii_case(name.trim()))
}
