//! Posts that are withdrawn while their mails leave, and published again.

use chrono::TimeDelta;
use presswork_tests::{Actor, TestApp, each_profile, id_of};
use serde_json::{Value, json};

use super::{
    mailed, publish, receipt,
    sending::{counts, readers},
};

each_profile! {
    with ONE_A_SECOND => who_has_not_had_it_gets_it_when_it_is_published_again_while_mails_wait,
    with ONE_A_SECOND => who_has_not_had_it_gets_it_when_it_is_published_again_afterwards,
    with ONE_A_SECOND => what_may_have_left_before_a_worker_died_is_not_mailed_again,
    a_post_that_is_withdrawn_at_once_is_mailed_when_it_is_published_again,
    who_could_not_be_mailed_gets_it_when_it_is_published_again,
}

pub(super) const ONE_A_SECOND: [(&str, &str); 1] = [("PRESSWORK__NEWSLETTERS__MAILS_PER_MINUTE", "60")];

/// So many seconds, in each of which a mail may leave.
pub(super) async fn seconds(app: &TestApp, count: usize) {
    for _ in 0..count {
        app.advance(TimeDelta::milliseconds(1_001));
        app.run_jobs().await;
    }
}

async fn withdraw(editor: &Actor, post: &Value) {
    editor.call("unpublishPost", id_of(post)).await.ok();
}

/// Publishes a post as a newsletter; the receipt.
async fn again(editor: &Actor, post: &Value) -> Value {
    let how = json!({ "id": post["id"], "input": { "newsletter": true } });
    editor.call("publishPost", how).await.ok()["newsletter"].clone()
}

/// Publishes a post to four, of whom one may have had it before it is withdrawn: the post and the receipt.
async fn withdrawn(app: &TestApp, eve: &Actor) -> (Value, Value) {
    readers(app, 4).await;
    let done = publish(eve, "Hello").await;
    app.run_jobs().await;
    withdraw(eve, &done["post"]).await;
    (done["post"].clone(), done["newsletter"].clone())
}

async fn who_has_not_had_it_gets_it_when_it_is_published_again_while_mails_wait(app: TestApp) {
    let eve = app.editor("eve").await;
    let (post, job) = withdrawn(&app, &eve).await;
    seconds(&app, 2).await;
    assert!(counts(&app, "Hello").await.0 <= 1, "nothing leaves of a draft");
    assert_eq!(again(&eve, &post).await["id"], job["id"], "it is at it still");
    seconds(&app, 10).await;
    assert_eq!(counts(&app, "Hello").await, (4, 4));
    let done = receipt(&eve, &job).await;
    assert_eq!((&done["state"], &done["result"]), (&json!("succeeded"), &json!({ "mailed": 4 })));
    assert!(done["children"]["succeeded"].as_i64().unwrap() > 4, "some were tried twice: {done}");
}

async fn who_has_not_had_it_gets_it_when_it_is_published_again_afterwards(app: TestApp) {
    let eve = app.editor("eve").await;
    let (post, job) = withdrawn(&app, &eve).await;
    seconds(&app, 8).await;
    let before = counts(&app, "Hello").await.0;
    assert!(before <= 1, "nothing leaves of a draft");
    let done = receipt(&eve, &job).await;
    assert_eq!((&done["state"], &done["result"]), (&json!("succeeded"), &json!({ "mailed": before })));
    let second = again(&eve, &post).await;
    assert_ne!(second["id"], job["id"]);
    seconds(&app, 8).await;
    assert_eq!(counts(&app, "Hello").await, (4, 4));
    assert_eq!(receipt(&eve, &second).await["result"], json!({ "mailed": 4 - before }));
}

async fn what_may_have_left_before_a_worker_died_is_not_mailed_again(app: TestApp) {
    let eve = app.editor("eve").await;
    let (post, _) = withdrawn(&app, &eve).await;
    let died = "INSERT INTO job_failures (job_id, attempt, worker, error, failed_at) SELECT id, 1, 'w', \
                'the worker died while running this job', created_at FROM jobs WHERE kind = 'newsletters.mail'";
    app.db_run(died, vec![]).await;
    seconds(&app, 8).await;
    let before = counts(&app, "Hello").await;
    again(&eve, &post).await;
    seconds(&app, 8).await;
    assert_eq!(counts(&app, "Hello").await, before);
}

async fn a_post_that_is_withdrawn_at_once_is_mailed_when_it_is_published_again(app: TestApp) {
    let eve = app.editor("eve").await;
    readers(&app, 2).await;
    let done = publish(&eve, "Hello").await;
    withdraw(&eve, &done["post"]).await;
    app.run_jobs().await;
    let ended = receipt(&eve, &done["newsletter"]).await;
    assert_eq!((&ended["state"], &ended["result"]), (&json!("succeeded"), &json!({ "mailed": 0 })));
    let second = again(&eve, &done["post"]).await;
    app.run_jobs().await;
    assert_eq!(counts(&app, "Hello").await, (2, 2));
    assert_eq!(receipt(&eve, &second).await["result"], json!({ "mailed": 2 }));
}

async fn who_could_not_be_mailed_gets_it_when_it_is_published_again(app: TestApp) {
    let (eve, ada) = (app.editor("eve").await, app.user("ada").await);
    ada.call("subscribe", json!({ "input": {} })).await.ok();
    app.db_suspend(&ada).await;
    let done = publish(&eve, "Hello").await;
    app.run_jobs().await;
    assert_eq!(receipt(&eve, &done["newsletter"]).await["result"], json!({ "mailed": 0 }));
    app.db_run("UPDATE users SET suspended_at = NULL WHERE username = 'ada'", vec![]).await;
    withdraw(&eve, &done["post"]).await;
    for _ in 0..2 {
        again(&eve, &done["post"]).await;
        app.run_jobs().await;
        withdraw(&eve, &done["post"]).await;
    }
    assert_eq!(mailed(&app, &ada.email, "Hello").await, 1);
}
