//! Time zones of servers, found by the names that users and administrators write.

use chrono::{DateTime, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};

/// Finds a time zone by its current or an older name (`Europe/Kiev`, `US/Eastern`), ignoring case and surrounding
/// blanks.
pub(crate) fn named(name: &str) -> Option<Tz> {
    let name = name.trim();
    name.parse().ok().or_else(|| TZ_VARIANTS.iter().find(|zone| zone.name().eq_ignore_ascii_case(name)).copied())
}

/// Converts a server's wall-clock time to an instant, in milliseconds since the Unix epoch. In the hour that occurs
/// twice the earlier instant is taken, in the hour that is skipped the one an hour later. Outside of the calendar's
/// range the time is read as UTC.
pub(crate) fn instant(wall: NaiveDateTime, zone: Tz) -> i64 {
    let found = zone.from_local_datetime(&wall).earliest();
    let after = || zone.from_local_datetime(&wall.checked_add_signed(TimeDelta::hours(1))?).earliest();
    found.or_else(after).map_or_else(|| wall.and_utc().timestamp_millis(), |instant| instant.timestamp_millis())
}

/// The wall-clock time in a server's zone; outside of the calendar's range, that of UTC.
pub(crate) fn wall_clock(now: DateTime<Utc>, zone: Tz) -> NaiveDateTime {
    let utc = now.naive_utc();
    utc.checked_add_offset(zone.offset_from_utc_datetime(&utc).fix()).unwrap_or(utc)
}

/// Milliseconds as the window's number.
#[allow(clippy::cast_precision_loss)] // milliseconds since 1970 are far below 2^53
pub(crate) fn millis(at: i64) -> f64 {
    at as f64
}

pub(crate) fn wall_millis(at: Option<NaiveDateTime>, zone: Tz) -> Option<f64> {
    at.map(|at| millis(instant(at, zone)))
}

/// Whether a date in a form has passed; the server would act on it at once, or refuse it.
pub(crate) fn is_past(text: &str, now: NaiveDateTime) -> bool {
    let at = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"]
        .into_iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text.trim(), format).ok());
    at.is_some_and(|at| at <= now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_time_zone_by_each_of_its_names() {
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

    fn wall_at(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    #[test]
    fn server_time_is_read_in_the_connections_zone() {
        let athens: Tz = "Europe/Athens".parse().unwrap();
        let at = instant(wall_at("2026-01-15T12:00:00"), athens);
        assert_eq!(at, wall_at("2026-01-15T10:00:00").and_utc().timestamp_millis());
        let back = wall_clock(DateTime::from_timestamp_millis(at).unwrap(), athens);
        assert_eq!(back, wall_at("2026-01-15T12:00:00"));
    }

    #[test]
    fn hours_of_a_clock_change_become_instants() {
        let athens: Tz = "Europe/Athens".parse().unwrap();
        let skipped = instant(wall_at("2026-03-29T03:30:00"), athens);
        assert_eq!(skipped, wall_at("2026-03-29T01:30:00").and_utc().timestamp_millis());
        let twice = instant(wall_at("2026-10-25T03:30:00"), athens);
        assert_eq!(twice, wall_at("2026-10-25T00:30:00").and_utc().timestamp_millis());
    }

    #[test]
    fn any_time_can_be_converted() {
        for zone in ["America/New_York", "Atlantic/Azores", "Europe/Athens", "UTC", "Pacific/Kiritimati"] {
            let zone: Tz = zone.parse().unwrap();
            for extreme in [NaiveDateTime::MIN, NaiveDateTime::MAX] {
                let at = instant(extreme, zone);
                assert!(at.abs_diff(extreme.and_utc().timestamp_millis()) <= 15 * 3_600_000, "{zone}");
                wall_clock(extreme.and_utc(), zone);
            }
            assert_eq!(instant(wall_at("+262142-12-31T23:59:59"), zone) / 1_000_000_000_000, 8_210);
        }
    }
}
