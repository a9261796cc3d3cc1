//! Settings that a release before had and this one has not, so that whoever upgrades with an old file is told what became of them.

/// By the key that it had: the key that it has now, or what to do instead where there is none any more. Whoever renames or removes a
/// setting adds a line.
const MOVED: &[(&str, Result<&str, &str>)] = &[];

/// The sentence about a setting that has moved. `written` is how its source would write a key.
pub(super) fn told(key: &str, written: impl Fn(&str) -> String) -> Option<String> {
    tell(MOVED, key, written)
}

fn tell(moved: &[(&str, Result<&str, &str>)], key: &str, written: impl Fn(&str) -> String) -> Option<String> {
    let (_, fate) = moved.iter().find(|(old, _)| *old == key)?;
    Some(match fate {
        Ok(now) => format!("this setting has another name now: {}", written(now)),
        Err(instead) => format!("there is no such setting any more: {instead}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::Settings;

    /// Written by `presswork contract release`.
    const RELEASED: &str = include_str!("../../../../docs/contract/released/settings.txt");

    #[test]
    fn a_renamed_setting_tells_its_new_name_and_a_removed_one_what_to_do_instead() {
        let moved =
            [("http.listen", Ok("http.host")), ("cache.kind", Err("answers are always kept; set cache.size_mib"))];
        let told = |key| tell(&moved, key, str::to_uppercase);
        assert_eq!(told("http.listen").as_deref(), Some("this setting has another name now: HTTP.HOST"));
        let gone = "there is no such setting any more: answers are always kept; set cache.size_mib";
        assert_eq!(told("cache.kind").as_deref(), Some(gone));
        assert_eq!(told("http.host"), None);
    }

    #[test]
    fn every_setting_of_the_last_release_is_there_or_says_what_became_of_it() {
        let now = Settings::keys();
        let lost: Vec<_> = RELEASED.lines().filter(|key| !now.iter().any(|other| other == key)).collect();
        let silent: Vec<_> = lost.into_iter().filter(|key| told(key, str::to_owned).is_none()).collect();
        assert!(RELEASED.lines().count() > 100, "the settings of the last release are known");
        assert!(silent.is_empty(), "an old file with these would not say what to do; add them to MOVED: {silent:?}");
    }

    #[test]
    fn what_settings_moved_to_is_there() {
        let now = Settings::keys();
        let there = |key: &str| now.iter().any(|other| other == key);
        assert!(MOVED.iter().all(|(old, fate)| !there(old) && (fate.is_err() || fate.is_ok_and(there))));
    }
}
