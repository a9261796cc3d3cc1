//! What requests cost, in points, and who pays: one budget for each caller (person, access token, or address), whichever
//! face they come through.
//!
//! A point is one operation: a request of REST, a field at the root of a GraphQL document, an event of a stream. Operations on
//! lists cost a point more for every 20 things that they bring, and for every 20 things whose relation they bring along; what lists
//! within other things bring, and its relations, is added up over the request. Before
//! it runs, the most that a request may cost is reserved; afterwards what it did not use is given back. A budget fills up evenly: an
//! empty one is full after `budget.window`.
//!
//! What is not modified (304) costs a tenth of a point where the answer was kept. Any other was made to find that out, and costs what making
//! it costs: else `If-None-Match: *` would buy the work of a whole answer for next to nothing.

mod meter;
mod service;

pub use meter::{Meter, THINGS, TOTAL, bound_within, list_bound};
pub use service::{Refused, Reservation, owed, reserve, spend, standing};
