//! Accounts that change their address, and who has the former one then.

use presswork_tests::{Actor, TestApp, each_face, each_profile};
use serde_json::json;

use super::{
    mailed, publish, reader, receipt, subscribe, subscribed,
    subscribing::click,
    withdrawing::{ONE_A_SECOND, seconds},
};

each_face! {
    who_changes_their_address_keeps_newsletters_though_another_account_subscribes_the_former_one,
    a_former_address_can_be_subscribed_by_who_has_it_now,
    who_gets_newsletters_at_a_new_address_is_not_asked_there,
    one_click_ends_all_newsletters_that_come_to_an_address,
    removing_a_subscriber_ends_all_newsletters_that_come_to_the_address,
    former_addresses_are_let_go_of_by_a_schedule,
}

each_profile! {
    with ONE_A_SECOND => a_post_comes_once_to_an_address_that_an_account_gets_while_its_mail_waits,
}

const GUEST: &str = "guest@example.org";
const FORMER: &str = "cat@example.org";
const NEW: &str = "cat@example.net";

/// Changes the address of an account, by the links in both mails.
async fn moves(app: &TestApp, who: &Actor, email: &str) {
    who.call("changeEmail", json!({ "input": { "email": email } })).await.ok();
    app.run_jobs().await;
    for address in [who.email.as_str(), email] {
        let token = app.last_mail_to(address).await.token();
        app.anonymous().call("confirmEmailChange", json!({ "input": { "token": token } })).await.ok();
    }
    app.run_jobs().await;
}

/// Somebody who has subscribed by an address that they have no more.
async fn moved(app: &TestApp) -> Actor {
    let cat = app.user("cat").await;
    cat.call("subscribe", json!({ "input": {} })).await.ok();
    moves(app, &cat, NEW).await;
    cat
}

/// Publishes a post; whether each of these addresses is mailed once.
async fn all_are_mailed_once(app: &TestApp, boss: &Actor, title: &str, emails: &[&str]) {
    publish(boss, title).await;
    app.run_jobs().await;
    for email in emails {
        assert_eq!(mailed(app, email, title).await, 1, "{email}");
    }
}

async fn who_changes_their_address_keeps_newsletters_though_another_account_subscribes_the_former_one(app: TestApp) {
    let (boss, cat, dan) = (app.admin("boss").await, moved(&app).await, app.user("dan").await);
    moves(&app, &dan, FORMER).await;
    let preference = dan.call("newsletterPreference", json!({})).await.ok();
    assert_eq!(preference, json!({ "email": FORMER, "subscribed": false, "suppressed": null }));
    dan.call("unsubscribe", json!({})).await.ok();
    assert_eq!(subscribed(&boss).await, [NEW], "nobody ends another's");
    for _ in 0..2 {
        let done = dan.call("subscribe", json!({ "input": {} })).await.ok();
        assert_eq!(done, json!({ "email": FORMER, "confirmed": true }));
        cat.call("subscribe", json!({ "input": {} })).await.ok();
    }
    assert_eq!(subscribed(&boss).await, [FORMER, NEW]);
    all_are_mailed_once(&app, &boss, "Hello", &[FORMER, NEW]).await;
}

async fn a_former_address_can_be_subscribed_by_who_has_it_now(app: TestApp) {
    let (boss, cat) = (app.admin("boss").await, moved(&app).await);
    reader(&app, FORMER).await;
    assert_eq!(subscribed(&boss).await, [FORMER, NEW]);
    assert_eq!(cat.call("newsletterPreference", json!({})).await.ok()["subscribed"], true);
    all_are_mailed_once(&app, &boss, "Hello", &[FORMER, NEW]).await;
    cat.call("unsubscribe", json!({})).await.ok();
    assert_eq!(subscribed(&boss).await, [FORMER]);
}

async fn who_gets_newsletters_at_a_new_address_is_not_asked_there(app: TestApp) {
    moved(&app).await;
    let before = app.mails_to(NEW).await.len();
    subscribe(&app.anonymous(), NEW).await.ok();
    app.run_jobs().await;
    assert_eq!(app.mails_to(NEW).await.len(), before);
}

async fn one_click_ends_all_newsletters_that_come_to_an_address(app: TestApp) {
    let (boss, ada) = (app.admin("boss").await, app.user("ada").await);
    ada.call("subscribe", json!({ "input": {} })).await.ok();
    reader(&app, GUEST).await;
    moves(&app, &ada, GUEST).await;
    all_are_mailed_once(&app, &boss, "Hello", &[GUEST]).await;
    let address = app.last_mail_to(GUEST).await.unsubscribe();
    for _ in 0..2 {
        assert_eq!(click(&app.anonymous(), &address).await.status, 200);
        assert!(subscribed(&boss).await.is_empty());
    }
    publish(&boss, "Again").await;
    app.run_jobs().await;
    assert_eq!(mailed(&app, GUEST, "Again").await, 0);
}

async fn removing_a_subscriber_ends_all_newsletters_that_come_to_the_address(app: TestApp) {
    let boss = app.admin("boss").await;
    reader(&app, NEW).await;
    reader(&app, GUEST).await;
    moved(&app).await;
    let list = boss.call("subscribers", json!({})).await.ok();
    let cats = list["data"].as_array().unwrap().iter().find(|one| one["email"] == NEW).unwrap();
    boss.call("removeSubscriber", json!({ "id": cats["id"] })).await.ok();
    assert_eq!(subscribed(&boss).await, [GUEST]);
}

async fn former_addresses_are_let_go_of_by_a_schedule(app: TestApp) {
    let (boss, ann) = (app.admin("boss").await, app.user("ann").await);
    ann.call("subscribe", json!({ "input": {} })).await.ok();
    moves(&app, &ann, "ann@example.net").await;
    reader(&app, NEW).await;
    moved(&app).await;
    boss.call("triggerSchedule", json!({ "name": "purge-tokens" })).await.ok();
    app.run_jobs().await;
    for (email, rows) in [("ann@example.org", 0), ("ann@example.net", 1), (FORMER, 0), (NEW, 1)] {
        assert_eq!(app.db_number_of(&format!("subscribers WHERE email = '{email}'")).await, rows, "{email}");
    }
    assert_eq!(subscribed(&boss).await, [NEW, NEW, "ann@example.net"]);
    all_are_mailed_once(&app, &boss, "Hello", &["ann@example.net", NEW]).await;
}

async fn a_post_comes_once_to_an_address_that_an_account_gets_while_its_mail_waits(app: TestApp) {
    let (boss, cat) = (app.admin("boss").await, app.user("cat").await);
    cat.call("subscribe", json!({ "input": {} })).await.ok();
    reader(&app, NEW).await;
    // Its mails keep the next ones waiting.
    publish(&boss, "Before").await;
    app.run_jobs().await;
    let job = publish(&boss, "Hello").await["newsletter"].clone();
    app.run_jobs().await;
    app.db_run("UPDATE users SET email = ? WHERE username = 'cat'", vec![NEW.into()]).await;
    seconds(&app, 8).await;
    assert_eq!((mailed(&app, NEW, "Hello").await, mailed(&app, FORMER, "Hello").await), (1, 0));
    assert_eq!(receipt(&boss, &job).await["result"], json!({ "mailed": 1 }));
    let had = "newsletter_mails WHERE post_id = (SELECT id FROM posts WHERE title = 'Hello')";
    assert_eq!(app.db_number_of(had).await, 1, "who has the former address then has not had it");
}
