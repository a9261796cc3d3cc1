//! What operators see and do: queues, workers, schedules. For admins only; everybody else is refused.

mod model;
mod policy;
mod queues;
mod schedule;
mod schedules;
mod store;
mod workers;

pub use model::{QueueStats, ScheduleInfo, WorkerInfo};
pub use queues::{pause_queue, queues, resume_queue};
pub use schedule::{SCHEDULES, Schedule};
pub use schedules::{pause_schedule, resume_schedule, schedules, tick, trigger_schedule};
pub use workers::{Presence, drain_worker, forget_worker, report_worker, workers};
