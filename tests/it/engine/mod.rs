//! The job engine keeps its promises, on both installations (`docs/JOBS.md`).

mod backlog;
mod cancels;
mod changes;
mod deadlines;
pub mod deeds;
mod delayed;
mod drains;
mod families;
mod figures;
mod groups;
mod handing_out;
mod lost;
mod many;
mod neighbours;
mod outages;
mod putting_aside;
mod traces;
mod unique;
