//! A value of a fault, and the path of names that leads to it.

/// Values of one fault that are looked at.
pub(super) const MAX_LEAVES: usize = 512;
const MAX_NAME_CHARS: usize = 64;
/// Elements or brackets within each other that are followed.
pub(super) const MAX_DEPTH: usize = 64;

/// A value and where it stands: `/envelope/body/fault/faultstring`, names without prefix, case and signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leaf {
    pub(super) path: String,
    pub(super) text: String,
    /// It was not cut off.
    pub(super) whole: bool,
    pub(super) language: Option<String>,
}

/// A name as paths have it.
pub(super) fn named(name: &str) -> String {
    let local = name.rsplit(':').next().unwrap_or(name);
    local.chars().filter(|it| it.is_alphanumeric()).take(MAX_NAME_CHARS).flat_map(char::to_lowercase).collect()
}
