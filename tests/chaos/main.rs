//! Chaos: two APIs and three workers on a PostgreSQL and a Redis of their own, all of them killed, paused and restarted
//! at random, while ledgers that Presswork knows nothing of count what comes of the work: a mail server counts mails,
//! a trigger in the database writes down every step of every job.
//!
//! The short form is part of the suite. The long form takes the settings as shipped and 20,000 operations:
//!
//!     cargo build && cargo test --test chaos -- --ignored --nocapture
//!
//! `PRESSWORK_CHAOS_SEED` runs a plan again, `PRESSWORK_CHAOS_OPERATIONS` and `PRESSWORK_CHAOS_SECONDS` set its size.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on fails by panicking")]

mod fleet;
mod journal;
mod load;
mod plan;
mod recovery;
mod size;
mod verdict;

use std::sync::Arc;

use presswork_tests::{missing_servers, not_covered, say};

use self::{fleet::Fleet, load::Load, plan::Plan, size::Size};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_doubled_or_stuck_whatever_dies() {
    run(Size::short()).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the long form: 20,000 operations, 20 minutes"]
async fn nothing_is_lost_doubled_or_stuck_in_twenty_thousand_operations() {
    run(Size::long()).await;
}

async fn run(size: Size) {
    if let Some(missing) = missing_servers() {
        return not_covered("chaos", &missing);
    }
    let plan = Plan::draw(size.seed, size.span, size.longest_pause);
    say(&format!("chaos: {size}, {plan}"));
    let fleet = Fleet::start(&size).await;
    let load = Arc::new(Load::prepare(&fleet).await);
    let (incidents, ()) = tokio::join!(fleet.suffer(&plan), load.carry_out(&size));
    let settled = fleet.settle(size.patience).await;
    let verdict = verdict::reach(&fleet, &load, settled).await;
    let recovery = recovery::measure(&fleet, &incidents).await;
    say(&format!("chaos: {verdict}\nchaos: {recovery}"));
    verdict.insist();
    recovery.insist();
}
