//! Changing many jobs at once, and finding them.

use presswork_tests::{TestApp, each_face, id_of};
use serde_json::{Value, json};

each_face! {
    dead_jobs_are_retried_by_a_filter,
    dead_jobs_are_discarded_by_a_filter,
    one_calls_off_ones_own_jobs_and_no_others,
    a_state_that_does_not_fit_is_refused,
    a_text_that_can_not_be_looked_for_is_refused,
    jobs_are_found_by_error_and_time_and_parent,
    steps_and_children_are_seen,
}

/// Somebody's jobs that wait, in the order in which they were made.
async fn waiting(app: &TestApp, name: &str, count: usize) -> (presswork_tests::Actor, Vec<Value>) {
    let actor = app.user(name).await;
    let mut all = Vec::new();
    for n in 0..count {
        let draft = actor.draft(&format!("{name} {n}")).await;
        all.push(actor.call("publishPost", id_of(&draft)).await.ok()["job"].clone());
    }
    (actor, all)
}

async fn bury(app: &TestApp) {
    let sql = "UPDATE jobs SET state = 'dead', attempt = 8, last_error = 'It broke: 100% of it' WHERE state = 'queued'";
    app.db_run(sql, vec![]).await;
}

async fn dead_jobs_are_retried_by_a_filter(app: TestApp) {
    let ann = app.admin("ann").await;
    waiting(&app, "ada", 3).await;
    bury(&app).await;
    let none = ann.call("retryJobs", json!({ "input": { "kind": "mail.send" } })).await.ok();
    let all = ann.call("retryJobs", json!({ "input": { "state": "dead", "kind": "posts.fan_out" } })).await;
    assert_eq!(all.http.status, if app.face == presswork_tests::Face::Rest { 202 } else { 200 });
    let all = all.ok();
    assert_eq!((&all["kind"], &all["state"]), (&json!("jobs.change_many"), &json!("queued")));
    app.run_jobs().await;
    let done = ann.call("job", id_of(&all)).await.ok();
    assert_eq!((&done["state"], &done["result"]), (&json!("succeeded"), &json!({ "changed": 3, "skipped": 0 })));
    assert_eq!((&done["progress"]["done"], &done["progress"]["total"]), (&json!(3), &json!(3)));
    assert_eq!(ann.call("job", id_of(&none)).await.ok()["result"]["changed"], 0);
    let succeeded = json!({ "kind": "posts.fan_out", "state": "succeeded" });
    assert_eq!(ann.call("jobs", succeeded).await.ok()["data"].as_array().unwrap().len(), 3);
}

async fn dead_jobs_are_discarded_by_a_filter(app: TestApp) {
    let ann = app.admin("ann").await;
    let (_, jobs) = waiting(&app, "ada", 2).await;
    bury(&app).await;
    ann.call("discardJobs", json!({ "input": {} })).await.ok();
    app.run_jobs().await;
    for job in jobs {
        assert_eq!(ann.call("job", id_of(&job)).await.ok()["state"], "cancelled");
    }
}

async fn one_calls_off_ones_own_jobs_and_no_others(app: TestApp) {
    app.user("bob").await;
    let (ada, hers) = waiting(&app, "ada", 1).await;
    let draft = ada.draft("another").await;
    let asked = ada.call("cancelJobs", json!({ "input": {} })).await.ok();
    let later = ada.call("publishPost", id_of(&draft)).await.ok()["job"].clone();
    app.db_run("UPDATE jobs SET enqueued_by = NULL WHERE state = 'queued' AND kind = 'mail.send'", vec![]).await;
    app.run_jobs().await;
    assert_eq!(ada.call("job", id_of(&hers[0])).await.ok()["state"], "cancelled");
    assert_eq!(ada.call("job", id_of(&later)).await.ok()["state"], "succeeded", "it came after the question");
    assert_eq!(ada.call("job", id_of(&asked)).await.ok()["result"]["changed"], 1);
}

async fn a_state_that_does_not_fit_is_refused(app: TestApp) {
    let ann = app.admin("ann").await;
    for (operation, state) in [("retryJobs", "running"), ("discardJobs", "queued"), ("cancelJobs", "succeeded")] {
        let refused = ann.call(operation, json!({ "input": { "state": state } })).await;
        refused.refused(422, "validation_failed");
    }
    let nobody = json!({ "input": { "parentId": "post_01h455vb4pex5vsknk084sn02q" } });
    ann.call("cancelJobs", nobody).await.refused(400, "invalid_id");
}

async fn a_text_that_can_not_be_looked_for_is_refused(app: TestApp) {
    let ann = app.admin("ann").await;
    for text in ["a\0b".to_owned(), String::new(), "x".repeat(201)] {
        for member in ["kind", "error"] {
            for operation in ["retryJobs", "discardJobs", "cancelJobs"] {
                let refused = ann.call(operation, json!({ "input": { member: text } })).await;
                assert!(refused.faults()[0].contains(&format!("/{member}")), "{operation} {member} {text:?}");
            }
            ann.call("jobs", json!({ member: text })).await.refused(422, "validation_failed");
        }
    }
    let begun = ann.call("jobs", json!({ "kind": "jobs.change_many" })).await.ok();
    assert!(ids(&begun).is_empty(), "nothing was begun");
}

fn ids(list: &Value) -> Vec<&str> {
    list["data"].as_array().unwrap().iter().map(|job| job["id"].as_str().unwrap()).collect()
}

async fn jobs_are_found_by_error_and_time_and_parent(app: TestApp) {
    let (ada, jobs) = waiting(&app, "ada", 2).await;
    bury(&app).await;
    for (text, found) in [("it BROKE", 2), ("100%", 2), ("100% of them", 0), ("_", 0)] {
        assert_eq!(ids(&ada.call("jobs", json!({ "error": text })).await.ok()).len(), found, "{text}");
    }
    let second = jobs[1]["createdAt"].clone();
    let since = ada.call("jobs", json!({ "since": second })).await.ok();
    assert_eq!(ids(&since), [jobs[1]["id"].as_str().unwrap()]);
    let until = ada.call("jobs", json!({ "until": second })).await.ok();
    assert_eq!(ids(&until), [jobs[0]["id"].as_str().unwrap()]);
    let parent = ada.call("jobs", json!({ "parentId": jobs[0]["id"] })).await.ok();
    assert!(ids(&parent).is_empty());
}

async fn steps_and_children_are_seen(app: TestApp) {
    let (ada, jobs) = waiting(&app, "ada", 2).await;
    app.run_jobs().await;
    let id = |job: &Value| presswork_domain::ids::parse::<presswork_domain::ids::JobKind>(job["id"].as_str().unwrap());
    let (parent, child) = (id(&jobs[0]).unwrap().uuid(), id(&jobs[1]).unwrap().uuid());
    app.db_run("UPDATE jobs SET parent_id = ? WHERE id = ?", vec![parent.into(), child.into()]).await;
    app.db_run("UPDATE jobs SET children = 1 WHERE id = ?", vec![parent.into()]).await;
    let sql = "INSERT INTO job_steps (job_id, name, result, finished_at) SELECT id, 'collect', ?, created_at FROM jobs \
               WHERE id = ?";
    app.db_run(sql, vec![json!({ "n": 1 }).into(), parent.into()]).await;
    let seen = ada.call("job", id_of(&jobs[0])).await.ok();
    let counts = json!({ "total": 1, "succeeded": 1, "dead": 0, "cancelled": 0, "remaining": 0 });
    assert_eq!((&seen["children"], &seen["parentId"]), (&counts, &Value::Null));
    assert_eq!(ada.call("job", id_of(&jobs[1])).await.ok()["parentId"], jobs[0]["id"]);
    let steps = ada.call("jobSteps", id_of(&jobs[0])).await.ok();
    assert_eq!((&steps[0]["name"], &steps[0]["result"]), (&json!("collect"), &json!({ "n": 1 })));
}
