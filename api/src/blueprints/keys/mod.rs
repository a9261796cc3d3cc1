//! The public halves of the signing keys on the wire.

pub mod dto;
pub mod rest;
