//! Which value came from where, for `presswork check-config`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Settings;

/// The source of each value by dotted key: the name of a file or of a variable.
pub(super) type Origins = BTreeMap<String, String>;

/// One setting, as a row to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// The dotted key, such as `http.port`.
    pub key: String,
    /// The value: texts in quotes, secrets and passwords as `****`.
    pub value: String,
    /// The file or variable that decided it.
    pub source: String,
}

impl Settings {
    /// Every setting with its value and source, ordered by key. The masking is that of the values' types.
    #[must_use]
    pub fn explain(&self) -> Vec<Explained> {
        let mut values = BTreeMap::from([("environment".to_owned(), format!("{:?}", self.environment.as_str()))]);
        // Every field of the tree serialises, so the tree does; an empty answer would fail this module's tests.
        collect("", &serde_json::to_value(self).unwrap_or_default(), &mut values);
        let source = |key: &str| self.origins.get(key).cloned().unwrap_or_default();
        values.into_iter().map(|(key, value)| Explained { source: source(&key), key, value }).collect()
    }
}

fn collect(path: &str, value: &Value, rows: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let key = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                collect(&key, member, rows);
            }
        }
        value => {
            rows.insert(path.to_owned(), value.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::settings::testing::settings;

    fn row(rows: &[Explained], key: &str) -> (String, String) {
        rows.iter().find(|row| row.key == key).map(|row| (row.value.clone(), row.source.clone())).unwrap()
    }

    #[test]
    fn every_row_names_the_layer_that_decided() {
        let rows = settings(&[
            ("PRESSWORK_ENV", "test"),
            ("PORT", "9000"),
            ("PRESSWORK__HTTP__TRUSTED_PROXIES", "10.0.0.0/8, ::1"),
        ])
        .explain();
        let pair = |value: &str, source: &str| (value.to_owned(), source.to_owned());
        assert_eq!(row(&rows, "environment"), pair(r#""test""#, "PRESSWORK_ENV"));
        assert_eq!(row(&rows, "http.port"), pair("9000", "PORT"));
        assert_eq!(row(&rows, "auth.bcrypt_cost"), pair("4", "config/test.toml"));
        assert_eq!(row(&rows, "jobs.retention.dead"), pair(r#""30days""#, "config/default.toml"));
        let proxies = pair(r#"["10.0.0.0/8","::1/128"]"#, "PRESSWORK__HTTP__TRUSTED_PROXIES");
        assert_eq!(row(&rows, "http.trusted_proxies"), proxies);
        assert!(rows.iter().all(|row| !row.source.is_empty()), "{rows:?}");
    }

    #[test]
    fn no_row_and_no_debug_output_shows_a_secret() {
        let settings = settings(&[
            ("DATABASE_URL", "postgres://ann:hunter2@db/press"),
            ("REDIS_URL", "redis://:hunter2@cache"),
            ("PRESSWORK__MAIL__SMTP_URL", "smtps://ann:hunter2@mail"),
            ("PRESSWORK__AUTH__SECRET_KEY", "hunter2"),
        ]);
        let (rows, debug) = (settings.explain(), format!("{settings:?} {settings:#?}"));
        assert!(!format!("{rows:?}{debug}").contains("hunter2"), "{rows:?} {debug}");
        assert_eq!(row(&rows, "database.url").0, r#""postgres://ann:****@db/press""#);
        assert_eq!(row(&rows, "auth.secret_key").0, r#""****""#);
    }
}
