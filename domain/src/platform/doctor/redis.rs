//! Redis.

use std::error::Error as _;

use chrono::DateTime;
use redis::{InfoDict, RedisResult, aio::MultiplexedConnection};

use super::{Finding, clock};
use crate::{
    Error,
    platform::{Settings, redis_client::redis_client},
};

const PART: &str = "redis";
/// The oldest Redis that this is tested with.
const OLDEST: u32 = 7;

pub(super) async fn examine(settings: &Settings) -> Vec<Finding> {
    let client = match redis_client(settings) {
        Ok(client) => client,
        Err(error) => return vec![Finding::ill(PART, cause(&error), "correct REDIS_URL or redis.ca_certificate")],
    };
    let asked = async { look(client.get_multiplexed_async_connection().await?).await };
    asked.await.unwrap_or_else(|error: redis::RedisError| {
        let seen = format!("{} can't be used: {error}", settings.redis.url);
        vec![Finding::ill(
            PART,
            seen,
            "start it, or correct REDIS_URL. Nothing is lost meanwhile: jobs are in the database",
        )]
    })
}

fn cause(error: &Error) -> String {
    error.source().map(ToString::to_string).unwrap_or_default()
}

async fn look(mut redis: MultiplexedConnection) -> RedisResult<Vec<Finding>> {
    let info: InfoDict = redis::cmd("INFO").query_async(&mut redis).await?;
    let (seconds, micros): (i64, u32) = redis::cmd("TIME").query_async(&mut redis).await?;
    let version: String = info.get("redis_version").unwrap_or_default();
    let major = version.split('.').next().and_then(|major| major.parse::<u32>().ok()).unwrap_or_default();
    let age = if major >= OLDEST {
        Finding::well(PART, format!("Redis {version}"))
    } else {
        Finding::odd(PART, format!("Redis {version}"), "upgrade to 7 or newer: older ones are not tested")
    };
    let policy: String = info.get("maxmemory_policy").unwrap_or_default();
    let memory = if policy.starts_with("allkeys") {
        let advice = "set maxmemory-policy noeviction: evicted ids of jobs are found again, but later";
        Finding::odd(PART, format!("it may throw anything away when it is full ({policy})"), advice)
    } else {
        Finding::well(PART, format!("what is in it stays when it is full ({policy})"))
    };
    let now = DateTime::from_timestamp(seconds, micros * 1_000);
    Ok([Some(age), now.map(|now| clock(PART, now)), Some(memory)].into_iter().flatten().collect())
}
