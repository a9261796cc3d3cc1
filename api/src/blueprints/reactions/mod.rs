//! Reactions to posts and comments. Their operations are those of posts and comments.

pub mod dto;
