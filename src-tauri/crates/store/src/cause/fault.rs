//! A fault in any dialect, as words and codes.

/// What a fault says.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// For people, as it was sent.
    pub(super) line: Option<String>,
    /// Codes and subcodes, without the name spaces that they are of.
    pub(super) codes: Vec<String>,
    /// Its words, and whether they are whole.
    pub(super) words: Vec<(String, bool)>,
    /// What else it says that may tell it apart.
    pub(super) beside: Vec<String>,
}

impl Fault {
    /// All that it says, and whether that is whole.
    pub(super) fn says(&self) -> impl Iterator<Item = (&str, bool)> {
        let words = self.words.iter().map(|(words, whole)| (words.as_str(), *whole));
        words.chain(self.beside.iter().map(|words| (words.as_str(), true)))
    }
}
