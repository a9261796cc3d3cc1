//! Order: one at a time where it is asked for, and no waiting where it is not.

use chrono::TimeDelta;
use presswork_tests::{Actor, Mood, Receiver, TestApp, each_face};
use serde_json::{Value, json};

use super::{deliveries, hook, hook_with, pass, scene};

each_face! {
    an_ordered_webhook_hears_of_one_event_after_the_other,
    what_is_given_up_makes_way,
    without_order_nobody_waits_for_anybody,
    order_can_be_asked_for_and_let_go_later,
    a_delivery_whose_job_is_gone_is_seen_to,
}

async fn comments(who: &Actor, post: &Value, count: usize) -> Vec<Value> {
    let mut ids = Vec::new();
    for n in 0..count {
        ids.push(who.comment(post, &format!("Comment {n}.")).await["id"].clone());
    }
    ids
}

fn heard(receiver: &Receiver) -> Vec<Value> {
    receiver.heard().iter().map(|heard| heard.event()["data"]["commentId"].clone()).collect()
}

async fn ordered(admin: &Actor, receiver: &Receiver) -> String {
    hook_with(admin, receiver, json!({ "eventTypes": ["comment.created"], "ordered": true })).await.0
}

async fn an_ordered_webhook_hears_of_one_event_after_the_other(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    let webhook = ordered(&admin, &receiver).await;
    receiver.first([Mood::status(204), Mood::status(500), Mood::status(500)]);
    let ids = comments(&ada, &post, 5).await;
    app.run_jobs().await;
    assert_eq!(heard(&receiver), [&ids[0], &ids[1]].map(Clone::clone), "the second failed; the others wait");
    let more = comments(&ada, &post, 1).await;
    app.run_jobs().await;
    assert_eq!(receiver.heard().len(), 2);
    pass(&app, TimeDelta::seconds(10)).await;
    assert_eq!(heard(&receiver).last(), Some(&ids[1]));
    pass(&app, TimeDelta::minutes(6)).await;
    let expected = [&ids[0], &ids[1], &ids[1], &ids[1], &ids[2], &ids[3], &ids[4], &more[0]];
    assert_eq!(heard(&receiver), expected.map(Clone::clone));
    let seqs: Vec<_> = receiver.heard().iter().map(|one| one.event()["seq"].as_i64().unwrap()).collect();
    assert!(seqs.is_sorted(), "{seqs:?}");
    assert!(deliveries(&admin, &webhook).await.iter().all(|one| one["state"] == "delivered"));
    let again = comments(&ada, &post, 2).await;
    app.run_jobs().await;
    assert_eq!(heard(&receiver)[8..], again, "and goes on");
}

async fn what_is_given_up_makes_way(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    let webhook = ordered(&admin, &receiver).await;
    receiver.first((0..8).map(|_| Mood::status(400)));
    let ids = comments(&ada, &post, 2).await;
    app.run_jobs().await;
    for _ in 0..7 {
        pass(&app, TimeDelta::hours(12)).await;
    }
    assert_eq!(receiver.heard().len(), 9);
    assert_eq!(heard(&receiver)[8], ids[1]);
    let states: Vec<_> = deliveries(&admin.again().await, &webhook).await;
    let states: Vec<_> = states.iter().map(|one| one["state"].as_str().unwrap()).collect();
    let mut sorted = states.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, ["delivered", "failed"]);
}

async fn without_order_nobody_waits_for_anybody(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    let webhook = hook(&admin, &receiver).await;
    receiver.first([Mood::status(500)]);
    let ids = comments(&ada, &post, 5).await;
    app.run_jobs().await;
    let mut first: Vec<_> = heard(&receiver).iter().map(ToString::to_string).collect();
    let mut all: Vec<_> = ids.iter().map(ToString::to_string).collect();
    first.sort_unstable();
    all.sort_unstable();
    assert_eq!(first, all, "each was sent once");
    pass(&app, TimeDelta::seconds(10)).await;
    assert_eq!(receiver.heard().len(), 6);
    assert!(deliveries(&admin, &webhook).await.iter().all(|one| one["state"] == "delivered"));
}

async fn order_can_be_asked_for_and_let_go_later(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let receiver = Receiver::start().await;
    let webhook = hook(&admin, &receiver).await;
    let change = |ordered: bool| json!({ "id": webhook, "input": { "ordered": ordered } });
    receiver.first((0..3).map(|_| Mood::status(500)));
    comments(&ada, &post, 3).await;
    app.run_jobs().await;
    admin.call("updateWebhook", change(true)).await.ok();
    pass(&app, TimeDelta::seconds(10)).await;
    let seqs: Vec<_> = receiver.heard()[3..].iter().map(|one| one.event()["seq"].as_i64().unwrap()).collect();
    assert!(seqs.len() == 3 && seqs.is_sorted(), "{seqs:?}");
    receiver.first([Mood::status(500)]);
    comments(&ada, &post, 3).await;
    app.run_jobs().await;
    assert_eq!(receiver.heard().len(), 7);
    admin.call("updateWebhook", change(false)).await.ok();
    pass(&app, TimeDelta::minutes(3)).await;
    admin.call("triggerSchedule", json!({ "name": "settle-webhooks" })).await.ok();
    app.run_jobs().await;
    assert!(deliveries(&admin, &webhook).await.iter().all(|one| one["state"] == "delivered"));
}

async fn a_delivery_whose_job_is_gone_is_seen_to(app: TestApp) {
    let (admin, ada, post) = scene(&app).await;
    let (one, other) = (Receiver::start().await, Receiver::start().await);
    let hooks = [hook(&admin, &one).await, ordered(&admin, &other).await];
    for receiver in [&one, &other] {
        receiver.first([Mood::status(500)]);
    }
    comments(&ada, &post, 2).await;
    app.run_jobs().await;
    app.db_run("DELETE FROM jobs WHERE state = 'scheduled' AND kind = 'webhooks.retry'", vec![]).await;
    pass(&app, TimeDelta::minutes(3)).await;
    admin.call("triggerSchedule", json!({ "name": "settle-webhooks" })).await.ok();
    app.run_jobs().await;
    for hook in &hooks {
        let states: Vec<_> = deliveries(&admin, hook).await.iter().map(|one| one["state"].clone()).collect();
        assert_eq!(states, ["delivered", "delivered"]);
    }
}
