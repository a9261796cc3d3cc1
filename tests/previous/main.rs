//! A release is replaced by the next while people use it: two APIs and a worker go on on a database that the new binary has
//! migrated, and are replaced one by one. Nobody's request fails, and every job is done.
//!
//! The short form, which runs with the other tests, replaces this build by itself. The long form replaces the last release, whose
//! binary `PRESSWORK_PREVIOUS_BINARY` names; `tests/previous/run` builds it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on fails by panicking")]

mod balancer;
mod site;
mod visitors;

use std::{path::Path, sync::Arc, time::Duration};

use presswork_tests::{binary, missing_servers, not_covered, say, variable};

use self::{balancer::Balancer, site::Site, visitors::Visitors};

/// Visits between two changes, so that both releases meet what the other has written.
const BETWEEN: usize = 8;

/// How a process that is to end is kept from getting requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leaving {
    /// It says so itself: `/readyz` refuses first.
    ByItself,
    /// Whoever balances turns away before it is told to stop, since its release may not say so.
    TakenOut,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rolling_restart_of_two_apis_under_load_loses_no_request() {
    replace(&binary(), Leaving::ByItself).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes the binary of the last release; run it by tests/previous/run"]
async fn the_last_release_goes_on_on_the_schema_of_this_one_until_it_is_replaced() {
    let previous = variable("PRESSWORK_PREVIOUS_BINARY");
    let previous =
        previous.unwrap_or_else(|| panic!("PRESSWORK_PREVIOUS_BINARY is to name the binary of the last release"));
    replace(Path::new(&previous), Leaving::TakenOut).await;
}

async fn replace(old: &Path, leaving: Leaving) {
    if let Some(missing) = missing_servers() {
        return not_covered("replacing a release", &missing);
    }
    let site = Site::open().await;
    site.migrate(old);
    let mut apis = vec![site.old(old, "api").await, site.old(old, "api").await];
    let mut worker = site.old_worker(old);
    let balancer = Arc::new(Balancer::default());
    for api in &apis {
        balancer.add(api.base());
    }
    let visitors = Visitors::come(&balancer);
    visitors.visit(BETWEEN).await;
    let applied = site.migrate(&binary());
    visitors.visit(BETWEEN).await;
    let mut successors = Vec::new();
    for api in &mut apis {
        let successor = site.api().await;
        balancer.add(successor.base());
        visitors.visit(BETWEEN).await;
        if leaving == Leaving::TakenOut {
            balancer.take_out(api.base());
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        let status = api.stop().await;
        assert!(status.success(), "{status}: {}", api.log());
        successors.push(successor);
    }
    let _successor = site.worker();
    assert!(worker.stop().await.success(), "{}", worker.log());
    visitors.visit(BETWEEN).await;
    let seen = visitors.leave().await;
    site.settled().await;
    say(&format!("previous: {applied} migrations while it ran; {seen}"));
    seen.insist();
}
