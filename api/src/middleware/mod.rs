//! What every request passes, from the outside in: envelope (id, log, span, headers, error bodies, HTTP's own rules), origins
//! (CORS), flood limit, nonsense (what is no request), context (actor), charge (the budget), validators (304 and 412), kept (public answers), codings (entity tags of compressed answers), compression,
//! deadline. What is kept passes the layers outside of it at every request, so these are cheap: nothing is put together there that
//! is the same for all answers.

mod budget;
mod conditions;
mod context;
mod deadline;
mod envelope;
mod flood;
mod headers;
mod kept;
mod line;
mod origins;
mod span;
mod validators;
mod wire;

pub use budget::{Charged, Lists, charge, hold, refuse, show};
pub use conditions::admits;
pub use context::{Asking, provide_context, token_of};
pub use deadline::{Run, deadline};
pub use envelope::{HeadOnly, envelope};
pub use flood::flood_limit;
pub use kept::kept;
pub use origins::Origins;
pub use validators::{codings, validators};
pub use wire::refuse_nonsense;
