//! Digests: one for each day or week and person.

use chrono::{DateTime, TimeDelta, Utc};
use futures::future::join_all;
use presswork_domain::{Context, housekeeping::SendDigests, jobs};
use presswork_tests::{Actor, Letter, TestApp, each_profile, id_of};
use serde_json::{Value, json};

use super::react;

each_profile! {
    a_daily_digest_comes_once_a_day_at_its_hour_with_what_is_new,
    a_weekly_digest_comes_on_monday_by_the_clocks_of_its_reader,
    what_was_read_hidden_or_is_not_wanted_in_it_is_not_in_a_digest,
    what_is_in_the_digest_only_is_told_once_whatever_is_read,
    many_who_look_at_once_send_one_digest,
    after_a_long_pause_one_digest_comes,
    a_changed_hour_brings_no_second_digest_for_the_same_day,
}

/// Wants this digest of what happens, and no mail at once.
async fn wants(actor: &Actor, digest: &str, zone: &str, hour: i64) {
    let kinds: Vec<Value> = ["post_published", "comment", "reply", "mention", "reaction", "follow"]
        .iter()
        .map(|kind| json!({ "kind": kind, "inbox": true, "mail": false, "digest": digest }))
        .collect();
    let input = json!({ "timeZone": zone, "digestHour": hour, "kinds": kinds });
    actor.call("setNotificationPreferences", json!({ "input": input })).await.ok();
}

/// Begins at noon, which is hours from everything that is due.
fn noon(app: &TestApp) {
    let now = app.deps.clock.now();
    let noon = (now.date_naive() + TimeDelta::days(1)).and_hms_opt(12, 0, 0).unwrap().and_utc();
    app.advance(noon - now);
}

/// What a worker does when the schedule ticks.
async fn tick(app: &TestApp) {
    let cx = Context::system(std::sync::Arc::clone(&app.deps), "test");
    let mut tx = cx.begin().await.unwrap();
    jobs::enqueue(&cx, &mut tx, &SendDigests {}).await.unwrap();
    tx.commit().await.unwrap();
    app.run_jobs().await;
}

/// Moves on to a time, ticking a little before and at it; the digests that came by then.
async fn at(app: &TestApp, time: DateTime<Utc>, reader: &Actor) -> Vec<Letter> {
    app.advance(time - app.deps.clock.now() - TimeDelta::minutes(1));
    tick(app).await;
    let before = digests(app, reader).await.len();
    app.advance(TimeDelta::minutes(1) + TimeDelta::seconds(1));
    tick(app).await;
    digests(app, reader).await.split_off(before)
}

async fn digests(app: &TestApp, reader: &Actor) -> Vec<Letter> {
    let mails = app.mails_to(&reader.email).await.into_iter();
    mails.filter(|mail| mail.subject.contains("digest")).collect()
}

/// When the next digest of somebody is due.
async fn next(app: &TestApp, digest: &str) -> DateTime<Utc> {
    let rows = app.db_rows("SELECT next_at FROM digests WHERE digest = ?", vec![digest.into()]).await;
    rows[0]["next_at"].as_str().unwrap().parse().unwrap()
}

async fn a_daily_digest_comes_once_a_day_at_its_hour_with_what_is_new(app: TestApp) {
    noon(&app);
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    wants(&ada, "daily", "Asia/Kathmandu", 8).await;
    let post = ada.published("Hello").await;
    bob.comment(&post, "Well.").await;
    react(&bob, &post, "like").await;
    app.run_jobs().await;
    let due = next(&app, "daily").await;
    assert_eq!(due.format("%H:%M").to_string(), "02:15", "eight o'clock there");
    let came = at(&app, due, &ada).await;
    assert_eq!((came.len(), came[0].subject.as_str()), (1, "Your daily digest: 2 things"));
    for body in [&came[0].text, came[0].html.as_ref().unwrap()] {
        assert!(body.contains("bob reacted to") && body.contains("bob commented on"), "{body}");
    }
    assert_eq!(came[0].header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    tick(&app).await;
    assert_eq!(digests(&app, &ada).await.len(), 1, "and not again");
    assert_eq!(next(&app, "daily").await, due + TimeDelta::days(1));
    assert_eq!(at(&app, due + TimeDelta::days(1), &ada).await.len(), 0, "nothing is new");
    let cem = app.user("cem").await;
    cem.follows(&ada).await;
    app.run_jobs().await;
    let came = at(&app, due + TimeDelta::days(2), &ada).await;
    assert_eq!(came[0].subject, "Your daily digest: 1 thing");
    assert!(came[0].text.contains("cem follows you") && !came[0].text.contains("commented"), "{}", came[0].text);
}

async fn a_weekly_digest_comes_on_monday_by_the_clocks_of_its_reader(app: TestApp) {
    noon(&app);
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    wants(&ada, "weekly", "America/New_York", 0).await;
    bob.follows(&ada).await;
    app.run_jobs().await;
    let due = next(&app, "weekly").await;
    let there = due.with_timezone(&new_york(due));
    assert_eq!(there.format("%a %H:%M").to_string(), "Mon 00:00");
    let came = at(&app, due, &ada).await;
    assert_eq!(came[0].subject, "Your weekly digest: 1 thing");
    assert!(next(&app, "weekly").await - due >= TimeDelta::days(7) - TimeDelta::hours(1));
}

/// The offset of New York: summer time from the second Sunday of March to the first of November, both at two o'clock.
fn new_york(at: DateTime<Utc>) -> chrono::FixedOffset {
    use chrono::{Datelike, NaiveDate, Weekday};
    let sunday = |month, n| NaiveDate::from_weekday_of_month_opt(at.year(), month, Weekday::Sun, n).unwrap();
    let begins = sunday(3, 2).and_hms_opt(7, 0, 0).unwrap().and_utc();
    let ends = sunday(11, 1).and_hms_opt(6, 0, 0).unwrap().and_utc();
    let hours = if (begins..ends).contains(&at) { 4 } else { 5 };
    chrono::FixedOffset::west_opt(hours * 3600).unwrap()
}

async fn what_was_read_hidden_or_is_not_wanted_in_it_is_not_in_a_digest(app: TestApp) {
    noon(&app);
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let daily = json!({ "kind": "comment", "inbox": true, "mail": false, "digest": "daily" });
    let reactions = json!({ "kind": "reaction", "inbox": true, "mail": false, "digest": "daily" });
    let input = json!({ "kinds": [daily, reactions] });
    ada.call("setNotificationPreferences", json!({ "input": input })).await.ok();
    let (one, two) = (ada.published("One").await, ada.published("Two").await);
    let deleted = bob.comment(&one, "Regretted.").await;
    bob.comment(&two, "Read.").await;
    react(&bob, &one, "like").await;
    bob.follows(&ada).await;
    app.run_jobs().await;
    bob.call("deleteComment", id_of(&deleted)).await.ok();
    let told = ada.call("notifications", json!({})).await.ok();
    let read = told["data"].as_array().unwrap().iter().find(|it| it["title"] == "Two").unwrap();
    ada.call("readNotification", id_of(read)).await.ok();
    let came = at(&app, next(&app, "daily").await, &ada).await;
    assert_eq!(came[0].subject, "Your daily digest: 1 thing");
    assert!(came[0].text.contains("bob reacted to \"One\""), "{}", came[0].text);
    let ada = ada.again().await;
    ada.call("readAllNotifications", json!({})).await.ok();
    let cem = app.user("cem").await;
    cem.comment(&one, "Read before it comes.").await;
    app.run_jobs().await;
    ada.call("readAllNotifications", json!({})).await.ok();
    assert_eq!(at(&app, next(&app, "daily").await, &ada).await.len(), 0);
}

async fn what_is_in_the_digest_only_is_told_once_whatever_is_read(app: TestApp) {
    noon(&app);
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let daily = json!({ "kind": "comment", "inbox": false, "mail": false, "digest": "daily" });
    ada.call("setNotificationPreferences", json!({ "input": { "kinds": [daily] } })).await.ok();
    let post = ada.published("Hello").await;
    bob.comment(&post, "Well.").await;
    app.run_jobs().await;
    ada.call("readAllNotifications", json!({})).await.ok();
    let due = next(&app, "daily").await;
    let came = at(&app, due, &ada).await;
    assert_eq!(came[0].subject, "Your daily digest: 1 thing");
    assert!(came[0].text.contains("bob commented on \"Hello\""), "{}", came[0].text);
    let cem = app.user("cem").await;
    cem.comment(&post, "And so do I.").await;
    app.run_jobs().await;
    let came = at(&app, due + TimeDelta::days(1), &ada).await;
    assert!(came[0].text.contains("cem commented on \"Hello\""), "bob was told of before: {}", came[0].text);
    assert_eq!(at(&app, due + TimeDelta::days(2), &ada).await.len(), 0);
    let again = "UPDATE jobs SET state = 'queued', attempt = 0, finished_at = NULL WHERE kind = 'notifications.digest'";
    let texts = async || digests(&app, &ada).await.into_iter().map(|mail| mail.text).collect::<Vec<_>>();
    let before = texts().await;
    assert_eq!(app.db_run(again, vec![]).await, 2);
    app.run_jobs().await;
    assert_eq!(texts().await, before, "what a digest has ended is told when it is sent again");
}

async fn many_who_look_at_once_send_one_digest(app: TestApp) {
    noon(&app);
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    wants(&ada, "daily", "UTC", 8).await;
    bob.follows(&ada).await;
    app.run_jobs().await;
    app.advance(next(&app, "daily").await - app.deps.clock.now() + TimeDelta::minutes(1));
    // As if each were in a process of its own: the job that looks is not unique there.
    join_all((0..4).map(|_| async {
        let cx = Context::system(std::sync::Arc::clone(&app.deps), "test");
        let mut tx = cx.begin().await.unwrap();
        jobs::enqueue(&cx, &mut tx, &SendDigests {}).await.unwrap();
        tx.commit().await.unwrap();
        app.run_jobs().await;
    }))
    .await;
    app.run_jobs().await;
    assert_eq!(digests(&app, &ada).await.len(), 1);
    assert_eq!(app.db_number_of("jobs WHERE kind = 'notifications.digest'").await, 1);
}

async fn after_a_long_pause_one_digest_comes(app: TestApp) {
    noon(&app);
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    wants(&ada, "daily", "UTC", 8).await;
    bob.follows(&ada).await;
    app.run_jobs().await;
    let due = next(&app, "daily").await;
    app.advance(due - app.deps.clock.now() + TimeDelta::days(5) + TimeDelta::hours(1));
    tick(&app).await;
    tick(&app).await;
    assert_eq!(digests(&app, &ada).await.len(), 1);
    assert_eq!(next(&app, "daily").await, due + TimeDelta::days(6));
}

async fn a_changed_hour_brings_no_second_digest_for_the_same_day(app: TestApp) {
    noon(&app);
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    wants(&ada, "daily", "UTC", 8).await;
    bob.follows(&ada).await;
    app.run_jobs().await;
    let due = next(&app, "daily").await;
    assert_eq!(at(&app, due, &ada).await.len(), 1);
    let ada = ada.again().await;
    wants(&ada, "daily", "UTC", 20).await;
    assert_eq!(next(&app, "daily").await, due + TimeDelta::hours(36));
    ada.call("setNotificationPreferences", json!({ "input": {} })).await.ok();
    assert_eq!(app.db_number_of("digests WHERE next_at IS NOT NULL").await, 0);
    wants(&ada, "daily", "UTC", 20).await;
    assert_eq!(next(&app, "daily").await, due + TimeDelta::hours(36), "nor by switching it off and on");
}
