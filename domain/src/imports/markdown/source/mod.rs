//! What one Markdown file says of its post.

mod dates;
mod model;
mod place;
mod read;
mod tags;
mod texts;

pub(super) use model::{SlugFrom, Source};
pub(super) use place::name_of;
pub(super) use read::read;

#[cfg(test)]
mod tests;
