//! Streams of server-sent events, read by a parser that is not ours.

use std::{pin::Pin, time::Duration};

use eventsource_stream::{Event, Eventsource};
use futures::{Stream, StreamExt};
use reqwest::{Response, header::HeaderMap};
use serde_json::Value;
use tokio::time::timeout;

/// How long to wait for an event at most.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open stream of events. Dropping it closes the connection.
pub struct Events {
    /// The headers of the answer.
    pub headers: HeaderMap,
    events: Pin<Box<dyn Stream<Item = Event> + Send>>,
}

/// One event.
#[derive(Debug, Clone)]
pub struct Told {
    /// Its name.
    pub name: String,
    /// Its id.
    pub id: String,
    /// What it says; null when it says nothing.
    pub data: Value,
}

impl Events {
    pub(crate) fn of(response: Response) -> Self {
        let headers = response.headers().clone();
        // A connection that breaks is an end like any other.
        let events = response.bytes_stream().eventsource().take_while(|event| std::future::ready(event.is_ok()));
        Self { headers, events: Box::pin(events.filter_map(async |event| event.ok())) }
    }

    /// The next event; none when the stream has ended.
    pub async fn next(&mut self) -> Option<Told> {
        let event = timeout(PATIENCE, self.events.next()).await;
        let Event { event, id, data, .. } = event.unwrap_or_else(|_| panic!("waited too long for an event"))?;
        let data = if data.is_empty() { Value::Null } else { serde_json::from_str(&data).unwrap() };
        Some(Told { name: event, id, data })
    }

    /// The next event, which has to have this name.
    pub async fn expect(&mut self, name: &str) -> Told {
        let told = self.next().await.unwrap_or_else(|| panic!("the stream ended before {name}"));
        assert_eq!(told.name, name, "{told:?}");
        told
    }

    /// The next event of this name, whatever comes before it.
    pub async fn until(&mut self, name: &str) -> Told {
        loop {
            let told = self.next().await.unwrap_or_else(|| panic!("the stream ended before {name}"));
            if told.name == name {
                return told;
            }
        }
    }

    /// The last event, which says why the stream ends.
    pub async fn ended(&mut self, code: &str) {
        let last = self.until("end").await;
        assert_eq!(last.data["code"], code, "{last:?}");
        let request = self.headers["x-request-id"].to_str().unwrap();
        assert_eq!(last.data["requestId"], request, "the end names the request as its answer did");
        assert!(self.next().await.is_none(), "nothing comes after the end");
    }
}
