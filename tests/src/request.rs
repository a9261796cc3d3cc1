//! A request in the making.

use futures::StreamExt;
use reqwest::{Body, Method, RequestBuilder};
use serde_json::Value;

use crate::{Events, Reply, actor::Wire};

/// A request that has not been sent.
pub struct Request(RequestBuilder);

impl Request {
    pub(crate) fn new(wire: &Wire, method: &str, path: &str) -> Self {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        Self(wire.client.request(method, format!("{}{path}", wire.base)))
    }

    /// Adds a header.
    #[must_use]
    pub fn header(self, name: &str, value: &str) -> Self {
        Self(self.0.header(name, value))
    }

    /// Sets a JSON body.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        Self(self.0.json(body))
    }

    /// Sets a body of any bytes, without a content type.
    #[must_use]
    pub fn body(self, body: impl Into<Vec<u8>>) -> Self {
        Self(self.0.body(body.into()))
    }

    /// Sets a body whose length the server is not told.
    #[must_use]
    pub fn chunks(self, pieces: Vec<Vec<u8>>) -> Self {
        let stream = futures::stream::iter(pieces.into_iter().map(Ok::<_, std::io::Error>));
        Self(self.0.body(Body::wrap_stream(stream)))
    }

    /// Sets a body that begins, and never ends.
    #[must_use]
    pub fn first_then_silence(self, first: Vec<u8>) -> Self {
        let stream = futures::stream::iter([Ok::<_, std::io::Error>(first)]).chain(futures::stream::pending());
        Self(self.0.body(Body::wrap_stream(stream)))
    }

    /// Sends it and reads the whole answer.
    pub async fn send(self) -> Reply {
        let sent = self.try_send().await;
        sent.unwrap_or_else(|error| panic!("no answer: {error:?}"))
    }

    /// Sends it and reads the answer as the events that come.
    pub async fn follow(self) -> Events {
        let response = self.0.header("accept", "text/event-stream").send().await.unwrap();
        assert_eq!(response.status(), 200, "{}", response.text().await.unwrap());
        Events::of(response)
    }

    /// The same, for servers that may be dead.
    ///
    /// # Errors
    /// The connection's.
    pub async fn try_send(self) -> Result<Reply, reqwest::Error> {
        let response = self.0.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Reply { status, headers, body: response.bytes().await?.to_vec() })
    }
}
