//! The real binary, to be killed.

use std::{
    collections::HashMap,
    fs::OpenOptions,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use tempfile::NamedTempFile;

use crate::Actor;

/// How long a process gets to come up or go down.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running `presswork`. Dropping it kills it.
pub struct Process {
    child: Child,
    binary: PathBuf,
    command: String,
    environment: HashMap<String, String>,
    port: u16,
    base: String,
    log: NamedTempFile,
}

impl Process {
    /// Starts `presswork <command>` with nothing but this environment.
    #[must_use]
    pub fn start(command: &str, environment: &HashMap<String, String>) -> Self {
        Self::start_from(&binary(), command, environment)
    }

    /// The same with another binary, such as that of the last release.
    #[must_use]
    pub fn start_from(binary: &Path, command: &str, environment: &HashMap<String, String>) -> Self {
        let (port, log) = (free_port(), NamedTempFile::new().unwrap());
        let child = launch(binary, command, environment, port, &log);
        let base = format!("http://127.0.0.1:{port}");
        let (binary, command) = (binary.to_owned(), command.to_owned());
        Self { child, binary, command, environment: environment.clone(), port, base, log }
    }

    /// Kills it and starts it anew, at the same port and with the same environment. The log goes on.
    pub fn restart(&mut self) {
        self.kill();
        self.child = launch(&self.binary, &self.command, &self.environment, self.port, &self.log);
    }

    /// The same, waiting until it answers.
    pub async fn start_ready(command: &str, environment: &HashMap<String, String>) -> Self {
        Self::start_ready_from(&binary(), command, environment).await
    }

    /// The same with another binary.
    pub async fn start_ready_from(binary: &Path, command: &str, environment: &HashMap<String, String>) -> Self {
        let mut process = Self::start_from(binary, command, environment);
        let (nobody, began) = (process.anonymous(), Instant::now());
        while !nobody.request("GET", "/readyz").try_send().await.is_ok_and(|reply| reply.status == 200) {
            let ended = process.child.try_wait().unwrap();
            let trouble = ended.is_some() || began.elapsed() > PATIENCE;
            assert!(!trouble, "presswork {} is not ready ({ended:?}):\n{}", process.command, process.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        process
    }

    /// Where it listens, when it serves.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Somebody who has not logged in.
    #[must_use]
    pub fn anonymous(&self) -> Actor {
        Actor::at(&self.base)
    }

    /// Kills it at once (SIGKILL).
    pub fn kill(&mut self) {
        // It may be dead already.
        let _ = self.child.kill();
        self.child.wait().unwrap();
    }

    /// Sends a signal: `STOP`, `CONT`, `TERM`.
    pub fn signal(&self, name: &str) {
        assert!(signal(self.child.id(), name), "presswork {} is gone:\n{}", self.command, self.log());
    }

    /// Asks it to stop (SIGTERM) and waits until it has.
    pub async fn stop(&mut self) -> ExitStatus {
        self.signal("TERM");
        self.ended().await
    }

    /// Waits until it has ended by itself.
    pub async fn ended(&mut self) -> ExitStatus {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(began.elapsed() < PATIENCE, "presswork {} does not stop:\n{}", self.command, self.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Its number.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The most memory that it has had so far, in kB (`VmHWM`).
    #[must_use]
    pub fn peak_memory(&self) -> u64 {
        self.status("VmHWM:")
    }

    /// The memory that it has now, in kB (`VmRSS`).
    #[must_use]
    pub fn memory(&self) -> u64 {
        self.status("VmRSS:")
    }

    /// The processor time that it has used so far, in seconds.
    #[must_use]
    pub fn processor_time(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        // Behind the name, which may have blanks in it: utime and stime are the 14th and 15th field, in hundredths of a second.
        let (_, fields) = stat.rsplit_once(')').unwrap_or_default();
        let ticks = fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok());
        ticks.sum::<f64>() / 100.0
    }

    fn status(&self, name: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.trim_end_matches("kB").trim().parse().unwrap_or_default()
    }

    /// What it has printed.
    #[must_use]
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log.path()).unwrap_or_default()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            crate::profile::say(&format!("--- presswork {} said:\n{}", self.command, self.log()));
        }
    }
}

/// Sends a signal to a process; tells whether there was one.
pub fn signal(process: u32, name: &str) -> bool {
    Command::new("kill").args([&format!("-{name}"), &process.to_string()]).status().unwrap().success()
}

fn launch(
    binary: &Path,
    command: &str,
    environment: &HashMap<String, String>,
    port: u16,
    log: &NamedTempFile,
) -> Child {
    let output = || Stdio::from(OpenOptions::new().append(true).open(log.path()).unwrap());
    let child = Command::new(binary)
        .args(command.split_whitespace())
        .env_clear()
        .envs(environment)
        .env("PORT", port.to_string())
        .current_dir(std::env::temp_dir())
        .stdin(Stdio::null())
        .stdout(output())
        .stderr(output())
        .spawn();
    child.unwrap_or_else(|error| panic!("{} can't be started: {error}", binary.display()))
}

/// A port that was free a moment ago.
#[must_use]
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The binary beside the test: `target/<profile>/presswork`.
#[must_use]
pub fn binary() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let folder = test.ancestors().nth(2).unwrap();
    let binary = folder.join(format!("presswork{}", std::env::consts::EXE_SUFFIX));
    assert!(binary.exists(), "{} is missing: run `cargo build` first", binary.display());
    binary
}
