//! What does not arrive: attempts, waits, and giving up.

use chrono::{DateTime, TimeDelta, Utc};
use presswork_tests::{Actor, Mood, Receiver, TestApp, each_face};
use serde_json::{Value, json};

use super::{attempts, hook, only_delivery, pass, scene};

each_face! {
    eight_attempts_are_made_within_28_hours,
    a_receiver_that_comes_back_gets_it_with_the_same_id,
    a_receiver_says_when_it_wants_to_be_asked_again,
    a_receiver_that_is_gone_is_asked_no_more,
    nothing_but_failures_for_five_days_is_enough,
    one_success_makes_failures_forgotten,
    a_redirect_is_not_followed,
    with [("PRESSWORK__WEBHOOKS__TIMEOUT", "300ms")] => who_takes_too_long_has_failed,
    who_hangs_up_has_failed,
}

/// When the next attempt is to come, from now.
fn wait(app: &TestApp, delivery: &Value) -> TimeDelta {
    let at: DateTime<Utc> = delivery["nextAttemptAt"].as_str().unwrap().parse().unwrap();
    at - app.deps.clock.now()
}

async fn comment(app: &TestApp, who: &Actor, post: &Value) {
    who.comment(post, "Well.").await;
    app.run_jobs().await;
}

async fn eight_attempts_are_made_within_28_hours(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    let webhook = hook(&admin, &receiver).await;
    receiver.becomes(Mood::Answers(500, vec![], b"No.".to_vec()));
    let begin = app.deps.clock.now();
    comment(&app, &ada, &post).await;
    let (mut admin, minutes) = (admin, [0, 5, 30, 120, 300, 600, 600]);
    for (n, usual) in minutes.into_iter().enumerate() {
        assert_eq!(receiver.heard().len(), n + 1);
        let delivery = only_delivery(&admin, &webhook).await;
        assert_eq!((&delivery["state"], &delivery["attempts"]), (&json!("pending"), &json!(n + 1)));
        let usual = TimeDelta::minutes(usual).max(TimeDelta::seconds(5));
        let wait = wait(&app, &delivery);
        // A tenth more or less, and some time may have passed since.
        assert!(wait <= usual * 11 / 10 && wait >= usual * 9 / 10 - TimeDelta::seconds(4), "{n}: {wait}");
        if wait > TimeDelta::seconds(10) {
            pass(&app, wait - TimeDelta::seconds(8)).await;
            assert_eq!(receiver.heard().len(), n + 1, "not yet");
        }
        pass(&app, TimeDelta::seconds(9)).await;
        admin = admin.again().await;
    }
    assert_eq!(receiver.heard().len(), 8);
    let hours = (app.deps.clock.now() - begin).num_minutes();
    assert!((24 * 60..32 * 60).contains(&hours), "{hours} minutes");
    let delivery = only_delivery(&admin, &webhook).await;
    assert_eq!((&delivery["state"], &delivery["lastStatus"]), (&json!("failed"), &json!(500)));
    assert_eq!(delivery["lastError"], "it answered with 500");
    assert!(delivery["nextAttemptAt"].is_null() && delivery["finishedAt"].is_string());
    let attempts = attempts(&admin, &delivery).await;
    let numbers: Vec<_> = attempts.iter().map(|attempt| attempt["number"].as_i64().unwrap()).collect();
    assert_eq!(numbers, [8, 7, 6, 5, 4, 3, 2, 1]);
    assert!(attempts.iter().all(|attempt| attempt["body"] == "No."));
    pass(&app, TimeDelta::hours(48)).await;
    assert_eq!(receiver.heard().len(), 8, "given up");
}

async fn a_receiver_that_comes_back_gets_it_with_the_same_id(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    let webhook = hook(&admin, &receiver).await;
    receiver.first([Mood::status(502), Mood::HangsUp]);
    comment(&app, &ada, &post).await;
    let failing = admin.call("webhook", json!({ "id": webhook })).await.ok();
    assert!(failing["failingSince"].is_string() && failing["enabled"] == true && failing["version"] == 1, "{failing}");
    pass(&app, TimeDelta::seconds(10)).await;
    pass(&app, TimeDelta::minutes(6)).await;
    let heard = receiver.heard();
    assert_eq!(heard.len(), 3);
    for later in &heard[1..] {
        assert_eq!(later.header("webhook-id"), heard[0].header("webhook-id"));
        assert_eq!(later.body, heard[0].body);
    }
    let times: Vec<i64> = heard.iter().map(|one| one.header("webhook-timestamp").parse().unwrap()).collect();
    assert!(times[0] < times[1] && times[1] < times[2], "each attempt says when it is made: {times:?}");
    let delivery = only_delivery(&admin, &webhook).await;
    assert_eq!((&delivery["state"], &delivery["attempts"]), (&json!("delivered"), &json!(3)));
    assert_eq!(delivery["lastError"], Value::Null);
    let statuses: Vec<_> = attempts(&admin, &delivery).await.iter().map(|it| it["status"].clone()).collect();
    assert_eq!(statuses, [json!(204), Value::Null, json!(502)]);
    assert_eq!(admin.call("webhook", json!({ "id": webhook })).await.ok()["failingSince"], Value::Null);
}

async fn a_receiver_says_when_it_wants_to_be_asked_again(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    let webhook = hook(&admin, &receiver).await;
    let date = (app.deps.clock.now() + TimeDelta::hours(2)).format("%a, %d %b %Y %H:%M:%S GMT");
    receiver.first([
        Mood::header(429, "Retry-After: 120"),
        Mood::header(503, &format!("retry-after: {date}")),
        Mood::header(500, "retry-after: 36000"),
        Mood::header(503, "retry-after: 99999999999999999999"),
    ]);
    comment(&app, &ada, &post).await;
    let asked = [TimeDelta::minutes(2), TimeDelta::hours(2), TimeDelta::minutes(30), TimeDelta::hours(24)];
    let mut admin = admin;
    for (n, expected) in asked.into_iter().enumerate() {
        let wait = wait(&app, &only_delivery(&admin, &webhook).await);
        let slack = expected / 9 + TimeDelta::seconds(5);
        assert!((wait - expected).abs() < slack, "{n}: {wait} instead of {expected}");
        pass(&app, wait + TimeDelta::seconds(1)).await;
        admin = admin.again().await;
    }
    assert_eq!(only_delivery(&admin, &webhook).await["state"], "delivered");
    assert_eq!(receiver.heard().len(), 5);
}

async fn a_receiver_that_is_gone_is_asked_no_more(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let other = app.admin("deputy").await;
    let receiver = Receiver::start().await;
    let webhook = hook(&admin, &receiver).await;
    receiver.first([Mood::status(500)]);
    comment(&app, &ada, &post).await;
    receiver.becomes(Mood::status(410));
    comment(&app, &ada, &post).await;
    assert_eq!(receiver.heard().len(), 2);
    let seen = admin.call("webhook", json!({ "id": webhook })).await.ok();
    assert_eq!((&seen["enabled"], &seen["disabledReason"]), (&json!(false), &json!("gone")));
    for delivery in super::deliveries(&admin, &webhook).await {
        assert_eq!(delivery["state"], "failed", "also what waited: {delivery}");
    }
    for person in [&admin, &other] {
        let mail = app.last_mail_to(&person.email).await;
        assert!(mail.subject.contains("127.0.0.1") && mail.text.contains("410"), "{mail:?}");
        assert!(!mail.text.contains("/hook\n"), "an address may be a secret: {mail:?}");
    }
    let log = admin.call("auditLog", json!({ "action": "webhook.disabled" })).await.ok();
    assert_eq!((&log["data"][0]["target"], &log["data"][0]["actor"]), (&json!(webhook), &json!("system")));
    comment(&app, &ada, &post).await;
    pass(&app, TimeDelta::hours(30)).await;
    assert_eq!(receiver.heard().len(), 2);
}

async fn nothing_but_failures_for_five_days_is_enough(app: TestApp) {
    let (mut admin, mut ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    let webhook = hook(&admin, &receiver).await;
    receiver.becomes(Mood::status(500));
    for day in 0..5 {
        comment(&app, &ada, &post).await;
        let seen = admin.call("webhook", json!({ "id": webhook })).await.ok();
        assert_eq!(seen["enabled"], true, "day {day}");
        pass(&app, TimeDelta::hours(24)).await;
        (admin, ada) = (admin.again().await, ada.again().await);
    }
    let mails = app.mails_to(&admin.email).await.len();
    pass(&app, TimeDelta::minutes(5)).await;
    comment(&app, &ada, &post).await;
    let seen = admin.call("webhook", json!({ "id": webhook })).await.ok();
    assert_eq!((&seen["enabled"], &seen["disabledReason"]), (&json!(false), &json!("failing")));
    let letters = app.mails_to(&admin.email).await;
    assert!(letters.iter().any(|mail| mail.subject.contains("webhook was disabled") && mail.text.contains("5 days")));
    assert!(letters.len() <= mails + 1, "told once");
    let count = receiver.heard().len();
    pass(&app, TimeDelta::hours(30)).await;
    assert_eq!(receiver.heard().len(), count);
}

async fn one_success_makes_failures_forgotten(app: TestApp) {
    let (mut admin, mut ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    let webhook = hook(&admin, &receiver).await;
    for _ in 0..2 {
        receiver.becomes(Mood::status(500));
        comment(&app, &ada, &post).await;
        app.advance(TimeDelta::days(4));
        (admin, ada) = (admin.again().await, ada.again().await);
        receiver.becomes(Mood::status(204));
        app.run_jobs().await;
    }
    let seen = admin.call("webhook", json!({ "id": webhook })).await.ok();
    assert_eq!((&seen["enabled"], &seen["failingSince"]), (&json!(true), &Value::Null));
}

async fn a_redirect_is_not_followed(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let (receiver, elsewhere) = (Receiver::start().await, Receiver::start().await);
    let webhook = hook(&admin, &receiver).await;
    for (n, status) in [301, 302, 303, 307, 308].into_iter().enumerate() {
        receiver.becomes(Mood::header(status, &format!("location: {}", elsewhere.url())));
        comment(&app, &ada, &post).await;
        let delivery = super::deliveries(&admin, &webhook).await.remove(n);
        assert_eq!((&delivery["state"], &delivery["lastStatus"]), (&json!("pending"), &json!(status)));
        assert!(delivery["lastError"].as_str().unwrap().contains("redirects are not followed"), "{delivery}");
    }
    receiver.becomes(Mood::header(302, "location: http://169.254.169.254/latest/meta-data"));
    comment(&app, &ada, &post).await;
    assert_eq!(elsewhere.heard().len(), 0);
    app.abandon_jobs();
}

async fn who_takes_too_long_has_failed(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    let webhook = hook(&admin, &receiver).await;
    for (n, (mood, status)) in [(Mood::Silent, Value::Null), (Mood::Trickling, json!(200))].into_iter().enumerate() {
        receiver.becomes(mood);
        comment(&app, &ada, &post).await;
        let delivery = super::deliveries(&admin, &webhook).await.remove(n);
        assert_eq!((&delivery["state"], &delivery["lastStatus"]), (&json!("pending"), &status));
        assert_eq!(delivery["lastError"], "it took too long");
        let millis = attempts(&admin, &delivery).await[0]["millis"].as_i64().unwrap();
        assert!((300..5000).contains(&millis), "{millis}");
    }
    app.abandon_jobs();
}

async fn who_hangs_up_has_failed(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    let webhook = hook(&admin, &receiver).await;
    receiver.becomes(Mood::HangsUp);
    comment(&app, &ada, &post).await;
    let delivery = only_delivery(&admin, &webhook).await;
    assert_eq!((&delivery["state"], &delivery["lastStatus"]), (&json!("pending"), &Value::Null));
    assert!(delivery["lastError"].as_str().unwrap().starts_with("the connection failed: "), "{delivery}");
    drop(receiver);
    pass(&app, TimeDelta::seconds(10)).await;
    let delivery = only_delivery(&admin, &webhook).await;
    assert_eq!(delivery["attempts"], 2);
    assert!(delivery["lastError"].as_str().unwrap().contains("refused"), "{delivery}");
    app.abandon_jobs();
}
