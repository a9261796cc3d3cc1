//! One connection: how it is opened, and what it hears.

use eventsource_stream::{Event, Eventsource};
use futures::{SinkExt, StreamExt, future::ready, stream::BoxStream};
use reqwest::header::{ACCEPT, AUTHORIZATION, SEC_WEBSOCKET_PROTOCOL};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest, http::HeaderValue},
};

use crate::Result;

/// How to listen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `/v1/stream`.
    Events,
    /// `graphql-transport-ws`.
    Socket,
}

impl Kind {
    pub(crate) const BOTH: [Self; 2] = [Self::Events, Self::Socket];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Events => "server-sent events",
            Self::Socket => "WebSockets",
        }
    }
}

/// The ids of comments as they are heard. Dropping it closes the connection.
pub(crate) type Comments = BoxStream<'static, Result<String>>;

/// Opens a connection that follows a post.
pub(crate) async fn open(
    kind: Kind,
    client: &reqwest::Client,
    base: &str,
    token: &str,
    post: &str,
) -> Result<Comments> {
    match kind {
        Kind::Events => events(client, base, token, post).await,
        Kind::Socket => {
            let address = base.trim_start_matches("http://");
            let query = format!("subscription {{ commentAdded(id: \"{post}\") {{ id html author {{ username }} }} }}");
            let socket = subscribed(TcpStream::connect(address).await?, base, token, &query).await?;
            Ok(socket.filter_map(|message| ready(added(message.map_err(Into::into)))).boxed())
        }
    }
}

async fn events(client: &reqwest::Client, base: &str, token: &str, post: &str) -> Result<Comments> {
    let request = client.get(format!("{base}/v1/stream?topics=post:{post}")).bearer_auth(token);
    let answer = request.header(ACCEPT, "text/event-stream").send().await?;
    if answer.status() != 200 {
        return Err(format!("{}: {}", answer.status(), answer.text().await?).into());
    }
    let mut events = Box::pin(answer.bytes_stream().eventsource());
    while events.next().await.ok_or("a stream ended before it was ready")??.event != "ready" {}
    Ok(events.filter_map(|event| ready(commented(event.map_err(Into::into)))).boxed())
}

/// A socket, introduced, on which an operation has been asked for.
pub(crate) async fn subscribed(
    stream: TcpStream,
    base: &str,
    token: &str,
    query: &str,
) -> Result<WebSocketStream<TcpStream>> {
    let mut request = format!("{}/graphql", base.replace("http://", "ws://")).into_client_request()?;
    request.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static("graphql-transport-ws"));
    request.headers_mut().insert(AUTHORIZATION, format!("Bearer {token}").parse()?);
    let (mut socket, _) = client_async(request, stream).await?;
    socket.send(Message::text(json!({ "type": "connection_init" }).to_string())).await?;
    let ack = socket.next().await.ok_or("a socket ended before it was introduced")??;
    if !ack.to_text()?.contains("connection_ack") {
        return Err(format!("a socket is not introduced: {ack}").into());
    }
    let asked = json!({ "type": "subscribe", "id": "1", "payload": { "query": query } });
    socket.send(Message::text(asked.to_string())).await?;
    Ok(socket)
}

/// The comment that an event tells of; an error, when the stream ends with it.
fn commented(event: Result<Event>) -> Option<Result<String>> {
    match event {
        Ok(event) if event.event == "commentAdded" => Some(id_in(&event.data, "/id")),
        Ok(event) if event.event == "end" => Some(Err(event.data.into())),
        Ok(_) => None,
        Err(error) => Some(Err(error)),
    }
}

/// The same of a message.
fn added(message: Result<Message>) -> Option<Result<String>> {
    match message {
        Ok(Message::Text(text)) => Some(id_in(&text, "/payload/data/commentAdded/id")),
        Ok(Message::Close(why)) => Some(Err(format!("closed: {why:?}").into())),
        Ok(_) => None,
        Err(error) => Some(Err(error)),
    }
}

fn id_in(text: &str, pointer: &str) -> Result<String> {
    let told: Value = serde_json::from_str(text)?;
    let id = told.pointer(pointer).and_then(Value::as_str).ok_or_else(|| format!("no comment: {text}"))?;
    Ok(id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_comment_is_not_heard_and_an_end_is_an_error() {
        let event = |name: &str, data: &str| {
            Ok(Event { event: name.to_owned(), data: data.to_owned(), id: String::new(), retry: None })
        };
        assert_eq!(commented(event("commentAdded", r#"{"id":"comment_1"}"#)).unwrap().unwrap(), "comment_1");
        assert!(commented(event("reactionsChanged", "{}")).is_none());
        assert!(commented(event("end", "{}")).unwrap().is_err());
        let next = r#"{"type":"next","id":"1","payload":{"data":{"commentAdded":{"id":"comment_2"}}}}"#;
        assert_eq!(added(Ok(Message::text(next))).unwrap().unwrap(), "comment_2");
        assert!(added(Ok(Message::text(r#"{"type":"complete","id":"1"}"#))).unwrap().is_err());
    }
}
