//! What it costs: processor time and memory, as the kernel counts them.

use procfs::process::{Process, Stat, all_processes};

use super::place::Place;
use crate::Result;

/// Processor seconds used so far.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Spent {
    /// By the processes of Presswork.
    pub server: f64,
    /// By PostgreSQL.
    pub database: f64,
    /// By Redis.
    pub redis: f64,
}

/// Memory of a process, in MiB.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Memory {
    pub now: f64,
    pub most: f64,
}

impl Spent {
    /// By these processes and by what they use, as far as it can be seen.
    pub(crate) fn so_far(place: &Place, processes: &[u32]) -> Result<Self> {
        let mut server = 0.0;
        for process in processes {
            server += seconds(&stat_of(*process)?, false);
        }
        let redis = place.redis_process.and_then(|process| stat_of(process).ok());
        let redis = redis.map_or(f64::NAN, |stat| seconds(&stat, false));
        Ok(Self { server, database: place.postmaster.map_or(f64::NAN, of_family), redis })
    }

    /// What came on top since then.
    pub(crate) fn since(self, before: Self) -> Self {
        Self {
            server: self.server - before.server,
            database: self.database - before.database,
            redis: self.redis - before.redis,
        }
    }
}

/// The parent of a process, if both have that name. They have not where it runs on another machine or in a container.
pub(crate) fn parent_of(process: u32, name: &str) -> Option<u32> {
    named(stat_of(named(process, name)?).ok()?.ppid.cast_unsigned(), name)
}

/// A process, if it is on this machine and has that name.
pub(crate) fn named(process: u32, name: &str) -> Option<u32> {
    stat_of(process).ok().filter(|stat| stat.comm == name).map(|_| process)
}

/// What a process and its children have used, also those that have ended.
fn of_family(parent: u32) -> f64 {
    let living = all_processes().into_iter().flatten().filter_map(|process| process.ok()?.stat().ok());
    let children: f64 =
        living.filter(|stat| stat.ppid.cast_unsigned() == parent).map(|stat| seconds(&stat, false)).sum();
    children + stat_of(parent).map_or(0.0, |stat| seconds(&stat, true))
}

/// Memory of a process.
pub(crate) fn memory(process: u32) -> Result<Memory> {
    let status = Process::new(process.cast_signed())?.status()?;
    let mib = |kib: Option<u64>| kib.and_then(|kib| u32::try_from(kib).ok()).map_or(f64::NAN, f64::from) / 1024.0;
    Ok(Memory { now: mib(status.vmrss), most: mib(status.vmhwm) })
}

fn stat_of(process: u32) -> Result<Stat> {
    Ok(Process::new(process.cast_signed())?.stat()?)
}

#[expect(clippy::cast_precision_loss, reason = "ticks of processes of hours")]
fn seconds(stat: &Stat, with_ended_children: bool) -> f64 {
    let ended = if with_ended_children { (stat.cutime + stat.cstime).cast_unsigned() } else { 0 };
    (stat.utime + stat.stime + ended) as f64 / procfs::ticks_per_second() as f64
}
