//! What only production refuses: conveniences of development that would harm others. Each says what to do.

use super::{DefaultRole, Settings, auth::HOW_TO_SET_THE_KEY, faults::Faults, masking::masked};

/// The key in `development.toml` and `test.toml`, which everybody can read.
const DEVELOPMENT_KEY: &str = "development-only-key-that-everybody-knows";

/// Bytes of the shortest key: the length of an HMAC-SHA-256 (RFC 2104, section 3, discourages anything shorter).
const SHORTEST_KEY: usize = 32;

/// The least work factor of bcrypt that OWASP's Password Storage Cheat Sheet accepts.
const LEAST_BCRYPT_COST: u32 = 10;

/// Refuses what may be convenient, but not in production.
pub(super) fn refuse(settings: &Settings, faults: &mut Faults) {
    secret_key(settings, faults);
    public_url(settings, faults);
    let cost = settings.auth.bcrypt_cost;
    faults.require(cost >= LEAST_BCRYPT_COST, "auth.bcrypt_cost", "at least 10 in production", &cost);
    let role = settings.accounts.default_role;
    let harmless = !matches!(role, DefaultRole::Moderator | DefaultRole::Admin);
    let expected = "member, author or editor in production (raise single accounts afterwards)";
    faults.require(harmless, "accounts.default_role", expected, &role.as_str());
    let mailbox = settings.docs.dev_mailbox;
    let expected = "false in production, since it shows everybody's mail to anyone";
    faults.require(!mailbox, "docs.dev_mailbox", expected, &mailbox);
}

/// Never shows the key. An empty one is refused everywhere, by its section.
fn secret_key(settings: &Settings, faults: &mut Faults) {
    let key = settings.auth.secret_key.expose();
    let fault = if key == DEVELOPMENT_KEY {
        "this is the key of development, which is public".to_owned()
    } else if !key.is_empty() && key.len() < SHORTEST_KEY {
        format!("expected at least {SHORTEST_KEY} bytes, found {}", key.len())
    } else {
        return;
    };
    faults.refuse("auth.secret_key", format!("{fault}; {HOW_TO_SET_THE_KEY}"));
}

fn public_url(settings: &Settings, faults: &mut Faults) {
    let url = masked(&settings.http.public_url);
    if url.is_empty() {
        let how = "set PRESSWORK__HTTP__PUBLIC_URL to the https:// address that clients use";
        faults.refuse("http.public_url", format!("expected an address in production, found none; {how}"));
    } else if !url.starts_with("https://") && !settings.http.allow_insecure_public_url {
        let how = "if plain HTTP is meant, set PRESSWORK__HTTP__ALLOW_INSECURE_PUBLIC_URL=true";
        faults.refuse("http.public_url", format!("expected https:// in production, found {url:?}; {how}"));
    }
}

#[cfg(test)]
mod tests {
    use super::DEVELOPMENT_KEY;
    use crate::platform::settings::{
        Environment,
        testing::{PRODUCTION, problems, settings},
    };

    /// The problems of an otherwise good production with these variables.
    fn refused(variables: &[(&str, &str)]) -> String {
        problems(&[&PRODUCTION[..], variables].concat())
    }

    #[test]
    fn production_starts_with_a_key_and_a_public_url() {
        assert_eq!(settings(&PRODUCTION).environment, Environment::Production);
    }

    #[test]
    fn production_without_its_own_values_names_every_one_and_what_to_do() {
        let expected = "\
auth.secret_key: expected a random text, found none; set PRESSWORK__AUTH__SECRET_KEY, for instance to what `openssl rand -base64 48` prints (from config/default.toml)
http.public_url: expected an address in production, found none; set PRESSWORK__HTTP__PUBLIC_URL to the https:// address that clients use (from config/default.toml)";
        assert_eq!(problems(&[("PRESSWORK_ENV", "production")]), expected);
    }

    #[test]
    fn the_known_key_is_the_one_in_the_files_and_is_refused() {
        for environment in ["development", "test"] {
            let settings = settings(&[("PRESSWORK_ENV", environment)]);
            assert_eq!(settings.auth.secret_key.expose(), DEVELOPMENT_KEY);
        }
        let refused = refused(&[("PRESSWORK__AUTH__SECRET_KEY", DEVELOPMENT_KEY)]);
        assert!(refused.contains("key of development") && !refused.contains(DEVELOPMENT_KEY), "{refused}");
    }

    #[test]
    fn a_short_key_is_refused_without_showing_it() {
        let refused = refused(&[("PRESSWORK__AUTH__SECRET_KEY", "correct-horse-battery-staple-31")]);
        assert!(refused.starts_with("auth.secret_key: expected at least 32 bytes, found 31;"), "{refused}");
        assert!(!refused.contains("horse"), "{refused}");
    }

    #[test]
    fn a_plain_public_url_has_to_be_meant() {
        let plain = ("PRESSWORK__HTTP__PUBLIC_URL", "http://press.example");
        assert!(refused(&[plain]).contains("PRESSWORK__HTTP__ALLOW_INSECURE_PUBLIC_URL=true"));
        settings(&[&PRODUCTION[..], &[plain, ("PRESSWORK__HTTP__ALLOW_INSECURE_PUBLIC_URL", "true")]].concat());
    }

    #[test]
    fn conveniences_of_development_are_refused() {
        for (name, value, key) in [
            ("PRESSWORK__AUTH__BCRYPT_COST", "9", "auth.bcrypt_cost"),
            ("PRESSWORK__ACCOUNTS__DEFAULT_ROLE", "moderator", "accounts.default_role"),
            ("PRESSWORK__ACCOUNTS__DEFAULT_ROLE", "admin", "accounts.default_role"),
            ("PRESSWORK__DOCS__DEV_MAILBOX", "true", "docs.dev_mailbox"),
        ] {
            let refused = refused(&[(name, value)]);
            assert!(refused.starts_with(key) && refused.contains("in production"), "{refused}");
            settings(&[(name, value)]);
        }
    }
}
