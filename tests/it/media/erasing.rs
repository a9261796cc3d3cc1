//! Media of people who are erased.

use chrono::TimeDelta;
use presswork_tests::{TestApp, each_profile, pictures};
use serde_json::json;

use super::files;

each_profile! {
    media_of_an_erased_account_are_collected,
}

async fn media_of_an_erased_account_are_collected(app: TestApp) {
    let (ada, boss) = (app.user("ada").await, app.admin("boss").await);
    let media = ada.picture(&app, &pictures::png(400, 300)).await;
    let bytes = pictures::png(30, 20);
    let waiting = ada.ticket(bytes.len()).await;
    ada.upload(&waiting, &bytes).await.expect(200);
    ada.call("deleteMe", json!({})).await.ok();
    app.advance(TimeDelta::days(15));
    app.run_jobs().await;
    assert_eq!(app.db_count("media").await, 0);
    assert_eq!(app.anonymous().get(media["variants"][0]["url"].as_str().unwrap()).await.status, 404);
    app.advance(TimeDelta::hours(2));
    boss.again().await.call("triggerSchedule", json!({ "name": "collect-media" })).await.ok();
    app.run_jobs().await;
    assert_eq!((files(&app).len(), app.db_count("media_objects").await), (0, 0));
}
