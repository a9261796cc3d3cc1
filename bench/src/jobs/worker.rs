//! Worker processes: this very binary, running the library's runtime as `presswork worker` does.

use std::{
    io::{BufRead, Write},
    process::Stdio,
    sync::Arc,
    time::Duration,
};

use chrono::DateTime;
use presswork_domain::{
    Deps,
    platform::{Settings, task},
};
use presswork_worker::{Options, Runtime};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
    sync::mpsc,
    time::timeout,
};

use super::{kinds, pickup::Started, place::Place};
use crate::Result;

/// How long a worker gets to end.
const LAST: Duration = Duration::from_secs(10);

/// The worker process: opens everything, tells that it is ready, begins when it is told to, and ends with its standard
/// input, so also with whoever started it.
pub(crate) fn work(runtime: &tokio::runtime::Runtime) -> Result<()> {
    let settings = Settings::from_process()?;
    let options = Options::from_settings(&settings);
    let deps = Arc::new(runtime.block_on(Deps::open(settings))?);
    runtime.block_on(deps.db.ping())?;
    writeln!(std::io::stdout(), "ready")?;
    let mut lines = std::io::stdin().lock().lines();
    let Some(begin) = lines.next() else { return Ok(()) };
    begin?;
    let registry = kinds::registry(|number, at| {
        // Nobody reads any more when the measurement is over.
        let _ = writeln!(std::io::stdout(), "{number} {}", at.timestamp_micros());
    });
    let workers = {
        let _inside = runtime.enter();
        Runtime::start_with(deps, registry, options)
    };
    lines.map_while(Result::ok).for_each(drop);
    runtime.block_on(workers.stop());
    Ok(())
}

/// A worker process, seen from the measurement. Dropping it kills it.
pub(crate) struct Worker {
    child: Child,
    to: ChildStdin,
    pub id: u32,
    /// The stamps that it has begun.
    pub started: mpsc::UnboundedReceiver<Started>,
}

impl Worker {
    /// Starts one, with so many jobs at once or as shipped, and waits until it is ready.
    pub(crate) async fn ready(place: &Place, concurrency: Option<usize>) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("worker").env_clear().envs(&place.variables);
        if let Some(jobs) = concurrency {
            command.env("PRESSWORK__JOBS__CONCURRENCY", jobs.to_string());
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
        let (Some(to), Some(from), Some(id)) = (child.stdin.take(), child.stdout.take(), child.id()) else {
            return Err("a worker ended at once".into());
        };
        let mut lines = BufReader::new(from).lines();
        if lines.next_line().await?.as_deref() != Some("ready") {
            return Err("a worker did not get ready".into());
        }
        let (tell, started) = mpsc::unbounded_channel();
        task::spawn("stamps", read(lines, tell));
        Ok(Self { child, to, id, started })
    }

    /// Lets it begin.
    pub(crate) async fn begin(&mut self) -> Result<()> {
        Ok(self.to.write_all(b"begin\n").await?)
    }

    /// Stops it, as SIGTERM would.
    pub(crate) async fn stop(self) -> Result<()> {
        let Self { mut child, to, .. } = self;
        drop(to);
        let ended = timeout(LAST, child.wait()).await.map_err(|_| "a worker does not end")??;
        if ended.success() { Ok(()) } else { Err(format!("a worker failed: {ended}").into()) }
    }
}

async fn read(mut lines: Lines<BufReader<ChildStdout>>, tell: mpsc::UnboundedSender<Started>) {
    while let Ok(Some(line)) = lines.next_line().await {
        let parsed = line.split_once(' ').and_then(|(number, at)| {
            Some(Started { number: number.parse().ok()?, at: DateTime::from_timestamp_micros(at.parse().ok()?)? })
        });
        if parsed.is_none_or(|started| tell.send(started).is_err()) {
            return;
        }
    }
}
