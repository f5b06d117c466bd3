//! The time zones of servers, by the names that people and administrators write.

use chrono_tz::{TZ_VARIANTS, Tz};

/// By its name or an older one (`Europe/Kiev`, `US/Eastern`), in whatever case.
pub(crate) fn named(name: &str) -> Option<Tz> {
    let name = name.trim();
    name.parse().ok().or_else(|| TZ_VARIANTS.iter().find(|zone| zone.name().eq_ignore_ascii_case(name)).copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_known_by_each_of_its_names() {
        for (typed, name) in [
            ("Europe/Athens", "Europe/Athens"),
            (" europe/athens ", "Europe/Athens"),
            ("Europe/Kyiv", "Europe/Kyiv"),
            ("Europe/Kiev", "Europe/Kiev"),
            ("Asia/Calcutta", "Asia/Calcutta"),
            ("US/Eastern", "US/Eastern"),
            ("Etc/GMT+2", "Etc/GMT+2"),
            ("utc", "UTC"),
            ("EET", "EET"),
        ] {
            assert_eq!(named(typed).map(Tz::name), Some(name), "{typed}");
        }
        for typed in ["", "Athens", "Etc/Unknown", "+02:00", "GMT+2", "Europe/Athens "] {
            assert_eq!(named(typed).is_some(), typed.ends_with("Athens "), "{typed}");
        }
    }
}
