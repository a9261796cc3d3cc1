//! A part of a Redis that is ours.

use std::collections::HashSet;

use redis::{AsyncCommands, aio::MultiplexedConnection};
use url::Url;

use crate::Result;

/// Removes the keys of a prefix.
pub(crate) async fn forget(redis: &Url, prefix: &str) -> Result<()> {
    let mut redis = connect(redis).await?;
    let mut cursor = 0;
    loop {
        let (next, keys) = scan(&mut redis, prefix, cursor).await?;
        if !keys.is_empty() {
            redis.unlink::<_, ()>(keys).await?;
        }
        cursor = next;
        if cursor == 0 {
            return Ok(());
        }
    }
}

/// How many keys a prefix has that are there for more than another minute. What goes by itself before, such as budgets, is as much as
/// there are callers at the moment.
pub(crate) async fn lasting(redis: &Url, prefix: &str) -> Result<usize> {
    let mut redis = connect(redis).await?;
    let (mut cursor, mut found) = (0, HashSet::new());
    loop {
        let (next, keys) = scan(&mut redis, prefix, cursor).await?;
        let mut ages = redis::pipe();
        for key in &keys {
            ages.ttl(key);
        }
        let seconds: Vec<i64> = if keys.is_empty() { Vec::new() } else { ages.query_async(&mut redis).await? };
        // A key may be told twice.
        found.extend(keys.into_iter().zip(seconds).filter(|(_, left)| stays(*left)).map(|(key, _)| key));
        cursor = next;
        if cursor == 0 {
            return Ok(found.len());
        }
    }
}

/// As `TTL` says it: -1 for good, -2 gone.
const fn stays(seconds_left: i64) -> bool {
    seconds_left == -1 || seconds_left > 60
}

async fn connect(redis: &Url) -> Result<MultiplexedConnection> {
    Ok(redis::Client::open(redis.as_str())?.get_multiplexed_async_connection().await?)
}

async fn scan(redis: &mut MultiplexedConnection, prefix: &str, cursor: u64) -> Result<(u64, Vec<String>)> {
    let mut scan = redis::cmd("SCAN");
    scan.arg(cursor).arg("MATCH").arg(format!("{prefix}:*")).arg("COUNT").arg(1000);
    Ok(scan.query_async(redis).await?)
}
