//! What every stream to a client has in common, whatever comes down it: how many there may be, how long they may last,
//! and their form as server-sent events.

mod closing;
mod frame;
mod line;
mod slots;

use actix_web::http::header::HeaderName;

pub use closing::Closing;
pub use frame::Frame;
pub use line::Line;
pub use slots::{Slot, Slots};

/// The header of a client that comes back.
pub const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
