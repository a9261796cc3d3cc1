//! What operators see and do: queues, workers, schedules. For admins only; everybody else is refused.

mod depths;
mod history;
mod metrics;
mod model;
mod overview;
mod policy;
mod queues;
mod schedule;
mod schedules;
mod store;
mod workers;

pub use depths::look_at_depths;
pub use history::{HISTORY_DEFAULT, HISTORY_MAX, queue_history, write_history};
pub use metrics::scrape;
pub use model::{Operations, QueueMinute, QueueStats, ScheduleInfo, WorkerInfo};
pub use overview::operations;
pub use queues::{pause_queue, queues, resume_queue};
pub use schedule::{SCHEDULES, Schedule};
pub use schedules::{pause_schedule, resume_schedule, schedules, tick, trigger_schedule};
pub use workers::{Presence, drain_worker, forget_worker, is_asked_to_drain, report_worker, workers};
