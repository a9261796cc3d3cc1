//! Going through an export, piece by piece: what stands in its channel, such as an author or an item. In memory is one piece at a time.

mod element;
mod nesting;
mod parser;
mod read;
mod text;

pub(super) use element::Element;
pub(super) use read::read;

#[cfg(test)]
mod tests;
