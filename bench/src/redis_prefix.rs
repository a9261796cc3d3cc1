//! A part of a Redis that is ours.

use redis::AsyncCommands;
use url::Url;

use crate::Result;

/// Removes the keys of a prefix.
pub(crate) async fn forget(redis: &Url, prefix: &str) -> Result<()> {
    let client = redis::Client::open(redis.as_str())?;
    let mut redis = client.get_multiplexed_async_connection().await?;
    let mut cursor = 0;
    loop {
        let (next, keys): (u64, Vec<String>) = redis::cmd("SCAN")
            .arg(cursor)
            .arg("MATCH")
            .arg(format!("{prefix}:*"))
            .arg("COUNT")
            .arg(1000)
            .query_async(&mut redis)
            .await?;
        if !keys.is_empty() {
            redis.unlink::<_, ()>(keys).await?;
        }
        cursor = next;
        if cursor == 0 {
            return Ok(());
        }
    }
}
