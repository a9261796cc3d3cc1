//! `presswork api`: the API alone.

use presswork_domain::platform::Settings;

use super::running::until_signal;
use crate::{Failure, compose};

pub(crate) async fn run(settings: Settings) -> Result<(), Failure> {
    if !settings.redis.is_configured() {
        tracing::warn!("without Redis, workers in other processes see a new job only when they look, every 5 s");
    }
    until_signal(compose::api(settings).await?, None).await
}
