//! What can be found.

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum Search {
    /// Sets off a job that writes all that can be found anew: after an upgrade that brought the search, or another search.language
    Reindex,
}
