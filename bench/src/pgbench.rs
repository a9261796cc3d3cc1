//! Running pgbench.

use std::{fs, path::PathBuf};

use tokio::process::Command;
use url::Url;

use crate::Result;

/// Transactions per second of a script, in prepared mode. `settings` are those of its sessions, as `PGOPTIONS` has them.
pub(crate) async fn run(database: &Url, script: &str, clients: usize, more: &[String], settings: &str) -> Result<f64> {
    let mut file = tempfile::NamedTempFile::new()?;
    std::io::Write::write_all(&mut file, script.as_bytes())?;
    let (name, clients) = (database.path().trim_start_matches('/'), clients.to_string());
    let mut command = Command::new(program());
    command.args(["-n", "-M", "prepared", "-j", "2", "-c", &clients, "-f"]).arg(file.path());
    command.args(more).arg(name).kill_on_drop(true);
    command.env("PGHOST", database.host_str().unwrap_or("127.0.0.1"));
    command.env("PGPORT", database.port().unwrap_or(5432).to_string());
    command.env("PGUSER", database.username()).env("PGOPTIONS", settings);
    if let Some(password) = database.password() {
        command.env("PGPASSWORD", password);
    }
    if let Some((_, mode)) = database.query_pairs().find(|(name, _)| name == "sslmode") {
        command.env("PGSSLMODE", mode.as_ref());
    }
    let output = command.output().await.map_err(|error| format!("pgbench can't be started: {error}"))?;
    let (said, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let rate = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
    let failed = !output.status.success() || errors.contains("ERROR");
    rate.filter(|_| !failed).ok_or_else(|| format!("pgbench failed:\n{said}\n{errors}\n{script}").into())
}

/// Debian keeps it beside the server; elsewhere it is found by name.
fn program() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<_> =
        versions.map(|version| version.path().join("bin/pgbench")).filter(|path| path.exists()).collect();
    found.sort();
    found.pop().unwrap_or_else(|| "pgbench".into())
}
