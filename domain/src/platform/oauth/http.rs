//! Asking a provider: soon, in small answers of JSON, and without following anybody elsewhere.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, header, redirect::Policy};
use serde::de::DeserializeOwned;
use url::{Url, form_urlencoded::Serializer};

use super::refused;
use crate::{Error, Result};

/// The longest that a provider may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The largest answer, in bytes.
const LARGEST: usize = 512 * 1024;

pub struct Http(Client);

impl Http {
    pub fn new() -> Result<Self> {
        let agent = concat!("Presswork/", env!("CARGO_PKG_VERSION"));
        let client = Client::builder().redirect(Policy::none()).timeout(TIMEOUT).user_agent(agent);
        Ok(Self(client.build().map_err(Error::internal)?))
    }

    pub async fn get<T: DeserializeOwned>(&self, url: &Url, bearer: Option<&str>) -> Result<T> {
        let request = self.0.get(url.clone());
        answer(bearer.into_iter().fold(request, RequestBuilder::bearer_auth)).await
    }

    /// A form, with the name and secret in the head where the provider wants them there.
    pub async fn post<T: DeserializeOwned>(
        &self,
        url: &Url,
        form: &[(&str, &str)],
        basic: Option<(&str, &str)>,
    ) -> Result<T> {
        let body = Serializer::new(String::new()).extend_pairs(form).finish();
        let request = self.0.post(url.clone()).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let request = match basic {
            Some((name, secret)) => request.basic_auth(encoded(name), Some(encoded(secret))),
            None => request,
        };
        answer(request.body(body)).await
    }
}

async fn answer<T: DeserializeOwned>(request: RequestBuilder) -> Result<T> {
    let away = |error: reqwest::Error| Error::unavailable("provider", error.without_url());
    let mut response = request.header(header::ACCEPT, "application/json").send().await.map_err(away)?;
    let status = response.status();
    if status.is_server_error() {
        return Err(Error::unavailable("provider", format!("it answered {status}")));
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(away)? {
        if body.len() + chunk.len() > LARGEST {
            return Err(refused("the answer is too large"));
        }
        body.extend_from_slice(&chunk);
    }
    if !status.is_success() {
        // Not the body: it may repeat what was sent.
        return Err(refused(format_args!("it answered {status}")));
    }
    serde_json::from_slice(&body).map_err(|error| refused(format_args!("an answer that can't be read: {error}")))
}
