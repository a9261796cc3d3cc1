//! Where this process runs: the one decision that is not a setting, because it chooses among the files of settings.

use serde::Serialize;

/// The kind of installation, from `PRESSWORK_ENV`; development when that is not set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    /// A developer's machine: public secrets, pages that help.
    #[default]
    Development,
    /// Automated tests: as development, with cheap hashes and any port.
    Test,
    /// Everything that others can reach.
    Production,
}

impl Environment {
    /// Its name, as in `PRESSWORK_ENV`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Test => "test",
            Self::Production => "production",
        }
    }

    /// The environment of that exact name. An empty name is none: an installation whose script lost the value must not
    /// run on development's public secrets.
    pub(super) fn named(name: &str) -> Option<Self> {
        [Self::Development, Self::Test, Self::Production].into_iter().find(|each| each.as_str() == name)
    }

    /// Name and text of its compiled-in file.
    pub(super) const fn file(self) -> (&'static str, &'static str) {
        match self {
            Self::Development => ("config/development.toml", include_str!("../../../../config/development.toml")),
            Self::Test => ("config/test.toml", include_str!("../../../../config/test.toml")),
            Self::Production => ("config/production.toml", include_str!("../../../../config/production.toml")),
        }
    }
}
