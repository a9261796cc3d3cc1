//! To whom newsletters go comes along, and so does to whom no mail goes.

use presswork_tests::{TestApp, each_profile};
use serde_json::json;

use super::{applied, back, elsewhere, entries, resealed, site};

each_profile! {
    who_gets_newsletters_comes_along_and_so_does_who_is_mailed_nothing,
    an_archive_that_was_made_before_it_had_subscribers_is_taken_in,
    whose_address_is_here_already_stays_as_they_are_here,
}

const GUEST: &str = "guest@example.org";

async fn who_gets_newsletters_comes_along_and_so_does_who_is_mailed_nothing(app: TestApp) {
    let bytes = site(&app).await;
    let other = elsewhere(&app).await;
    applied(&other, &bytes).await;
    let boss = back(&other, &app, "boss").await;
    let list = boss.call("subscribers", json!({})).await.ok();
    assert_eq!((&list["data"][0]["email"], list["data"].as_array().unwrap().len()), (&json!("ada@example.org"), 1));
    let asked = other.db_rows("SELECT email FROM subscribers WHERE confirmed_at IS NULL", vec![]).await;
    assert_eq!((asked[0]["email"].as_str(), asked.len()), (Some(GUEST), 1));
    let list = boss.call("suppressions", json!({})).await.ok();
    let told = (&list["data"][0]["email"], &list["data"][0]["reason"]);
    assert_eq!(told, (&json!("angry@example.org"), &json!("complaint")));
    other.abandon_jobs();
}

async fn an_archive_that_was_made_before_it_had_subscribers_is_taken_in(app: TestApp) {
    let bytes = site(&app).await;
    let other = elsewhere(&app).await;
    let mut all = entries(&bytes);
    all.retain(|(name, _)| !["subscribers.jsonl", "suppressions.jsonl"].contains(&name.as_str()));
    let report = applied(&other, &resealed(all)).await;
    assert_eq!(report.findings, []);
    assert!(report.tallies.iter().all(|it| it.file != "subscribers.jsonl"), "{:?}", report.tallies);
    assert_eq!((other.db_number_of("users").await, other.db_number_of("subscribers").await), (3, 0));
    other.abandon_jobs();
}

async fn whose_address_is_here_already_stays_as_they_are_here(app: TestApp) {
    let bytes = site(&app).await;
    let other = elsewhere(&app).await;
    other.anonymous().call("subscribe", json!({ "input": { "email": GUEST } })).await.ok();
    let report = applied(&other, &bytes).await;
    let found: Vec<_> = report.findings.iter().map(|it| (it.file.as_str(), it.reason.as_str())).collect();
    assert_eq!(found, [("subscribers.jsonl", "email guest@example.org is something else's")]);
    assert_eq!(other.db_number_of("subscribers").await, 2, "the one who was here, and ada");
    other.abandon_jobs();
}
