//! What the columns of a sheet are about, by their headings.

use crmcom::catalogue::{Field, IdentifierTarget, Kind};

use crate::{
    sheet::{self, Column, words},
    view::EntityKind,
};

/// What a column is about, by its heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    Smartcard,
    SetTopBox,
    Subscription,
    Service,
    Provider,
    Date,
    Priority,
    Immediate,
}

/// Beginnings of words of headings, in the form in which they are compared.
const WORDS: &[(Subject, &[&str])] = &[
    (
        Subject::Service,
        &["servic", "product", "packag", "bundle", "channel", "tier", "υπηρεσι", "προιον", "πακετ", "paket"],
    ),
    (Subject::Provider, &["provider", "παροχ"]),
    (Subject::Priority, &["priorit", "προτεραιοτ"]),
    (Subject::Immediate, &["immediate", "αμεσ"]),
    // A date of another kind may mean anything.
    (Subject::Date, &["start", "schedul", "εναρξ"]),
];

impl Subject {
    pub(super) fn of(heading: &str) -> Option<Self> {
        match sheet::column(heading) {
            Some(Column::Smartcard | Column::Serial) => return Some(Self::Smartcard),
            Some(Column::SetTopBox) => return Some(Self::SetTopBox),
            Some(Column::Subscription) => return Some(Self::Subscription),
            Some(Column::Note) | None => {}
        }
        let words = words(heading);
        let named = |known: &str| words.iter().any(|word| word.starts_with(known));
        WORDS.iter().find(|(_, known)| known.iter().any(|known| named(known))).map(|(subject, _)| *subject)
    }

    /// Whether values of few digits are usual.
    pub(super) fn is_short(self) -> bool {
        !matches!(self, Self::Smartcard | Self::SetTopBox | Self::Subscription)
    }

    /// The whole headings by which a misspelt one is recognised.
    pub(super) fn spellings(self) -> &'static [&'static str] {
        match self {
            Self::Smartcard => &["smartcard", "καρτα"],
            Self::SetTopBox => &["settopbox", "decoder", "receiver", "αποκωδικοποιητησ", "δεκτησ"],
            Self::Subscription => &["subscription", "συνδρομη", "συμβολαιο"],
            Self::Service => &["service", "product", "package", "υπηρεσια", "πακετο"],
            Self::Provider => &["provider", "παροχοσ"],
            Self::Priority => &["priority", "προτεραιοτητα"],
            Self::Date | Self::Immediate => &[],
        }
    }

    pub(super) fn of_field(field: &Field) -> Option<Self> {
        match field.kind {
            Kind::Identifier { target, .. } | Kind::Set { target, .. } => Some(match target {
                IdentifierTarget::Smartcard => Self::Smartcard,
                IdentifierTarget::SetTopBox => Self::SetTopBox,
                IdentifierTarget::Subscription => Self::Subscription,
                IdentifierTarget::Service => Self::Service,
                IdentifierTarget::Provider => Self::Provider,
            }),
            Kind::DateTime => Some(Self::Date),
            Kind::Choice { .. } => Some(Self::Priority),
            Kind::Flag => Some(Self::Immediate),
            Kind::Pin => None,
        }
    }

    pub(super) fn entity(self) -> Option<EntityKind> {
        match self {
            Self::Smartcard => Some(EntityKind::Smartcard),
            Self::SetTopBox => Some(EntityKind::SetTopBox),
            _ => None,
        }
    }
}
