//! A PostgreSQL cluster and a Redis that belong to this run, so that they may be killed.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;
use tokio::time::{Instant, sleep};

use crate::{free_port, signal, variable};

const PATIENCE: Duration = Duration::from_secs(30);

/// What this machine lacks to start them, if it does.
#[must_use]
pub fn missing_servers() -> Option<String> {
    if program("initdb").is_none() || program("postgres").is_none() {
        return Some("no initdb and postgres in PATH or /usr/lib/postgresql/*/bin".to_owned());
    }
    program("redis-server").is_none().then(|| "no redis-server in PATH".to_owned())
}

/// A server process on a port of its own.
pub struct Server {
    child: Child,
    name: &'static str,
    arguments: Vec<String>,
    port: u16,
    folder: TempDir,
}

impl Server {
    /// A new cluster. What is committed survives every fault here without `fsync`, since the machine itself goes on.
    pub async fn postgres() -> Self {
        let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
        let data = folder.path().join("data");
        let data = data.to_str().unwrap();
        own(folder.path());
        let options = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"];
        let made = command("initdb").args(options).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let (port_text, sockets) = (port.to_string(), folder.path().to_str().unwrap().to_owned());
        let arguments = ["-D", data, "-p", &port_text, "-h", "127.0.0.1", "-k", &sockets, "-F"];
        let server = Self::start("postgres", arguments.map(str::to_owned).to_vec(), port, folder);
        server.answers().await;
        server
    }

    /// A Redis that keeps nothing.
    pub async fn redis() -> Self {
        let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
        own(folder.path());
        let dir = folder.path().to_str().unwrap().to_owned();
        let port_text = port.to_string();
        let arguments =
            ["--port", &port_text, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", &dir];
        let server = Self::start("redis-server", arguments.map(str::to_owned).to_vec(), port, folder);
        server.answers().await;
        server
    }

    fn start(name: &'static str, arguments: Vec<String>, port: u16, folder: TempDir) -> Self {
        Self { child: launch(name, &arguments), name, arguments, port, folder }
    }

    /// Where it listens, on the loopback.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Sends a signal: `STOP`, `CONT`, `KILL`; to PostgreSQL `INT` for a fast stop, `QUIT` for an immediate one.
    pub fn signal(&self, name: &str) {
        assert!(signal(self.child.id(), name), "{} is gone", self.name);
    }

    /// Ends it at once.
    pub fn kill(&mut self) {
        self.signal("KILL");
        self.child.wait().unwrap();
    }

    /// Starts it after its end, at the same port.
    pub async fn start_again(&mut self) {
        self.child = launch(self.name, &self.arguments);
        self.answers().await;
    }

    /// Makes a Redis forget everything.
    pub async fn flush(&self) {
        self.told(&redis::cmd("FLUSHALL")).await;
    }

    /// Makes a Redis take nothing more, though it answers, or as much as it is given.
    pub async fn be_full(&self, full: bool) {
        let most = if full { "1" } else { "0" };
        self.told(redis::cmd("CONFIG").arg("SET").arg("maxmemory").arg(most)).await;
    }

    async fn told(&self, command: &redis::Cmd) {
        let client = redis::Client::open(format!("redis://127.0.0.1:{}", self.port)).unwrap();
        let mut connection = client.get_multiplexed_async_connection().await.unwrap();
        command.query_async::<()>(&mut connection).await.unwrap();
    }

    /// Ends it by a signal and starts it anew after a while.
    pub async fn restart(&mut self, by: &str, pause: Duration) {
        self.signal(by);
        let began = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(began.elapsed() < PATIENCE, "{} does not stop", self.name);
            sleep(Duration::from_millis(10)).await;
        }
        sleep(pause).await;
        self.start_again().await;
    }

    async fn answers(&self) {
        let began = Instant::now();
        while !self.is_ready() {
            assert!(began.elapsed() < PATIENCE, "{} does not start in {}", self.name, self.folder.path().display());
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Whether it takes connections. PostgreSQL listens before it does, so its own tool asks.
    fn is_ready(&self) -> bool {
        if self.name == "postgres" {
            let port = self.port.to_string();
            return command("pg_isready").args(["-q", "-h", "127.0.0.1", "-p", &port]).status().unwrap().success();
        }
        std::net::TcpStream::connect(("127.0.0.1", self.port)).is_ok()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        signal(self.child.id(), "CONT");
        signal(self.child.id(), if self.name == "postgres" { "QUIT" } else { "KILL" });
        let _ = self.child.wait();
    }
}

fn launch(name: &str, arguments: &[String]) -> Child {
    let mut command = command(name);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().unwrap_or_else(|error| panic!("{name} can't be started: {error}"))
}

/// A command of PostgreSQL or Redis. PostgreSQL refuses to run as root, so root becomes the user `postgres`.
fn command(name: &str) -> Command {
    let binary = program(name).unwrap_or_else(|| panic!("there is no {name}"));
    if !is_root() {
        return Command::new(binary);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(binary).current_dir("/");
    command
}

/// Makes a folder belong to whom servers run as.
fn own(folder: &Path) {
    if is_root() {
        assert!(Command::new("chown").arg("postgres:").arg(folder).status().unwrap().success());
    }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|said| said.stdout == b"0\n")
}

/// Where a program is: in PATH, else where Debian puts PostgreSQL's.
#[must_use]
pub fn program(name: &str) -> Option<PathBuf> {
    let path = variable("PATH").unwrap_or_default();
    let debian =
        fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let mut folders: Vec<PathBuf> = debian.collect();
    folders.sort();
    folders.extend(path.rsplit(':').map(PathBuf::from));
    folders.iter().rev().map(|folder| folder.join(name)).find(|file| file.is_file())
}
