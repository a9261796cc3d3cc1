//! From a tree of plain values to typed settings, past each value that its type refuses.

use serde_json::Value;
use serde_path_to_error::{Path, Segment};

use super::{Settings, error::Problem, explain::Origins};

/// Gives the tree its types. Each value that its type refuses is reported and replaced by its default, until all fit;
/// none when not even the defaults do.
pub(super) fn read(
    mut tree: Value,
    defaults: &Value,
    origins: &Origins,
    problems: &mut Vec<Problem>,
) -> Option<Settings> {
    loop {
        let error = match serde_path_to_error::deserialize::<_, Settings>(&tree) {
            Ok(settings) => return Some(settings),
            Err(error) => error,
        };
        let key = dotted(error.path());
        let source = origins.get(&key).map_or("the settings", String::as_str);
        problems.push(Problem::of(&key, source, in_words(&error.inner().to_string())));
        let pointer = format!("/{}", key.replace('.', "/"));
        let (value, default) = (tree.pointer_mut(&pointer)?, defaults.pointer(&pointer)?);
        if value == default {
            return None;
        }
        value.clone_from(default);
    }
}

/// The key without positions in lists and names of variants: these are parts of its value.
fn dotted(path: &Path) -> String {
    let names = path.iter().filter_map(|segment| match segment {
        Segment::Map { key } => Some(key.as_str()),
        _ => None,
    });
    names.collect::<Vec<_>>().join(".")
}

/// Serde's sentence without the names of Rust's types.
fn in_words(message: &str) -> String {
    message.replace("expected u16", "expected 0 to 65535").replace("expected u32", "expected 0 to 4294967295")
}

#[cfg(test)]
mod tests {
    use crate::platform::settings::testing::problems;

    #[test]
    fn every_wrong_type_is_named_with_its_source_and_what_was_expected() {
        let expected = "\
accounts.registration: unknown variant `opne`, expected one of `open`, `invitation`, `closed` (from PRESSWORK__ACCOUNTS__REGISTRATION)
http.compression: expected true or false, found \"maybe\" (from PRESSWORK__HTTP__COMPRESSION)
http.port: invalid value: integer `70000`, expected 0 to 65535 (from PORT)
http.request_timeout: expected a duration such as \"200ms\", \"30s\", \"15m\" or \"7days\", found \"soon\" (from PRESSWORK__HTTP__REQUEST_TIMEOUT)
http.trusted_proxies: expected networks such as \"10.0.0.0/8\" or \"fd00::/8\", found \"10.0.0\" (from PRESSWORK__HTTP__TRUSTED_PROXIES)
http.workers: expected a whole number, not negative, found \"many\" (from PRESSWORK__HTTP__WORKERS)
jobs.queues: expected interactive, standard or bulk, found \"huge\" (from PRESSWORK__JOBS__QUEUES)";
        let variables = [
            ("PORT", "70000"),
            ("PRESSWORK__HTTP__WORKERS", "many"),
            ("PRESSWORK__HTTP__COMPRESSION", "maybe"),
            ("PRESSWORK__HTTP__REQUEST_TIMEOUT", "soon"),
            ("PRESSWORK__HTTP__TRUSTED_PROXIES", "10.0.0.0/8,10.0.0"),
            ("PRESSWORK__ACCOUNTS__REGISTRATION", "opne"),
            ("PRESSWORK__JOBS__QUEUES", "bulk,huge"),
        ];
        assert_eq!(problems(&variables), expected);
    }
}
