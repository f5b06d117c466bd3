//! A value of a fault, and the path of names that leads to it.

/// Maximum number of values that are read from one description.
pub(super) const MAX_LEAVES: usize = 512;
const MAX_NAME_CHARS: usize = 64;
/// Elements or brackets within each other that are followed.
pub(super) const MAX_DEPTH: usize = 64;

/// A value and its path, such as `/envelope/body/fault/faultstring`: names in lower case, without prefix and
/// punctuation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leaf {
    pub(super) path: String,
    pub(super) text: String,
    /// The value was not truncated.
    pub(super) whole: bool,
    pub(super) language: Option<String>,
}

/// Normalizes a name for use in paths.
pub(super) fn named(name: &str) -> String {
    let local = name.rsplit(':').next().unwrap_or(name);
    local.chars().filter(|it| it.is_alphanumeric()).take(MAX_NAME_CHARS).flat_map(char::to_lowercase).collect()
}
