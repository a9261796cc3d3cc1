//! The kind of a value: what TOML tells apart, and what a variable's text is read as.

use std::fmt;

use config::{Value, ValueKind};

/// The kind of a setting. Finer types (durations, ports, names) are texts and numbers here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Flag,
    Number,
    Text,
    List,
}

impl Kind {
    /// The kind of a value; none for what no setting can be (a negative number, a float, a mixed list).
    pub(super) fn of(value: &Value) -> Option<Self> {
        match &value.kind {
            ValueKind::Boolean(_) => Some(Self::Flag),
            ValueKind::I64(number) if *number >= 0 => Some(Self::Number),
            ValueKind::String(_) => Some(Self::Text),
            ValueKind::Array(items) if items.iter().all(|item| Self::of(item) == Some(Self::Text)) => Some(Self::List),
            _ => None,
        }
    }

    /// A variable's text as a value of this kind. Every text is a text, so the refusal can't quote a secret.
    pub(super) fn read(self, text: &str) -> Result<ValueKind, String> {
        let value = match self {
            Self::Text => Some(text.into()),
            Self::Number => text.trim().parse::<u64>().ok().map(ValueKind::from),
            Self::List => {
                let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
                Some(items.map(Value::from).collect::<Vec<_>>().into())
            }
            Self::Flag => match text.trim().to_ascii_lowercase().as_str() {
                "true" | "on" | "yes" | "1" => Some(true.into()),
                "false" | "off" | "no" | "0" => Some(false.into()),
                _ => None,
            },
        };
        value.ok_or_else(|| format!("expected {self}, found {text:?}"))
    }

    /// The sentence about a value of another kind. Where a text was expected the value is not shown: it may be a secret
    /// that lost its quotes.
    pub(super) fn mismatch(self, value: &Value) -> String {
        let found = match &value.kind {
            ValueKind::Table(_) => "a section".to_owned(),
            ValueKind::Array(_) => "a list".to_owned(),
            _ if self == Self::Text => "something without quotes".to_owned(),
            ValueKind::String(text) => format!("{text:?}"),
            other => other.to_string(),
        };
        format!("expected {self}, found {found}")
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Flag => "true or false",
            Self::Number => "a whole number, not negative",
            Self::Text => "a text",
            Self::List => "a list of texts",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_read_as_the_kind_of_its_setting() {
        assert_eq!(Kind::Number.read(" 8080 "), Ok(8080_u64.into()));
        assert_eq!(Kind::Flag.read("off"), Ok(false.into()));
        assert_eq!(Kind::Text.read("8080"), Ok("8080".into()));
        assert_eq!(Kind::List.read(" a, b ,"), Ok(vec!["a", "b"].into()));
        assert_eq!(Kind::List.read(""), Ok(Vec::<Value>::new().into()));
        assert_eq!(Kind::Number.read("-1").unwrap_err(), r#"expected a whole number, not negative, found "-1""#);
        assert_eq!(Kind::Flag.read("maybe").unwrap_err(), r#"expected true or false, found "maybe""#);
    }

    #[test]
    fn a_value_in_place_of_a_text_is_not_shown() {
        let sentence = Kind::Text.mismatch(&Value::new(None, 123_456_i64));
        assert_eq!(sentence, "expected a text, found something without quotes");
    }
}
