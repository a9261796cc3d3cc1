//! Pictures that lie where an import comes from, and the posts that they are in.

mod media;
mod outcome;
mod pictures;
mod posts;
mod show;

pub(in crate::imports) use media::{remember_media, remember_pictures, set_media_job};
pub(in crate::imports) use outcome::{failed, failures, forget_pictures, made, made_pictures};
pub(in crate::imports) use pictures::{Picture, count_pictures, note_pictures, numbers_after, picture};
pub(in crate::imports) use posts::{PostOf, posts_of};
pub(in crate::imports) use show::{Shown, show};
