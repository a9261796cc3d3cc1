//! Secrets, and what is signed with them: symmetric keys and `v1` signatures of Standard Webhooks.
//!
//! A secret is an HMAC of the webhook's id and a salt, with a key that is derived from `auth.secret_key`: whoever copies the database
//! has no secret, and another salt makes another secret.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};

use crate::{
    Context,
    ids::{EventId, WebhookId},
    platform::{
        secret::random_token,
        signature::{Key, PREFIX},
    },
};

/// Most former secrets that sign at a time: whoever rotates more often than that has let the oldest go.
const FORMER_MAX: usize = 3;

/// Of what the present secret of a webhook is made, and the former ones while they still sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Salts {
    pub present: String,
    /// The last one first.
    pub former: Vec<Former>,
}

/// Of what a former secret is made, and until when it signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Former {
    pub salt: String,
    pub until: DateTime<Utc>,
}

impl Salts {
    /// As the database has them: each former one with the microsecond at which it ends; one without ends at `until`.
    pub(super) fn read(
        present: String,
        former: Option<&str>,
        until: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Self {
        let one = |text: &str| {
            let (salt, until) = match text.split_once(':') {
                Some((salt, end)) => (salt, DateTime::from_timestamp_micros(end.parse().ok()?)),
                None => (text, until),
            };
            Some(Former { salt: salt.to_owned(), until: until.filter(|until| *until > now)? })
        };
        Self { present, former: former.unwrap_or_default().split_ascii_whitespace().filter_map(one).collect() }
    }

    /// Those behind a rotation: what signs now does so until then, and those before it as long as they would have.
    pub(super) fn rotated(self, salt: String, until: DateTime<Utc>) -> Self {
        let mut former = vec![Former { salt: self.present, until }];
        former.extend(self.former);
        former.truncate(FORMER_MAX);
        Self { present: salt, former }
    }

    /// The former ones, as the database has them: the last one without its end, which the row has, so that the last release reads it.
    pub(super) fn written(&self) -> String {
        let one = |(at, it): (usize, &Former)| match at {
            0 => it.salt.clone(),
            _ => format!("{}:{}", it.salt, it.until.timestamp_micros()),
        };
        self.former.iter().enumerate().map(one).collect::<Vec<_>>().join(" ")
    }
}

/// A new salt.
pub(super) fn salt(cx: &Context) -> String {
    random_token(&*cx.deps.entropy)
}

/// The secret as receivers keep it.
pub(super) fn shown(cx: &Context, webhook: WebhookId, salt: &str) -> String {
    format!("{PREFIX}{}", STANDARD.encode(key(cx, webhook, salt)))
}

/// The value of `webhook-signature`: one signature, and one for each former secret that still counts.
pub(super) fn signatures(
    cx: &Context,
    webhook: WebhookId,
    salts: &Salts,
    event: EventId,
    timestamp: i64,
    body: &str,
) -> String {
    let all = std::iter::once(&salts.present).chain(salts.former.iter().map(|it| &it.salt));
    let (event, body) = (event.to_string(), body.as_bytes());
    all.map(|salt| Key::of(&key(cx, webhook, salt)).sign(&event, timestamp, body)).collect::<Vec<_>>().join(" ")
}

fn key(cx: &Context, webhook: WebhookId, salt: &str) -> [u8; 32] {
    cx.deps.secrets.derived_key("webhook-secret", &format!("{webhook}:{salt}"))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn hour(hours: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(hours)
    }

    #[test]
    fn former_secrets_sign_as_long_as_they_were_to_and_no_more_than_some_do() {
        let first = Salts { present: "a".to_owned(), former: Vec::new() };
        let third = first.rotated("b".to_owned(), hour(24)).rotated("c".to_owned(), hour(25));
        let read = |now| Salts::read("c".to_owned(), Some(&third.written()), Some(hour(25)), now);
        assert_eq!(read(hour(1)), third);
        let left = |now| read(now).former.into_iter().map(|it| it.salt).collect::<Vec<_>>();
        assert_eq!([left(hour(23)), left(hour(24)), left(hour(25))], [vec!["b", "a"], vec!["b"], vec![]]);
        let many = (0..9).fold(third, |salts, n| salts.rotated(n.to_string(), hour(26)));
        assert_eq!((many.present.as_str(), many.former.len()), ("8", FORMER_MAX));
    }

    #[test]
    fn one_that_was_written_without_an_end_has_that_of_all() {
        let read = |now| Salts::read("b".to_owned(), Some("a"), Some(hour(24)), now).former.len();
        assert_eq!((read(hour(1)), read(hour(24))), (1, 0));
        assert!(Salts::read("b".to_owned(), None, None, hour(1)).former.is_empty());
    }
}
