//! Values that can be typed to provoke a fault: the last four digits of an identifier decide.
//!
//! Such numbers count as known items of the right class without being seeded. They are not test-only: the same values
//! work in the application's built-in sandbox.

/// Effect of a sentinel value. `DIFFERENCES.md` has the table for users.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sentinel {
    /// The transmission of the answer fails.
    Mishap(Mishap),
    /// The token is refused as expired, and is invalid from then on.
    TokenExpires,
    /// The call is refused.
    Refused,
    /// The user has no permission for it.
    Denied,
    /// Refused with an unknown code of the area SECURITY; the token stays valid.
    WithoutUserContext,
    /// Accepted; later the CA system rejects it.
    Rejected,
    /// Accepted; no processing run ever takes it.
    StaysPending,
}

/// A fault in the transmission of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    Unavailable,
    Hang,
    HtmlWithOk,
    Empty,
    Truncated,
    Huge,
    Cut,
    /// Cut as well, but after the call was done. Only chaos uses it, no sentinel.
    Lost,
    /// A gateway's page that asks for a pause.
    Limited,
    /// The server's page that asks for a pause.
    Busy,
    /// A gateway's page in place of the answer to a call that was done.
    ForbiddenPage,
    UnauthorizedPage,
    /// The answer comes one byte at a time.
    Trickle,
}

impl Mishap {
    /// Whether the call still reaches CRM.COM, so that a request exists although no proper answer arrives.
    pub fn happens_after_the_call(self) -> bool {
        match self {
            Self::Unavailable | Self::HtmlWithOk | Self::Cut | Self::Limited | Self::Busy => false,
            Self::Hang
            | Self::Empty
            | Self::Truncated
            | Self::Huge
            | Self::Lost
            | Self::ForbiddenPage
            | Self::UnauthorizedPage
            | Self::Trickle => true,
        }
    }
}

/// The endings, for documentation and tests.
pub const ENDINGS: [(&str, Sentinel); 17] = [
    ("0503", Sentinel::Mishap(Mishap::Unavailable)),
    ("0408", Sentinel::Mishap(Mishap::Hang)),
    ("0200", Sentinel::Mishap(Mishap::HtmlWithOk)),
    ("0204", Sentinel::Mishap(Mishap::Empty)),
    ("0206", Sentinel::Mishap(Mishap::Truncated)),
    ("1010", Sentinel::Mishap(Mishap::Huge)),
    ("0499", Sentinel::Mishap(Mishap::Cut)),
    ("0429", Sentinel::Mishap(Mishap::Limited)),
    ("1403", Sentinel::Mishap(Mishap::ForbiddenPage)),
    ("1401", Sentinel::Mishap(Mishap::UnauthorizedPage)),
    ("1408", Sentinel::Mishap(Mishap::Trickle)),
    ("0401", Sentinel::TokenExpires),
    ("0403", Sentinel::Denied),
    ("0498", Sentinel::WithoutUserContext),
    ("0409", Sentinel::Refused),
    ("0666", Sentinel::Rejected),
    ("0777", Sentinel::StaysPending),
];

/// The sentinel that `value` ends in.
pub fn of(value: &str) -> Option<Sentinel> {
    ENDINGS.iter().find(|(ending, _)| value.ends_with(ending)).map(|(_, sentinel)| *sentinel)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_ending_counts() {
        assert_eq!(of("01900000503"), Some(Sentinel::Mishap(Mishap::Unavailable)));
        assert_eq!(of("S0666"), Some(Sentinel::Rejected));
        for plain in ["05030", "S100", "", "503", "01900000001"] {
            assert_eq!(of(plain), None, "{plain}");
        }
    }
}
