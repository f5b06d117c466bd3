//! Parses `Retry-After` of an answer: the pause before the next call.

#![warn(clippy::arithmetic_side_effects)]

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER};

/// Maximum pause; longer ones are shortened.
const MAX_RETRY_AFTER: Duration = Duration::from_mins(15);

/// Parses seconds or a date. A date is compared with the `Date` of the answer, if present: the server's clock may
/// differ from `now`, this computer's.
pub(crate) fn read(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let told = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = if !told.is_empty() && told.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number that does not fit counts as the maximum.
        told.parse().map_or(MAX_RETRY_AFTER, Duration::from_secs)
    } else {
        let until = httpdate::parse_http_date(told).ok()?;
        let sent = headers.get(DATE).map(HeaderValue::to_str).and_then(Result::ok).map(str::trim);
        let from = sent.and_then(|sent| httpdate::parse_http_date(sent).ok()).unwrap_or(now);
        // Zero for a date in the past.
        until.duration_since(from).unwrap_or_default()
    };
    Some(wait.min(MAX_RETRY_AFTER))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> SystemTime {
        httpdate::parse_http_date("Mon, 01 Feb 2016 10:00:00 GMT").unwrap()
    }

    fn told(retry_after: &str, date: Option<&str>) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_str(retry_after).unwrap());
        if let Some(date) = date {
            headers.insert(DATE, HeaderValue::from_str(date).unwrap());
        }
        read(&headers, now()).map(|wait| wait.as_secs())
    }

    #[test]
    fn reads_seconds() {
        assert_eq!(read(&HeaderMap::new(), now()), None);
        assert_eq!(told("0", None), Some(0));
        assert_eq!(told(" 30 ", None), Some(30));
        for long in ["901", "99999999999999999999999999"] {
            assert_eq!(told(long, None), Some(900), "{long}");
        }
    }

    #[test]
    fn reads_dates_in_all_three_http_formats() {
        for date in ["Mon, 01 Feb 2016 10:00:30 GMT", "Monday, 01-Feb-16 10:00:30 GMT", "Mon Feb  1 10:00:30 2016"] {
            assert_eq!(told(date, None), Some(30), "{date}");
            assert_eq!(told(date, Some("Mon, 01 Feb 2016 10:00:20 GMT")), Some(10), "by the server's own clock");
            assert_eq!(told(date, Some("Mon, 01 Feb 2016 11:00:00 GMT")), Some(0), "it is over");
            assert_eq!(told(date, Some("today")), Some(30), "{date}");
        }
        assert_eq!(told("Fri, 31 Dec 9999 23:59:59 GMT", None), Some(900));
    }

    #[test]
    fn other_values_are_ignored() {
        for text in ["", "soon", "-1", "1.5", "3O", "Mon, 01 Feb 2016"] {
            assert_eq!(told(text, None), None, "{text:?}");
        }
    }
}
