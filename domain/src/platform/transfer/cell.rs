//! A value, the same whichever engine it comes from.

use std::fmt;

use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::{DbErr, QueryResult, Value as Bound};
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::table::Kind;
use crate::platform::hex;

/// A value. Two of one kind have the order that both engines give them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Cell {
    /// NULL.
    Nothing,
    /// A UUID.
    Id(Uuid),
    /// A text.
    Text(String),
    /// A time, in microseconds.
    Time(i64),
    /// JSON, with its keys in order.
    Json(String),
    /// A whole number.
    Whole(i64),
    /// True or false.
    Flag(bool),
    /// A number with a fraction, as its bits.
    Real(u64),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Cell {
    /// Reads one of this kind.
    pub fn read(row: &QueryResult, at: usize, kind: Kind) -> Result<Self, DbErr> {
        let cell = match kind {
            Kind::Id => row.try_get_by_index::<Option<Uuid>>(at)?.map(Self::Id),
            Kind::Text => row.try_get_by_index::<Option<String>>(at)?.map(Self::Text),
            Kind::Time => {
                row.try_get_by_index::<Option<DateTime<Utc>>>(at)?.map(|time| Self::Time(time.timestamp_micros()))
            }
            Kind::Json => match row.try_get_by_index::<Option<String>>(at)? {
                Some(text) => Some(Self::Json(ordered(&text).map_err(|error| DbErr::Type(error.to_string()))?)),
                None => None,
            },
            Kind::Whole => row.try_get_by_index::<Option<i64>>(at)?.map(Self::Whole),
            Kind::Flag => row.try_get_by_index::<Option<bool>>(at)?.map(Self::Flag),
            Kind::Real => row.try_get_by_index::<Option<f64>>(at)?.map(|number| Self::Real(number.to_bits())),
            Kind::Bytes => row.try_get_by_index::<Option<Vec<u8>>>(at)?.map(Self::Bytes),
        };
        Ok(cell.unwrap_or(Self::Nothing))
    }

    /// As a value of a statement; NULL needs to know of what.
    pub fn bound(&self, kind: Kind) -> Bound {
        match self {
            Self::Nothing => kind.nothing(),
            Self::Id(id) => (*id).into(),
            Self::Text(text) | Self::Json(text) => text.clone().into(),
            Self::Time(micros) => time(*micros).into(),
            Self::Whole(number) => (*number).into(),
            Self::Flag(flag) => (*flag).into(),
            Self::Real(bits) => f64::from_bits(*bits).into(),
            Self::Bytes(bytes) => bytes.clone().into(),
        }
    }

    /// As a member of the JSON that a page is sent to PostgreSQL in.
    pub fn member(&self) -> Value {
        match self {
            Self::Nothing => Value::Null,
            Self::Whole(number) => (*number).into(),
            Self::Flag(flag) => (*flag).into(),
            Self::Bytes(bytes) => format!("\\x{}", hex(bytes)).into(),
            other => other.to_string().into(),
        }
    }

    /// Adds it to a hash, with its kind and length in front, so that no two rows have the same bytes.
    pub fn hash_into(&self, hash: &mut Sha256) {
        let mut add = |tag: u8, bytes: &[u8]| {
            hash.update([tag]);
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        };
        match self {
            Self::Nothing => add(0, &[]),
            Self::Id(id) => add(1, id.as_bytes()),
            Self::Text(text) => add(2, text.as_bytes()),
            Self::Time(micros) => add(3, &micros.to_be_bytes()),
            Self::Json(text) => add(4, text.as_bytes()),
            Self::Whole(number) => add(5, &number.to_be_bytes()),
            Self::Flag(flag) => add(6, &[u8::from(*flag)]),
            Self::Real(bits) => add(7, &bits.to_be_bytes()),
            Self::Bytes(bytes) => add(8, bytes),
        }
    }

    /// About how many bytes it takes.
    pub const fn size(&self) -> usize {
        match self {
            Self::Text(text) | Self::Json(text) => text.len() + 32,
            Self::Bytes(bytes) => bytes.len() + 32,
            _ => 32,
        }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("NULL"),
            Self::Id(id) => id.fmt(f),
            Self::Text(text) | Self::Json(text) => f.write_str(text),
            Self::Time(micros) => f.write_str(&time(*micros).to_rfc3339_opts(SecondsFormat::Micros, true)),
            Self::Whole(number) => number.fmt(f),
            Self::Flag(flag) => flag.fmt(f),
            Self::Real(bits) => f64::from_bits(*bits).fmt(f),
            Self::Bytes(bytes) => f.write_str(&hex(bytes)),
        }
    }
}

fn time(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(micros).unwrap_or_default()
}

/// JSON in the one form that both engines give back: PostgreSQL keeps no order of keys, and writes numbers out.
fn ordered(text: &str) -> serde_json::Result<String> {
    // Keys are in order as soon as they are read.
    let mut value: Value = serde_json::from_str(text)?;
    write_out(&mut value);
    Ok(value.to_string())
}

/// Below it a whole number is read as one.
const TWO_TO_THE_64: f64 = 18_446_744_073_709_551_616.0;

fn write_out(value: &mut Value) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(write_out),
        Value::Object(all) => all.values_mut().for_each(write_out),
        Value::Number(number) if number.is_f64() => {
            let real = number.as_f64().unwrap_or_default();
            // What serde writes with an exponent PostgreSQL gives back as a whole number.
            if real.fract() == 0.0 && (1e16..TWO_TO_THE_64).contains(&real.abs()) {
                *number = serde_json::from_str(&format!("{real:.0}")).unwrap_or_else(|_| Number::from(0));
            } else if real == 0.0 {
                *value = 0.0.into();
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_has_one_form_whoever_kept_it() {
        for (kept, form) in [
            (r#"{"b": [1.0, -0.0, null], "a": "é"}"#, r#"{"a":"é","b":[1.0,0.0,null]}"#),
            ("1e16", "10000000000000000"),
            ("10000000000000000", "10000000000000000"),
            ("1e19", "10000000000000000000"),
            ("1e20", "1e+20"),
            ("100000000000000000000", "1e+20"),
            ("1e-7", "1e-7"),
            ("0.0000001", "1e-7"),
            ("-9007199254740993", "-9007199254740993"),
        ] {
            assert_eq!(ordered(kept).unwrap(), form, "{kept}");
        }
    }

    #[test]
    fn cells_of_other_kinds_or_lengths_have_other_hashes() {
        let of = |cells: &[Cell]| {
            let mut hash = Sha256::new();
            for cell in cells {
                cell.hash_into(&mut hash);
            }
            hash.finalize()
        };
        let text = |text: &str| Cell::Text(text.to_owned());
        let rows = [
            vec![text("ab"), text("c")],
            vec![text("a"), text("bc")],
            vec![text(""), Cell::Nothing],
            vec![Cell::Nothing, text("")],
            vec![Cell::Json("1".to_owned())],
            vec![Cell::Whole(1)],
            vec![Cell::Flag(true)],
        ];
        let hashes: std::collections::BTreeSet<_> = rows.iter().map(|row| of(row)).collect();
        assert_eq!(hashes.len(), rows.len());
    }

    #[test]
    fn a_time_is_written_to_the_microsecond() {
        assert_eq!(Cell::Time(1).member(), Value::from("1970-01-01T00:00:00.000001Z"));
    }

    #[test]
    fn bytes_are_written_as_postgres_reads_them() {
        assert_eq!(Cell::Bytes(vec![0, 0xAB]).member(), Value::from("\\x00ab"));
    }
}
