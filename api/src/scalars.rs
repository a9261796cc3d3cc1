//! Scalars that read the same in both faces.

use std::borrow::Cow;

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{DateTime, Datelike, SecondsFormat, Timelike, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type},
};

/// A point in time: RFC 3339 in UTC, with `Z` and microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time(pub DateTime<Utc>);

impl Time {
    /// Reads a time of either face: a date and a time of RFC 3339. What clients could not read when it is told again is refused, which
    /// are leap seconds and years of more or fewer than four digits.
    fn read(text: &str) -> Result<Self, &'static str> {
        let time = DateTime::parse_from_rfc3339(text).map_err(|_| "not a date and time of RFC 3339")?;
        let time = time.with_timezone(&Utc);
        // Chrono counts those of a leap second beyond a second's.
        if time.nanosecond() >= 1_000_000_000 {
            return Err("a second from 00 to 59: leap seconds are not taken");
        }
        if !(0..=9999).contains(&time.year()) {
            return Err("a year from 0000 to 9999 in UTC");
        }
        Ok(Self(time))
    }

    fn text(self) -> String {
        self.0.to_rfc3339_opts(SecondsFormat::Micros, true)
    }
}

impl From<DateTime<Utc>> for Time {
    fn from(time: DateTime<Utc>) -> Self {
        Self(time)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

/// A point in time: RFC 3339 in UTC, with `Z` and microseconds.
#[Scalar(name = "DateTime", specified_by_url = "https://scalars.graphql.org/andimarek/date-time.html")]
impl ScalarType for Time {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => Self::read(text).map_err(InputValueError::custom),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.text())
    }
}

impl PartialSchema for Time {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .description(Some("A point in time: RFC 3339 in UTC, with `Z` and microseconds."))
            .examples(["2026-01-01T00:00:00.000000Z"])
            .into()
    }
}

impl ToSchema for Time {
    fn name() -> Cow<'static, str> {
        "DateTime".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_faces_take_the_same_times() {
        let rest = |text: &str| serde_json::from_value::<Time>(text.into()).ok();
        let graphql = |text: &str| <Time as ScalarType>::parse(Value::String(text.to_owned())).ok();
        for (text, told) in [
            ("2026-12-05T23:59:59Z", "2026-12-05T23:59:59.000000Z"),
            ("2026-12-05T23:59:59.5+02:00", "2026-12-05T21:59:59.500000Z"),
            ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000000Z"),
        ] {
            assert_eq!(rest(text).unwrap().text(), told);
            assert_eq!(graphql(text), rest(text), "{text}");
        }
        for text in [
            "",
            "2026-12-05",
            "2026-12-05T23:59:60Z",
            "2016-12-31T23:59:60.5Z",
            "2026-12-05T12:30:60+00:00",
            "2026-12-05T23:59:61Z",
            "2026-12-05T23:59:59",
            "9999-12-31T23:59:59-00:01",
            "0000-01-01T00:00:00+00:01",
        ] {
            assert_eq!((rest(text), graphql(text)), (None, None), "{text}");
        }
    }
}
