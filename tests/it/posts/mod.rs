//! Posts.

mod complex;
mod covers;
mod deleting;
mod details;
mod lists;
mod publishing;
mod revisions;
mod scheduling;
mod slugs;
mod visibility;
mod writing;
