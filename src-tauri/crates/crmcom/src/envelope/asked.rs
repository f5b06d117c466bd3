//! What was asked, which decides how an answer of two meanings is taken.

/// Kind of call, which decides how an ambiguous answer is interpreted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// A write: [`crate::proof`] decides.
    Write,
    /// A read: repeating it is harmless, so any hint at an invalid session counts as one.
    Read,
    /// A sign-in: there is no session yet. Only an envelope can say that user name or password are wrong.
    SignIn,
}
