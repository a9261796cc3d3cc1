//! `[realtime]`: streams of events, by SSE and by GraphQL subscriptions.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{duration, faults::Faults};

/// Streams of events, by SSE and by GraphQL subscriptions.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Realtime {
    /// Longest silence of a stream.
    #[serde(with = "duration")]
    pub heartbeat: Duration,
    /// Most topics of one stream.
    pub max_topics: usize,
    /// Most streams and sockets that one caller has open in a process.
    pub max_streams: usize,
    /// Most operations that run at a time on one WebSocket.
    pub max_operations: usize,
    /// Longest that a socket may leave what it is sent unread.
    #[serde(with = "duration")]
    pub unread: Duration,
    /// Most events that wait for one slow reader.
    pub buffer: usize,
    /// How many of the last events are kept for readers that come back.
    pub log: usize,
    /// How often it is asked whether a reader's session still lives, beside being told.
    #[serde(with = "duration")]
    pub recheck: Duration,
    /// Longest a WebSocket may take to introduce itself.
    #[serde(with = "duration")]
    pub init_timeout: Duration,
}

impl Realtime {
    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        faults.within("realtime.max_topics", self.max_topics, 1..=1000);
        faults.within("realtime.max_streams", self.max_streams, 1..=100_000);
        faults.within("realtime.max_operations", self.max_operations, 1..=10_000);
        faults.within("realtime.buffer", self.buffer, 1..=100_000);
        faults.within("realtime.log", self.log, 1..=1_000_000);
        let (tenth, minute, hour) = (Duration::from_millis(100), Duration::from_mins(1), Duration::from_hours(1));
        faults.lasts("realtime.heartbeat", self.heartbeat, tenth..=hour);
        faults.lasts("realtime.unread", self.unread, tenth..=hour);
        faults.lasts("realtime.recheck", self.recheck, tenth..=hour);
        faults.lasts("realtime.init_timeout", self.init_timeout, tenth..=minute);
    }

    #[cfg(test)]
    pub(crate) fn for_tests() -> Self {
        super::testing::settings(&[]).realtime
    }
}
