//! How much memory the allocator of glibc keeps for later. Left alone it has up to eight heaps for each core, and the first large
//! block that is freed makes it take the next ones, of up to 32 MiB, from those heaps, where they leave holes that never go back to the
//! system. It reads other wishes from the environment before anything of ours runs, so a process that lasts and was started
//! without them starts itself once more with them: the same process, a millisecond later.
//!
//! The same by a call (`mallopt`) would be the only `unsafe` of the workspace.

/// What glibc reads (mallopt(3)).
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const HEAPS: &str = "MALLOC_ARENA_MAX";
/// Blocks of so many bytes are given back when they are freed. As glibc begins with; that it is said keeps it from growing.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE: (&str, &str) = ("MALLOC_MMAP_THRESHOLD_", "131072");
/// So many free bytes at the end of a heap are given back: more than a large answer takes, which would come and go otherwise.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const SPARE: (&str, &str) = ("MALLOC_TRIM_THRESHOLD_", "1048576");

/// Starts this process once more with wishes of its own, unless whoever started it has some. Returns when there is nothing to do, also where
/// it can't be started.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn settle() {
    use std::{env, num::NonZeroUsize, os::unix::process::CommandExt, process::Command, thread::available_parallelism};
    let said = [HEAPS, LARGE.0, SPARE.0, "GLIBC_TUNABLES"];
    if said.iter().any(|name| env::var_os(name).is_some()) {
        return;
    }
    let mut arguments = env::args_os();
    // One for each thread that answers requests: none of these waits for another.
    let heaps = available_parallelism().map_or(1, NonZeroUsize::get);
    let Ok(program) = env::current_exe() else { return };
    let mut again = Command::new(program);
    if let Some(name) = arguments.next() {
        again.arg0(name);
    }
    again.args(arguments).env(HEAPS, heaps.to_string()).envs([LARGE, SPARE]);
    // Only a failure returns. More memory is all that it costs.
    let _ = again.exec();
}

/// Other allocators have no such wishes.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub const fn settle() {}
