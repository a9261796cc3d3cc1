//! Why a start was refused, ready for a terminal.

use std::fmt;

/// One thing that is wrong with the settings. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The dotted key, such as `http.port`; none when a whole file is at fault.
    pub key: Option<String>,
    /// The file or variable that the value came from.
    pub source: String,
    /// What was expected, what was found, what to do.
    pub message: String,
}

impl Problem {
    /// A problem of one value.
    pub(super) fn of(key: &str, source: &str, message: impl Into<String>) -> Self {
        Self { key: Some(key.to_owned()), source: source.to_owned(), message: message.into() }
    }

    /// A problem of a whole file, or of a variable that is not a setting.
    pub(super) fn whole(source: &str, message: impl Into<String>) -> Self {
        Self { key: None, source: source.to_owned(), message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            Some(key) => write!(f, "{key}: {} (from {})", self.message, self.source),
            None => write!(f, "{}: {}", self.source, self.message),
        }
    }
}

/// Everything that is wrong with the settings, never empty. Displays one line per problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsError {
    problems: Vec<Problem>,
}

impl SettingsError {
    /// All of them, ordered by key so that two runs print the same.
    pub(super) fn new(mut problems: Vec<Problem>) -> Self {
        problems.sort();
        Self { problems }
    }

    /// The problems, ordered by key.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, problem) in self.problems.iter().enumerate() {
            if n > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for SettingsError {}
