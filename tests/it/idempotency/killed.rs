//! Real processes, killed while they work.

use std::time::Duration;

use presswork_tests::{Actor, Process, TestApp, each_profile};
use serde_json::json;

each_profile! {
    no_key_takes_effect_twice_however_often_the_process_dies,
}

const ROUNDS: usize = 4;
const AT_ONCE: usize = 12;

async fn no_key_takes_effect_twice_however_often_the_process_dies(app: TestApp) {
    let ada = app.user("ada").await;
    for round in 0..ROUNDS {
        let mut process = Process::start_ready("api", &app.environment()).await;
        let there = process.anonymous().with_token(ada.token.as_deref().unwrap());
        let requests = (0..AT_ONCE).map(|n| send(&there, key(round, n)));
        let patience = Duration::from_millis(5 + 10 * round as u64);
        let _cut = tokio::time::timeout(patience, futures::future::join_all(requests)).await;
        process.kill();
    }
    // A minute later nobody takes the dead for living.
    app.db_run("UPDATE idempotency_keys SET claimed_at = '2020-01-01T00:00:00+00:00'", vec![]).await;
    for key in (0..ROUNDS).flat_map(|round| (0..AT_ONCE).map(move |n| key(round, n))) {
        let reply = send(&ada, key.clone()).await.unwrap();
        let lost = reply.status == 409 && reply.json()["code"] == "idempotency_answer_lost";
        assert!(lost || reply.status == 201, "{key}: {}", reply.text());
        // Done once: by the process that died, whose answer may be lost, or just now.
        let of_key = app.db_rows("SELECT title FROM posts WHERE title = ?", vec![key.clone().into()]).await;
        assert_eq!(of_key.len(), 1, "{key}");
    }
}

fn key(round: usize, n: usize) -> String {
    format!("round-{round}-request-{n}")
}

/// Begins a post that has the key for its title; the server may die meanwhile.
async fn send(actor: &Actor, key: String) -> Option<presswork_tests::Reply> {
    let request = actor.request("POST", "/v1/posts").header("idempotency-key", &key);
    request.json(&json!({ "title": key })).try_send().await.ok()
}
