//! What has to be known of an export before its posts are read.

mod model;
mod people;
mod posts;
mod read;
mod redirects;
mod tables;

pub(super) use model::{Survey, Tag, is_page, post_id};
pub(in crate::imports) use read::survey;

#[cfg(test)]
mod tests;
