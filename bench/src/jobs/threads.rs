//! Threads with a runtime each, as the API has them: what one of them waits for wakes up no other.

use std::{
    future::Future,
    thread::{self, available_parallelism},
};

use presswork_domain::platform::task;
use tokio::{
    runtime::{Builder, Handle},
    sync::oneshot,
    task::JoinHandle,
};

use crate::Result;

/// One for each core, until this is dropped.
pub(crate) struct Threads {
    runtimes: Vec<Handle>,
    _end: Vec<oneshot::Sender<()>>,
}

impl Threads {
    pub(crate) fn start() -> Result<Self> {
        let (mut runtimes, mut end) = (Vec::new(), Vec::new());
        for _ in 0..available_parallelism()?.get() {
            let runtime = Builder::new_current_thread().enable_all().build()?;
            let (sender, ended) = oneshot::channel();
            runtimes.push(runtime.handle().clone());
            end.push(sender);
            // Ended by the sender's being dropped.
            thread::spawn(move || runtime.block_on(ended).is_ok());
        }
        Ok(Self { runtimes, _end: end })
    }

    /// Runs the work of the so manieth client, on the thread whose turn it is.
    pub(crate) fn spawn<F>(&self, client: usize, name: &'static str, work: F) -> JoinHandle<Option<F::Output>>
    where
        F: Future<Output: Send + 'static> + Send + 'static,
    {
        let _there = self.runtimes[client % self.runtimes.len()].enter();
        task::spawn(name, work)
    }
}
