//! Events, as they are read.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use serde_json::value::RawValue;

use super::EventType;
use crate::{Error, Result, ids::EventId};

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its id: whoever hears of an event twice knows by it.
    pub id: EventId,
    /// Its place among all events, from 1: strictly growing in the order in which they can be read.
    pub seq: i64,
    /// What happened.
    pub kind: EventType,
    /// Of which version `data` is.
    pub version: i32,
    /// What it happened to: JSON.
    pub data: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The trace and the id of the request that caused it, as [`crate::trace::Trace::taken_up`] reads them.
    pub trace: String,
}

/// Which events to list.
#[derive(Debug, Clone, Default)]
pub struct EventFilter {
    /// Only of this type, by its name.
    pub kind: Option<String>,
}

impl Event {
    /// The event as webhooks send it: the same members as in the API.
    ///
    /// # Errors
    /// `internal` when `data` is no JSON.
    pub fn body(&self) -> Result<String> {
        let data: &RawValue = serde_json::from_str(&self.data).map_err(Error::internal)?;
        let body = Body {
            id: self.id.to_string(),
            kind: self.kind.as_str(),
            version: self.version,
            seq: self.seq,
            timestamp: self.at.to_rfc3339_opts(SecondsFormat::Micros, true),
            data,
        };
        serde_json::to_string(&body).map_err(Error::internal)
    }
}

#[derive(Serialize)]
struct Body<'a> {
    id: String,
    #[serde(rename = "type")]
    kind: &'a str,
    version: i32,
    seq: i64,
    timestamp: String,
    data: &'a RawValue,
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_event_is_sent_as_what_it_is() {
        let event = Event {
            id: EventId::from_uuid(Uuid::from_u128(7)),
            seq: 42,
            kind: EventType::UserDeleted,
            version: 1,
            data: r#"{"userId":"user_1"}"#.to_owned(),
            at: DateTime::UNIX_EPOCH,
            trace: String::new(),
        };
        assert_eq!(
            event.body().unwrap(),
            r#"{"id":"evt_00000000000000000000000007","type":"user.deleted","version":1,"seq":42,"timestamp":"1970-01-01T00:00:00.000000Z","data":{"userId":"user_1"}}"#
        );
    }
}
