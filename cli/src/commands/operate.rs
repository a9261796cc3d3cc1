//! What the operators' commands have in common: a context of the system, on a database with the right schema.

use std::sync::Arc;

use presswork_domain::{Context, Deps, Error, platform::Settings};

use crate::{Failure, history, out, schema};

/// Runs a rule as the system, prints what it says, and leaves nothing open.
pub(super) async fn as_system<F>(settings: Settings, rule: impl FnOnce(Context) -> F) -> Result<(), Failure>
where
    F: Future<Output = Result<String, Error>>,
{
    if let Some(file) = schema::missing(&settings) {
        let what = format!("there is no database {}", file.display());
        return Err(Failure::new(format!(
            "{what}; correct storage.data_dir or database.url, or run: presswork migrate up"
        )));
    }
    let deps = Deps::open(settings.clone()).await.map_err(|error| Failure::of(&error, &settings))?;
    let deps = Arc::new(deps);
    schema::require(&deps).await?;
    let said = rule(Context::system(Arc::clone(&deps), "command line")).await;
    history::write(&deps).await;
    deps.queue.flush().await;
    // Who watches elsewhere hears of it, and streams of those end who may not read them any more.
    deps.events.flush().await;
    deps.db.close().await;
    out::print(&said.map_err(|error| Failure::of(&error, &settings))?)
}
