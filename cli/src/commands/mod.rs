//! The commands, one file each.

pub(crate) mod api;
pub(crate) mod check_config;
pub(crate) mod contract;
pub(crate) mod health;
pub(crate) mod jobs;
pub(crate) mod migrate;
mod operate;
pub(crate) mod ops;
mod running;
pub(crate) mod serve;
pub(crate) mod worker;
