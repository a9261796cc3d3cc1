//! The log: one Redis stream, cut to about `realtime.log` entries. Entries have a channel and its words.

use std::sync::{Arc, LazyLock};

use redis::{
    Script,
    aio::ConnectionManager,
    streams::{StreamId, StreamRangeReply},
};

use super::away;
use crate::{
    Error, Result,
    platform::{
        events::{Channel, Event, Position},
        settings::Settings,
    },
};

/// How many entries one answer carries at most.
const PAGE: usize = 500;

/// The last entry's id. An empty log gets an entry that nobody listens to: a position must be that of an entry, so that a
/// log that was emptied meanwhile shows.
static END: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('XADD', KEYS[1], '*', 'c', '', 'd', '') end \
         return redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1][1]",
    )
});

/// The log.
#[derive(Clone)]
pub(super) struct Log {
    connection: ConnectionManager,
    key: Arc<str>,
}

impl Log {
    pub(super) fn new(connection: ConnectionManager, settings: &Settings) -> Self {
        Self { connection, key: key(&settings.redis.prefix).into() }
    }

    pub(super) async fn end(&self) -> Result<Position> {
        let mut connection = self.connection.clone();
        let end: String = END.key(&*self.key).invoke_async(&mut connection).await.map_err(away)?;
        end.parse().map_err(|error: Error| Error::internal(error))
    }

    pub(super) async fn since(&self, after: Position, channels: &[Channel]) -> Result<Option<Vec<Event>>> {
        let mut page = self.page(&after.to_string(), 1).await?;
        if page.first().is_none_or(|entry| entry.id != after.to_string()) {
            return Ok(None);
        }
        let mut found = Vec::new();
        let mut last = after.to_string();
        loop {
            page = self.page(&format!("({last}"), PAGE).await?;
            let Some(end) = page.last() else { return Ok(Some(found)) };
            last.clone_from(&end.id);
            found.extend(page.iter().filter_map(event).filter(|event| channels.contains(&event.channel)));
        }
    }

    async fn page(&self, from: &str, count: usize) -> Result<Vec<StreamId>> {
        let mut connection = self.connection.clone();
        let mut range = redis::cmd("XRANGE");
        range.arg(&*self.key).arg(from).arg("+").arg("COUNT").arg(count);
        let reply: StreamRangeReply = range.query_async(&mut connection).await.map_err(away)?;
        Ok(reply.ids)
    }
}

fn event(entry: &StreamId) -> Option<Event> {
    let (channel, data): (String, String) = (entry.get("c")?, entry.get("d")?);
    Some(Event { position: entry.id.parse().ok()?, channel: Channel::named(&channel), data })
}

/// The key of the log.
pub(super) fn key(prefix: &str) -> String {
    format!("{prefix}:events")
}
