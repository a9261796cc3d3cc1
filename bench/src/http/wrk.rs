//! The load, by wrk.

use std::path::{Path, PathBuf};

use tokio::process::Command;

use crate::{Result, figures::per_second};

const SCRIPT: &str = include_str!("load.lua");
/// Threads of the load, at most one for each connection.
const THREADS: usize = 2;

/// What a load came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Load {
    pub requests: usize,
    /// Requests per second.
    pub rate: f64,
    /// Milliseconds.
    pub p50: f64,
    /// Milliseconds.
    pub p99: f64,
    /// Answers of 400 and above.
    pub refused: u64,
    /// Connections and answers that broke off or did not come.
    pub broken: u64,
}

/// Where the load comes from.
pub(crate) struct Wrk {
    folder: PathBuf,
}

/// Files of requests, with how many of a hundred come from each.
pub(crate) type Mix = Vec<(u32, PathBuf)>;

impl Wrk {
    /// Keeps its script in a folder.
    pub(crate) fn new(folder: &Path) -> Result<Self> {
        std::fs::write(folder.join("load.lua"), SCRIPT)?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// Asks at an address for so long.
    pub(crate) async fn run(&self, base: &str, mix: &Mix, connections: usize, seconds: u64) -> Result<Load> {
        let mut command = Command::new("wrk");
        command.arg(format!("-t{}", THREADS.min(connections))).arg(format!("-c{connections}"));
        command.arg(format!("-d{seconds}s")).args(["--timeout", "30s", "-s"]).arg(self.folder.join("load.lua"));
        command.args([base, "--"]);
        for (share, file) in mix {
            command.arg(share.to_string()).arg(file);
        }
        let output = command.kill_on_drop(true).output().await;
        let output = output.map_err(|error| format!("wrk can't be started: {error}"))?;
        let (said, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        told(&said).ok_or_else(|| format!("wrk failed:\n{said}\n{errors}").into())
    }
}

/// The line that the script writes at the end.
fn told(said: &str) -> Option<Load> {
    let line = said.lines().find_map(|line| line.strip_prefix("told "))?;
    let numbers: Option<Vec<u32>> = line.split(' ').map(|number| number.parse().ok()).collect();
    let [requests, micros, p50, p99, refused, broken] = numbers?.try_into().ok()?;
    let requests = usize::try_from(requests).ok()?;
    Some(Load {
        requests,
        rate: per_second(requests, f64::from(micros) / 1e6),
        p50: f64::from(p50) / 1e3,
        p99: f64::from(p99) / 1e3,
        refused: refused.into(),
        broken: broken.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_script_tells_is_read() {
        let load = told("Running 1s test\ntold 5000 2000000 1500 9250 3 1\n").unwrap();
        assert_eq!(load, Load { requests: 5000, rate: 2500.0, p50: 1.5, p99: 9.25, refused: 3, broken: 1 });
        assert_eq!(told("told 1 2 3\n"), None);
    }
}
