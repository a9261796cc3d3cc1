//! The value types of following.

/// The side of a person from which to look at who follows whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Those who follow them.
    Followers,
    /// Those whom they follow.
    Following,
}
