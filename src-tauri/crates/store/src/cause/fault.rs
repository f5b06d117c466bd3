//! Reads an error description in any format into texts and codes.

/// Content of an error description.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// The line to show, as it was sent.
    pub(super) line: Option<String>,
    /// Codes and subcodes, without their namespaces.
    pub(super) codes: Vec<String>,
    /// The main texts, each with a flag that is true if the text is complete.
    pub(super) words: Vec<(String, bool)>,
    /// Further texts that may distinguish causes.
    pub(super) beside: Vec<String>,
}

impl Fault {
    /// All texts, each with a flag that is true if it is complete.
    pub(super) fn says(&self) -> impl Iterator<Item = (&str, bool)> {
        let words = self.words.iter().map(|(words, whole)| (words.as_str(), *whole));
        words.chain(self.beside.iter().map(|words| (words.as_str(), true)))
    }
}
