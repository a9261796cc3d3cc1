//! Pictures that lie where an archive comes from: after it is taken in, they are fetched and become media of those whose posts they are in.
//!
//! One job goes through the posts, writes each picture down once and sets off a job for it ([`find`]); each fetches one, past the guard of
//! `platform/outbound`, and makes a medium of it in the ordinary way ([`fetch`]); when all have ended the first job goes through the posts again
//! and changes the addresses ([`replace`]). What can't be fetched is a finding, and the post stays as it is. Each may die at any point.

mod address;
mod fetch;
mod find;
mod replace;

pub use fetch::fetch_picture;
pub use find::fetch_media;
