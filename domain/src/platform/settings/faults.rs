//! What sections find wrong with their values, collected so that all is reported together.

use std::{fmt::Debug, ops::RangeInclusive, time::Duration};

/// A collector for `validate`: the key at fault and a sentence. The loader adds where the value came from.
#[derive(Debug, Default)]
pub struct Faults(Vec<(&'static str, String)>);

impl Faults {
    /// Refuses the value unless the condition holds. `expected` reads on from "expected" and may say what to do.
    pub fn require(&mut self, holds: bool, key: &'static str, expected: &str, found: &impl Debug) {
        if !holds {
            self.refuse(key, format!("expected {expected}, found {found:?}"));
        }
    }

    /// Refuses a number outside of the range.
    pub fn within<T: PartialOrd + Debug + Copy>(&mut self, key: &'static str, value: T, range: RangeInclusive<T>) {
        let expected = format!("a number from {:?} to {:?}", range.start(), range.end());
        self.require(range.contains(&value), key, &expected, &value);
    }

    /// Refuses a duration outside of the range.
    pub fn lasts(&mut self, key: &'static str, value: Duration, range: RangeInclusive<Duration>) {
        if !range.contains(&value) {
            let [least, most, found] = [*range.start(), *range.end(), value].map(humantime::format_duration);
            self.refuse(key, format!("expected a duration from {least} to {most}, found {found}"));
        }
    }

    /// Refuses with a sentence of its own, for values that must not be shown.
    pub fn refuse(&mut self, key: &'static str, message: impl Into<String>) {
        self.0.push((key, message.into()));
    }

    /// What was found: keys and sentences.
    pub(super) fn into_vec(self) -> Vec<(&'static str, String)> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use crate::platform::settings::testing::problems;

    /// A value beyond each limit. The key is that of the variable, so this also proves that the sections name their keys
    /// as the files do.
    const BEYOND: &[(&str, &str)] = &[
        ("HTTP__HOST", "not a host"),
        ("HTTP__PUBLIC_URL", "https://press.example/"),
        ("HTTP__WORKERS", "1025"),
        ("HTTP__BODY_LIMIT_BYTES", "1023"),
        ("HTTP__JSON_DEPTH", "3"),
        ("HTTP__REQUEST_TIMEOUT", "0s"),
        ("HTTP__CLIENT_REQUEST_TIMEOUT", "2m"),
        ("HTTP__CLIENT_UNREAD_TIMEOUT", "0s"),
        ("HTTP__CLIENT_DISCONNECT_TIMEOUT", "2m"),
        ("HTTP__SHUTDOWN_DELAY", "2m"),
        ("HTTP__SHUTDOWN_GRACE", "2h"),
        ("HTTP__CORS_ORIGINS", "https://app.example,https://app.example/"),
        ("HTTP__FLOOD_PER_SECOND", "0"),
        ("HTTP__FLOOD_BURST", "0"),
        ("DATABASE__POOL_MAX", "1001"),
        ("DATABASE__POOL_MIN", "17"),
        ("DATABASE__ACQUIRE_TIMEOUT", "0s"),
        ("DATABASE__STATEMENT_LOG_SLOW", "0s"),
        ("DATABASE__SQLITE_BUSY_TIMEOUT", "2m"),
        ("REDIS__CA_CERTIFICATE", "/run/ca.pem"),
        ("REDIS__PREFIX", "a:b"),
        ("REDIS__CONNECT_TIMEOUT", "0s"),
        ("REDIS__RESPONSE_TIMEOUT", "0s"),
        ("STORAGE__DATA_DIR", ""),
        ("STORAGE__S3__BUCKET", "a/b"),
        ("STORAGE__S3__ENDPOINT", "storage.example"),
        ("STORAGE__S3__REGION", ""),
        ("STORAGE__S3__SECRET_ACCESS_KEY", "alone"),
        ("AUTH__SECRET_KEY", ""),
        ("AUTH__ISSUER", " "),
        ("AUTH__AUDIENCE", ""),
        ("AUTH__ACCESS_TOKEN_TTL", "25h"),
        ("AUTH__REFRESH_TOKEN_TTL", "14m"),
        ("AUTH__SESSION_TTL", "14m"),
        ("AUTH__PASSWORD_RESET_TTL", "25h"),
        ("AUTH__REAUTHENTICATION_TTL", "25h"),
        ("AUTH__BCRYPT_COST", "3"),
        ("AUTH__BCRYPT_PARALLELISM", "0"),
        ("AUTH__BCRYPT_WAITING", "100001"),
        ("AUTH__CLOCK_LEEWAY", "6m"),
        ("ACCOUNTS__INVITATION_TTL", "1s"),
        ("ACCOUNTS__SETUP_TTL", "25h"),
        ("ACCOUNTS__DELETION_GRACE", "367days"),
        ("THROTTLE__LOGIN_ATTEMPTS", "0"),
        ("THROTTLE__ACCOUNT_ATTEMPTS", "0"),
        ("THROTTLE__ADDRESS_ATTEMPTS", "0"),
        ("THROTTLE__REGISTRATIONS", "0"),
        ("THROTTLE__MAILS", "0"),
        ("THROTTLE__SLUGS", "0"),
        ("THROTTLE__ACCESS_TOKENS", "0"),
        ("THROTTLE__LONGEST_WAIT", "2h"),
        ("BUDGET__POINTS", "29"),
        ("BUDGET__ANONYMOUS_POINTS", "29"),
        ("BUDGET__WINDOW", "25h"),
        ("COMMUNITY__REACTIONS", "like,LOVE"),
        ("COMMUNITY__COMMENT_DEPTH", "21"),
        ("COMMUNITY__MENTIONS_MAX", "101"),
        ("MEDIA__MAX_BYTES", "1023"),
        ("MEDIA__MAX_PIXELS", "999999"),
        ("MEDIA__DECODE_MEMORY_BYTES", "1"),
        ("MEDIA__DECODE_PARALLELISM", "0"),
        ("MEDIA__DECODE_TIMEOUT", "6m"),
        ("MEDIA__TICKET_TTL", "1s"),
        ("MEDIA__UPLOAD_IDLE_TIMEOUT", "6m"),
        ("MEDIA__MAX_TICKETS", "0"),
        ("POSTS__AUTOSAVE_WINDOW", "25h"),
        ("POSTS__DELETED_KEPT", "1s"),
        ("SEARCH__LANGUAGE", "klingon"),
        ("NEWSLETTERS__MAILS_PER_MINUTE", "60001"),
        ("NEWSLETTERS__MAIL_EVENTS_SECRET", "whsec_short"),
        ("SEARCH__CANDIDATES", "49"),
        ("SYNDICATION__TITLE", " "),
        ("SYNDICATION__SITE_URL", "https://blog.example/"),
        ("SYNDICATION__ENTRIES", "101"),
        ("NOTIFICATIONS__READ_KEPT", "1s"),
        ("NOTIFICATIONS__UNREAD_KEPT", "1s"),
        ("MAIL__FROM", "nobody"),
        ("WEBHOOKS__MAX_ENDPOINTS", "0"),
        ("WEBHOOKS__TIMEOUT", "31s"),
        ("WEBHOOKS__ROTATION_OVERLAP", "32days"),
        ("WEBHOOKS__DISABLE_AFTER", "59m"),
        ("WEBHOOKS__KEPT", "2days"),
        ("JOBS__QUEUES", "bulk,bulk"),
        ("JOBS__CONCURRENCY", "0"),
        ("JOBS__HEARTBEAT", "16s"),
        ("JOBS__RETENTION__DEAD", "1s"),
        ("GRAPHQL__MAX_DEPTH", "0"),
        ("LOG__FILTER", ""),
        ("METRICS__LISTEN", "9464"),
        ("OTLP__ENDPOINT", "collector:4318"),
        ("OTLP__HEADERS", "authorization"),
        ("OTLP__SERVICE_NAME", ""),
        ("OTLP__SAMPLE_ONE_IN", "1000001"),
        ("OTLP__QUEUE_MAX", "0"),
        ("OTLP__TIMEOUT", "0s"),
    ];

    #[test]
    fn a_value_beyond_its_limit_is_refused_by_its_key_and_source() {
        for &(name, value) in BEYOND {
            let key = name.replace("__", ".").to_lowercase();
            let name = format!("PRESSWORK__{name}");
            let refused = problems(&[(&name, value)]);
            assert!(refused.starts_with(&format!("{key}: expected ")), "{refused}");
            assert!(refused.ends_with(&format!("(from {name})")) && refused.lines().count() == 1, "{refused}");
        }
    }

    #[test]
    fn a_refusal_says_the_range_in_the_units_of_the_file() {
        let refused = problems(&[("PRESSWORK__JOBS__HEARTBEAT", "16s"), ("PRESSWORK__AUTH__BCRYPT_COST", "32")]);
        let expected = "\
auth.bcrypt_cost: expected a number from 4 to 31, found 32 (from PRESSWORK__AUTH__BCRYPT_COST)
jobs.heartbeat: expected a duration from 100ms to 15s, found 16s (from PRESSWORK__JOBS__HEARTBEAT)";
        assert_eq!(refused, expected);
    }

    #[test]
    fn a_certificate_without_its_key_is_refused() {
        let refused = problems(&[("PRESSWORK__HTTP__TLS_CERTIFICATE", "/run/tls.pem")]);
        assert!(refused.starts_with("http.tls_key: expected both"), "{refused}");
    }
}
