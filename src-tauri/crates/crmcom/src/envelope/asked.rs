//! What was asked, which decides how an answer of two meanings is taken.

/// What was asked, and so how an answer is taken that could mean two things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// To do something, once: [`crate::proof`] decides.
    Write,
    /// Reading twice harms nobody: whatever looks like it says to sign in again.
    Read,
    /// For a token: no session can be over. Only an envelope says that name or password are wrong.
    SignIn,
}
