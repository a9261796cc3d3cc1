//! Which bytes of a file are asked for (RFC 9110, section 14).

use std::ops::Range;

/// What a `Range` field comes to for a file of so many bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// All of it: nothing was asked, or what is answered with everything.
    Whole,
    /// These bytes.
    Part(Range<u64>),
    /// There are no such bytes.
    Nothing,
}

/// Reads the field. Several ranges at once, other units and what makes no sense are answered with the whole, as a server may.
pub fn asked(field: &str, length: u64) -> Asked {
    let Some((unit, set)) = field.split_once('=') else { return Asked::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") || set.contains(',') {
        return Asked::Whole;
    }
    match set.trim().split_once('-') {
        Some(("", suffix)) => number(suffix).map_or(Asked::Whole, |suffix| last_bytes(suffix, length)),
        Some((first, "")) => number(first).map_or(Asked::Whole, |first| between(first, u64::MAX, length)),
        Some((first, last)) => match (number(first), number(last)) {
            (Some(first), Some(last)) if first <= last => between(first, last, length),
            _ => Asked::Whole,
        },
        None => Asked::Whole,
    }
}

fn between(first: u64, last: u64, length: u64) -> Asked {
    if first >= length { Asked::Nothing } else { Asked::Part(first..length.min(last.saturating_add(1))) }
}

fn last_bytes(suffix: u64, length: u64) -> Asked {
    if suffix == 0 || length == 0 { Asked::Nothing } else { Asked::Part(length.saturating_sub(suffix)..length) }
}

/// A number; what is beyond every file counts as very far.
fn number(digits: &str) -> Option<u64> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_what_rfc_9110_says() {
        for (field, expected) in [
            ("bytes=0-0", Asked::Part(0..1)),
            ("bytes=0-", Asked::Part(0..10)),
            ("Bytes=3-5", Asked::Part(3..6)),
            ("bytes=5-999", Asked::Part(5..10)),
            ("bytes=-3", Asked::Part(7..10)),
            ("bytes=-30", Asked::Part(0..10)),
            ("bytes=0-99999999999999999999999", Asked::Part(0..10)),
            ("bytes=10-", Asked::Nothing),
            ("bytes=99999999999999999999999-", Asked::Nothing),
            ("bytes=-0", Asked::Nothing),
            ("bytes=5-4", Asked::Whole),
            ("bytes=0-1,3-4", Asked::Whole),
            ("bytes=a-b", Asked::Whole),
            ("bytes=-", Asked::Whole),
            ("bytes", Asked::Whole),
            ("items=0-1", Asked::Whole),
        ] {
            assert_eq!(asked(field, 10), expected, "{field}");
        }
    }
}
