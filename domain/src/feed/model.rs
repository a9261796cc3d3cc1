//! The value types of feeds.

/// Which feed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FeedKind {
    /// Of the people and with the tags that one follows.
    Home,
    /// Everything, the newest first.
    #[default]
    Latest,
    /// Everything, by what people make of it.
    Trending,
}
