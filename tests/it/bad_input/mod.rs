//! Bad input of every kind is a clear refusal of its own and changes nothing, through both faces.

mod bodies;
mod graphql_bodies;
mod ids;
mod markup;
mod paging;
mod parameters;
mod values;
