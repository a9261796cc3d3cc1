//! Queues, workers and schedules on the wire, for operators.

pub mod dto;
pub mod graphql;
pub mod params;
pub mod rest;
