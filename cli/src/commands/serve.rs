//! `presswork serve`: everything in one process.

use presswork_domain::platform::Settings;

use super::running::until_signal;
use crate::{Failure, compose, logging};

pub(crate) async fn run(settings: Settings) -> Result<(), Failure> {
    logging::start(&settings.log)?;
    until_signal(compose::serve(settings).await?).await
}
