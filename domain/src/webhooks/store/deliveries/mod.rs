//! Deliveries.

mod conclude;
mod ended;
mod find;
mod insert;
mod pending;
mod row;
mod test_delivery;

pub(in crate::webhooks) use conclude::{conclude, reset};
pub(in crate::webhooks) use ended::{give_up, purge};
pub(in crate::webhooks) use find::{DELIVERIES, delivery, lock_delivery, page_of_deliveries};
pub(in crate::webhooks) use insert::{Fresh, insert_deliveries};
pub(in crate::webhooks) use pending::{first_pending, of_events, overdue};
pub(in crate::webhooks) use test_delivery::insert_test;
