//! Publishing, and what it sets in motion.

use chrono::TimeDelta;
use insta::assert_json_snapshot;
use presswork_tests::{TestApp, each_face, id_of};
use serde_json::json;

each_face! {
    publishing_gives_a_receipt_that_succeeds_when_its_job_has_run,
    a_receipt_is_nobody_elses_business,
    publishing_twice_is_a_conflict,
    an_empty_post_can_not_be_published,
    a_post_that_comes_back_keeps_the_time_of_its_first_publication,
    every_follower_gets_one_mail_even_when_the_fan_out_runs_twice,
    a_post_that_is_withdrawn_in_time_is_told_to_nobody,
}

async fn publishing_gives_a_receipt_that_succeeds_when_its_job_has_run(app: TestApp) {
    let ada = app.user("ada").await;
    let draft = ada.draft("Hello").await;
    let published = ada.call("publishPost", id_of(&draft)).await.ok();
    let (post, job) = (&published["post"], &published["job"]);
    assert_eq!((&post["status"], &post["version"]), (&json!("published"), &json!(2)));
    assert!(post["publishedAt"].is_string());
    assert_json_snapshot!(job, {
        ".id" => "[id]", ".createdAt" => "[time]", ".runAt" => "[time]", ".group" => "[group]", ".requestId" => "[request]",
        ".traceId" => "[trace]",
    }, @r#"
    {
      "attempt": 0,
      "cancelRequested": false,
      "children": null,
      "createdAt": "[time]",
      "deadline": null,
      "error": null,
      "finishedAt": null,
      "group": "[group]",
      "id": "[id]",
      "kind": "posts.fan_out",
      "maxAttempts": 8,
      "parentId": null,
      "progress": {
        "done": 0,
        "note": null,
        "total": null
      },
      "queue": "standard",
      "requestId": "[request]",
      "result": null,
      "runAt": "[time]",
      "startedAt": null,
      "state": "queued",
      "traceId": "[trace]",
      "worker": null
    }
    "#);
    assert_eq!(ada.call("job", id_of(job)).await.ok(), *job);
    app.run_jobs().await;
    let done = ada.call("job", id_of(job)).await.ok();
    assert_eq!((&done["state"], &done["attempt"]), (&json!("succeeded"), &json!(1)));
    assert_eq!(done["result"], json!({ "followers": 0 }));
    assert!(done["startedAt"].is_string() && done["finishedAt"].is_string(), "{done}");
}

async fn a_receipt_is_nobody_elses_business(app: TestApp) {
    let (ada, bob, eve, ann) =
        (app.user("ada").await, app.user("bob").await, app.editor("eve").await, app.admin("ann").await);
    let draft = ada.draft("Hello").await;
    let job = ada.call("publishPost", id_of(&draft)).await.ok()["job"].clone();
    app.run_jobs().await;
    for stranger in [&bob, &eve, &app.anonymous()] {
        stranger.call("job", id_of(&job)).await.refused(404, "not_found");
        stranger.call("node", id_of(&job)).await.refused(404, "not_found");
    }
    for insider in [&ada, &ann] {
        assert_eq!(insider.call("job", id_of(&job)).await.ok()["id"], job["id"]);
    }
}

async fn publishing_twice_is_a_conflict(app: TestApp) {
    let ada = app.user("ada").await;
    let draft = ada.draft("Hello").await;
    ada.call("unpublishPost", id_of(&draft)).await.refused(409, "not_published");
    ada.call("publishPost", id_of(&draft)).await.ok();
    let before = app.db_state().await;
    ada.call("publishPost", id_of(&draft)).await.refused(409, "already_published");
    assert_eq!(app.db_state().await, before);
    app.run_jobs().await;
}

async fn an_empty_post_can_not_be_published(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.call("createPost", json!({ "input": { "title": "Hello" } })).await.ok();
    assert_eq!(ada.call("publishPost", id_of(&post)).await.faults(), ["/markdown required"]);
    assert_eq!(ada.call("post", id_of(&post)).await.ok(), post);
}

async fn a_post_that_comes_back_keeps_the_time_of_its_first_publication(app: TestApp) {
    let ada = app.user("ada").await;
    let first = ada.published("Hello").await;
    app.run_jobs().await;
    let draft = ada.call("unpublishPost", id_of(&first)).await.ok();
    assert_eq!(draft["status"], "draft");
    app.anonymous().call("post", id_of(&first)).await.refused(404, "not_found");
    app.advance(TimeDelta::minutes(5));
    let second = ada.call("publishPost", id_of(&first)).await.ok();
    assert_eq!(second["post"]["publishedAt"], first["publishedAt"]);
    assert!(second["post"]["updatedAt"].as_str() > first["updatedAt"].as_str());
    app.run_jobs().await;
}

async fn every_follower_gets_one_mail_even_when_the_fan_out_runs_twice(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    bob.follows(&ada).await;
    cem.follows(&ada).await;
    ada.follows(&bob).await;
    let draft = ada.draft("Hello").await;
    let job = ada.call("publishPost", id_of(&draft)).await.ok()["job"].clone();
    app.run_jobs().await;
    assert_eq!(ada.call("job", id_of(&job)).await.ok()["result"], json!({ "followers": 2 }));
    app.db_requeue(job["id"].as_str().unwrap()).await;
    app.run_jobs().await;
    for (follower, expected) in [(&bob, 1), (&cem, 1), (&ada, 0)] {
        let mails = app.mails_to(&follower.email).await;
        let told = mails.iter().filter(|mail| mail.subject == "ada published: Hello").count();
        assert_eq!(told, expected, "{mails:?}");
    }
    let letter = app.last_mail_to(&bob.email).await;
    assert!(letter.text.contains("/v1/posts/hello"), "{}", letter.text);
}

async fn a_post_that_is_withdrawn_in_time_is_told_to_nobody(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    bob.follows(&ada).await;
    let draft = ada.draft("Hello").await;
    let job = ada.call("publishPost", id_of(&draft)).await.ok()["job"].clone();
    ada.call("unpublishPost", id_of(&draft)).await.ok();
    app.run_jobs().await;
    assert_eq!(ada.call("job", id_of(&job)).await.ok()["state"], "succeeded");
    assert_eq!(app.mails_to(&bob.email).await.len(), 1, "nothing but the mail that confirmed the address");
}
