//! Posts as clients see them.

mod from;
mod plan_problem;
mod post;
mod resolve;
mod status;

pub use post::Post;
pub use status::PostStatus;
