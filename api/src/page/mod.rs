//! Pages on the wire: Relay connections in GraphQL, `{ data, pageInfo }` and a `Link` header in REST, made of the same
//! page.

mod answer;
mod connections;
mod info;
mod list;
mod params;

pub use answer::{answer, answer_as};
pub use connections::*;
pub use info::PageInfo;
pub use list::List;
pub use params::PageParams;
