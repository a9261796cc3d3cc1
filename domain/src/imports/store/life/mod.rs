//! Imports as they are asked for, and what came of them.

mod begin;
mod find;
mod findings;
mod purge;
mod report;
mod row;
mod running;
mod task;

pub(in crate::imports) use begin::{add, begin, count_received, unfinished};
pub(in crate::imports) use find::{IMPORTS, by_id, has_created, page, stands};
pub(in crate::imports) use findings::{FINDINGS, add_findings, findings};
pub(in crate::imports) use purge::{claim_over, forget, forget_rows, mark_deleted, over};
pub(in crate::imports) use report::{add_to_report, note, noted, refuse};
pub(in crate::imports) use running::{ahead_of, lock, running};
pub(in crate::imports) use task::{begin_task, finish, identify, planned, undone};
