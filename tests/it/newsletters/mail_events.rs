//! Reports of bounces and complaints, and what they end.

use presswork_domain::platform::signature::Key;
use presswork_tests::{OPERATIONS, Reply, TestApp, each_face, each_profile};
use serde_json::{Value, json};

use super::{mailed, publish, reader};

each_profile! {
    with SIGNED => a_permanent_bounce_and_a_complaint_suppress_an_address,
    with SIGNED => a_report_without_a_right_signature_of_now_changes_nothing,
    with SIGNED => a_report_is_received_once,
    with SIGNED => the_example_of_a_report_is_one,
    with SIGNED => what_is_no_report_is_refused,
    without_a_secret_no_reports_are_taken,
}

each_face! {
    with SIGNED => a_suppressed_address_gets_only_what_is_about_security,
    with SIGNED => admins_lift_a_suppression,
}

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const SIGNED: [(&str, &str); 1] = [("PRESSWORK__NEWSLETTERS__MAIL_EVENTS_SECRET", SECRET)];
const GUEST: &str = "guest@example.org";

/// A report as it is sent: its name, how many seconds ago, its body, and by which secret.
struct Report<'a> {
    id: &'a str,
    ago: i64,
    body: String,
    secret: &'a str,
}

impl<'a> Report<'a> {
    fn new(id: &'a str, body: &Value) -> Self {
        Self { id, ago: 0, body: body.to_string(), secret: SECRET }
    }

    async fn send(self, app: &TestApp) -> Reply {
        let at = app.deps.clock.now().timestamp() - self.ago;
        let signature = Key::parse(self.secret).unwrap().sign(self.id, at, self.body.as_bytes());
        let request = app.anonymous().request("POST", "/v1/mail-events").header("content-type", "application/json");
        let request = request.header("webhook-id", self.id).header("webhook-timestamp", &at.to_string());
        request.header("webhook-signature", &signature).body(self.body).send().await
    }
}

fn complaint(email: &str) -> Value {
    json!({ "type": "complaint", "email": email })
}

async fn a_permanent_bounce_and_a_complaint_suppress_an_address(app: TestApp) {
    let boss = app.admin("boss").await;
    for name in ["soft", "hard", "angry"] {
        reader(&app, &format!("{name}@example.org")).await;
    }
    for (id, body) in [
        ("msg_1", json!({ "type": "bounce", "email": "soft@example.org", "permanent": false })),
        ("msg_2", json!({ "type": "bounce", "email": "HARD@example.org", "permanent": true })),
        ("msg_3", json!({ "type": "bounce", "email": "angry@example.org" })),
        ("msg_4", complaint("angry@example.org")),
        ("msg_5", json!({ "type": "bounce", "email": "angry@example.org" })),
    ] {
        Report::new(id, &body).send(&app).await.expect(204);
        app.advance(chrono::TimeDelta::seconds(1));
    }
    let list = boss.call("suppressions", json!({})).await.ok();
    let short: Vec<_> =
        list["data"].as_array().unwrap().iter().map(|one| format!("{} {}", one["email"], one["reason"])).collect();
    assert_eq!(short, [r#""angry@example.org" "complaint""#, r#""hard@example.org" "bounce""#]);
    publish(&boss, "Hello").await;
    app.run_jobs().await;
    for (name, expected) in [("soft", 1), ("hard", 0), ("angry", 0)] {
        assert_eq!(mailed(&app, &format!("{name}@example.org"), "Hello").await, expected, "{name}");
    }
}

async fn a_report_without_a_right_signature_of_now_changes_nothing(app: TestApp) {
    reader(&app, GUEST).await;
    let before = app.db_state().await;
    let other = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let wrong = Report { secret: other, ..Report::new("msg_1", &complaint(GUEST)) };
    wrong.send(&app).await.refused(401, "invalid_signature");
    for ago in [301, 86_400, -301, i64::from(u32::MAX)] {
        let old = Report { ago, ..Report::new("msg_1", &complaint(GUEST)) };
        let refused = old.send(&app).await;
        assert!(refused.status == 401 || refused.status == 400, "{ago}: {}", refused.status);
    }
    let at = app.deps.clock.now().timestamp().to_string();
    let right = Key::parse(SECRET).unwrap().sign("msg_1", at.parse().unwrap(), complaint(GUEST).to_string().as_bytes());
    let send = async |headers: &[(&str, &str)]| {
        let mut request = app.anonymous().request("POST", "/v1/mail-events").json(&complaint(GUEST));
        for (name, value) in headers {
            request = request.header(name, value);
        }
        request.send().await
    };
    let id = ("webhook-id", "msg_1");
    let (time, signature) = (("webhook-timestamp", at.as_str()), ("webhook-signature", right.as_str()));
    for headers in [
        vec![],
        vec![id, time],
        vec![id, signature],
        vec![time, signature],
        vec![("webhook-id", ""), time, signature],
        vec![("webhook-id", &"x".repeat(201)), time, signature],
        vec![id, ("webhook-timestamp", "now"), signature],
        vec![id, ("webhook-timestamp", "-1"), signature],
        vec![id, ("webhook-timestamp", "99999999999999999999"), signature],
    ] {
        send(&headers).await.refused(400, "invalid_signature_headers");
    }
    for forged in ["v1,AAAA", "v2,AAAA", "nonsense", ""] {
        send(&[id, time, ("webhook-signature", forged)]).await.refused(401, "invalid_signature");
    }
    send(&[("webhook-id", "msg_2"), time, signature]).await.refused(401, "invalid_signature");
    assert_eq!(app.db_state().await, before);
    let both = format!("v1,AAAA {right}");
    send(&[id, time, ("webhook-signature", &both)]).await.expect(204);
    assert_eq!(app.db_count("suppressions").await, 1);
}

async fn a_report_is_received_once(app: TestApp) {
    reader(&app, GUEST).await;
    Report::new("msg_1", &complaint(GUEST)).send(&app).await.expect(204);
    app.db_run("DELETE FROM suppressions", vec![]).await;
    Report::new("msg_1", &complaint(GUEST)).send(&app).await.expect(204);
    assert_eq!(app.db_count("suppressions").await, 0);
    Report::new("msg_2", &complaint(GUEST)).send(&app).await.expect(204);
    assert_eq!(app.db_count("suppressions").await, 1);
}

/// It takes a signature, which `tests/it/contract/examples.rs` has none of.
async fn the_example_of_a_report_is_one(app: TestApp) {
    let content = &OPERATIONS["reportMail"].declared["requestBody"]["content"]["application/json"];
    let example = &content["example"];
    reader(&app, example["email"].as_str().unwrap()).await;
    Report::new("msg_1", example).send(&app).await.expect(204);
    assert_eq!(app.db_count("suppressions").await, 1);
}

async fn what_is_no_report_is_refused(app: TestApp) {
    reader(&app, GUEST).await;
    let before = app.db_state().await;
    for (body, status, code) in [
        (json!({ "type": "complaint", "email": "no address" }), 422, "validation_failed"),
        (json!({ "type": "complaint", "email": "a@b\r\nBcc: x@example.org" }), 422, "validation_failed"),
        (json!({ "type": "opened", "email": GUEST }), 422, "validation_failed"),
        (json!({ "email": GUEST }), 422, "validation_failed"),
        (json!({ "type": "complaint", "email": GUEST, "more": 1 }), 422, "validation_failed"),
        (json!([]), 422, "validation_failed"),
    ] {
        Report::new("msg_1", &body).send(&app).await.refused(status, code);
    }
    let nothing = Report { body: String::new(), ..Report::new("msg_1", &json!({})) };
    nothing.send(&app).await.refused(400, "missing_body");
    assert_eq!(app.db_state().await, before);
}

async fn without_a_secret_no_reports_are_taken(app: TestApp) {
    reader(&app, GUEST).await;
    Report::new("msg_1", &complaint(GUEST)).send(&app).await.refused(404, "not_found");
    assert_eq!(app.db_count("suppressions").await, 0);
}

async fn a_suppressed_address_gets_only_what_is_about_security(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    Report::new("msg_1", &complaint(&ada.email)).send(&app).await.expect(204);
    assert_eq!(ada.call("newsletterPreference", json!({})).await.ok()["suppressed"], "complaint");
    let before = app.mails_to(&ada.email).await.len();
    bob.comment(&ada.published("Hello").await, "Well.").await;
    app.run_jobs().await;
    assert_eq!(app.mails_to(&ada.email).await.len(), before, "no notification");
    let asked = json!({ "input": { "email": ada.email } });
    app.anonymous().call("requestPasswordReset", asked).await.ok();
    app.run_jobs().await;
    assert_eq!(app.last_mail_to(&ada.email).await.subject, "Set a new password");
    // Nor is anybody asked or invited who complained, whether or not there is a row of theirs yet.
    Report::new("msg_2", &complaint(GUEST)).send(&app).await.expect(204);
    super::subscribe(&app.anonymous(), GUEST).await.ok();
    let boss = app.admin("boss").await;
    boss.call("createInvitation", json!({ "input": { "email": GUEST } })).await.ok();
    app.run_jobs().await;
    assert_eq!(app.mails_to(GUEST).await.len(), 0);
}

async fn admins_lift_a_suppression(app: TestApp) {
    let (boss, ada) = (app.admin("boss").await, app.user("ada").await);
    reader(&app, GUEST).await;
    Report::new("msg_1", &complaint(GUEST)).send(&app).await.expect(204);
    let one = boss.call("suppressions", json!({})).await.ok()["data"][0].clone();
    assert_eq!((&one["email"], &one["reason"]), (&json!(GUEST), &json!("complaint")));
    let id = json!({ "id": one["id"] });
    ada.call("suppressions", json!({})).await.refused(403, "forbidden");
    ada.call("liftSuppression", id.clone()).await.refused(403, "forbidden");
    boss.call("liftSuppression", id.clone()).await.ok();
    boss.call("liftSuppression", id).await.refused(404, "not_found");
    publish(&boss, "Hello").await;
    app.run_jobs().await;
    assert_eq!(mailed(&app, GUEST, "Hello").await, 1);
}
