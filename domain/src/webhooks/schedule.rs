//! When the next attempt comes.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};

/// How long after each failure; eight attempts within about 28 hours, as Standard Webhooks recommends.
const WAITS: [Duration; 7] = [
    Duration::from_secs(5),
    Duration::from_mins(5),
    Duration::from_mins(30),
    Duration::from_hours(2),
    Duration::from_hours(5),
    Duration::from_hours(10),
    Duration::from_hours(10),
];

/// The longest that a receiver may ask us to wait.
const LONGEST: Duration = Duration::from_hours(24);

/// How dates were written before, all of them in GMT: by RFC 850, and by `asctime` of C.
const FORMER_DATES: [&str; 2] = ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];

/// How much a wait is stretched or shortened at random, so that what failed together does not come back together.
const JITTER: f64 = 0.1;

/// When to try again after so many failures, unless that was the last attempt. `random` is from 0 to 1; `asked` is what the receiver
/// has asked for: no sooner than that.
pub(super) fn next(now: DateTime<Utc>, failures: i32, random: f64, asked: Option<Duration>) -> Option<DateTime<Utc>> {
    let usual = *WAITS.get(usize::try_from(failures).ok()?.checked_sub(1)?)?;
    let usual = usual.mul_f64(1.0 - JITTER + 2.0 * JITTER * random);
    Some(now + asked.map_or(usual, |asked| usual.max(asked.min(LONGEST))))
}

/// Reads `Retry-After` of an answer that may have one (RFC 9110, section 10.2.3): seconds, or a date.
pub(super) fn retry_after(status: u16, headers: &[(String, String)], now: DateTime<Utc>) -> Option<Duration> {
    if !matches!(status, 429 | 503) {
        return None;
    }
    let (_, value) = headers.iter().find(|(name, _)| name == "retry-after")?;
    let value = value.trim();
    if value.bytes().all(|byte| byte.is_ascii_digit()) {
        // Too large a number is a long time, too.
        return (!value.is_empty()).then(|| value.parse().map_or(LONGEST, Duration::from_secs));
    }
    (http_date(value)? - now).to_std().ok()
}

/// A date in any of the three forms that a recipient has to know (RFC 9110, section 5.6.7).
fn http_date(value: &str) -> Option<DateTime<Utc>> {
    let fixed = DateTime::parse_from_rfc2822(value).ok().map(|at| at.to_utc());
    let former = || FORMER_DATES.iter().find_map(|form| NaiveDateTime::parse_from_str(value, form).ok());
    fixed.or_else(|| former().map(|at| at.and_utc()))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn wait(failures: i32, random: f64, asked: Option<u64>) -> Option<i64> {
        let now = DateTime::UNIX_EPOCH;
        next(now, failures, random, asked.map(Duration::from_secs)).map(|at| (at - now).num_seconds())
    }

    #[test]
    fn eight_attempts_take_about_28_hours() {
        let waits: Vec<_> = (1..=8).map(|failures| wait(failures, 0.5, None)).collect();
        let expected = [5, 300, 1800, 7200, 18000, 36000, 36000].map(Some);
        assert_eq!(waits[..7], expected);
        assert_eq!(waits[7], None);
        let all: i64 = waits.iter().flatten().sum();
        assert_eq!(all / 3600, 27);
    }

    #[test]
    fn waits_differ_by_a_tenth() {
        assert_eq!((wait(2, 0.0, None), wait(2, 1.0, None)), (Some(270), Some(330)));
    }

    #[test]
    fn nobody_is_asked_sooner_than_they_asked_for() {
        assert_eq!(wait(1, 0.5, Some(60)), Some(60));
        assert_eq!(wait(3, 0.5, Some(60)), Some(1800));
        assert_eq!(wait(1, 0.5, Some(1_000_000)), Some(86400));
        assert_eq!(wait(8, 0.5, Some(60)), None);
    }

    fn date_of(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    #[test]
    fn a_wait_is_read_as_seconds_or_a_date() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(10);
        let read = |status, value: &str| retry_after(status, &[("retry-after".to_owned(), value.to_owned())], now);
        assert_eq!(read(429, "120"), Some(Duration::from_mins(2)));
        assert_eq!(read(503, " 0 "), Some(Duration::ZERO));
        for date in ["Sun, 11 Jan 1970 00:01:00 GMT", "Sunday, 11-Jan-70 00:01:00 GMT", "Sun Jan 11 00:01:00 1970"] {
            assert_eq!(read(503, date), Some(Duration::from_mins(1)), "{date}");
        }
        let later = retry_after(
            503,
            &[("retry-after".to_owned(), "Sun Nov  6 08:50:37 1994".to_owned())],
            date_of(784_111_777),
        );
        assert_eq!(later, Some(Duration::from_mins(1)), "a day of one digit");
        assert_eq!(read(503, "99999999999999999999999"), Some(LONGEST));
        for (status, value) in
            [(500, "120"), (429, ""), (429, "-1"), (429, "soon"), (429, "Sun, 11 Jan 1960 00:01:00 GMT")]
        {
            assert_eq!(read(status, value), None, "{status} {value}");
        }
        assert_eq!(retry_after(429, &[], now), None);
    }
}
