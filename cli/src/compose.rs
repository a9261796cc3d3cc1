//! Putting a process together: the API, the worker, or both, over the same `Deps`. The system tests start this, too.

use std::{net::SocketAddr, sync::Arc};

use presswork_api::Application;
use presswork_domain::{Deps, platform::Settings};
use presswork_worker::{Options, Runtime};
use tokio_util::sync::CancellationToken;

use crate::{Failure, schema};

/// A process that is ready to run: bound, but not answering yet.
pub struct Process {
    deps: Arc<Deps>,
    application: Option<Application>,
    jobs: Option<Options>,
}

/// API and worker in one process, on a database that is migrated first.
///
/// # Errors
/// When the database, the data folder or the port can't be had.
pub async fn serve(settings: Settings) -> Result<Process, Failure> {
    let process = Process::open(settings).await?;
    schema::bring_up(&process.deps).await?;
    let options = Options::from_settings(&process.deps.settings);
    Ok(process.listen()?.work(options))
}

/// The API alone.
///
/// # Errors
/// As [`serve`], and when the database has another schema.
pub async fn api(settings: Settings) -> Result<Process, Failure> {
    let process = Process::open(settings).await?;
    schema::require(&process.deps).await?;
    process.listen()
}

/// A worker alone.
///
/// # Errors
/// As [`api`], without the port.
pub async fn worker(settings: Settings, options: Options) -> Result<Process, Failure> {
    let process = Process::open(settings).await?;
    schema::require(&process.deps).await?;
    Ok(process.work(options))
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
        Self { deps, application: None, jobs: None }
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

    /// Where the API listens, with the real port.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        self.application.as_ref().map(Application::address)
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
    /// may enqueue, the worker stops gracefully.
    ///
    /// # Errors
    /// When the server fails.
    pub async fn run(self, shutdown: CancellationToken) -> Result<(), Failure> {
        let Self { deps, application, jobs } = self;
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
        deps.queue.flush().await;
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
