//! What is measured, on what, and for how long.

use std::path::PathBuf;

use clap::{Args as Arguments, Parser, ValueEnum};
use url::Url;

use super::work::{Mode, Work};
use crate::installation::setting;

/// What is measured, on what, and for how long.
#[derive(Arguments)]
pub(crate) struct Args {
    /// The binary that is measured.
    #[arg(long, env = "PRESSWORK_BINARY", default_value = "target/release/presswork")]
    pub presswork: PathBuf,
    /// The PostgreSQL server on which to make databases, as somebody who may.
    #[arg(
        long,
        env = "DATABASE_URL",
        hide_env_values = true,
        default_value = "postgres://postgres@127.0.0.1:5432/postgres"
    )]
    pub database: Url,
    /// The Redis in which to take a prefix, where one is used.
    #[arg(long, env = "REDIS_URL", hide_env_values = true, default_value = "redis://127.0.0.1:6379")]
    pub redis: Url,
    /// Only these works, such as W1,W4.
    #[arg(long, value_delimiter = ',', ignore_case = true)]
    pub works: Vec<Work>,
    /// Only with the read cache so.
    #[arg(long, value_delimiter = ',')]
    pub modes: Vec<Mode>,
    /// How long each is measured at a time.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..))]
    pub seconds: u64,
    /// How long each is asked before it is measured.
    #[arg(long, default_value_t = 1)]
    pub warm: u64,
    /// How often everything is measured; medians count.
    #[arg(long, default_value_t = 5)]
    pub repetitions: usize,
    /// Connections of the load.
    #[arg(long, default_value_t = 64)]
    pub connections: usize,
    /// Clients of pgbench: as many as the server has connections.
    #[arg(long, default_value_t = 16)]
    pub pgbench_clients: usize,
    /// How many different posts and people are asked for; of lists a fifth of it.
    #[arg(long, default_value_t = 1000)]
    pub keys: u32,
    /// `presswork api` and `presswork worker` with Redis, instead of `presswork serve`.
    #[arg(long)]
    pub services: bool,
    #[command(flatten)]
    pub size: SizeArgs,
    /// Also compare with a database so many times as large.
    #[arg(long)]
    pub times: Option<u32>,
    /// Also compare so many API processes behind nginx, such as 1,2,4.
    #[arg(long, value_delimiter = ',')]
    pub processes: Vec<usize>,
    /// The nginx to put before them.
    #[arg(long, env = "NGINX", default_value = "nginx")]
    pub nginx: PathBuf,
    /// Instead of measuring, tell where processor time goes, by this profiler.
    #[arg(long)]
    pub profile: Option<Profiler>,
    /// A setting for the servers, such as PRESSWORK__LOG__FILTER=info.
    #[arg(long = "set", value_name = "VARIABLE=VALUE", value_parser = setting)]
    pub settings: Vec<(String, String)>,
    /// Keep the databases for the next run with the same sizes.
    #[arg(long)]
    pub keep: bool,
    /// A run of a minute on little data, which shows that everything works; its figures say nothing.
    #[arg(long)]
    pub smoke: bool,
    /// The folder in which to write the report, besides standard output, unless this is a smoke run.
    #[arg(long)]
    pub results: Option<PathBuf>,
}

/// How much there is of everything.
#[derive(Debug, Clone, Copy, Arguments)]
pub(crate) struct SizeArgs {
    /// How many people.
    #[arg(long)]
    users: Option<u32>,
    /// How many posts.
    #[arg(long)]
    posts: Option<u32>,
    /// How many tags.
    #[arg(long)]
    tags: Option<u32>,
    /// How many comments.
    #[arg(long)]
    comments: Option<u32>,
    /// How many reactions.
    #[arg(long)]
    reactions: Option<u32>,
    /// How many follows.
    #[arg(long)]
    follows: Option<u32>,
}

/// Tells where processor time goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Profiler {
    /// Samples, at full speed. Needs the right to look at processes (`kernel.perf_event_paranoid`).
    Perf,
    /// Counts instructions, some fifty times slower.
    Callgrind,
}

/// How much is in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size {
    pub users: u32,
    pub posts: u32,
    pub tags: u32,
    pub comments: u32,
    pub reactions: u32,
    pub follows: u32,
}

impl Size {
    const FULL: Self =
        Self { users: 10_000, posts: 100_000, tags: 200, comments: 500_000, reactions: 1_000_000, follows: 200_000 };
    const SMOKE: Self = Self { users: 60, posts: 200, tags: 20, comments: 600, reactions: 1_200, follows: 600 };

    /// So many times of everything but tags.
    pub(crate) const fn times(self, n: u32) -> Self {
        Self {
            users: self.users.saturating_mul(n),
            posts: self.posts.saturating_mul(n),
            tags: self.tags,
            comments: self.comments.saturating_mul(n),
            reactions: self.reactions.saturating_mul(n),
            follows: self.follows.saturating_mul(n),
        }
    }

    /// With names, as `presswork seed` takes them.
    pub(crate) const fn named(&self) -> [(&'static str, u32); 6] {
        [
            ("users", self.users),
            ("posts", self.posts),
            ("tags", self.tags),
            ("comments", self.comments),
            ("reactions", self.reactions),
            ("follows", self.follows),
        ]
    }
}

/// Everything as it is without options.
#[derive(Parser)]
struct Plain {
    #[command(flatten)]
    args: Args,
}

impl Args {
    /// For another measurement of the same works: as it is without options, so from variables alone.
    pub(crate) fn plain() -> Self {
        Plain::parse_from(["presswork-bench"]).args
    }

    /// With what a smoke run has instead of what was not said.
    pub(crate) fn settled(self) -> Self {
        if !self.smoke {
            return self;
        }
        Self { seconds: 1, warm: 0, repetitions: 1, connections: 8, pgbench_clients: 2, keys: 50, ..self }
    }

    pub(crate) fn size(&self) -> Size {
        let (asked, base) = (self.size, if self.smoke { Size::SMOKE } else { Size::FULL });
        Size {
            users: asked.users.unwrap_or(base.users),
            posts: asked.posts.unwrap_or(base.posts),
            tags: asked.tags.unwrap_or(base.tags),
            comments: asked.comments.unwrap_or(base.comments),
            reactions: asked.reactions.unwrap_or(base.reactions),
            follows: asked.follows.unwrap_or(base.follows),
        }
    }

    pub(crate) fn modes(&self) -> Vec<Mode> {
        if self.modes.is_empty() { vec![Mode::Off, Mode::Shipped] } else { self.modes.clone() }
    }

    /// Whether a work is asked for.
    pub(crate) fn wants(&self, work: Work) -> bool {
        self.works.is_empty() || self.works.contains(&work)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_times_as_large_has_as_many_tags() {
        let large = Size::FULL.times(10);
        assert_eq!((large.posts, large.reactions, large.tags), (1_000_000, 10_000_000, 200));
    }
}
