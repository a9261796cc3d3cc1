//! Posts of a translation that have come before. Their names here follow from those in the source, so each is met again; what it said there is
//! written down with it, and what it was here, so that it is known who has changed it since. What only the source has changed is made what it
//! is there now, with its slugs and tags. What was changed here stays, and so does whose a post is.

mod along;
mod change;
mod fate;
mod forget;
mod judge;
mod part;
mod recall;
mod slugs;

pub(crate) use forget::forget;
pub(super) use part::Part;
