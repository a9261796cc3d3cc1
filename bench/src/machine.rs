//! On what is measured.

use std::fs;

use procfs::Current;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use url::Url;

use crate::Result;

/// Processor, cores, memory, load.
pub(crate) fn machine() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = procfs::Meminfo::current().map_or(0, |memory| memory.mem_total >> 30);
    let load = procfs::LoadAverage::current().map_or(f32::NAN, |load| load.one);
    let model = model.map_or("an unknown processor", |(_, model)| model);
    format!("{model}, {cores} cores for everything, {memory} GiB; load before the run {load:.1}")
}

/// The version of PostgreSQL and what it does at a commit.
pub(crate) async fn postgres(db: &DatabaseConnection) -> Result<String> {
    let sql = "SELECT current_setting('server_version') AS version, current_setting('synchronous_commit') AS sync, \
               current_setting('shared_buffers') AS buffers";
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?.ok_or("no version")?;
    let [version, sync, buffers] = ["version", "sync", "buffers"].map(|column| row.try_get::<String>("", column));
    Ok(format!("PostgreSQL {} (synchronous_commit {}, shared_buffers {})", version?, sync?, buffers?))
}

/// The version of Redis.
pub(crate) async fn redis_server(url: &Url) -> Result<String> {
    Ok(format!("Redis {}", told_by_redis(url, "redis_version:").await?))
}

/// The process of a Redis on this machine.
pub(crate) async fn redis_process(url: &Url) -> Result<u32> {
    Ok(told_by_redis(url, "process_id:").await?.parse()?)
}

async fn told_by_redis(url: &Url, name: &str) -> Result<String> {
    let mut redis = redis::Client::open(url.as_str())?.get_multiplexed_async_connection().await?;
    let info: String = redis::cmd("INFO").arg("server").query_async(&mut redis).await?;
    let told = info.lines().find_map(|line| line.strip_prefix(name));
    Ok(told.ok_or_else(|| format!("Redis does not tell its {name}"))?.to_owned())
}

/// What a process has used of a core, in seconds.
#[expect(clippy::cast_precision_loss, reason = "ticks of a process of minutes")]
pub(crate) fn cpu_seconds(process: u32) -> Result<f64> {
    let stat = procfs::process::Process::new(process.cast_signed())?.stat()?;
    Ok((stat.utime + stat.stime) as f64 / procfs::ticks_per_second() as f64)
}

/// What a process has in memory, in MiB.
pub(crate) fn memory_mib(process: u32) -> Result<u64> {
    let stat = procfs::process::Process::new(process.cast_signed())?.stat()?;
    Ok((stat.rss * procfs::page_size()) >> 20)
}
