//! Dates, in the forms that files have them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use crate::imports::markdown::front_matter::{Member, Wrong};

/// Forms of a time without a zone.
const TIMES: [&str; 4] = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"];
/// The form of a day in numbers.
const DAY: &str = "%Y-%m-%d";
/// Forms of a day in words, without commas.
const DAYS: [&str; 3] = ["%B %d %Y", "%d %B %Y", "%a %B %d %Y"];
/// Names of the zone that all times are in which say none.
const UTC: [&str; 3] = ["UTC", "GMT", "Z"];
/// How long a day is in which signs part numbers, in bytes.
const DAY_LENGTH: usize = 10;

pub(super) fn time(member: &Member) -> Result<DateTime<Utc>, Wrong> {
    let text = member.values[0].as_str();
    let whole = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text)).ok();
    let time = whole.map(|time| time.with_timezone(&Utc));
    let time = time.or_else(|| zoned(text)).or_else(|| local(text)).or_else(|| day(text)).or_else(|| told(text));
    time.filter(|time| time.timestamp() >= 0).ok_or_else(|| {
        (member.line, format!("{}: expected a date such as 2026-01-31 or 2026-01-31T12:00:00Z", member.key))
    })
}

/// A time and its zone, where that is a number or UTC.
fn zoned(text: &str) -> Option<DateTime<Utc>> {
    if let Some(time) = UTC.iter().find_map(|name| text.strip_suffix(name)) {
        return local(time.trim_end());
    }
    let at = text.rfind(['+', '-']).filter(|at| *at > DAY_LENGTH)?;
    let (time, zone) = text.split_at(at);
    local(time.trim_end())?.checked_sub_signed(offset(zone)?)
}

/// How far a zone is ahead of UTC: a sign, hours, and perhaps minutes.
fn offset(zone: &str) -> Option<TimeDelta> {
    let digits: String = zone.chars().skip(1).filter(|sign| *sign != ':').collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.as_str(), "0"),
        4 => digits.split_at(2),
        _ => return None,
    };
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    let ahead = Some(TimeDelta::minutes(hours * 60 + minutes)).filter(|_| hours < 24 && minutes < 60)?;
    Some(if zone.starts_with('-') { -ahead } else { ahead })
}

fn local(text: &str) -> Option<DateTime<Utc>> {
    TIMES.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok()).map(|time| time.and_utc())
}

fn day(text: &str) -> Option<DateTime<Utc>> {
    begin(NaiveDate::parse_from_str(text, DAY).ok()?)
}

/// A day with the name of its month.
fn told(text: &str) -> Option<DateTime<Utc>> {
    let text = text.replace(',', " ");
    begin(DAYS.iter().find_map(|form| NaiveDate::parse_from_str(&text, form).ok())?)
}

fn begin(day: NaiveDate) -> Option<DateTime<Utc>> {
    Some(day.and_hms_opt(0, 0, 0)?.and_utc())
}

/// The date at the beginning of a name such as `2026-01-31-rain`, and the rest of it.
pub(super) fn dated(name: &str) -> (Option<DateTime<Utc>>, &str) {
    let parts = name.get(..DAY_LENGTH).and_then(day);
    let parts = parts.zip(name.get(DAY_LENGTH..).and_then(|rest| rest.strip_prefix('-')));
    parts.map_or((None, name), |(date, rest)| (Some(date), rest))
}
