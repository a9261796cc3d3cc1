//! Archives to take in.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// An archive to take in.
#[derive(Debug, Args)]
pub(crate) struct Archive {
    /// The archive
    #[arg(value_name = "ARCHIVE")]
    pub path: PathBuf,
    /// What it is
    #[arg(long, value_enum, default_value_t)]
    pub form: Form,
    /// Whose posts those become whose authors can't come, by their handle; all of them where it tells no authors
    #[arg(long, required_if_eq_any = [("form", "markdown"), ("form", "ghost"), ("form", "wordpress")])]
    pub author: Option<String>,
    /// Where the site was, such as https://blog.example: an export of Ghost does not tell
    #[arg(long)]
    pub origin: Option<String>,
}

/// What an archive is.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum Form {
    /// An archive of a whole site, as an export makes it
    #[default]
    Site,
    /// A zip of Markdown files with front matter
    Markdown,
    /// An export of Ghost: its JSON, bare or in a zip
    Ghost,
    /// An export of WordPress: its XML (WXR), bare or in a zip
    Wordpress,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Tells what applying an archive would do, and writes nothing
    Plan(Archive),
    /// Takes an archive in; may be done again after a break, and goes on then
    Apply(Archive),
    /// Removes what an import has created, and puts back what it has changed, as long as nobody has changed it or added to it since
    Undo {
        /// The import, as applying it said
        id: String,
    },
}
