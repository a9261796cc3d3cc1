//! The real binary, to be killed.

use std::{
    collections::HashMap,
    net::TcpListener,
    path::PathBuf,
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
    name: String,
    base: String,
    log: NamedTempFile,
}

impl Process {
    /// Starts `presswork <command>` with nothing but this environment.
    #[must_use]
    pub fn start(command: &str, environment: &HashMap<String, String>) -> Self {
        let (port, log) = (free_port(), NamedTempFile::new().unwrap());
        let output = |file: &NamedTempFile| Stdio::from(file.reopen().unwrap());
        let child = Command::new(binary())
            .args(command.split_whitespace())
            .env_clear()
            .envs(environment)
            .env("PORT", port.to_string())
            .current_dir(std::env::temp_dir())
            .stdin(Stdio::null())
            .stdout(output(&log))
            .stderr(output(&log))
            .spawn();
        let child = child.unwrap_or_else(|error| panic!("{} can't be started: {error}", binary().display()));
        Self { child, name: format!("presswork {command}"), base: format!("http://127.0.0.1:{port}"), log }
    }

    /// The same, waiting until it answers.
    pub async fn start_ready(command: &str, environment: &HashMap<String, String>) -> Self {
        let mut process = Self::start(command, environment);
        let (nobody, began) = (process.anonymous(), Instant::now());
        while !nobody.request("GET", "/readyz").try_send().await.is_ok_and(|reply| reply.status == 200) {
            let ended = process.child.try_wait().unwrap();
            let trouble = ended.is_some() || began.elapsed() > PATIENCE;
            assert!(!trouble, "{} is not ready ({ended:?}):\n{}", process.name, process.log());
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

    /// Asks it to stop (SIGTERM) and waits until it has.
    pub async fn stop(&mut self) -> ExitStatus {
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success(), "{} is gone:\n{}", self.name, self.log());
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(began.elapsed() < PATIENCE, "{} does not stop:\n{}", self.name, self.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
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
            crate::profile::say(&format!("--- {} said:\n{}", self.name, self.log()));
        }
    }
}

/// A port that was free a moment ago.
#[must_use]
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The binary beside the test: `target/<profile>/presswork`.
fn binary() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let folder = test.ancestors().nth(2).unwrap();
    let binary = folder.join(format!("presswork{}", std::env::consts::EXE_SUFFIX));
    assert!(binary.exists(), "{} is missing: run `cargo build` first", binary.display());
    binary
}
