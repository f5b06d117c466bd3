//! Back-off of the workers, in milliseconds. Randomness is passed in.

/// Seconds between polls of a pending request, by the number of polls so far.
const POLL_DELAYS_S: [i64; 8] = [1, 2, 3, 5, 8, 13, 20, 30];

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// Delay until the next poll of a request that was accepted `age` ago and polled `looks` times.
///
/// Most requests are answered within a minute. One that waits for a date or for a stopped processing run is polled
/// every five minutes in the end, but never given up.
pub(crate) fn poll_delay(looks: u32, age: i64) -> i64 {
    let step = usize::try_from(looks).unwrap_or(usize::MAX).min(POLL_DELAYS_S.len() - 1);
    match age {
        ..HOUR_MS => POLL_DELAYS_S[step] * 1_000,
        HOUR_MS.. if age < 3 * HOUR_MS => MINUTE_MS,
        _ => 5 * MINUTE_MS,
    }
}

/// Upper bound of [`resend_delay`].
pub(crate) const MAX_RESEND_DELAY_MS: i64 = MINUTE_MS + MINUTE_MS / 4;

/// Delay until a request that did not reach the server is sent again: 2 s, doubled up to a minute, plus up to a quarter
/// by `chance` (0 to 255), so that the desks of one office do not return together.
pub(crate) fn resend_delay(tries: u32, chance: u8) -> i64 {
    let wait = (1_000_i64 << tries.clamp(1, 6)).min(MINUTE_MS);
    wait + wait * i64::from(chance) / 1_024
}

/// Delay until the first search for a request with a lost answer.
pub(crate) const FIRST_RECONCILE_DELAY_MS: i64 = 5_000;

/// Upper bound of [`reconcile_delay`].
pub(crate) const MAX_RECONCILE_DELAY_MS: i64 = 10 * MINUTE_MS;

/// Delay until the next automatic search after `looks` searches; `None` after the sixth. From then on only a user or a
/// sign-in starts one.
pub(crate) fn reconcile_delay(looks: u32) -> Option<i64> {
    const RECONCILE_DELAYS_MS: [i64; 6] =
        [FIRST_RECONCILE_DELAY_MS, 15_000, 45_000, 2 * MINUTE_MS, 5 * MINUTE_MS, MAX_RECONCILE_DELAY_MS];
    RECONCILE_DELAYS_MS.get(usize::try_from(looks).unwrap_or(usize::MAX)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polls_slow_down_and_continue() {
        let waits: Vec<i64> = (0..10).map(|looks| poll_delay(looks, 0) / 1_000).collect();
        assert_eq!(waits, [1, 2, 3, 5, 8, 13, 20, 30, 30, 30]);
        assert_eq!(poll_delay(500, 2 * HOUR_MS), MINUTE_MS);
        assert_eq!(poll_delay(u32::MAX, 100 * HOUR_MS), 5 * MINUTE_MS, "a request for next week is still watched");
    }

    #[test]
    fn resending_backs_off_to_a_minute() {
        let waits: Vec<i64> = (1..9).map(|tries| resend_delay(tries, 0) / 1_000).collect();
        assert_eq!(waits, [2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(resend_delay(1, 255), 2_498);
        assert_eq!(resend_delay(u32::MAX, 0), MINUTE_MS);
    }
}
