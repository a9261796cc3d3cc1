//! The processes that connections are to, and what they take.

use procfs::{net::TcpState, process::Process as Seen};
use tokio::time::{Duration, Instant, sleep};

use crate::{
    Result,
    http::{Process, memory},
    installation::Installation,
    machine,
};

/// How often it is looked at whether something has ended.
const PAUSE: Duration = Duration::from_millis(100);

/// Two API processes, and the worker.
pub(crate) struct Apis {
    processes: Vec<(Process, String)>,
    worker: Process,
}

impl Apis {
    pub(crate) async fn start(here: &Installation) -> Result<Self> {
        let processes = vec![here.start("api").await?, here.start("api").await?];
        Ok(Self { processes, worker: here.start("worker").await?.0 })
    }

    /// Where each of them answers.
    pub(crate) fn bases(&self) -> Vec<String> {
        self.processes.iter().map(|(_, base)| base.clone()).collect()
    }

    /// What both have in memory, in MiB.
    pub(crate) fn memory(&self) -> Result<f64> {
        self.ids().map(|id| Ok(memory(id)?.now)).sum()
    }

    /// What both have used of a core, in seconds.
    pub(crate) fn cpu_seconds(&self) -> Result<f64> {
        self.ids().map(machine::cpu_seconds).sum()
    }

    /// How many files and sockets both have open besides the connections of clients: those to the database, to Redis, and so on.
    pub(crate) fn others(&self) -> Result<usize> {
        let all: Result<usize> = self.ids().map(|id| Ok(Seen::new(id.cast_signed())?.fd_count()?)).sum();
        Ok(all?.saturating_sub(self.connections()?))
    }

    /// How many connections of clients both have open.
    pub(crate) fn connections(&self) -> Result<usize> {
        let ports: Vec<u16> =
            self.processes.iter().filter_map(|(_, base)| base.rsplit(':').next()?.parse().ok()).collect();
        let is_open = |state: &TcpState| !matches!(state, TcpState::Listen | TcpState::TimeWait | TcpState::Close);
        let sockets = procfs::net::tcp()?.into_iter();
        Ok(sockets.filter(|it| ports.contains(&it.local_address.port()) && is_open(&it.state)).count())
    }

    /// Waits until they have no more than so many; how many more there still are when patience ends.
    pub(crate) async fn connections_fall_to(&self, wanted: usize, patience: Duration) -> Result<usize> {
        let began = Instant::now();
        loop {
            let left = self.connections()?.saturating_sub(wanted);
            if left == 0 || began.elapsed() > patience {
                return Ok(left);
            }
            sleep(PAUSE).await;
        }
    }

    pub(crate) async fn stop(self) -> Result<()> {
        for (process, _) in self.processes {
            process.stop().await?;
        }
        self.worker.stop().await
    }

    fn ids(&self) -> impl Iterator<Item = u32> {
        self.processes.iter().map(|(process, _)| process.id)
    }
}
