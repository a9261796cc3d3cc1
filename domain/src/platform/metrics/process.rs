//! Processor time and memory of this process, by the names that every Prometheus client library uses.

use procfs::{
    ProcResult,
    process::{self, LimitValue},
};
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric},
    metrics::{MetricType, counter::ConstCounter, gauge::ConstGauge},
    registry::Unit,
};

/// Reads `/proc/self` at each scrape.
#[derive(Debug)]
pub(super) struct Process;

struct Figures {
    cpu_seconds: f64,
    start_seconds: f64,
    resident_bytes: u64,
    virtual_bytes: u64,
    threads: i64,
    open_files: u64,
    max_files: u64,
}

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), std::fmt::Error> {
        // Where /proc can't be read there is nothing to tell, and the rest is told all the same.
        let Ok(now) = figures() else { return Ok(()) };
        let cpu = encoder.encode_descriptor(
            "process_cpu",
            "Processor time used by this process.",
            Some(&Unit::Seconds),
            MetricType::Counter,
        )?;
        ConstCounter::new(now.cpu_seconds).encode(cpu)?;
        let mut gauge = |name: &str, help: &str, unit: Option<&Unit>, value: f64| {
            ConstGauge::new(value).encode(encoder.encode_descriptor(name, help, unit, MetricType::Gauge)?)
        };
        let (bytes, seconds) = (Some(&Unit::Bytes), Some(&Unit::Seconds));
        gauge("process_resident_memory", "Memory held by this process.", bytes, float(now.resident_bytes))?;
        gauge("process_virtual_memory", "Address space of this process.", bytes, float(now.virtual_bytes))?;
        gauge("process_start_time", "When this process started, since 1970.", seconds, now.start_seconds)?;
        gauge("process_threads", "Threads of this process.", None, float(now.threads.unsigned_abs()))?;
        gauge("process_open_fds", "Open file descriptors.", None, float(now.open_files))?;
        gauge("process_max_fds", "Most file descriptors it may open.", None, float(now.max_files))
    }
}

fn figures() -> ProcResult<Figures> {
    let this = process::Process::myself()?;
    let stat = this.stat()?;
    let ticks = float(procfs::ticks_per_second());
    let max_files = match this.limits()?.max_open_files.soft_limit {
        LimitValue::Value(most) => most,
        LimitValue::Unlimited => u64::MAX,
    };
    Ok(Figures {
        cpu_seconds: float(stat.utime + stat.stime) / ticks,
        start_seconds: float(procfs::boot_time_secs()?) + float(stat.starttime) / ticks,
        resident_bytes: stat.rss * procfs::page_size(),
        virtual_bytes: stat.vsize,
        threads: stat.num_threads,
        open_files: u64::try_from(this.fd_count()?).unwrap_or(u64::MAX),
        max_files,
    })
}

#[expect(clippy::cast_precision_loss, reason = "figures beyond 2^53 need no last digit")]
const fn float(number: u64) -> f64 {
    number as f64
}
