//! The job engine keeps its promises, on both installations (`docs/JOBS.md`).

mod backlog;
mod cancels;
mod deadlines;
pub mod deeds;
mod delayed;
mod families;
mod groups;
mod lost;
mod many;
mod neighbours;
mod outages;
mod putting_aside;
mod traces;
