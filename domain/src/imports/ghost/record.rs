//! A row of an export: its members that are texts, numbers or yes and no. Releases of Ghost differ in which of them they use for what.

use std::{collections::HashMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

/// Most members of a row: what Ghost has of a post, which is the most, has fifty.
const MEMBERS_MAX: usize = 500;

/// A row.
#[derive(Debug, Default)]
pub(super) struct Record(HashMap<Box<str>, String>);

impl Record {
    /// A member, as text; none where it is missing, `null` or empty.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|text| !text.is_empty())
    }

    /// Whether a member says yes.
    pub(super) fn is(&self, name: &str) -> bool {
        self.text(name).is_some_and(|text| text == "1" || text == "true")
    }
}

impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Row)
    }
}

struct Row;

impl<'de> Visitor<'de> for Row {
    type Value = Record;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a row, which is an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record, A::Error> {
        let (mut members, mut count) = (HashMap::new(), 0);
        while let Some((name, Scalar(value))) = map.next_entry::<Box<str>, Scalar>()? {
            count += 1;
            if count > MEMBERS_MAX {
                return Err(A::Error::custom(format!("a row has more than {MEMBERS_MAX} members")));
            }
            members.extend(value.map(|value| (name, value)));
        }
        Ok(Record(members))
    }
}

/// A value that is one text, number or yes or no; none for all else.
struct Scalar(Option<String>);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Value)
    }
}

struct Value;

impl<'de> Visitor<'de> for Value {
    type Value = Scalar;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Scalar, E> {
        Ok(Scalar(Some(value.to_string())))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Scalar, E> {
        Ok(Scalar(Some(value.to_string())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Scalar, E> {
        Ok(Scalar(Some(value.to_string())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Scalar, E> {
        Ok(Scalar(Some(value.to_string())))
    }

    fn visit_str<E>(self, value: &str) -> Result<Scalar, E> {
        Ok(Scalar(Some(value.to_owned())))
    }

    fn visit_string<E>(self, value: String) -> Result<Scalar, E> {
        Ok(Scalar(Some(value)))
    }

    fn visit_unit<E>(self) -> Result<Scalar, E> {
        Ok(Scalar(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Scalar, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar(None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_its_plain_members_whatever_they_are() {
        let row =
            r#"{"id": 7, "page": 0, "title": "Rain", "featured": true, "html": null, "empty": "", "more": [{"a": 1}]}"#;
        let record: Record = serde_json::from_str(row).unwrap();
        let members = ["id", "title", "html", "empty", "more", "missing"].map(|name| record.text(name));
        assert_eq!(members, [Some("7"), Some("Rain"), None, None, None, None]);
        assert!(record.is("featured") && !record.is("page"));
        assert!(serde_json::from_str::<Record>("[]").unwrap_err().to_string().contains("a row"));
    }

    #[test]
    fn a_row_has_no_more_members_than_anything_needs() {
        let row = |members: usize| {
            let members: Vec<_> = (0..members).map(|n| format!("\"m{n}\": {n}")).collect();
            serde_json::from_str::<Record>(&format!("{{{}}}", members.join(",")))
        };
        assert_eq!(row(MEMBERS_MAX).unwrap().text("m7"), Some("7"));
        let told = row(MEMBERS_MAX + 1).unwrap_err().to_string();
        assert!(told.contains("more than 500 members"), "{told}");
    }
}
