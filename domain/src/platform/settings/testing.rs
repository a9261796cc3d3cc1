//! Settings for the tests of this folder, from variables that are passed in.

use std::{collections::HashMap, io::Write};

use tempfile::NamedTempFile;

use super::Settings;

/// The least that production needs.
pub(super) const PRODUCTION: [(&str, &str); 3] = [
    ("PRESSWORK_ENV", "production"),
    ("PRESSWORK__HTTP__PUBLIC_URL", "https://press.example"),
    ("PRESSWORK__AUTH__SECRET_KEY", "c2l4dHktZm91ciByYW5kb20gYnl0ZXMgd291bGQgYmUgZmluZQ"),
];

/// Settings that have to load.
pub(super) fn settings(variables: &[(&str, &str)]) -> Settings {
    try_load(variables).unwrap_or_else(|problems| panic!("{problems}"))
}

/// What is printed when these do not load.
pub(super) fn problems(variables: &[(&str, &str)]) -> String {
    try_load(variables).expect_err("these settings should not have loaded")
}

/// An operator's file.
pub(super) fn operator_file(text: &str) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

fn try_load(variables: &[(&str, &str)]) -> Result<Settings, String> {
    let env =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<HashMap<_, _>>();
    Settings::load(&env).map_err(|error| error.to_string())
}
