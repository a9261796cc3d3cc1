//! Sockets that speak `graphql-transport-ws`, by a client library that is not ours.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest, http::HeaderValue},
};
use url::Url;

/// How long to wait for a message at most.
const PATIENCE: Duration = Duration::from_secs(20);

/// The subprotocol.
pub const PROTOCOL: &str = "graphql-transport-ws";

/// An open socket. Dropping it closes the connection.
pub struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    /// Opens one with these headers; the status of the answer when it is refused.
    ///
    /// # Errors
    /// The status.
    pub async fn open(base: &str, headers: &[(&'static str, &str)]) -> Result<Self, u16> {
        let url = Url::parse(base).unwrap();
        let address = (url.host_str().unwrap().to_owned(), url.port().unwrap());
        let stream = TcpStream::connect(address).await.unwrap();
        let mut request = format!("{}/graphql", base.replace("http://", "ws://")).into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, HeaderValue::from_str(value).unwrap());
        }
        match client_async(request, stream).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// Sends a message.
    pub async fn send(&mut self, message: Value) {
        self.send_raw(Message::text(message.to_string())).await;
    }

    /// Sends whatever it is.
    pub async fn send_raw(&mut self, message: Message) {
        // The server may have closed the connection already; what it said is read then.
        let _ = self.0.send(message).await;
    }

    /// Begins an operation.
    pub async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        let payload = json!({ "query": query, "variables": variables });
        self.send(json!({ "type": "subscribe", "id": id, "payload": payload })).await;
    }

    /// Introduces itself.
    pub async fn introduce(&mut self, payload: Value) {
        self.send(json!({ "type": "connection_init", "payload": payload })).await;
        self.expect("connection_ack").await;
    }

    /// The next message, or the code and reason of the close.
    ///
    /// # Errors
    /// The code and reason with which the server has closed.
    pub async fn next(&mut self) -> Result<Value, (u16, String)> {
        loop {
            let message = timeout(PATIENCE, self.0.next()).await;
            match message.unwrap_or_else(|_| panic!("waited too long for a message")) {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(text.as_str()).unwrap()),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(None))) => return Err((1005, String::new())),
                Some(Ok(Message::Close(Some(frame)))) => {
                    return Err((u16::from(frame.code), frame.reason.as_str().to_owned()));
                }
                other => return Err((0, format!("{other:?}"))),
            }
        }
    }

    /// The next message, which has to be of this type.
    pub async fn expect(&mut self, kind: &str) -> Value {
        let message = self.next().await.unwrap_or_else(|close| panic!("closed before {kind}: {close:?}"));
        assert_eq!(message["type"], kind, "{message}");
        message
    }

    /// The close, whatever comes before it; its reason.
    pub async fn closed(&mut self, code: u16) -> String {
        loop {
            if let Err((found, reason)) = self.next().await {
                assert_eq!(found, code, "{reason}");
                return reason;
            }
        }
    }
}
