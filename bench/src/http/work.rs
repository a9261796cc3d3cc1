//! The works: what each asks for, and against what it is held.

use clap::ValueEnum;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ValueEnum)]
pub(crate) enum Work {
    /// A post by slug.
    W1,
    /// The newest posts.
    W2,
    /// The newest posts, whole.
    W2Whole,
    /// The newest posts by GraphQL, with comments.
    W3,
    /// Commenting.
    W4,
    /// The same post again and again.
    W5,
    /// The same post, which the client has already.
    W5Unchanged,
    /// Reading beside logins.
    W6,
    /// The feed of who follows others.
    W7,
    /// Searching.
    W8,
    /// A mix.
    W9,
}

/// Whether public answers are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ValueEnum)]
pub(crate) enum Mode {
    /// Nothing is kept.
    Off,
    /// As the defaults have it.
    Shipped,
}

/// What a work is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Ceiling {
    /// pgbench with one prepared statement that does the work.
    Pgbench,
    /// A bare server that sends as many bytes from memory.
    Static,
}

impl Mode {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Off => "read cache off",
            Self::Shipped => "as shipped",
        }
    }

    /// The settings that make it so.
    pub(crate) fn settings(self) -> Vec<(String, String)> {
        match self {
            Self::Off => vec![("PRESSWORK__CACHE__SIZE_MIB".to_owned(), "0".to_owned())],
            Self::Shipped => Vec::new(),
        }
    }
}

impl Ceiling {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Pgbench => "pgbench",
            Self::Static => "static",
        }
    }
}

impl Work {
    /// Those that are a load of requests, in the order in which they are measured: what writes comes late, the mix last.
    pub(crate) const LOADS: [Self; 10] = [
        Self::W1,
        Self::W2,
        Self::W2Whole,
        Self::W3,
        Self::W5,
        Self::W5Unchanged,
        Self::W7,
        Self::W8,
        Self::W4,
        Self::W9,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::W1 => "W1",
            Self::W2 => "W2",
            Self::W2Whole => "W2 whole",
            Self::W3 => "W3",
            Self::W4 => "W4",
            Self::W5 => "W5",
            Self::W5Unchanged => "W5 as 304",
            Self::W6 => "W6",
            Self::W7 => "W7",
            Self::W8 => "W8",
            Self::W9 => "W9",
        }
    }

    /// What it asks for.
    pub(crate) const fn what(self) -> &'static str {
        match self {
            Self::W1 => "one post by slug with author, tags, counts",
            Self::W2 => "20 newest posts with author, tags, counts, without their texts, from a cursor on",
            Self::W2Whole => "the same with their texts: everything that the answer can have",
            Self::W3 => "GraphQL: 20 posts, author, tags, counts, 3 first comments each with author",
            Self::W4 => "a comment by somebody with an access token",
            Self::W5 => "W1 again and again for one post",
            Self::W5Unchanged => "the same with its entity tag, answered 304",
            Self::W6 => "W1 while 64 connections log in",
            Self::W7 => "home feed of somebody with an access token",
            Self::W8 => "full-text search, two words, top 20",
            Self::W9 => "80 % W1 and W2, 10 % W3, 5 % W4, 5 % W7",
        }
    }

    /// The statement of its ceiling.
    pub(crate) const fn statement(self) -> Option<&'static str> {
        match self {
            Self::W1 => Some(include_str!("sql/w1.sql")),
            Self::W2 => Some(include_str!("sql/w2.sql")),
            Self::W3 => Some(include_str!("sql/w3.sql")),
            Self::W4 => Some(include_str!("sql/w4.sql")),
            Self::W7 => Some(include_str!("sql/w7.sql")),
            Self::W8 => Some(include_str!("sql/w8.sql")),
            Self::W2Whole | Self::W5 | Self::W5Unchanged | Self::W6 | Self::W9 => None,
        }
    }

    /// The work whose answer the bare server sends.
    pub(crate) const fn body(self) -> Option<Self> {
        match self {
            Self::W1 | Self::W5 | Self::W5Unchanged => Some(Self::W1),
            Self::W2 => Some(Self::W2),
            _ => None,
        }
    }

    /// What it is held against.
    pub(crate) fn ceilings(self) -> Vec<Ceiling> {
        let sql = self.statement().map(|_| Ceiling::Pgbench);
        sql.into_iter().chain(self.body().map(|_| Ceiling::Static)).collect()
    }

    /// Of a hundred requests of the mix so many are this.
    pub(crate) const fn share(self) -> u32 {
        match self {
            Self::W1 | Self::W2 => 40,
            Self::W3 => 10,
            Self::W4 | Self::W7 => 5,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_of_the_mix_are_all_of_it() {
        assert_eq!(Work::LOADS.map(Work::share).iter().sum::<u32>(), 100);
    }
}
