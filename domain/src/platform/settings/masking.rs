//! How a URL that may hold a password is printed.
//!
//! The host is what an operator needs to see, so only the password goes. A URL that can't be taken apart with certainty
//! (an unescaped `/`, `?` or `#` in a password moves the rest of it into another part) is masked up to its scheme.

use url::Url;

const MASK: &str = "****";

/// The URL with its password, and query parameters named like one, replaced by `****`.
pub(super) fn masked(text: &str) -> String {
    if text.is_empty() || text.starts_with("sqlite:") {
        return text.to_owned();
    }
    let Ok(mut url) = Url::parse(text) else { return mask_all(text) };
    let elsewhere = [Some(url.path()), url.query(), url.fragment()];
    if url.cannot_be_a_base() || elsewhere.iter().flatten().any(|part| part.contains('@')) {
        return mask_all(text);
    }
    if url.password().is_some() && url.set_password(Some(MASK)).is_err() {
        return mask_all(text);
    }
    mask_query(&mut url);
    url.into()
}

fn mask_query(url: &mut Url) {
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    if !pairs.iter().any(|(name, _)| is_secret(name)) {
        return;
    }
    let shown = pairs.iter().map(|(name, value)| (name, if is_secret(name) { MASK } else { value.as_str() }));
    url.query_pairs_mut().clear().extend_pairs(shown);
}

/// PostgreSQL takes `password` and `sslpassword` in the query, Redis `pass`.
fn is_secret(name: &str) -> bool {
    name.to_ascii_lowercase().contains("pass")
}

fn mask_all(text: &str) -> String {
    match text.split_once("://") {
        Some((scheme, _)) if scheme.chars().all(|c| c.is_ascii_alphanumeric() || c == '+') => {
            format!("{scheme}://{MASK}")
        }
        _ => MASK.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_password_of_a_url_is_masked() {
        assert_eq!(masked("postgres://ann:hunter2@db:5432/press"), "postgres://ann:****@db:5432/press");
        assert_eq!(masked("redis://:hunter2@cache/0"), "redis://:****@cache/0");
        assert_eq!(masked("postgres://db/press?user=ann"), "postgres://db/press?user=ann");
        assert_eq!(masked("sqlite://data/a@b.db?mode=rwc"), "sqlite://data/a@b.db?mode=rwc");
    }

    #[test]
    fn a_password_in_the_query_is_masked() {
        assert_eq!(masked("postgres://db/press?password=hunter2&a=b"), "postgres://db/press?password=****&a=b");
    }

    #[test]
    fn a_password_that_breaks_its_url_is_masked_too() {
        for url in [
            "postgres://ann:hun/ter2@db/press",
            "postgres://ann:12/hunter2@db/press",
            "postgres://ann:12#hunter2@db/press",
            "postgres://ann:12?hunter2@db/press",
            "postgres://ann:h%zz hunter2@db:port/press",
            "postgres:ann:hunter2@db",
            "ann:hunter2@db",
        ] {
            assert!(!masked(url).contains("ter2"), "{url} became {}", masked(url));
        }
    }
}
