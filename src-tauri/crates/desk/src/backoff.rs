//! How long the workers wait. Milliseconds; chance is passed in.

/// Looks at a pending request come in these steps, in seconds.
const LOOKS: [i64; 8] = [1, 2, 3, 5, 8, 13, 20, 30];

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// Until the next look at a request that was accepted `age` ago and was looked at `looks` times.
///
/// Most are answered within a minute. One that waits for a date or a stopped processing run is
/// forgotten to a slow pace, but never quite.
pub(crate) fn look(looks: u32, age: i64) -> i64 {
    let step = usize::try_from(looks).unwrap_or(usize::MAX).min(LOOKS.len() - 1);
    match age {
        ..HOUR => LOOKS[step] * 1_000,
        HOUR.. if age < 3 * HOUR => MINUTE,
        _ => 5 * MINUTE,
    }
}

/// No wait of [`resend`] is longer.
pub(crate) const LONGEST_RESEND: i64 = MINUTE + MINUTE / 4;

/// Until a request that did not reach the server is tried again: 2 s doubled up to a minute, and up
/// to a quarter more by `chance` (0 to 255), so that desks of one office do not return together.
pub(crate) fn resend(tries: u32, chance: u8) -> i64 {
    let wait = (1_000_i64 << tries.clamp(1, 6)).min(MINUTE);
    wait + wait * i64::from(chance) / 1_024
}

/// Until the first search for a request whose answer was lost.
pub(crate) const FIRST_SEARCH: i64 = 5_000;

/// No wait of [`search`] is longer.
pub(crate) const LONGEST_SEARCH: i64 = 10 * MINUTE;

/// Until the next search after so many, while by itself: then somebody may still ask.
pub(crate) fn search(looks: u32) -> Option<i64> {
    const SEARCHES: [i64; 6] = [FIRST_SEARCH, 15_000, 45_000, 2 * MINUTE, 5 * MINUTE, LONGEST_SEARCH];
    SEARCHES.get(usize::try_from(looks).unwrap_or(usize::MAX)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_slow_down_and_go_on() {
        let waits: Vec<i64> = (0..10).map(|looks| look(looks, 0) / 1_000).collect();
        assert_eq!(waits, [1, 2, 3, 5, 8, 13, 20, 30, 30, 30]);
        assert_eq!(look(500, 2 * HOUR), MINUTE);
        assert_eq!(look(u32::MAX, 100 * HOUR), 5 * MINUTE, "a request for next week is still watched");
    }

    #[test]
    fn resending_backs_off_to_a_minute() {
        let waits: Vec<i64> = (1..9).map(|tries| resend(tries, 0) / 1_000).collect();
        assert_eq!(waits, [2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(resend(1, 255), 2_498);
        assert_eq!(resend(u32::MAX, 0), MINUTE);
    }
}
