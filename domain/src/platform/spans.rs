//! How long something is, in words for people.

use std::time::Duration;

/// The units, the largest first, with their seconds.
const UNITS: [(u64, &str); 4] = [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")];
/// How many units are told: below the second nobody asks.
const TOLD: usize = 2;

/// A duration as a person would say it: `1 day`, `2 hours and 30 minutes`. It is never longer than what it stands for.
#[must_use]
pub fn in_words(duration: Duration) -> String {
    let (mut left, mut parts) = (duration.as_secs(), Vec::new());
    for (seconds, unit) in UNITS {
        match left / seconds {
            0 => {}
            1 => parts.push(format!("1 {unit}")),
            count => parts.push(format!("{count} {unit}s")),
        }
        left %= seconds;
    }
    parts.truncate(TOLD);
    if parts.is_empty() { "0 seconds".to_owned() } else { parts.join(" and ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_told_in_the_words_of_people() {
        const DAY: u64 = 86_400;
        for (seconds, words) in [
            (0, "0 seconds"),
            (1, "1 second"),
            (59, "59 seconds"),
            (60, "1 minute"),
            (1_800, "30 minutes"),
            (3_600, "1 hour"),
            (7_200, "2 hours"),
            (9_000, "2 hours and 30 minutes"),
            (DAY, "1 day"),
            (7 * DAY, "7 days"),
            (DAY + 60, "1 day and 1 minute"),
            (30 * DAY + 10 * 3_600 + 33 * 60 + 36, "30 days and 10 hours"),
        ] {
            assert_eq!(in_words(Duration::from_secs(seconds)), words);
        }
        assert_eq!(in_words(Duration::from_millis(1_999)), "1 second");
    }
}
