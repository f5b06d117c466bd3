//! Types for secrets, which prevent showing, logging or storing them by accident.
//!
//! Each is wiped from memory when dropped and prints as `<redacted>`. They are different types, so that a PIN cannot be
//! passed for a token; none of them can be serialized.

use std::fmt;

use zeroize::Zeroizing;

macro_rules! secret {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(Zeroizing<String>);

        impl $name {
            pub fn new(text: impl Into<String>) -> Self {
                Self(Zeroizing::new(text.into()))
            }

            /// The value itself, for the wire or the keyring only.
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("<redacted>")
            }
        }
    };
}

secret!(
    /// The token of a session; a member of every body and of every query.
    Token
);
secret!(
    /// A password or a Web API key.
    Secret
);

/// A card's PIN as typed: four ASCII digits, leading zeros kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// `None` unless the text is exactly four ASCII digits (reference section 5.8).
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// The digits, for the wire only.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_four_ascii_digits() {
        assert_eq!(Pin::parse("0042").unwrap().expose(), "0042", "leading zeros are part of a PIN");
        for text in ["", "123", "12345", "12 4", "١٢٣٤", "+123"] {
            assert!(Pin::parse(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn debug_shows_nothing() {
        let shown = format!("{:?} {:?} {:?}", Token::new("T0K3N"), Secret::new("hunter2"), Pin::parse("4711"));
        assert!(!shown.contains("T0K") && !shown.contains("hunter") && !shown.contains("47"), "{shown}");
    }
}
