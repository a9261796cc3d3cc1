//! What every request passes, from the outside in: envelope (id, log, headers, error bodies), settle (the charge), CORS, flood
//! limit, context (actor), reserve (the budget), validators (entity tags, 304), kept (public answers), compression, deadline.

mod budget;
mod context;
mod deadline;
mod envelope;
mod flood;
mod headers;
mod kept;
mod validators;

pub use budget::{Charged, Lists, hold, refuse, reserve, settle, show};
pub use context::{provide_context, token_of};
pub use deadline::{Run, deadline};
pub use envelope::{HeadOnly, envelope};
pub use flood::flood_limit;
pub use kept::kept;
pub use validators::validators;
