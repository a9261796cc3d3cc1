//! Posts: what people write.
//!
//! A post is a draft until it is published, and may go back to being one. A deleted post keeps its row and its slugs.
//! Everyone sees published posts; a draft is seen by its author and by editors, and for all others it does not exist.
//! Authors write, and change, publish and delete what they wrote; editors do so with everyone's.
//!
//! The source is Markdown; HTML and excerpt are rendered once, at the write. A post has one current slug; the former ones
//! lead to it for ever.

mod jobs;
mod model;
pub mod policy;
mod service;
mod store;

pub use jobs::FanOutPost;
pub use model::{
    Markdown, Post, PostFilter, PostInclude, PostInput, PostPatch, PostPatchInput, PostStatus, Slug, Title,
};
pub use service::{Found, PostRef, create, delete, find, get, get_many, list, publish, published, unpublish, update};
