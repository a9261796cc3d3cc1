//! How long notifications are kept.

use chrono::TimeDelta;
use presswork_tests::{Actor, TestApp, each_profile, id_of};
use serde_json::{Value, json};

each_profile! {
    what_was_read_goes_after_its_time_and_what_was_not_later,
}

/// Runs the purge; its receipt.
async fn purge(app: &TestApp, boss: &Actor) -> Value {
    let boss = boss.again().await;
    let job = boss.call("triggerSchedule", json!({ "name": "purge-notifications" })).await.ok();
    app.run_jobs().await;
    boss.call("job", id_of(&job)).await.ok()["result"].clone()
}

async fn what_was_read_goes_after_its_time_and_what_was_not_later(app: TestApp) {
    let (ada, boss) = (app.user("ada").await, app.admin("boss").await);
    for (name, title) in [("bob", "One"), ("cem", "Two")] {
        let person = app.user(name).await;
        person.comment(&ada.published(title).await, "Well.").await;
    }
    app.run_jobs().await;
    let one = ada.call("notifications", json!({})).await.ok()["data"][0].clone();
    ada.call("readNotification", id_of(&one)).await.ok();
    assert_eq!(purge(&app, &boss).await, json!({ "removed": 0 }));
    app.advance(TimeDelta::days(91));
    assert_eq!(purge(&app, &boss).await, json!({ "removed": 1 }));
    let left = ada.again().await.call("notifications", json!({})).await.ok()["data"].clone();
    assert_eq!((left.as_array().unwrap().len(), &left[0]["readAt"]), (1, &json!(null)));
    assert_eq!(app.db_count("notification_events").await, 1, "what it told of went with it");
    app.advance(TimeDelta::days(275));
    assert_eq!(purge(&app, &boss).await, json!({ "removed": 1 }));
    assert_eq!((app.db_count("notifications").await, app.db_count("notification_events").await), (0, 0));
    app.run_jobs().await;
}
