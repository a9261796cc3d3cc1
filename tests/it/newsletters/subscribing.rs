//! Who gets newsletters.

use chrono::TimeDelta;
use presswork_tests::{Actor, Reply, TestApp, each_face};
use serde_json::json;

use super::{mailed, publish, reader, subscribe, subscribed};

each_face! {
    an_address_gets_newsletters_once_it_is_confirmed_by_the_mailed_link,
    the_answer_is_the_same_for_known_and_unknown_addresses,
    a_receipt_does_not_tell_who_gets_newsletters,
    who_is_logged_in_subscribes_at_once_and_ends_it,
    who_changes_their_address_is_mailed_once_at_the_new_one,
    somebody_elses_address_has_to_be_confirmed,
    what_is_no_address_is_refused_and_nothing_is_mailed,
    a_link_that_is_not_ours_or_too_old_confirms_nothing,
    one_click_ends_newsletters_and_looking_at_the_page_does_not,
    admins_see_who_subscribes_and_remove_them,
    who_is_erased_is_forgotten,
    what_nobody_has_confirmed_is_forgotten,
}

const GUEST: &str = "guest@example.org";

async fn confirm(app: &TestApp, token: &str) -> presswork_tests::Outcome {
    app.anonymous().call("confirmSubscription", json!({ "input": { "token": token } })).await
}

async fn an_address_gets_newsletters_once_it_is_confirmed_by_the_mailed_link(app: TestApp) {
    let boss = app.admin("boss").await;
    let asked = subscribe(&app.anonymous(), " Guest@Example.org ").await.ok();
    assert_eq!(asked, json!({ "email": GUEST, "confirmed": false }));
    app.run_jobs().await;
    assert!(subscribed(&boss).await.is_empty());
    let mail = app.last_mail_to(GUEST).await;
    assert_eq!(mail.subject, "Do you want newsletters?");
    for _ in 0..2 {
        let confirmed = confirm(&app, &mail.token()).await.ok();
        assert_eq!(confirmed, json!({ "email": GUEST, "confirmed": true }));
    }
    assert_eq!(subscribed(&boss).await, [GUEST]);
}

async fn the_answer_is_the_same_for_known_and_unknown_addresses(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    reader(&app, GUEST).await;
    let mails = app.mails().await.len();
    let mut answers = Vec::new();
    for email in [GUEST, ada.email.as_str(), "new@example.org"] {
        let outcome = subscribe(&nobody, email).await;
        let (status, statements) = (outcome.http.status, outcome.http.statements());
        let mut answer = outcome.ok();
        answer["email"] = json!("");
        answers.push((status, statements, answer));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    app.run_jobs().await;
    assert_eq!(app.mails().await.len(), mails + 2, "who gets newsletters already is not asked again");
}

async fn a_receipt_does_not_tell_who_gets_newsletters(app: TestApp) {
    let (vic, boss) = (app.user("vic").await, app.admin("boss").await);
    reader(&app, GUEST).await;
    for email in [GUEST, "new@example.org"] {
        subscribe(&vic, email).await.ok();
    }
    app.run_jobs().await;
    let asked = json!({ "kind": "newsletters.confirm" });
    assert_eq!(vic.call("jobs", asked.clone()).await.ok()["data"], json!([]));
    let seen = boss.call("jobs", asked).await.ok();
    assert_eq!(seen["data"].as_array().unwrap().len(), 3, "operators see them: {seen}");
}

async fn who_is_logged_in_subscribes_at_once_and_ends_it(app: TestApp) {
    let (ada, boss) = (app.user("ada").await, app.admin("boss").await);
    for input in [json!({}), json!({ "email": "ADA@example.org" })] {
        let done = ada.call("subscribe", json!({ "input": input })).await.ok();
        assert_eq!(done, json!({ "email": ada.email, "confirmed": true }));
    }
    let list = boss.call("subscribers", json!({})).await.ok();
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
    assert_eq!(list["data"][0]["userId"], json!(ada.id));
    let preference = ada.call("newsletterPreference", json!({})).await.ok();
    assert_eq!(preference, json!({ "email": ada.email, "subscribed": true, "suppressed": null }));
    for _ in 0..2 {
        ada.call("unsubscribe", json!({})).await.ok();
        assert!(subscribed(&boss).await.is_empty());
    }
    assert_eq!(ada.call("newsletterPreference", json!({})).await.ok()["subscribed"], false);
    app.anonymous().call("newsletterPreference", json!({})).await.refused(401, "authentication_required");
    app.anonymous().call("unsubscribe", json!({})).await.refused(401, "authentication_required");
}

/// Who has an account is mailed at the address that it has now, and once, though they subscribed that address as a guest before.
async fn who_changes_their_address_is_mailed_once_at_the_new_one(app: TestApp) {
    let (ada, boss) = (app.user("ada").await, app.admin("boss").await);
    reader(&app, GUEST).await;
    ada.call("subscribe", json!({ "input": {} })).await.ok();
    app.db_run("UPDATE users SET email = ? WHERE username = 'ada'", vec![GUEST.into()]).await;
    assert_eq!(subscribed(&boss).await, [GUEST, GUEST]);
    publish(&boss, "Hello").await;
    app.run_jobs().await;
    assert_eq!((mailed(&app, GUEST, "Hello").await, mailed(&app, &ada.email, "Hello").await), (1, 0));
}

async fn somebody_elses_address_has_to_be_confirmed(app: TestApp) {
    let (ada, boss) = (app.user("ada").await, app.admin("boss").await);
    assert_eq!(subscribe(&ada, GUEST).await.ok()["confirmed"], false);
    app.run_jobs().await;
    assert!(subscribed(&boss).await.is_empty());
}

async fn what_is_no_address_is_refused_and_nothing_is_mailed(app: TestApp) {
    let (nobody, before) = (app.anonymous(), app.mails().await.len());
    for wrong in ["", "ada", "ada@", "@example.org", "a b@example.org", "a@b\r\nBcc: x@example.org", "a@b\nSubject: x"]
    {
        assert_eq!(subscribe(&nobody, wrong).await.faults(), ["/email invalid_format"], "{wrong:?}");
    }
    assert_eq!(subscribe(&nobody, &format!("{}@example.org", "a".repeat(250))).await.faults(), ["/email too_long"]);
    let missing = nobody.call("subscribe", json!({ "input": {} })).await;
    assert_eq!(missing.faults(), ["/email required"]);
    assert_eq!((app.db_count("subscribers").await, app.mails().await.len()), (0, before));
}

async fn a_link_that_is_not_ours_or_too_old_confirms_nothing(app: TestApp) {
    subscribe(&app.anonymous(), GUEST).await.ok();
    app.run_jobs().await;
    let token = app.last_mail_to(GUEST).await.token();
    let (id, proof) = token.split_once('.').unwrap();
    let forged = format!("{id}.{}", "A".repeat(proof.len()));
    for wrong in ["", "x", id, proof, &forged, &format!("{token}A"), &"x".repeat(5_000)] {
        confirm(&app, wrong).await.refused(400, "invalid_link");
    }
    app.advance(TimeDelta::hours(25));
    confirm(&app, &token).await.refused(410, "gone");
    assert_eq!(app.db_number_of("subscribers WHERE confirmed_at IS NOT NULL").await, 0);
    subscribe(&app.anonymous(), GUEST).await.ok();
    app.run_jobs().await;
    confirm(&app, &token).await.ok();
}

/// As a mail program sends it (RFC 8058, section 3.1).
pub(super) async fn click(nobody: &Actor, address: &str) -> Reply {
    let request = nobody.request("POST", address).header("content-type", "application/x-www-form-urlencoded");
    request.body("List-Unsubscribe=One-Click").send().await
}

async fn one_click_ends_newsletters_and_looking_at_the_page_does_not(app: TestApp) {
    let (boss, nobody) = (app.admin("boss").await, app.anonymous());
    reader(&app, GUEST).await;
    publish(&boss, "Hello").await;
    app.run_jobs().await;
    let mail = app.last_mail_to(GUEST).await;
    assert_eq!(mail.header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    let address = mail.unsubscribe();
    let page = nobody.get(&address).await;
    assert!(page.text().contains("Do you want no more newsletters?"), "{}", page.text());
    assert_eq!(subscribed(&boss).await, [GUEST]);
    for wrong in [address.replace("sub_", "sub_0"), format!("{address}A")] {
        click(&nobody, &wrong).await.refused(400, "invalid_link");
    }
    for _ in 0..2 {
        let done = click(&nobody, &address).await;
        assert!(done.status == 200 && done.text().contains("You are unsubscribed"), "{}", done.text());
        assert!(subscribed(&boss).await.is_empty());
    }
    publish(&boss, "Again").await;
    app.run_jobs().await;
    assert_eq!(mailed(&app, GUEST, "Again").await, 0);
}

async fn admins_see_who_subscribes_and_remove_them(app: TestApp) {
    let (boss, ada) = (app.admin("boss").await, app.user("ada").await);
    for n in 0..3 {
        reader(&app, &format!("guest-{n}@example.org")).await;
        app.advance(TimeDelta::seconds(1));
    }
    let all = ["guest-2@example.org", "guest-1@example.org", "guest-0@example.org"];
    assert_eq!(subscribed(&boss).await, all);
    let first = boss.call("subscribers", json!({ "first": 2 })).await.ok();
    let after = first["pageInfo"]["endCursor"].clone();
    let rest = boss.call("subscribers", json!({ "first": 2, "after": after })).await.ok();
    assert_eq!(rest["data"][0]["email"], all[2]);
    ada.call("subscribers", json!({})).await.refused(403, "forbidden");
    let id = json!({ "id": rest["data"][0]["id"] });
    boss.call("removeSubscriber", id.clone()).await.ok();
    boss.call("removeSubscriber", id).await.refused(404, "not_found");
    assert_eq!(subscribed(&boss).await, all[..2]);
}

async fn who_is_erased_is_forgotten(app: TestApp) {
    let ada = app.user("ada").await;
    ada.call("subscribe", json!({ "input": {} })).await.ok();
    ada.call("deleteMe", json!({})).await.ok();
    app.advance(TimeDelta::days(60));
    app.run_jobs().await;
    assert_eq!(app.db_count("subscribers").await, 0);
}

async fn what_nobody_has_confirmed_is_forgotten(app: TestApp) {
    reader(&app, "reader@example.org").await;
    subscribe(&app.anonymous(), GUEST).await.ok();
    app.run_jobs().await;
    app.advance(TimeDelta::days(9));
    let boss = app.admin("boss").await;
    boss.call("triggerSchedule", json!({ "name": "purge-tokens" })).await.ok();
    app.run_jobs().await;
    assert_eq!((subscribed(&boss).await.len(), app.db_count("subscribers").await), (1, 1));
}
