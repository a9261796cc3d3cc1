//! The test run: what its tests share, and how one test starts.
//!
//! `cargo test` runs all tests in one process, nextest each in its own. What a run shares (the migrated templates) is named
//! after the process that conducts it, so that the next run knows what is left of a dead one.

use std::{
    fs::{self, File},
    path::PathBuf,
    sync::LazyLock,
};

use crate::{Face, Profile, TestApp, profile::variable};

/// Names this run: `<pid>_<start time of that process>`.
pub static RUN: LazyLock<String> = LazyLock::new(|| {
    let pid = if variable("NEXTEST_RUN_ID").is_some() { parent_id() } else { std::process::id() };
    format!("{pid}_{}", started(pid).unwrap_or_default())
});

/// Runs one test with an app of its own; where the profile is not covered, does nothing.
pub fn run<F: Future<Output = ()>>(
    profile: Profile,
    face: Face,
    settings: &[(&str, &str)],
    test: impl FnOnce(TestApp) -> F,
) {
    if !profile.is_covered() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    // In one process, the snapshots of a test are compared once for each profile and face.
    insta::allow_duplicates! {
        runtime.block_on(async {
            let app = TestApp::open(profile, face, settings).await;
            test(app).await;
        });
    }
    runtime.shutdown_background();
}

/// A folder of this run, for what its tests share.
pub fn folder() -> PathBuf {
    let folder = runs().join(&*RUN);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Lets one test of the run at a time go on, across processes, until the file is dropped.
pub fn lock(name: &str) -> File {
    let file = File::create(folder().join(name)).unwrap();
    file.lock().unwrap();
    file
}

/// Removes the folders of runs that are over.
pub fn remove_stale_folders() {
    for entry in fs::read_dir(runs()).into_iter().flatten().flatten() {
        if is_over(&entry.file_name().to_string_lossy()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Whether the run of this name has ended. Where processes can't be looked up, none has.
pub fn is_over(run: &str) -> bool {
    let Some((pid, start)) = run.split_once('_') else { return false };
    let Ok(pid) = pid.parse() else { return false };
    fs::exists("/proc/self/stat").unwrap_or(false) && started(pid).as_deref() != Some(start)
}

fn runs() -> PathBuf {
    std::env::temp_dir().join("presswork-tests")
}

/// When a process started, in clock ticks since the boot: the 22nd field of its `stat`, the 20th behind the name.
fn started(pid: u32) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_whitespace().nth(19).map(str::to_owned)
}

#[cfg(unix)]
fn parent_id() -> u32 {
    std::os::unix::process::parent_id()
}

#[cfg(not(unix))]
fn parent_id() -> u32 {
    std::process::id()
}
