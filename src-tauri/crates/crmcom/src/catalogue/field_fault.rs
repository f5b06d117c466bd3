//! Faults and warnings at inputs of a form.

use std::collections::BTreeMap;

use crate::release::Release;

/// A fault and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// Input name. Faults of a whole set have the field's name, those of one row the row's.
    pub field: String,
    pub fault: Fault,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    Required,
    NeedsOneOf {
        fields: &'static [&'static str],
    },
    OnlyOneOf {
        fields: &'static [&'static str],
    },
    BadDate,
    BadChoice {
        allowed: &'static [&'static str],
    },
    BadFlag,
    /// `typed` counts characters; the PIN itself is never part of a fault.
    BadPin {
        typed: usize,
    },
    /// The operation has no such input.
    UnknownInput,
    BadIdentifierField {
        allowed: &'static [&'static str],
    },
    Duplicate,
    /// `most` counts characters.
    TooLong {
        most: usize,
    },
    /// Also for invisible characters, which some scanners and spreadsheets add.
    ControlCharacters,
    NotInRelease {
        from: Release,
    },
    /// Warning: Conax cards are printed with twelve digits, but the API expects the first eleven.
    TwelveDigits,
    /// Warning.
    PastDate,
}

impl Fault {
    /// Key of the message catalogue.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::NeedsOneOf { .. } => "needsOneOf",
            Self::OnlyOneOf { .. } => "onlyOneOf",
            Self::BadDate => "badDate",
            Self::BadChoice { .. } => "badChoice",
            Self::BadFlag => "badFlag",
            Self::BadPin { .. } => "badPin",
            Self::UnknownInput => "unknownInput",
            Self::BadIdentifierField { .. } => "badIdentifierField",
            Self::Duplicate => "duplicate",
            Self::TooLong { .. } => "tooLong",
            Self::ControlCharacters => "controlCharacters",
            Self::NotInRelease { .. } => "notInRelease",
            Self::TwelveDigits => "twelveDigits",
            Self::PastDate => "pastDate",
        }
    }

    /// Parameters of the message.
    pub fn params(&self) -> BTreeMap<String, String> {
        let param = match self {
            Self::NeedsOneOf { fields } | Self::OnlyOneOf { fields } => ("fields", fields.join(", ")),
            Self::BadChoice { allowed } | Self::BadIdentifierField { allowed } => ("allowed", allowed.join(", ")),
            Self::BadPin { typed } => ("typed", typed.to_string()),
            Self::TooLong { most } => ("most", most.to_string()),
            Self::NotInRelease { from } => ("from", from.to_string()),
            _ => return BTreeMap::new(),
        };
        BTreeMap::from([(param.0.to_owned(), param.1)])
    }
}
