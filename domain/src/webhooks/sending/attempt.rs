//! The request, and what came back.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::{
    Context,
    platform::outbound::{Answer, Outgoing, Trouble},
    webhooks::{Attempt, Delivery, schedule, secret, store::Kept},
};

/// How much of an answer's body is kept, in bytes. No more is read.
const BODY_KEPT: usize = 16 * 1024;

/// How much of an answer's headers is kept, in bytes.
const HEADERS_KEPT: usize = 8 * 1024;

/// What came of an attempt.
pub(super) struct Came {
    /// The attempt, but for its number.
    pub attempt: Attempt,
    /// How long the receiver wants to be left alone.
    pub asked: Option<Duration>,
}

/// Sends a delivery to its webhook. That nothing came back is an outcome like any other.
pub(super) async fn make(cx: &Context, kept: &Kept, delivery: &Delivery) -> Came {
    let sent_at = cx.deps.clock.now();
    let outcome = post(cx, kept, delivery, sent_at).await;
    let now = cx.deps.clock.now();
    let millis = i32::try_from((now - sent_at).num_milliseconds()).unwrap_or(i32::MAX);
    let url = kept.webhook.url.clone();
    let blank = Attempt { number: 0, url, sent_at, millis, status: None, headers: None, body: None, error: None };
    match outcome {
        Ok(answer) => answered(blank, answer, now),
        Err(trouble) => {
            let attempt =
                Attempt { status: trouble.status().map(i32::from), error: Some(trouble.to_string()), ..blank };
            Came { attempt, asked: None }
        }
    }
}

async fn post(cx: &Context, kept: &Kept, delivery: &Delivery, sent_at: DateTime<Utc>) -> Result<Answer, Trouble> {
    // Once more, as the settings are now.
    let url = cx.deps.outbound.target(&kept.webhook.url).map_err(|_| Trouble::Forbidden)?;
    let timestamp = sent_at.timestamp();
    let signature = secret::signatures(cx, kept.webhook.id, &kept.salts, delivery.event_id, timestamp, &delivery.body);
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("webhook-id", delivery.event_id.to_string()),
        ("webhook-timestamp", timestamp.to_string()),
        ("webhook-signature", signature),
    ];
    let outgoing = Outgoing { url: &url, headers: &headers, body: delivery.body.clone() };
    cx.deps.outbound.post(&outgoing, cx.settings().webhooks.timeout, BODY_KEPT).await
}

fn answered(blank: Attempt, answer: Answer, now: DateTime<Utc>) -> Came {
    let asked = schedule::retry_after(answer.status, &answer.headers, now);
    let error = match answer.status {
        200..=299 => None,
        300..=399 => Some(format!("it answered with {}; redirects are not followed", answer.status)),
        status => Some(format!("it answered with {status}")),
    };
    let body = Some(storable(&String::from_utf8_lossy(&answer.body)));
    let (status, headers) = (Some(i32::from(answer.status)), Some(bounded(answer.headers)));
    Came { attempt: Attempt { status, headers, body, error, ..blank }, asked }
}

/// The first headers, as many as are kept.
fn bounded(headers: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut length = 0;
    let fits = |(name, value): &(String, String)| {
        length += name.len() + value.len();
        length <= HEADERS_KEPT
    };
    headers.into_iter().take_while(fits).map(|(name, value)| (name, storable(&value))).collect()
}

/// PostgreSQL has no NUL.
fn storable(text: &str) -> String {
    text.replace('\0', "\u{FFFD}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn came(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Came {
        let blank = Attempt {
            number: 0,
            url: "https://hooks.example/".to_owned(),
            sent_at: DateTime::UNIX_EPOCH,
            millis: 1,
            status: None,
            headers: None,
            body: None,
            error: None,
        };
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        answered(blank, Answer { status, headers, body: body.to_vec(), is_cut: false }, DateTime::UNIX_EPOCH)
    }

    #[test]
    fn only_2xx_is_success() {
        for status in [200, 201, 202, 204, 299] {
            assert_eq!(came(status, &[], b"").attempt.error, None, "{status}");
        }
        for status in [100, 301, 302, 307, 400, 404, 410, 429, 500, 503] {
            assert!(came(status, &[], b"").attempt.error.is_some(), "{status}");
        }
    }

    #[test]
    fn what_came_back_can_be_stored_whatever_it_was() {
        let came = came(503, &[("retry-after", "7"), ("x-long", &"a".repeat(9000)), ("x-last", "b")], b"a\0\xff");
        assert_eq!(came.asked, Some(Duration::from_secs(7)));
        assert_eq!(came.attempt.body.as_deref(), Some("a\u{FFFD}\u{FFFD}"));
        assert_eq!(came.attempt.headers.unwrap(), [("retry-after".to_owned(), "7".to_owned())]);
    }
}
