//! What nobody has any more is removed, and nothing else.

use chrono::TimeDelta;
use presswork_tests::{TestApp, each_profile, id_of, pictures};
use serde_json::json;

use super::files;

each_profile! {
    a_deleted_picture_goes_from_the_store,
    a_picture_that_somebody_else_sent_too_stays,
    an_upload_that_was_never_finished_goes_when_its_ticket_is_over,
    an_upload_that_may_go_on_stays,
    what_a_run_left_that_died_goes,
    a_refused_picture_is_told_for_a_week,
    a_blob_that_was_let_go_and_taken_again_stays,
}

/// Runs the schedule after so long.
async fn collect(app: &TestApp, after: TimeDelta) -> serde_json::Value {
    app.advance(after);
    let boss = app.admin(&format!("boss-{}", app.deps.clock.now().timestamp())).await;
    let job = boss.call("triggerSchedule", json!({ "name": "collect-media" })).await.ok();
    app.run_jobs().await;
    let job = boss.call("job", id_of(&job)).await.ok();
    assert_eq!(job["state"], "succeeded", "{job}");
    job["result"].clone()
}

async fn a_deleted_picture_goes_from_the_store(app: TestApp) {
    let ada = app.user("ada").await;
    let media = ada.picture(&app, &pictures::png(400, 300)).await;
    ada.call("deleteMedia", id_of(&media)).await.ok();
    assert_eq!(files(&app).len(), 4);
    let removed = collect(&app, TimeDelta::hours(2)).await;
    assert_eq!((&removed["pictures"], &removed["files"]), (&json!(1), &json!(4)));
    assert_eq!(files(&app).len(), 0);
    assert_eq!((app.db_count("media_blobs").await, app.db_count("media_objects").await), (0, 0));
}

async fn a_picture_that_somebody_else_sent_too_stays(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let bytes = pictures::png(400, 300);
    let (hers, his) = (ada.picture(&app, &bytes).await, bob.picture(&app, &bytes).await);
    ada.call("deleteMedia", id_of(&hers)).await.ok();
    let removed = collect(&app, TimeDelta::hours(2)).await;
    assert_eq!((&removed["pictures"], &removed["files"]), (&json!(0), &json!(0)));
    let url = his["variants"][0]["url"].as_str().unwrap();
    assert_eq!(app.anonymous().get(url).await.status, 200);
}

async fn an_upload_that_was_never_finished_goes_when_its_ticket_is_over(app: TestApp) {
    let ada = app.user("ada").await;
    let bytes = pictures::png(300, 200);
    let media = ada.ticket(bytes.len()).await;
    ada.upload_part(&media, &bytes[..99], 0, bytes.len()).await.expect(200);
    assert_eq!(collect(&app, TimeDelta::hours(25)).await["files"], 1);
    assert_eq!((files(&app).len(), app.db_count("media_objects").await), (0, 0));
    ada.again().await.call("completeMedia", id_of(&media)).await.refused(410, "gone");
    assert_eq!(collect(&app, TimeDelta::days(8)).await["tickets"], 1);
    ada.again().await.call("completeMedia", id_of(&media)).await.refused(404, "not_found");
}

async fn an_upload_that_may_go_on_stays(app: TestApp) {
    let ada = app.user("ada").await;
    let bytes = pictures::png(300, 200);
    let media = ada.ticket(bytes.len()).await;
    ada.upload_part(&media, &bytes[..99], 0, bytes.len()).await.expect(200);
    assert_eq!(collect(&app, TimeDelta::hours(20)).await["files"], 0);
    let ada = ada.again().await;
    ada.upload_part(&media, &bytes[99..], 99, bytes.len()).await.expect(200);
    ada.call("completeMedia", id_of(&media)).await.ok();
    app.run_jobs().await;
    assert_eq!(ada.call("media", id_of(&media)).await.ok()["state"], "ready");
}

async fn what_a_run_left_that_died_goes(app: TestApp) {
    let ada = app.user("ada").await;
    let media = ada.picture(&app, &pictures::png(400, 300)).await;
    // As if another run had died after it had written a file.
    let sql = "INSERT INTO media_objects (key, holder, loose, created_at) SELECT 'media/left', id, TRUE, created_at FROM users";
    app.db_run(sql, vec![]).await;
    app.deps.store.put("media/left", bytes(b"left")).await.unwrap();
    assert_eq!(files(&app).len(), 5);
    assert_eq!(collect(&app, TimeDelta::hours(2)).await["files"], 1);
    assert_eq!(files(&app).len(), 4);
    assert_eq!(app.anonymous().get(media["variants"][0]["url"].as_str().unwrap()).await.status, 200);
}

fn bytes(text: &'static [u8]) -> bytes::Bytes {
    bytes::Bytes::from_static(text)
}

async fn a_refused_picture_is_told_for_a_week(app: TestApp) {
    let ada = app.user("ada").await;
    let whole = pictures::png(90, 60);
    let media = ada.picture(&app, &whole[..whole.len() / 2]).await;
    assert_eq!(media["state"], "refused");
    assert_eq!(collect(&app, TimeDelta::days(6)).await["tickets"], 0);
    assert_eq!(ada.again().await.call("media", id_of(&media)).await.ok()["reason"], "image_unreadable");
    assert_eq!(collect(&app, TimeDelta::days(2)).await["tickets"], 1);
    ada.again().await.call("media", id_of(&media)).await.refused(404, "not_found");
}

async fn a_blob_that_was_let_go_and_taken_again_stays(app: TestApp) {
    let ada = app.user("ada").await;
    let bytes = pictures::png(400, 300);
    let first = ada.picture(&app, &bytes).await;
    ada.call("deleteMedia", id_of(&first)).await.ok();
    let second = ada.picture(&app, &bytes).await;
    assert_eq!(app.db_count("media_blobs").await, 1);
    assert_eq!(collect(&app, TimeDelta::hours(2)).await["pictures"], 0);
    assert_eq!(app.anonymous().get(second["variants"][0]["url"].as_str().unwrap()).await.status, 200);
}
