//! Posts that are mailed to those who subscribe, and addresses to which no mail goes.

mod addresses;
mod mail_events;
mod sending;
mod subscribing;
mod withdrawing;

use presswork_tests::{Actor, Outcome, TestApp, id_of};
use serde_json::{Value, json};

/// Subscribes an address.
async fn subscribe(who: &Actor, email: &str) -> Outcome {
    who.call("subscribe", json!({ "input": { "email": email } })).await
}

/// Somebody without an account who gets newsletters.
async fn reader(app: &TestApp, email: &str) {
    let nobody = app.anonymous();
    subscribe(&nobody, email).await.ok();
    app.run_jobs().await;
    let token = app.last_mail_to(email).await.token();
    nobody.call("confirmSubscription", json!({ "input": { "token": token } })).await.ok();
}

/// The addresses that get newsletters, the last first.
async fn subscribed(admin: &Actor) -> Vec<String> {
    let list = admin.call("subscribers", json!({})).await.ok();
    list["data"].as_array().unwrap().iter().map(|one| one["email"].as_str().unwrap().to_owned()).collect()
}

/// Publishes a new post as a newsletter.
async fn publish(editor: &Actor, title: &str) -> Value {
    let draft = editor.draft(title).await;
    editor.call("publishPost", json!({ "id": draft["id"], "input": { "newsletter": true } })).await.ok()
}

/// How often an address was mailed the post of this title.
async fn mailed(app: &TestApp, email: &str, title: &str) -> usize {
    app.mails_to(email).await.iter().filter(|mail| mail.subject == title).count()
}

async fn receipt(who: &Actor, job: &Value) -> Value {
    who.call("job", id_of(job)).await.ok()
}
