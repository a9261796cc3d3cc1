//! Asking one by one, to see whether answers are what they should be.

use std::time::Duration;

use presswork_domain::platform::tls;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use serde_json::Value;

use super::requests::Request;
use crate::Result;

/// A debug build under a profiler is slow.
const PATIENCE: Duration = Duration::from_mins(1);

/// An answer.
pub(crate) struct Answer {
    pub status: u16,
    pub tag: Option<String>,
    pub body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Result<Value> {
        Ok(serde_json::from_slice(&self.body)?)
    }

    /// Its beginning, to be shown.
    pub(crate) fn shown(&self) -> String {
        let text = String::from_utf8_lossy(&self.body);
        format!("{} {}", self.status, text.chars().take(300).collect::<String>())
    }
}

/// Who asks.
#[derive(Clone)]
pub(crate) struct Client(reqwest::Client);

impl Client {
    pub(crate) fn new() -> Result<Self> {
        Self::keeping(usize::MAX)
    }

    /// One that keeps at most so many connections to a server when it does not need them.
    pub(crate) fn keeping(connections: usize) -> Result<Self> {
        tls::install_provider();
        let client = reqwest::Client::builder().no_proxy().timeout(PATIENCE).pool_max_idle_per_host(connections);
        Ok(Self(client.redirect(reqwest::redirect::Policy::none()).build()?))
    }

    /// Sends a request of a load.
    pub(crate) async fn ask(&self, base: &str, request: &Request) -> Result<Answer> {
        let method = request.method.parse::<reqwest::Method>()?;
        let mut asked = self.0.request(method, format!("{base}{}", request.address));
        if let Some(token) = &request.token {
            asked = asked.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(tag) = &request.tag {
            asked = asked.header(IF_NONE_MATCH, tag);
        }
        if let Some(body) = &request.body {
            asked = asked.header(CONTENT_TYPE, "application/json").body(body.to_string());
        }
        let answer = asked.send().await?;
        let tag = answer.headers().get(ETAG).and_then(|tag| tag.to_str().ok()).map(str::to_owned);
        Ok(Answer { status: answer.status().as_u16(), tag, body: answer.bytes().await?.to_vec() })
    }

    /// Whether an address answers 200.
    pub(crate) async fn is_well(&self, url: &str) -> bool {
        self.0.get(url).send().await.is_ok_and(|answer| answer.status() == 200)
    }
}
