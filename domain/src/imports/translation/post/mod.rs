//! What a translation makes, as rows of an archive.

mod comment;
mod fingerprint;
mod id;
mod new_post;
mod person;
mod rows;
mod words;

pub(in crate::imports) use comment::NewComment;
pub(super) use fingerprint::Fingerprint;
pub(in crate::imports) use fingerprint::said;
pub(in crate::imports) use id::Id;
pub(in crate::imports) use new_post::{About, NewPost, Standing};
pub(super) use rows::written;
pub(in crate::imports) use words::Words;

#[cfg(test)]
mod tests;
