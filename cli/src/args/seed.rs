//! Demo data.

use chrono::{DateTime, Utc};
use clap::Args;

use super::values::time;

#[derive(Debug, Args)]
#[expect(clippy::struct_field_names, reason = "the number is called so, too")]
pub(crate) struct Seed {
    /// How many people
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    pub users: u32,
    /// How many posts; one in fifty is a draft
    #[arg(long, default_value_t = 1_000)]
    pub posts: u32,
    /// How many comments [default: five for each post]
    #[arg(long)]
    pub comments: Option<u32>,
    /// How many tags
    #[arg(long, default_value_t = 200)]
    pub tags: u32,
    /// How many reactions [default: ten for each post]
    #[arg(long)]
    pub reactions: Option<u32>,
    /// How many follows [default: twenty for each person]
    #[arg(long)]
    pub follows: Option<u32>,
    /// Chooses the content: the same number makes the same
    #[arg(long, default_value_t = 1)]
    pub seed: u16,
    /// When the last of it happened, such as 2026-01-01T00:00:00Z; with it, times and ids are the same, too [default: now]
    #[arg(long, value_parser = time)]
    pub until: Option<DateTime<Utc>>,
    /// Asks for a password by which one can log in as anyone of them; without it nobody can
    #[arg(long)]
    pub ask_password: bool,
    /// In production, too
    #[arg(long)]
    pub force: bool,
}
