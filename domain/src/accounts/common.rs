//! The passwords that attackers try first.
//!
//! `common_passwords.txt` holds about 20,000, the most common first: Royce Williams' list as Django keeps it (BSD-3-Clause,
//! <https://github.com/django/django>, `django/contrib/auth/common-passwords.txt.gz` of 5.2.19), lower-case.

use std::{collections::HashSet, sync::LazyLock};

static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().filter(|line| !line.is_empty()).collect());

/// Whether a password is on the list, in upper or lower case.
pub(super) fn is_common(password: &str) -> bool {
    COMMON.contains(password.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use crate::accounts::Password;

    #[test]
    fn the_ten_thousand_most_common_passwords_are_refused_however_they_are_written() {
        let listed: Vec<&str> = include_str!("common_passwords.txt").lines().filter(|line| !line.is_empty()).collect();
        assert!(listed.len() > 10_000 && listed[0] == "123456", "the most common first");
        for password in listed {
            for text in [password.to_owned(), password.to_uppercase()] {
                let refused = Password::parse(&text, &[]).unwrap_err();
                let short = password.chars().count() < Password::MIN;
                assert_eq!(refused.code, if short { "too_short" } else { "too_weak" }, "{text}");
            }
        }
    }
}
