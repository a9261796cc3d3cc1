//! What went wrong, in words for the person at the terminal: what is wrong, and what to do.

use std::{error::Error as _, fmt};

use presswork_domain::{
    Error,
    platform::{Settings, settings::SettingsError},
};

use crate::out::harmless;

/// What to do about a data folder that can't be had.
pub(crate) const CHOOSE_A_FOLDER: &str = "choose another by PRESSWORK__STORAGE__DATA_DIR";

/// A refusal to go on: one line each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure(Vec<String>);

impl Failure {
    /// One thing that is wrong.
    #[must_use]
    pub fn new(line: impl Into<String>) -> Self {
        Self(vec![line.into()])
    }

    /// What a rule or a connection says, with what to do about it; of an input, everything that is wrong with it.
    #[must_use]
    pub fn of(error: &Error, settings: &Settings) -> Self {
        if let Error::Invalid(faults) = error {
            return Self(faults.iter().map(ToString::to_string).collect());
        }
        let cause = error.source().map(ToString::to_string).unwrap_or_default();
        // SeaORM's own prefix says nothing that the sentence does not.
        let cause = cause.trim_start_matches("Connection Error: ");
        Self::new(match error {
            Error::Unavailable { what: "database", .. } => database_away(settings, cause),
            Error::Unavailable { what, .. } => format!("the {what} is not available: {cause}"),
            Error::Internal(_) if cause.contains("can't be listened on") => {
                format!(
                    "{cause}; stop what uses the port, or choose another by PORT, PRESSWORK__HTTP__HOST or PRESSWORK__METRICS__LISTEN"
                )
            }
            Error::Internal(_) if cause.starts_with("the data folder") => format!("{cause}; {CHOOSE_A_FOLDER}"),
            Error::Internal(_) => cause.to_owned(),
            other => other.detail(),
        })
    }
}

fn database_away(settings: &Settings, cause: &str) -> String {
    let url = settings.database_url();
    if settings.is_sqlite() {
        return format!(
            "the database {url} can't be opened: {cause}; check that its folder exists, can be written to and has room"
        );
    }
    format!("the database {url} can't be reached: {cause}; start it, or correct DATABASE_URL")
}

impl From<SettingsError> for Failure {
    fn from(error: SettingsError) -> Self {
        Self(error.problems().iter().map(ToString::to_string).collect())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.0 {
            // A cause of several lines stays one line: whoever greps for `error:` shall see all of it.
            writeln!(f, "error: {}", harmless(&line.split_whitespace().collect::<Vec<_>>().join(" ")))?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use presswork_domain::fault::Fault;

    use super::*;

    #[test]
    fn all_that_is_wrong_with_an_input_is_told_each_on_its_line() {
        let faults = vec![
            Fault::new("/username", "invalid_format", "letters a to z, digits and _"),
            Fault::new("/email", "invalid_format", "this is no mail address"),
            Fault::new("", "conflicting", "these don't go together"),
        ];
        let settings =
            Settings::load(&HashMap::from([("PRESSWORK_ENV".to_owned(), "development".to_owned())])).unwrap();
        let told = Failure::of(&Error::Invalid(faults), &settings).to_string();
        assert_eq!(
            told,
            "error: /username: letters a to z, digits and _\nerror: /email: this is no mail address\n\
             error: these don't go together\n"
        );
    }

    #[test]
    fn a_cause_of_several_lines_stays_one_line() {
        assert_eq!(Failure::new("it broke:\n  here\n  and there").to_string(), "error: it broke: here and there\n");
    }
}
