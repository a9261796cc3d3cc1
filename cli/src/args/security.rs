//! Keys, and the audit log.

use clap::Subcommand;
use presswork_domain::audit::Anchor;

use super::values::anchor;

#[derive(Debug, Subcommand)]
pub(crate) enum Keys {
    /// Lists them, the one that signs last
    List,
    /// Makes a new one, which signs from now on; the old ones verify until their last token has expired
    Rotate,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Looks for entries that were changed, removed, moved or cut off
    Verify {
        /// A head that was noted down elsewhere, such as 42:kq3...
        #[arg(long, value_parser = anchor)]
        anchor: Option<Anchor>,
    },
}
