//! The sources of values, each checked by itself before they are laid over each other, so that a fault is reported
//! with its own source even where a stronger layer covers it.

use std::{collections::BTreeMap, fmt};

use config::{ConfigError, FileFormat, Format, Map, Source, Value, ValueKind};

use super::{
    error::Problem,
    kind::Kind,
    schema::{Schema, leaves},
};

/// What the variables of settings start with; the rest is the key, with `__` for each dot.
const PREFIX: &str = "PRESSWORK__";

/// Variables that hosting platforms and collectors of telemetry know by convention, and the settings they mean.
const CONVENTIONAL: [(&str, &str); 6] = [
    ("DATABASE_URL", "database.url"),
    ("REDIS_URL", "redis.url"),
    ("PORT", "http.port"),
    ("OTEL_EXPORTER_OTLP_ENDPOINT", "otlp.endpoint"),
    ("OTEL_EXPORTER_OTLP_HEADERS", "otlp.headers"),
    ("OTEL_SERVICE_NAME", "otlp.service_name"),
];

/// The acceptable values of one source, by dotted key; each value knows its origin.
#[derive(Clone, Default)]
pub(super) struct Layer(Map<String, Value>);

impl Source for Layer {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, ConfigError> {
        Ok(self.0.clone())
    }
}

/// Keys only: values may be secrets.
impl fmt::Debug for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// Reads a TOML text. The error names the line, and unlike the parser's own does not quote it.
pub(super) fn parse(name: &str, text: &str) -> Result<Map<String, Value>, Problem> {
    FileFormat::Toml.parse(Some(&name.to_owned()), text).map_err(|cause| {
        let place = cause.downcast_ref::<toml::de::Error>().and_then(toml::de::Error::span).map(|span| {
            let line = text.get(..span.start).unwrap_or_default().matches('\n').count() + 1;
            format!("; see line {line}")
        });
        Problem::whole(name, format!("this is not valid TOML{}", place.unwrap_or_default()))
    })
}

/// Lets through what the schema has, and keeps a problem for the rest.
pub(super) struct Gate<'a> {
    pub(super) schema: &'a Schema,
    pub(super) problems: &'a mut Vec<Problem>,
}

impl Gate<'_> {
    /// The layer of a file.
    pub(super) fn file(&mut self, name: &str, table: &Map<String, Value>) -> Layer {
        let mut layer = Layer::default();
        for (key, value) in leaves(table) {
            let message = match self.schema.kind(&key) {
                Some(kind) if Kind::of(&value) == Some(kind) => {
                    layer.0.insert(key, value);
                    continue;
                }
                Some(kind) => kind.mismatch(&value),
                None if self.schema.is_section(&key) && matches!(&value.kind, ValueKind::Table(_)) => continue,
                None => self.schema.unknown(&key, str::to_owned),
            };
            self.problems.push(Problem::of(&key, name, message));
        }
        layer
    }

    /// The layer of the conventional variables; one that is empty is not set.
    pub(super) fn conventional(&mut self, env: &BTreeMap<&str, &str>) -> Layer {
        let mut layer = Layer::default();
        for (name, key) in CONVENTIONAL {
            if let Some(text) = env.get(name).filter(|text| !text.is_empty()) {
                self.variable(name, key, text, &mut layer);
            }
        }
        layer
    }

    /// The layer of `PRESSWORK__SECTION__KEY`. Names with a single underscore are left alone: some steer the start, and
    /// Kubernetes makes up others for a service called presswork.
    pub(super) fn variables(&mut self, env: &BTreeMap<&str, &str>) -> Layer {
        let mut layer = Layer::default();
        for (name, text) in env {
            if let Some(rest) = name.strip_prefix(PREFIX) {
                let key = rest.replace("__", ".").to_ascii_lowercase();
                self.variable(name, &key, text, &mut layer);
            }
        }
        layer
    }

    fn variable(&mut self, name: &str, key: &str, text: &str, layer: &mut Layer) {
        let exact = !name.starts_with(PREFIX) || variable_of(key) == name;
        let value = match self.schema.kind(key).filter(|_| exact) {
            // What is left of a text that was not UTF-8.
            Some(_) if text.contains(char::REPLACEMENT_CHARACTER) => Err("expected UTF-8".to_owned()),
            Some(kind) => kind.read(text),
            None => Err(self.schema.unknown(key, variable_of)),
        };
        match value {
            Ok(value) => {
                layer.0.insert(key.to_owned(), Value::new(Some(&name.to_owned()), value));
            }
            Err(message) => self.problems.push(Problem::of(key, name, message)),
        }
    }
}

/// The variable that sets a key.
fn variable_of(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "__").to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use crate::platform::settings::testing::{operator_file, problems};

    #[test]
    fn an_unknown_variable_is_refused_with_the_one_that_was_meant() {
        assert_eq!(
            problems(&[("PRESSWORK__HTTP__PROT", "hunter2")]),
            "http.prot: no such setting; did you mean PRESSWORK__HTTP__PORT? (from PRESSWORK__HTTP__PROT)"
        );
        let lower_case = problems(&[("PRESSWORK__http__port", "1")]);
        assert!(lower_case.contains("did you mean PRESSWORK__HTTP__PORT?"), "{lower_case}");
        assert!(problems(&[("PRESSWORK__HTTP", "1")]).contains("this is a section"));
        assert!(problems(&[("PRESSWORK__ENVIRONMENT", "test")]).contains("set PRESSWORK_ENV instead"));
    }

    #[test]
    fn an_unknown_key_or_section_of_a_file_is_refused_with_the_one_that_was_meant() {
        let file = operator_file("[auth]\nsecret_ky = 'hunter2'\n[htpp]\nport = 1\n[log]\n");
        let path = file.path().to_str().unwrap();
        let expected = format!(
            "auth.secret_ky: no such setting; did you mean auth.secret_key? (from {path})\n\
             htpp.port: no such setting; did you mean http.port? (from {path})"
        );
        assert_eq!(problems(&[("PRESSWORK_CONFIG", path)]), expected);
    }

    #[test]
    fn a_fault_is_reported_even_where_a_stronger_layer_covers_it() {
        let file = operator_file("http = { port = 'x', compression = -1 }\nlog = 3");
        let path = file.path().to_str().unwrap();
        let expected = format!(
            "http.compression: expected true or false, found -1 (from {path})\n\
             http.port: expected a whole number, not negative, found \"x\" (from {path})\n\
             log: this is a section; set one of its keys (from {path})"
        );
        assert_eq!(problems(&[("PRESSWORK_CONFIG", path), ("PORT", "9000")]), expected);
    }

    #[test]
    fn a_broken_file_is_refused_without_quoting_it() {
        let file = operator_file("[auth]\nsecret_key = hunter2\n");
        let path = file.path().to_str().unwrap();
        let expected = format!("{path}: this is not valid TOML; see line 2");
        assert_eq!(problems(&[("PRESSWORK_CONFIG", path)]), expected);
    }

    #[test]
    fn a_missing_file_is_refused() {
        let refused = problems(&[("PRESSWORK_CONFIG", "/no/such.toml")]);
        assert!(refused.starts_with("/no/such.toml: PRESSWORK_CONFIG can't be read: No such file"), "{refused}");
    }
}
