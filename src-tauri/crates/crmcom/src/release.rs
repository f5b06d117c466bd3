//! CRM.COM releases, which decide which methods and parameters a server has.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A CRM.COM release such as `R11` or `R17.3.0`. Missing parts count as 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release {
    major: u16,
    minor: u16,
    patch: u16,
}

impl Release {
    /// First release with the life-cycle methods of the Conax page (reference section 5).
    pub const R4: Self = Self::new(4, 0, 0);
    /// First release with `scheduled_date` and with the Nagravision methods.
    pub const R7: Self = Self::new(7, 0, 0);
    /// First release with sign-in by Web API key and with `token/release`.
    pub const R10: Self = Self::new(10, 0, 0);
    /// Last release line with the Nagravision methods; first with the provider-neutral `show`.
    pub const R11: Self = Self::new(11, 0, 0);
    /// From this release on a token is a JWT that is valid for two hours, used or not.
    pub const R12: Self = Self::new(12, 0, 0);
    /// First release with paging.
    pub const R13: Self = Self::new(13, 0, 0);

    pub const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Self { major, minor, patch }
    }

    pub const fn major(self) -> u16 {
        self.major
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "R{}", self.major)?;
        if self.minor != 0 || self.patch != 0 {
            write!(f, ".{}", self.minor)?;
        }
        if self.patch != 0 {
            write!(f, ".{}", self.patch)?;
        }
        Ok(())
    }
}

/// The text is not a release of Web API V4 (R4 to R18).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a CRM.COM release; write it like R11 or R17.3, from R4 to R18")]
pub struct UnknownRelease(pub String);

impl FromStr for Release {
    type Err = UnknownRelease;

    fn from_str(text: &str) -> Result<Self, UnknownRelease> {
        let unknown = || UnknownRelease(text.to_owned());
        let digits = text.trim().trim_start_matches(['R', 'r']);
        let mut parts = [0_u16; 3];
        let mut pieces = digits.split('.');
        for part in &mut parts {
            let Some(piece) = pieces.next() else { break };
            *part = piece.parse().map_err(|_| unknown())?;
        }
        if pieces.next().is_some() || digits.is_empty() || !(4..=18).contains(&parts[0]) {
            return Err(unknown());
        }
        Ok(Self::new(parts[0], parts[1], parts[2]))
    }
}

impl Serialize for Release {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Release {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_common_spellings_of_releases() {
        for (text, release) in [("R11", Release::R11), ("r13.0.0", Release::R13), (" 7 ", Release::R7)] {
            assert_eq!(text.parse(), Ok(release), "{text}");
        }
        assert_eq!("R17.3".parse::<Release>().unwrap().to_string(), "R17.3");
        assert!(Release::new(17, 3, 0) > Release::R13);
    }

    #[test]
    fn refuses_other_texts() {
        for text in ["", "R", "R3", "R19", "V5", "R11.0.0.0", "eleven", "R11.x", "R-11"] {
            assert!(text.parse::<Release>().is_err(), "{text}");
        }
    }
}
