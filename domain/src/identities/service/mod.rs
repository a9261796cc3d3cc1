//! Leaving for a provider, coming back, and what is done with who came.

mod arrive;
mod complete;
mod depart;
mod exchange;
mod flow;
mod link;
mod list;

pub use arrive::{Answer, arrive};
pub use complete::complete;
pub use depart::depart;
pub use link::{link, unlink};
pub(crate) use list::forget;
pub use list::list;
