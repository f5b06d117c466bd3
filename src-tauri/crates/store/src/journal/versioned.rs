//! Versioned values, the newest of which counts: marks and knowledge about rejected requests, with the values that they
//! replaced.
//!
//! Each kind of value has two tables of the same columns; the name of the second ends in `_past`. Two desks that exchange
//! their values arrive at the same ones in any order.

use crate::Error;

/// The table that a value is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    /// It counts.
    Current,
    /// It counted once, or a file brought it when a newer one counted already.
    Past,
}

impl Version {
    pub(super) const ALL: [Self; 2] = [Self::Current, Self::Past];

    pub(super) fn table(self, name: &str) -> String {
        match self {
            Self::Current => name.to_owned(),
            Self::Past => format!("{name}_past"),
        }
    }
}

/// Result of merging an imported value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merge {
    /// The imported value is in effect. With `conflict`, it replaced a different value, which is kept as a past value.
    Taken { conflict: bool },
    /// Conflict: ours is newer and differs, so the imported value is kept as a past value.
    Kept,
    /// The value was known already.
    Same,
}

impl Merge {
    pub(super) fn of<E>(conflict: bool, newer: bool, was_there: impl FnOnce() -> Result<bool, E>) -> Result<Self, E> {
        Ok(match (conflict, newer) {
            (false, _) => Self::Same,
            (true, true) => Self::Taken { conflict },
            (true, false) if was_there()? => Self::Same,
            (true, false) => Self::Kept,
        })
    }

    /// Whether two different values met and the losing one was kept.
    pub fn conflict(self) -> bool {
        matches!(self, Self::Taken { conflict: true } | Self::Kept)
    }
}

/// The time of a value that replaces another now: it counts even if the clock was set back meanwhile.
pub(super) fn time_after(at: i64, before: Option<i64>) -> i64 {
    before.map_or(at, |before| at.max(before.saturating_add(1)))
}

/// Lets a value count in place of the one before.
pub(super) fn replace<V>(
    before: Option<&V>,
    value: &V,
    put: impl Fn(Version, &V) -> Result<(), Error>,
) -> Result<(), Error> {
    before.map_or(Ok(()), |before| put(Version::Past, before))?;
    put(Version::Current, value)
}

/// Writes the outcome of a merge. `newer`: theirs wins over ours, also where both say the same.
pub(super) fn take_in<V>(
    merge: Merge,
    ours: Option<&V>,
    theirs: &V,
    newer: bool,
    put: impl Fn(Version, &V) -> Result<(), Error>,
) -> Result<(), Error> {
    match merge {
        Merge::Kept => put(Version::Past, theirs),
        Merge::Same if !newer => Ok(()),
        Merge::Same | Merge::Taken { .. } => replace(ours.filter(|_| merge.conflict()), theirs, put),
    }
}
