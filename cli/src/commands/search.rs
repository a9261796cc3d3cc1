//! `presswork search`: what can be found.

use presswork_domain::{platform::Settings, search};

use super::operate::as_system;
use crate::{Failure, args::Search};

pub(crate) async fn run(settings: Settings, action: Search) -> Result<(), Failure> {
    as_system(settings, |cx| async move {
        match action {
            Search::Reindex => {
                let job = search::request_reindex(&cx).await?;
                Ok(format!("{job} does it; watch it with: presswork jobs show {job}\n"))
            }
        }
    })
    .await
}
