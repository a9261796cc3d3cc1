//! The contract documents.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum Contract {
    /// Writes openapi.json, schema.graphql, what no release has yet, and the references of all settings and all codes of errors
    Write {
        /// The folder
        #[arg(long, default_value = "docs/contract")]
        folder: PathBuf,
        /// The file of the settings
        #[arg(long, default_value = "docs/CONFIGURATION.md")]
        configuration: PathBuf,
        /// The file of the codes of errors
        #[arg(long, default_value = "docs/ERRORS.md")]
        errors: PathBuf,
    },
    /// Makes the documents those of the last release, which later changes are compared with
    Release {
        /// The folder
        #[arg(long, default_value = "docs/contract")]
        folder: PathBuf,
        /// Where the SQL of this release was gathered, by tests/previous/gather
        #[arg(long, default_value = "target/statements")]
        statements: PathBuf,
    },
}
