//! What every request passes, from the outside in: envelope (id, log, headers, error bodies), validators (entity tags,
//! 304), CORS, compression, flood limit, context (actor).

mod context;
mod envelope;
mod flood;
mod headers;
mod validators;

pub use context::provide_context;
pub use envelope::envelope;
pub use flood::flood_limit;
pub use validators::validators;
