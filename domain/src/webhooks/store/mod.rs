//! The only files that speak SQL about webhooks.

mod attempts;
mod deliveries;
mod webhooks;

pub(super) use attempts::{attempts, insert_attempt};
pub(super) use deliveries::{
    DELIVERIES, Fresh, conclude, delivery, first_pending, give_up, insert_deliveries, insert_test, lock_delivery,
    of_events, overdue, page_of_deliveries, purge, reset,
};
pub(super) use webhooks::{
    Kept, WEBHOOKS, by_id, change, count, disable, insert, kept, listening, lock, page, remove, set_failing, set_salts,
};
