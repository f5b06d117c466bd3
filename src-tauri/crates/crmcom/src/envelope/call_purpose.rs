//! Kind of call, which decides how an ambiguous answer is interpreted.

/// Kind of call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallPurpose {
    /// A write: [`crate::proof`] decides.
    Write,
    /// A read: repeating it is harmless, so any hint at an invalid session counts as one.
    Read,
    /// A sign-in: there is no session yet. Only an envelope can say that user name or password are wrong.
    SignIn,
}
