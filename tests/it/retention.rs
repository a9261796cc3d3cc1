//! How long what has ended can be looked up.

use std::time::Duration;

use presswork_tests::{Face, Profile, TestApp, each_profile, id_of, run};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::engine::deeds::{Nothing, cx, enqueue_many};

each_profile! {
    each_state_is_kept_as_long_as_the_settings_say,
    what_has_not_ended_is_kept_however_old_it_is,
    many_go_in_small_batches,
}

/// A finished job in a state, that ended so many days ago.
async fn ended(app: &TestApp, ann: &presswork_tests::Actor, state: &str, days: i64) -> Value {
    let job = ann.call("triggerSchedule", json!({ "name": "purge-tokens" })).await.ok();
    app.run_jobs().await;
    let uuid = job["id"].as_str().unwrap().parse::<presswork_domain::ids::JobId>().unwrap().uuid();
    let at = app.deps.clock.now() - chrono::TimeDelta::days(days);
    let ended = (!matches!(state, "parked" | "waiting")).then_some(at);
    let sql = "UPDATE jobs SET state = ?, finished_at = ?, created_at = ? WHERE id = ?";
    app.db_run(sql, vec![state.into(), ended.into(), at.into(), uuid.into()]).await;
    job
}

async fn purge(app: &TestApp, ann: &presswork_tests::Actor) -> Value {
    let purge = ann.call("triggerSchedule", json!({ "name": "purge-jobs" })).await.ok();
    app.run_jobs().await;
    ann.call("job", id_of(&purge)).await.ok()["result"].clone()
}

async fn each_state_is_kept_as_long_as_the_settings_say(app: TestApp) {
    let ann = app.admin("ann").await;
    let kept = &app.deps.settings.jobs.retention;
    let (mut gone, mut there) = (Vec::new(), Vec::new());
    for (state, kept) in [("succeeded", kept.succeeded), ("cancelled", kept.cancelled), ("dead", kept.dead)] {
        let days = i64::try_from(kept.as_secs() / 86_400).unwrap();
        gone.push(ended(&app, &ann, state, days + 1).await);
        there.push(ended(&app, &ann, state, days - 1).await);
    }
    assert_eq!(purge(&app, &ann).await, json!({ "removed": 3 }));
    for job in gone {
        ann.call("job", id_of(&job)).await.refused(404, "not_found");
    }
    for job in there {
        ann.call("job", id_of(&job)).await.ok();
    }
    app.abandon_jobs();
}

/// The purge waits for the job, whose retry then comes to an end. SQLite lets in one writer at a time.
#[test]
fn a_job_that_is_retried_while_the_purge_comes_to_it_stays() {
    run(Profile::Services, Face::Rest, &[], |app: TestApp| async move {
        let ann = app.admin("ann").await;
        let job = ended(&app, &ann, "dead", 4_000).await;
        let tx = cx(&app).begin().await.unwrap();
        let retry = "UPDATE jobs SET state = 'queued', finished_at = NULL WHERE state = 'dead'";
        assert_eq!(tx.execute_unprepared(retry).await.unwrap().rows_affected(), 1);
        let retried = async {
            tokio::time::sleep(Duration::from_millis(500)).await;
            tx.commit().await.unwrap();
        };
        let (purged, ()) = tokio::join!(purge(&app, &ann), retried);
        assert_eq!(purged, json!({ "removed": 0 }));
        ann.call("job", id_of(&job)).await.ok();
        app.run_jobs().await;
    });
}

async fn what_has_not_ended_is_kept_however_old_it_is(app: TestApp) {
    let ann = app.admin("ann").await;
    let parked = ended(&app, &ann, "parked", 4_000).await;
    let waiting = ended(&app, &ann, "waiting", 4_000).await;
    assert_eq!(purge(&app, &ann).await, json!({ "removed": 0 }));
    for job in [parked, waiting] {
        ann.call("job", id_of(&job)).await.ok();
    }
    app.abandon_jobs();
}

async fn many_go_in_small_batches(app: TestApp) {
    let ann = app.admin("ann").await;
    enqueue_many(&app, &vec![Nothing { n: 1 }; 1_200]).await;
    let long_ago = app.deps.clock.now() - chrono::TimeDelta::days(100);
    let sql = "UPDATE jobs SET state = 'succeeded', finished_at = ? WHERE kind = 'test.nothing'";
    assert_eq!(app.db_run(sql, vec![long_ago.into()]).await, 1_200);
    let purge = ann.call("triggerSchedule", json!({ "name": "purge-jobs" })).await.ok();
    app.run_jobs().await;
    let purged = ann.call("job", id_of(&purge)).await.ok();
    assert_eq!(purged["result"], json!({ "removed": 1_200 }));
    // It tells at most every 200 ms, and of the last batch no more.
    let done = &purged["progress"]["done"];
    assert!(*done == 500 || *done == 1_000, "it went in batches of 500: {done}");
}
