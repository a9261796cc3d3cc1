//! What can be said on the command line.

mod admin;
mod command;
mod contract;
mod import;
mod jobs;
mod migrate;
mod moves;
mod ops;
mod search;
mod security;
mod seed;
mod values;

pub(crate) use admin::Admin;
pub(crate) use command::{Cli, Command};
pub(crate) use contract::Contract;
pub(crate) use import::{Archive, Form, Import};
pub(crate) use jobs::{Filter, Jobs, ListArgs, Which};
pub(crate) use migrate::{DownArgs, Migrate};
pub(crate) use moves::Move;
pub(crate) use ops::{Queues, Schedules, WorkerArgs, Workers};
pub(crate) use search::Search;
pub(crate) use security::{Audit, Keys};
pub(crate) use seed::Seed;

#[cfg(test)]
mod tests;
