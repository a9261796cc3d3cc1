//! Dates, in the forms that files have them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use crate::imports::markdown::front_matter::{Member, Wrong};

pub(super) fn time(member: &Member) -> Result<DateTime<Utc>, Wrong> {
    let text = member.values[0].as_str();
    let whole = DateTime::parse_from_rfc3339(text).map(|time| time.with_timezone(&Utc)).ok();
    let zoned = || DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S %z").map(|time| time.with_timezone(&Utc)).ok();
    let local = || {
        let forms = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"];
        forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok()).map(|time| time.and_utc())
    };
    let time = whole.or_else(zoned).or_else(local).or_else(|| day(text));
    time.filter(|time| time.timestamp() >= 0).ok_or_else(|| {
        (member.line, format!("{}: expected a date such as 2026-01-31 or 2026-01-31T12:00:00Z", member.key))
    })
}

fn day(text: &str) -> Option<DateTime<Utc>> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    Some(day.and_hms_opt(0, 0, 0)?.and_utc())
}

/// The date at the beginning of a name such as `2026-01-31-rain`, and the rest of it.
pub(super) fn dated(name: &str) -> (Option<DateTime<Utc>>, &str) {
    let parts = name.get(..10).and_then(day).zip(name.get(10..).and_then(|rest| rest.strip_prefix('-')));
    parts.map_or((None, name), |(date, rest)| (Some(date), rest))
}
