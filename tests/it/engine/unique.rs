//! Jobs with a unique key: while one has not ended, another of its key is the same one.

use std::time::Duration;

use presswork_domain::{
    ids::JobId,
    jobs::{self, Job, JobState, QueueName, Terms},
};
use presswork_tests::{Face, Profile, TestApp, each_profile, run};
use serde::{Deserialize, Serialize};

use super::deeds::{cx, enqueue, job};

each_profile! {
    while_one_has_not_ended_another_of_its_key_is_the_same_one,
}

// SQLite has one writer: nothing ends between two statements of a transaction.
#[test]
fn a_key_that_becomes_free_between_two_statements_is_taken() {
    run(Profile::Services, Face::Rest, &[], one_ends_meanwhile);
}

#[test]
fn a_key_that_is_taken_and_free_again_at_every_try_is_given_up() {
    run(Profile::Services, Face::Rest, &[], one_ends_again_and_again);
}

/// One at a time.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Single {}

impl Job for Single {
    const KIND: &'static str = "test.single";
    const QUEUE: QueueName = QueueName::Bulk;
    const MAX_ATTEMPTS: u32 = 1;
    const TIMEOUT: Duration = Duration::from_secs(1);

    fn unique_key(&self) -> Option<String> {
        Some("the only one".to_owned())
    }
}

async fn while_one_has_not_ended_another_of_its_key_is_the_same_one(app: TestApp) {
    let first = enqueue(&app, &Single {}, &Terms::now()).await;
    for state in ["queued", "running", "parked"] {
        app.db_run("UPDATE jobs SET state = ?", vec![state.into()]).await;
        assert_eq!(enqueue(&app, &Single {}, &Terms::now()).await, first, "{state}");
    }
    app.db_run("UPDATE jobs SET state = 'succeeded'", vec![]).await;
    assert_ne!(enqueue(&app, &Single {}, &Terms::now()).await, first);
    app.abandon_jobs();
}

/// From now on this job ends after every statement that writes jobs, whatever came of the statement: between that and the one that
/// looks for it. With `BEFORE` among the times it begins anew before the next.
async fn ends_in_between(app: &TestApp, holder: JobId, times: &[&str]) {
    let function = format!(
        "CREATE OR REPLACE FUNCTION in_between() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
         UPDATE jobs SET state = CASE TG_WHEN WHEN 'BEFORE' THEN 'queued' ELSE 'succeeded' END WHERE id = '{}'; \
         RETURN NULL; END $$",
        holder.uuid()
    );
    app.db_run(&function, vec![]).await;
    for time in times {
        let trigger = format!("CREATE TRIGGER {time}_writing {time} INSERT ON jobs EXECUTE FUNCTION in_between()");
        app.db_run(&trigger, vec![]).await;
    }
}

/// Others are lent the same database.
async fn ends_no_more(app: &TestApp) {
    app.db_run("DROP FUNCTION in_between() CASCADE", vec![]).await;
}

async fn one_ends_meanwhile(app: TestApp) {
    let first = enqueue(&app, &Single {}, &Terms::now()).await;
    ends_in_between(&app, first, &["AFTER"]).await;
    let second = enqueue(&app, &Single {}, &Terms::now()).await;
    ends_no_more(&app).await;
    assert_ne!(second, first);
    assert_eq!((job(&app, first).await.state, job(&app, second).await.state), (JobState::Succeeded, JobState::Queued));
    app.abandon_jobs();
}

async fn one_ends_again_and_again(app: TestApp) {
    let first = enqueue(&app, &Single {}, &Terms::now()).await;
    ends_in_between(&app, first, &["BEFORE", "AFTER"]).await;
    let cx = cx(&app);
    let mut tx = cx.begin().await.unwrap();
    let refused = jobs::enqueue(&cx, &mut tx, &Single {}).await.unwrap_err();
    drop(tx);
    ends_no_more(&app).await;
    assert_eq!((refused.code(), app.db_count("jobs").await), ("unavailable", 1));
    assert_eq!(job(&app, first).await.state, JobState::Queued, "nothing of it was committed");
    app.abandon_jobs();
}
