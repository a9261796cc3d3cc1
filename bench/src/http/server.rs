//! Presswork, running: one process that does everything, or several with Redis between them.

use std::{
    collections::HashMap,
    fs::File,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use tokio::{
    process::{Child, Command},
    time::{Instant, sleep, timeout},
};

use super::{client::Client, place::Place};
use crate::Result;

/// How long a process gets to come up or go down; a debug build under a profiler takes long.
const PATIENCE: Duration = Duration::from_mins(2);

/// A running process of the binary that is measured, or of another server. Dropping it kills it.
pub(crate) struct Process {
    child: Child,
    pub id: u32,
    name: String,
    log: PathBuf,
}

/// A running installation.
pub(crate) struct Server {
    processes: Vec<Process>,
    /// Where its first process answers.
    pub base: String,
    /// Where each of them answers.
    pub bases: Vec<String>,
    /// From its start to its first 200.
    pub started: Duration,
}

impl Process {
    /// Starts a command with nothing but these variables, and where programs are found: nginx may be in `/usr/sbin`.
    pub(crate) fn start(command: &[String], variables: &HashMap<String, String>, log: &Path) -> Result<Self> {
        let (program, arguments) = command.split_first().ok_or("nothing to start")?;
        let file = File::options().create(true).append(true).open(log)?;
        let mut started = Command::new(program);
        started.args(arguments).env_clear().envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        started.envs(variables).kill_on_drop(true);
        started.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file);
        let child = started.spawn().map_err(|error| format!("{program} can't be started: {error}"))?;
        let id = child.id().ok_or_else(|| format!("{program} ended at once"))?;
        Ok(Self { child, id, name: command.join(" "), log: log.to_owned() })
    }

    /// Waits until an address of it answers 200.
    pub(crate) async fn ready(&mut self, client: &Client, url: &str) -> Result<()> {
        let began = Instant::now();
        while !client.is_well(url).await {
            if self.child.try_wait()?.is_some() || began.elapsed() > PATIENCE {
                return Err(format!("{} does not come up:\n{}", self.name, self.said()).into());
            }
            sleep(Duration::from_millis(2)).await;
        }
        Ok(())
    }

    /// Asks it to stop (SIGTERM) and waits until it has.
    pub(crate) async fn stop(mut self) -> Result<()> {
        Command::new("kill").arg(self.id.to_string()).status().await?;
        let ended = timeout(PATIENCE, self.child.wait()).await;
        ended.map_err(|_| format!("{} does not stop:\n{}", self.name, self.said()))??;
        Ok(())
    }

    /// What it has printed.
    fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Server {
    /// `presswork serve`, or with Redis `presswork api` and `presswork worker`.
    pub(crate) async fn start(place: &Place, client: &Client, settings: &[(String, String)]) -> Result<Self> {
        if place.variables.contains_key("REDIS_URL") {
            return Self::apart(place, client, settings, 1).await;
        }
        Self::under(&[], place, client, settings).await
    }

    /// `presswork serve`, run by another command.
    pub(crate) async fn under(
        command: &[String],
        place: &Place,
        client: &Client,
        settings: &[(String, String)],
    ) -> Result<Self> {
        let began = Instant::now();
        let (process, base) = launch(command, "serve", place, client, settings).await?;
        Ok(Self { processes: vec![process], bases: vec![base.clone()], base, started: began.elapsed() })
    }

    /// So many `presswork api` and a `presswork worker`.
    pub(crate) async fn apart(
        place: &Place,
        client: &Client,
        settings: &[(String, String)],
        apis: usize,
    ) -> Result<Self> {
        let began = Instant::now();
        let (first, base) = launch(&[], "api", place, client, settings).await?;
        let (started, mut processes, mut bases) = (began.elapsed(), vec![first], vec![base.clone()]);
        for _ in 1..apis {
            let (process, base) = launch(&[], "api", place, client, settings).await?;
            processes.push(process);
            bases.push(base);
        }
        processes.push(launch(&[], "worker", place, client, settings).await?.0);
        Ok(Self { processes, base, bases, started })
    }

    /// The processes, the API first.
    pub(crate) fn ids(&self) -> Vec<u32> {
        self.processes.iter().map(|process| process.id).collect()
    }

    pub(crate) async fn stop(self) -> Result<()> {
        for process in self.processes {
            process.stop().await?;
        }
        Ok(())
    }
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Starts a part of an installation and waits until it answers.
async fn launch(
    under: &[String],
    role: &str,
    place: &Place,
    client: &Client,
    settings: &[(String, String)],
) -> Result<(Process, String)> {
    let mut variables = place.variables.clone();
    variables.extend(settings.iter().cloned());
    let mut command = under.to_vec();
    command.push(place.binary.display().to_string());
    part(command, role, variables, place.folder(), client).await
}

/// Starts a command as a part of an installation, and waits until it answers; where it does.
pub(crate) async fn part(
    mut command: Vec<String>,
    role: &str,
    mut variables: HashMap<String, String>,
    folder: &Path,
    client: &Client,
) -> Result<(Process, String)> {
    let port = free_port()?;
    let base = format!("http://127.0.0.1:{port}");
    // A worker has no other port than that of its metrics.
    if role == "worker" {
        variables.insert("PRESSWORK__METRICS__LISTEN".to_owned(), format!("127.0.0.1:{port}"));
    } else {
        variables.insert("PORT".to_owned(), port.to_string());
    }
    command.push(role.to_owned());
    let mut process = Process::start(&command, &variables, &folder.join(format!("{role}.log")))?;
    process.ready(client, &format!("{base}/readyz")).await?;
    Ok((process, base))
}
