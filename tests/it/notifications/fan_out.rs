//! Telling many.
//!
//! `PRESSWORK_FOLLOWERS=100000 cargo test --test it notifications::fan_out -- --ignored --nocapture` measures the long form.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use presswork_tests::{Actor, Process, TestApp, each_profile, id_of, say, until, variable};
use serde_json::{Value, json};

each_profile! {
    many_followers_are_told_in_parts_and_only_who_wants_gets_a_mail,
    a_worker_that_is_killed_among_followers_loses_nobody_and_tells_nobody_twice,
}

mod measured {
    #[test]
    #[ignore = "measures, and takes minutes"]
    fn a_hundred_thousand_followers_hold_up_nobody() {
        use presswork_tests::{Face, Profile, run};
        run(Profile::Services, Face::Rest, &[], super::a_hundred_thousand_followers_hold_up_nobody);
    }
}

/// So many people follow somebody; all but the first few want no mail.
async fn followed(app: &TestApp, whom: &Actor, count: usize, mailed: usize) {
    app.db_people(count).await;
    let follow = "INSERT INTO follows (follower_id, followee_id, created_at) SELECT u.id, a.id, a.created_at \
                  FROM users u JOIN users a ON a.username = ? WHERE u.username LIKE 'person%'";
    let name = || vec![whom.username.clone().into()];
    assert_eq!(app.db_run(follow, name()).await, count as u64);
    let counted = "UPDATE users SET follower_count = (SELECT COUNT(*) FROM follows f WHERE f.followee_id = users.id) \
                   WHERE username = ?";
    app.db_run(counted, name()).await;
    let quiet = format!(
        "INSERT INTO notification_preferences (user_id, kind, inbox, mail, digest) SELECT u.id, 'post_published', TRUE, FALSE, \
         'off' FROM users u WHERE u.username LIKE 'person%' AND CAST(SUBSTR(u.username, 7) AS INTEGER) >= {mailed}"
    );
    app.db_run(&quiet, vec![]).await;
}

/// How many were told, how often, and how many have a mail.
async fn reached(app: &TestApp) -> (i64, i64, i64) {
    (
        app.db_number_of("notifications WHERE kind = 'post_published'").await,
        app.db_number_of("notification_events").await,
        app.db_number_of("jobs WHERE kind = 'notifications.mail'").await,
    )
}

async fn receipt(author: &Actor, job: &Value) -> Value {
    author.call("job", id_of(job)).await.ok()
}

async fn many_followers_are_told_in_parts_and_only_who_wants_gets_a_mail(app: TestApp) {
    let ada = app.user("ada").await;
    followed(&app, &ada, 1_200, 3).await;
    let blocked = "INSERT INTO blocks (blocker_id, blocked_id, created_at) SELECT u.id, a.id, a.created_at FROM users u \
                   JOIN users a ON a.username = 'ada' WHERE u.username IN ('person5', 'person6')";
    assert_eq!(app.db_run(blocked, vec![]).await, 2);
    let draft = ada.draft("Hello").await;
    let job = ada.call("publishPost", id_of(&draft)).await.ok()["job"].clone();
    app.run_jobs().await;
    assert_eq!(reached(&app).await, (1_198, 1_198, 3));
    let done = receipt(&ada, &job).await;
    assert_eq!((&done["state"], &done["result"]), (&json!("succeeded"), &json!({ "followers": 1_200 })));
    assert_eq!(done["progress"], json!({ "done": 1_000, "total": 1_200, "note": "telling followers" }));
    assert_eq!(app.mails().await.iter().filter(|mail| mail.subject == "ada published: Hello").count(), 3);
    app.db_requeue(job["id"].as_str().unwrap()).await;
    app.db_run("DELETE FROM job_steps", vec![]).await;
    app.run_jobs().await;
    assert_eq!(reached(&app).await, (1_198, 1_198, 3), "from the beginning, and nobody hears of it again");
}

/// How worker processes are set, so that nobody waits half a minute for a lease.
fn environment(app: &TestApp) -> HashMap<String, String> {
    let mut all = app.environment();
    let quick = [("LEASE", "2s"), ("HEARTBEAT", "500ms"), ("SWEEP_INTERVAL", "200ms")];
    all.extend(quick.iter().map(|(name, value)| (format!("PRESSWORK__JOBS__{name}"), (*value).to_owned())));
    all
}

async fn a_worker_that_is_killed_among_followers_loses_nobody_and_tells_nobody_twice(app: TestApp) {
    const FOLLOWERS: i64 = 3_000;
    let ada = app.user("ada").await;
    followed(&app, &ada, usize::try_from(FOLLOWERS).unwrap(), 20).await;
    let draft = ada.draft("Hello").await;
    let job = ada.call("publishPost", id_of(&draft)).await.ok()["job"].clone();
    let mut kills = 0;
    for _ in 0..3 {
        let before = reached(&app).await.0;
        let mut worker = Process::start("worker", &environment(&app));
        let told = until("some more are told", async || {
            let now = reached(&app).await.0;
            (now > before || now == FOLLOWERS).then_some(now)
        })
        .await;
        worker.kill();
        kills += i32::from(told < FOLLOWERS);
    }
    assert!(kills > 0, "no worker was killed among them");
    let _worker = Process::start("worker", &environment(&app));
    until("everybody is told", async || (receipt(&ada, &job).await["state"] == "succeeded").then_some(())).await;
    until("no job is due", async || (app.db_due_jobs().await == 0).then_some(())).await;
    assert_eq!(reached(&app).await, (3_000, 3_000, 20));
    let places = "inboxes i JOIN users u ON u.id = i.user_id WHERE u.username LIKE 'person%' AND i.last = 1";
    assert_eq!(app.db_number_of(places).await, 3_000, "one place in each inbox");
    assert_eq!(app.mails().await.iter().filter(|mail| mail.subject == "ada published: Hello").count(), 20);
}

async fn a_hundred_thousand_followers_hold_up_nobody(app: TestApp) {
    let count = variable("PRESSWORK_FOLLOWERS").map_or(100_000, |text| text.parse().unwrap());
    let ada = app.user("ada").await;
    followed(&app, &ada, count, 0).await;
    let draft = ada.draft("Hello").await;
    let _worker = Process::start("worker", &environment(&app));
    let began = Instant::now();
    let job = ada.call("publishPost", id_of(&draft)).await.ok()["job"].clone();
    let mut waits = Vec::new();
    for n in 0.. {
        if receipt(&ada, &job).await["state"] == "succeeded" {
            break;
        }
        let email = format!("guest-{n}@example.org");
        let account =
            json!({ "username": format!("guest-{n}"), "email": email, "password": presswork_tests::PASSWORD });
        let asked = Instant::now();
        app.anonymous().call("register", json!({ "input": account })).await.ok();
        until("the mail that somebody waits for", async || (!app.mails_to(&email).await.is_empty()).then_some(()))
            .await;
        waits.push(asked.elapsed());
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let (told, slowest) = (reached(&app).await.0, waits.iter().max().copied().unwrap_or_default());
    say(&format!(
        "{told} followers in {:?}; the slowest of {} mails meanwhile: {slowest:?}",
        began.elapsed(),
        waits.len()
    ));
    assert_eq!(told, i64::try_from(count).unwrap());
    assert!(slowest < Duration::from_secs(5), "{slowest:?}");
    app.abandon_jobs();
}
