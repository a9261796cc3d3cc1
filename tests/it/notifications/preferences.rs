//! What people want to hear.

use presswork_tests::{TestApp, each_face};
use serde_json::{Value, json};

use super::{in_short, react, unread};

each_face! {
    all_comes_to_the_inbox_and_what_is_said_by_mail_unless_somebody_says_otherwise,
    what_is_not_said_is_as_usual_again,
    a_kind_that_is_not_wanted_does_not_come_at_all,
    a_kind_that_is_wanted_by_mail_only_is_not_in_the_inbox,
    what_can_not_be_is_refused_all_together,
}

fn kinds(preferences: &Value) -> Vec<String> {
    let all = preferences["kinds"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    all.map(|it| format!("{} {} {} {}", text(&it["kind"]), it["inbox"], it["mail"], text(&it["digest"]))).collect()
}

const USUAL: [&str; 6] = [
    "post_published true true off",
    "comment true true off",
    "reply true true off",
    "mention true true off",
    "reaction true false off",
    "follow true false off",
];

async fn all_comes_to_the_inbox_and_what_is_said_by_mail_unless_somebody_says_otherwise(app: TestApp) {
    let ada = app.user("ada").await;
    let usual = ada.call("notificationPreferences", json!({})).await.ok();
    assert_eq!((&usual["timeZone"], &usual["digestHour"]), (&json!("UTC"), &json!(8)));
    assert_eq!(kinds(&usual), USUAL);
}

async fn what_is_not_said_is_as_usual_again(app: TestApp) {
    let ada = app.user("ada").await;
    let reply = json!({ "kind": "reply", "inbox": false, "mail": false, "digest": "weekly" });
    let input = json!({ "timeZone": "Asia/Kathmandu", "digestHour": 23, "kinds": [reply] });
    let set = ada.call("setNotificationPreferences", json!({ "input": input })).await.ok();
    assert_eq!((&set["timeZone"], &set["digestHour"]), (&json!("Asia/Kathmandu"), &json!(23)));
    let mut expected = USUAL;
    expected[2] = "reply false false weekly";
    assert_eq!(kinds(&set), expected);
    assert_eq!(ada.call("notificationPreferences", json!({})).await.ok(), set);
    let again = ada.call("setNotificationPreferences", json!({ "input": {} })).await.ok();
    assert_eq!((&again["timeZone"], kinds(&again)), (&json!("UTC"), USUAL.map(str::to_owned).to_vec()));
}

async fn a_kind_that_is_not_wanted_does_not_come_at_all(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let none = json!({ "kind": "comment", "inbox": false, "mail": false, "digest": "off" });
    ada.call("setNotificationPreferences", json!({ "input": { "kinds": [none] } })).await.ok();
    let post = ada.published("Hello").await;
    bob.comment(&post, "Well.").await;
    react(&bob, &post, "like").await;
    app.run_jobs().await;
    assert_eq!(in_short(&ada).await, ["reaction 1 bob"]);
    assert_eq!(app.db_number_of("notifications WHERE kind = 'comment'").await, 0);
}

async fn a_kind_that_is_wanted_by_mail_only_is_not_in_the_inbox(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let by_mail = json!({ "kind": "comment", "inbox": false, "mail": true, "digest": "off" });
    ada.call("setNotificationPreferences", json!({ "input": { "kinds": [by_mail] } })).await.ok();
    bob.comment(&ada.published("Hello").await, "Well.").await;
    app.run_jobs().await;
    assert_eq!((in_short(&ada).await, unread(&ada).await), (vec![], 0));
    assert_eq!(app.last_mail_to(&ada.email).await.subject, "bob commented on \"Hello\"");
}

async fn what_can_not_be_is_refused_all_together(app: TestApp) {
    let ada = app.user("ada").await;
    let before = app.db_state().await;
    let follow = json!({ "kind": "follow", "inbox": true, "mail": true, "digest": "off" });
    let input = json!({ "timeZone": "Mars/Olympus", "digestHour": 24, "kinds": [follow, follow] });
    let faults = ada.call("setNotificationPreferences", json!({ "input": input })).await.faults();
    assert_eq!(faults, ["/timeZone invalid_format", "/digestHour out_of_range", "/kinds/1/kind conflicting"]);
    for zone in ["", "utc+1", "Europe/Berlin\u{0}", "../../etc/passwd"] {
        let input = json!({ "input": { "timeZone": zone } });
        let faults = ada.call("setNotificationPreferences", input).await.faults();
        assert_eq!(faults, ["/timeZone invalid_format"], "{zone:?}");
    }
    let long = json!({ "input": { "timeZone": "x".repeat(65) } });
    assert_eq!(ada.call("setNotificationPreferences", long).await.faults(), ["/timeZone too_long"]);
    let many = json!({ "input": { "kinds": vec![follow; 7] } });
    let faults = ada.call("setNotificationPreferences", many).await.faults();
    assert_eq!((faults.len(), faults[6].as_str()), (7, "/kinds too_many"));
    assert_eq!(app.db_state().await, before);
}
