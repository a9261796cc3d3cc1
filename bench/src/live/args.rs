//! How many connections, and what happens to them.

use clap::Args as Arguments;
use procfs::process::{LimitValue, Process};

use crate::{Result, installation::Where};

/// Descriptors that a process needs besides those of connections.
const SPARE: usize = 200;

/// How many connections, and what happens to them.
#[derive(Arguments)]
pub(crate) struct Args {
    #[command(flatten)]
    pub place: Where,
    /// Connections; half of them are server-sent events and half WebSockets.
    #[arg(long, default_value_t = 2000)]
    pub connections: usize,
    /// People whose connections they are. As shipped, one may have twenty in each process.
    #[arg(long, default_value_t = 100)]
    pub people: usize,
    /// Comments one after the other, then as many at once.
    #[arg(long, default_value_t = 20)]
    pub events: usize,
    /// How long they are watched while nothing happens, in seconds.
    #[arg(long, default_value_t = 30)]
    pub idle: u64,
    /// Readers of each kind that do not read.
    #[arg(long, default_value_t = 20)]
    pub slow: usize,
    /// How long a WebSocket may leave what it is sent unread, in seconds; as shipped unless told otherwise.
    #[arg(long, default_value_t = 30)]
    pub unread: u64,
    /// How long any connection may, in seconds; as shipped unless told otherwise.
    #[arg(long, default_value_t = 60)]
    pub cut: u64,
}

impl Args {
    /// With what a run of two minutes has instead. Telling those that do not read takes half a minute on a busy machine, and who is
    /// cut before it is over can't be told why; less would fit into the buffers of the kernel.
    pub(crate) fn settled(self) -> Self {
        if !self.place.smoke {
            return self;
        }
        Self { connections: 20, people: 4, events: 3, idle: 1, slow: 2, unread: 1, cut: 60, ..self }
    }

    /// Refuses what can't be opened.
    pub(super) fn check(&self) -> Result<()> {
        if self.people == 0 || self.connections < 2 || self.slow < 2 || self.events == 0 {
            return Err("there have to be people, connections, events, and two readers that do not read".into());
        }
        let most = Process::myself()?.limits()?.max_open_files.soft_limit;
        let needed = u64::try_from(self.connections + 2 * self.slow + SPARE)?;
        match most {
            LimitValue::Value(most) if most < needed => {
                Err(format!("a process may have {most} files open, {needed} are needed: ulimit -n {needed}").into())
            }
            _ => Ok(()),
        }
    }

    /// The settings of the processes.
    pub(super) fn settings(&self) -> [(&'static str, String); 2] {
        [
            ("PRESSWORK__REALTIME__UNREAD", format!("{}s", self.unread)),
            ("PRESSWORK__HTTP__CLIENT_UNREAD_TIMEOUT", format!("{}s", self.cut)),
        ]
    }
}
