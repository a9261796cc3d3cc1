//! Relations that look-ahead can't see, batched per request and asked for as the request's actor; where results come one after
//! the other, as who that is at each of them.

mod comments;
mod covers;
mod follows;
mod people;
mod reactions;
mod request;
mod tags;
mod text;
mod totals;

pub use comments::comments_on;
pub use covers::cover;
pub use follows::follows;
pub use people::{mentioned_in, user};
pub use reactions::{reactions_to_comment, reactions_to_post};
pub use request::{lasting_loader, request_loader};
pub use tags::tags_of;
pub use text::text_of;
pub use totals::total;
