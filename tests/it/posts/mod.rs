//! Posts.

mod lists;
mod publishing;
mod slugs;
mod visibility;
mod writing;
