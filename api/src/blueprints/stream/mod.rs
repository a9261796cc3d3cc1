//! Streams of events: many topics in one, in REST. In GraphQL each topic is a subscription of its own, beside the other
//! fields of its feature.

pub mod params;
pub mod rest;
