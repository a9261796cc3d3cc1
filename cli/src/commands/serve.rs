//! `presswork serve`: everything in one process.

use std::sync::Arc;

use presswork_domain::{Context, accounts, platform::Settings};

use super::running::until_signal;
use crate::{Failure, compose};

pub(crate) async fn run(settings: Settings) -> Result<(), Failure> {
    let process = compose::serve(settings).await?;
    let deps = process.deps();
    let cx = Context::system(Arc::clone(deps), "start");
    let setup = accounts::offer_setup(&cx).await.map_err(|error| Failure::of(&error, &deps.settings))?;
    until_signal(process, setup.as_deref()).await
}
