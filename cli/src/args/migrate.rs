//! Migrations.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum Migrate {
    /// Applies what is pending
    Up,
    /// Rolls the latest back
    Down(DownArgs),
    /// Lists every migration and where it stands
    Status,
}

#[derive(Debug, Args)]
pub(crate) struct DownArgs {
    /// How many to roll back
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub steps: u32,
    /// Roll all back: every row of every table is lost
    #[arg(long, conflicts_with = "steps")]
    pub all: bool,
}
