//! Reading the lines of an archive: strictly, because anybody may have written them.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use sea_orm::Value as Bound;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Column, Table, column::Holds};
use crate::text::without_hidden;

/// Longest line, in bytes: a post of the greatest length with all its signs escaped fits.
pub(crate) const LINE_MAX: usize = 8 << 20;

/// A row of an archive.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// As it stands there.
    pub json: Map<String, Value>,
    /// The values of the columns, in their order.
    pub values: Vec<Bound>,
}

impl Row {
    /// A member that is a text.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.json.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// What tells a row from all others of its table.
    pub(crate) fn key(&self, table: &Table) -> String {
        key_of(table, &self.json)
    }

    /// The id in a column, when there is one.
    pub(crate) fn id(&self, table: &Table, at: usize) -> Option<Uuid> {
        match table.columns[at].holds {
            Holds::Id(form) | Holds::IdOrNothing(form) => (form.read)(self.text(table.columns[at].name)),
            _ => None,
        }
    }
}

/// What tells a row from all others of its table.
pub(crate) fn key_of(table: &Table, json: &Map<String, Value>) -> String {
    let part = |at: &usize| json.get(table.columns[*at].name).cloned().unwrap_or_default();
    Value::Array(table.key.iter().map(part).collect()).to_string()
}

/// Reads a line.
///
/// # Errors
/// A sentence about what is wrong with it.
pub(crate) fn row(table: &Table, line: &str) -> Result<Row, String> {
    let json: Map<String, Value> =
        serde_json::from_str(line).map_err(|error| format!("this is no JSON object: {error}"))?;
    if let Some(name) = json.keys().find(|name| table.columns.iter().all(|column| column.name != name.as_str())) {
        return Err(format!("there is no {name} here"));
    }
    let value = |column: &Column| {
        let value = json.get(column.name).ok_or_else(|| format!("{} is missing", column.name))?;
        bound(column, value).ok_or_else(|| format!("{} is not what it should be", column.name))
    };
    let values = table.columns.iter().map(value).collect::<Result<_, _>>()?;
    Ok(Row { json, values })
}

fn bound(column: &Column, value: &Value) -> Option<Bound> {
    let absent = value.is_null();
    Some(match column.holds {
        Holds::Id(form) => (form.read)(value.as_str()?)?.into(),
        Holds::IdOrNothing(_) if absent => None::<Uuid>.into(),
        Holds::IdOrNothing(form) => Some((form.read)(value.as_str()?)?).into(),
        Holds::Text => text(column, value)?.into(),
        Holds::TextOrNothing if absent => None::<String>.into(),
        Holds::TextOrNothing => Some(text(column, value)?).into(),
        Holds::Time => time(value)?.into(),
        Holds::TimeOrNothing if absent => None::<DateTime<Utc>>.into(),
        Holds::TimeOrNothing => Some(time(value)?).into(),
        Holds::Int => int(column, value)?.into(),
        Holds::IntOrNothing if absent => None::<i32>.into(),
        Holds::IntOrNothing => Some(int(column, value)?).into(),
        Holds::BigInt => big(column, value)?.into(),
        Holds::BigIntOrNothing if absent => None::<i64>.into(),
        Holds::BigIntOrNothing => Some(big(column, value)?).into(),
        Holds::Flag => value.as_bool()?.into(),
        Holds::Variants => value.is_array().then(|| value.to_string())?.into(),
    })
}

fn text(column: &Column, value: &Value) -> Option<String> {
    let text = value.as_str().filter(|text| !text.contains('\0'))?;
    if (column.fits)(text) {
        return Some(text.to_owned());
    }
    // Lines of an archive that was made before they were refused may have characters in them that nobody sees.
    Some(without_hidden(text)).filter(|text| (column.fits)(text))
}

/// The end of the year 9999, in seconds since 1970: the last time that is taken from elsewhere.
pub(crate) const LATEST: i64 = 253_402_300_799;

/// A time that a database of ours can have had: of whole microseconds, between 1970 and 9999.
fn time(value: &Value) -> Option<DateTime<Utc>> {
    let time = DateTime::<Utc>::from_str(value.as_str()?).ok()?;
    (time.timestamp_subsec_nanos() % 1000 == 0 && (0..=LATEST).contains(&time.timestamp())).then_some(time)
}

fn big(column: &Column, value: &Value) -> Option<i64> {
    value.as_i64().filter(|number| (column.fits)(&number.to_string()))
}

fn int(column: &Column, value: &Value) -> Option<i32> {
    i32::try_from(big(column, value)?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Bound, row};
    use crate::archive::SITE;

    #[test]
    fn a_line_is_taken_only_as_it_was_written() {
        let users = &SITE[0];
        let good = json!({
            "id": "user_01h455vb4pex5vsknk084sn02q", "username": "ada", "email": "ada@example.org",
            "emailVerifiedAt": null, "role": "author", "displayName": "Ada", "bio": "", "suspendedAt": null, "hold": null,
            "eraseAt": null, "erasedAt": null, "version": 1, "createdAt": "2026-01-01T00:00:00.000000Z",
            "updatedAt": "2026-01-01T00:00:00.000001Z"
        });
        assert_eq!(row(users, &good.to_string()).unwrap().key(users), "[\"user_01h455vb4pex5vsknk084sn02q\"]");
        let mut old = good.clone();
        old["displayName"] = json!("A\u{200b}da\u{feff}");
        let at = users.columns.iter().position(|column| column.name == "displayName").unwrap();
        let values = row(users, &old.to_string()).unwrap().values;
        assert_eq!(format!("{:?}", values[at]), format!("{:?}", Bound::from("Ada")));
        for (member, value) in [
            ("id", json!("post_01h455vb4pex5vsknk084sn02q")),
            ("username", json!("A b")),
            ("role", json!("emperor")),
            ("bio", json!("a\0b")),
            ("version", json!("1")),
            ("createdAt", json!("yesterday")),
            ("createdAt", json!("-1000-01-01T00:00:00Z")),
            ("createdAt", json!("+99999-01-01T00:00:00Z")),
            ("createdAt", json!("2026-01-01T00:00:00.000000001Z")),
            ("more", json!(1)),
        ] {
            let mut bad = good.clone();
            bad[member] = value;
            assert!(row(users, &bad.to_string()).unwrap_err().contains(member), "{member}");
        }
        for line in ["", "[]", "{", "{}"] {
            assert!(row(users, line).is_err(), "{line}");
        }
    }
}
