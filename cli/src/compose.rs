//! Putting a process together: the API, the worker, or both, over the same `Deps`. The system tests start this, too.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use presswork_api::{Application, MetricsServer};
use presswork_domain::{
    Deps,
    platform::{Settings, task},
};
use presswork_worker::{Options, Runtime};
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};

use crate::{Failure, history, schema};

/// The longest that the last spans may hold up the end of a process.
const FLUSH: Duration = Duration::from_secs(2);

/// A process that is ready to run: bound, but not answering yet.
pub struct Process {
    deps: Arc<Deps>,
    application: Option<Application>,
    jobs: Option<Options>,
    metrics: Option<MetricsServer>,
}

/// API and worker in one process, on a database that is migrated first.
///
/// # Errors
/// When the database, the data folder or the port can't be had.
pub async fn serve(settings: Settings) -> Result<Process, Failure> {
    let process = Process::open(settings).await?;
    schema::bring_up(&process.deps).await?;
    let options = Options::from_settings(&process.deps.settings);
    process.listen()?.work(options).tell()
}

/// The API alone.
///
/// # Errors
/// As [`serve`], and when the database has another schema.
pub async fn api(settings: Settings) -> Result<Process, Failure> {
    let process = Process::open(settings).await?;
    schema::require(&process.deps).await?;
    process.listen()?.tell()
}

/// A worker alone.
///
/// # Errors
/// As [`api`].
pub async fn worker(settings: Settings, options: Options) -> Result<Process, Failure> {
    let process = Process::open(settings).await?;
    schema::require(&process.deps).await?;
    process.work(options).tell()
}

impl Process {
    async fn open(settings: Settings) -> Result<Self, Failure> {
        match Deps::open(settings.clone()).await {
            Ok(deps) => Ok(Self::new(Arc::new(deps))),
            Err(error) => Err(Failure::of(&error, &settings)),
        }
    }

    /// A process that does nothing yet, over these `Deps`.
    #[must_use]
    pub const fn new(deps: Arc<Deps>) -> Self {
        Self { deps, application: None, jobs: None, metrics: None }
    }

    /// Adds the API and binds its address.
    ///
    /// # Errors
    /// When the address can't be had.
    pub fn listen(self) -> Result<Self, Failure> {
        let built = Application::build(Arc::clone(&self.deps));
        let application = built.map_err(|error| Failure::of(&error, &self.deps.settings))?;
        Ok(Self { application: Some(application), ..self })
    }

    /// Adds the worker.
    #[must_use]
    pub fn work(self, options: Options) -> Self {
        Self { jobs: Some(options), ..self }
    }

    /// Adds the port for metrics and binds it, when the settings have one.
    ///
    /// # Errors
    /// When the address can't be had.
    pub fn tell(self) -> Result<Self, Failure> {
        let Some(address) = self.deps.settings.metrics.address() else { return Ok(self) };
        let built = MetricsServer::build(Arc::clone(&self.deps), address);
        let metrics = built.map_err(|error| Failure::of(&error, &self.deps.settings))?;
        Ok(Self { metrics: Some(metrics), ..self })
    }

    /// Where the API listens, with the real port.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        self.application.as_ref().map(Application::address)
    }

    /// Where metrics are told, with the real port.
    #[must_use]
    pub fn metrics(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().map(MetricsServer::address)
    }

    /// What the worker serves.
    #[must_use]
    pub const fn jobs(&self) -> Option<&Options> {
        self.jobs.as_ref()
    }

    /// What the process holds.
    #[must_use]
    pub const fn deps(&self) -> &Arc<Deps> {
        &self.deps
    }

    /// Runs until the token is cancelled. Then the API takes no more and drains, and after it, since its last requests
    /// may enqueue, the worker stops gracefully. Metrics are told to the end.
    ///
    /// # Errors
    /// When the server fails.
    pub async fn run(self, shutdown: CancellationToken) -> Result<(), Failure> {
        let Self { deps, application, jobs, metrics } = self;
        let watched = CancellationToken::new();
        let metrics = metrics.map(|server| task::spawn("metrics", server.run(watched.clone())));
        let history = AbortOnDropHandle::new(task::spawn("history", history::keep(Arc::clone(&deps))));
        let runtime = jobs.map(|options| Runtime::start(Arc::clone(&deps), options));
        let served = if let Some(application) = application {
            application.run(shutdown).await
        } else {
            shutdown.cancelled().await;
            Ok(())
        };
        if let Some(runtime) = runtime {
            runtime.stop().await;
        }
        drop(history);
        history::write(&deps).await;
        deps.queue.flush().await;
        deps.events.flush().await;
        deps.tracer.flush(FLUSH).await;
        watched.cancel();
        if let Some(metrics) = metrics {
            let _ = metrics.await;
        }
        served.map_err(|error| Failure::of(&error, &deps.settings))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sendable<T: Send>(run: impl Fn(Process, CancellationToken) -> T) -> impl Sized {
        run
    }

    #[test]
    fn a_process_can_run_in_a_task_of_a_test() {
        let _ = sendable(Process::run);
    }
}
