//! Receipts of work in the background.

use chrono::{DateTime, TimeDelta, Utc};
use presswork_tests::{TestApp, each_face, id_of};
use serde_json::{Value, json};

each_face! {
    one_sees_the_jobs_one_has_set_in_motion,
    an_admin_sees_every_job,
    jobs_are_found_by_their_state,
    a_mail_that_can_not_be_delivered_is_tried_again,
    a_receipt_tells_its_worker_deadline_group_and_trace,
    a_state_of_another_release_breaks_no_list,
}

fn ids(list: &Value) -> Vec<&str> {
    list["data"].as_array().unwrap().iter().map(|job| job["id"].as_str().unwrap()).collect()
}

async fn one_sees_the_jobs_one_has_set_in_motion(app: TestApp) {
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.editor("eve").await);
    let mut expected = Vec::new();
    for title in ["One", "Two", "Three"] {
        let draft = ada.draft(title).await;
        let job = ada.call("publishPost", id_of(&draft)).await.ok()["job"]["id"].as_str().unwrap().to_owned();
        expected.insert(0, job);
    }
    app.run_jobs().await;
    assert_eq!(ids(&ada.call("jobs", json!({})).await.ok()), expected);
    let first = ada.call("jobs", json!({ "first": 2 })).await.ok();
    let rest = ada.call("jobs", json!({ "after": first["pageInfo"]["endCursor"] })).await.ok();
    assert_eq!([ids(&first), ids(&rest)].concat(), expected);
    for stranger in [&bob, &eve] {
        assert_eq!(stranger.call("jobs", json!({})).await.ok()["data"], json!([]));
    }
    app.anonymous().call("jobs", json!({})).await.refused(401, "authentication_required");
}

async fn an_admin_sees_every_job(app: TestApp) {
    let (ada, ann) = (app.user("ada").await, app.admin("ann").await);
    ada.published("Hello").await;
    app.run_jobs().await;
    let all = ann.call("jobs", json!({})).await.ok();
    let kinds: Vec<_> = all["data"].as_array().unwrap().iter().map(|job| job["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["posts.fan_out", "mail.send", "mail.send"]);
    let shown = all.to_string();
    assert!(!shown.contains("example.org"), "receipts tell no addresses: {shown}");
}

async fn jobs_are_found_by_their_state(app: TestApp) {
    let ada = app.user("ada").await;
    let draft = ada.draft("Hello").await;
    let job = ada.call("publishPost", id_of(&draft)).await.ok()["job"].clone();
    for state in ["queued", "succeeded"] {
        for other in ["scheduled", "queued", "running", "succeeded", "dead", "cancelled", "parked"] {
            let found = ada.call("jobs", json!({ "state": other })).await.ok();
            let expected = if other == state { vec![job["id"].as_str().unwrap()] } else { vec![] };
            assert_eq!(ids(&found), expected, "{other}");
        }
        app.run_jobs().await;
    }
}

async fn a_mail_that_can_not_be_delivered_is_tried_again(app: TestApp) {
    let ann = app.admin("ann").await;
    let (mailbox, aside) = (app.mailbox(), app.mailbox().with_extension("aside"));
    std::fs::rename(&mailbox, &aside).unwrap();
    std::fs::write(&mailbox, "in the way").unwrap();
    let account = json!({ "username": "bob", "email": "bob@example.org", "password": presswork_tests::PASSWORD });
    app.anonymous().call("register", json!({ "input": account })).await.ok();
    app.run_jobs().await;
    let waiting = ann.call("jobs", json!({ "state": "scheduled" })).await.ok()["data"][0].clone();
    assert_eq!((&waiting["kind"], &waiting["attempt"]), (&json!("mail.send"), &json!(1)));
    let error = waiting["error"].as_str().unwrap();
    assert!(!error.contains('/'), "an error gives no internals away: {error}");
    std::fs::remove_file(&mailbox).unwrap();
    assert_eq!(app.run_jobs().await, 0, "it waits a moment");
    app.advance(TimeDelta::seconds(5));
    app.run_jobs().await;
    let done = ann.call("job", id_of(&waiting)).await.ok();
    assert_eq!((&done["state"], &done["attempt"], &done["error"]), (&json!("succeeded"), &json!(2), &Value::Null));
    assert_eq!(app.mails_to("bob@example.org").await.len(), 1);
}

async fn a_receipt_tells_its_worker_deadline_group_and_trace(app: TestApp) {
    let ada = app.user("ada").await;
    let draft = ada.draft("Hello").await;
    let published = ada.call("publishPost", id_of(&draft)).await;
    let request = published.http.header("x-request-id").to_owned();
    let waiting = published.ok()["job"].clone();
    let me = ada.call("me", json!({})).await.ok();
    assert_eq!((&waiting["worker"], &waiting["deadline"]), (&Value::Null, &Value::Null));
    assert_eq!(waiting["group"], format!("posts.fan_out:{}", me["id"].as_str().unwrap()));
    assert_eq!(waiting["requestId"], request.as_str());
    let trace = waiting["traceId"].as_str().unwrap();
    assert!(trace.len() == 32 && trace.bytes().all(|sign| sign.is_ascii_hexdigit()), "{trace}");
    let deadline: DateTime<Utc> = "2999-01-01T00:00:00Z".parse().unwrap();
    app.db_run("UPDATE jobs SET deadline = ? WHERE kind = 'posts.fan_out'", vec![deadline.into()]).await;
    app.run_jobs().await;
    for done in [ada.call("job", id_of(&waiting)).await.ok(), ada.call("jobs", json!({})).await.ok()["data"][0].clone()]
    {
        assert!(done["worker"].as_str().unwrap().starts_with("worker_"), "{done}");
        assert_eq!(done["deadline"], "2999-01-01T00:00:00.000000Z");
        assert_eq!((&done["traceId"], &done["group"]), (&waiting["traceId"], &waiting["group"]));
    }
}

async fn a_state_of_another_release_breaks_no_list(app: TestApp) {
    let (ada, ann) = (app.user("ada").await, app.admin("ann").await);
    let (parent, child) = (ada.draft("Parent").await, ada.draft("Child").await);
    let parent = ada.call("publishPost", id_of(&parent)).await.ok()["job"].clone();
    let child = ada.call("publishPost", id_of(&child)).await.ok()["job"].clone();
    let id = |job: &Value| presswork_domain::ids::parse::<presswork_domain::ids::JobKind>(job["id"].as_str().unwrap());
    let (mother, frozen) = (id(&parent).unwrap().uuid(), id(&child).unwrap().uuid());
    let sql = "UPDATE jobs SET state = 'frozen', parent_id = ? WHERE id = ?";
    app.db_run(sql, vec![mother.into(), frozen.into()]).await;
    app.db_run("UPDATE jobs SET children = 1 WHERE id = ?", vec![mother.into()]).await;
    app.run_jobs().await;
    assert_eq!(ann.call("job", id_of(&child)).await.ok()["state"], "unknown");
    assert_eq!(ids(&ada.call("jobs", json!({})).await.ok()).len(), 2);
    assert_eq!(ids(&ann.call("jobs", json!({ "state": "unknown" })).await.ok()), [child["id"].as_str().unwrap()]);
    let seen = ann.call("job", id_of(&parent)).await.ok();
    assert_eq!((&seen["children"]["remaining"], &seen["children"]["total"]), (&json!(1), &json!(1)));
    ada.call("cancelJob", id_of(&child)).await.refused(409, "job_state_unknown");
    ann.call("retryJob", id_of(&child)).await.refused(409, "job_not_ended");
    ann.call("discardJob", id_of(&child)).await.refused(409, "job_not_dead");
    ann.call("cancelJobs", json!({ "input": { "state": "unknown" } })).await.refused(422, "validation_failed");
    ann.call("queues", json!({})).await.ok();
    let rows = app.db_rows("SELECT state FROM jobs WHERE id = ?", vec![frozen.into()]).await;
    assert_eq!(rows[0]["state"], "frozen", "nothing was done to it");
}
