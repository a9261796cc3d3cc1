//! Mailing posts to those who subscribe.

use std::{collections::HashMap, pin::pin, time::Duration};

use chrono::TimeDelta;
use presswork_tests::{Process, SmtpServer, Temper, TestApp, each_face, each_profile, id_of, pictures, until};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::{mailed, publish, reader, receipt};

each_face! {
    a_post_is_mailed_once_to_everybody_who_subscribes,
    a_cover_is_shown_in_the_mail,
    addresses_lead_on_from_both_parts_of_the_mail,
    a_post_that_is_published_again_comes_only_to_those_who_have_not_had_it,
    a_planned_publication_is_mailed_at_its_time,
    only_editors_mail_a_post,
    what_is_no_longer_right_is_not_mailed,
    two_of_whom_one_has_blocked_the_other_mail_each_other_nothing,
}

each_profile! {
    a_mail_is_written_apart_from_what_else_a_worker_does,
    many_are_mailed_in_chunks_and_the_receipt_tells_how_far_it_is,
    what_a_mail_server_refuses_for_good_is_not_counted_as_mailed,
    with [("PRESSWORK__NEWSLETTERS__MAILS_PER_MINUTE", "60")] => no_more_leave_than_the_limit_lets,
}

mod services_alone {
    #[test]
    fn a_worker_that_is_killed_among_subscribers_loses_nobody_and_mails_nobody_twice() {
        use presswork_tests::{Face, Profile, run};
        run(Profile::Services, Face::Rest, &[], super::through_kills);
    }
}

/// So many subscribers, as if they had confirmed.
pub(super) async fn readers(app: &TestApp, count: usize) {
    app.db_people(count).await;
    let sql = "INSERT INTO subscribers (id, email, user_id, created_at, confirmed_at) \
               SELECT u.id, u.email, u.id, u.created_at, u.created_at FROM users u WHERE u.username LIKE 'person%'";
    assert_eq!(app.db_run(sql, vec![]).await, count as u64);
}

/// How many mails of newsletters there are, and to how many addresses.
pub(super) async fn counts(app: &TestApp, title: &str) -> (usize, usize) {
    let mut to: Vec<_> =
        app.mails().await.into_iter().filter(|mail| mail.subject == title).map(|mail| mail.to).collect();
    let all = to.len();
    to.sort_unstable();
    to.dedup();
    (all, to.len())
}

async fn a_post_is_mailed_once_to_everybody_who_subscribes(app: TestApp) {
    let (eve, ada) = (app.editor("eve").await, app.user("ada").await);
    reader(&app, "guest@example.org").await;
    ada.call("subscribe", json!({ "input": {} })).await.ok();
    let input = json!({ "title": "Grüße & <b>more</b>", "markdown": "It *works*.\n\n<script>alert(1)</script>" });
    let draft = eve.call("createPost", json!({ "input": input })).await.ok();
    let how = json!({ "id": draft["id"], "input": { "newsletter": true } });
    let done = eve.call("publishPost", how).await.ok();
    let job = &done["newsletter"];
    assert_eq!((&job["kind"], &job["state"]), (&json!("posts.newsletter"), &json!("queued")));
    app.run_jobs().await;
    for email in ["guest@example.org", "ada@example.org"] {
        assert_eq!(mailed(&app, email, "Grüße & <b>more</b>").await, 1, "{email}");
    }
    let mail = app.last_mail_to("guest@example.org").await;
    let html = mail.html.clone().unwrap();
    assert!(html.contains("It <em>works</em>.") && !html.contains("<script"), "{html}");
    assert!(!html.contains("<b>more</b>"), "the title is escaped: {html}");
    assert!(mail.text.contains("It *works*.") && mail.text.contains("by eve"), "{}", mail.text);
    let ended = receipt(&eve, job).await;
    assert_eq!((&ended["state"], &ended["result"]), (&json!("succeeded"), &json!({ "mailed": 2 })));
    assert_eq!(ended["children"]["succeeded"], 2);
}

async fn a_cover_is_shown_in_the_mail(app: TestApp) {
    let eve = app.editor("eve").await;
    reader(&app, "guest@example.org").await;
    let media = eve.picture(&app, &pictures::png(700, 400)).await;
    let describe = json!({ "id": media["id"], "input": { "altText": "A \"cat\"" } });
    eve.call("updateMedia", describe).await.ok();
    let input = json!({ "title": "Hello", "markdown": "x", "coverMediaId": media["id"] });
    let draft = eve.call("createPost", json!({ "input": input })).await.ok();
    eve.call("publishPost", json!({ "id": draft["id"], "input": { "newsletter": true } })).await.ok();
    app.run_jobs().await;
    let html = app.last_mail_to("guest@example.org").await.html.unwrap();
    let file = format!("/v1/media/{}/700.jpg\"", media["id"].as_str().unwrap());
    let image = html.split_once("<img ").unwrap().1.split_once('>').unwrap().0;
    assert!(image.contains(&file) && image.contains("src=\"http"), "{image}");
    assert!(image.contains("alt=\"A ") && !image.contains("\"cat\""), "the description is escaped: {image}");
}

async fn addresses_lead_on_from_both_parts_of_the_mail(app: TestApp) {
    let eve = app.editor("eve").await;
    reader(&app, "guest@example.org").await;
    let asked = app.last_mail_to("guest@example.org").await.text;
    assert!(asked.contains("within 1 day:"), "{asked}");
    let markdown = "See [the other](/posts/other), ![pic](pic.png) and [a][far].\n\n[far]: /far\n";
    let input = json!({ "title": "Hello", "markdown": markdown });
    let draft = eve.call("createPost", json!({ "input": input })).await.ok();
    eve.call("publishPost", json!({ "id": draft["id"], "input": { "newsletter": true } })).await.ok();
    app.run_jobs().await;
    let mail = app.last_mail_to("guest@example.org").await;
    let (site, html) = (app.deps.settings.site_url(), mail.html.clone().unwrap());
    for (in_text, in_html) in [
        ("[the other](@/posts/other)", "href=\"@/posts/other\""),
        ("![pic](@/posts/pic.png)", "src=\"@/posts/pic.png\""),
        ("[far]: @/far", "href=\"@/far\""),
    ] {
        let (in_text, in_html) = (in_text.replace('@', &site), in_html.replace('@', &site));
        assert!(mail.text.contains(&in_text) && html.contains(&in_html), "{in_text}: {}\n{html}", mail.text);
    }
}

async fn a_mail_is_written_apart_from_what_else_a_worker_does(app: TestApp) {
    let eve = app.editor("eve").await;
    reader(&app, "guest@example.org").await;
    publish(&eve, "Hello").await;
    let busy = app.busy_renderer().await;
    let mut jobs = pin!(app.run_jobs());
    assert!(timeout(Duration::from_secs(1), &mut jobs).await.is_err(), "it waits for a place");
    assert_eq!(mailed(&app, "guest@example.org", "Hello").await, 0);
    drop(busy);
    jobs.await;
    assert_eq!(mailed(&app, "guest@example.org", "Hello").await, 1);
}

async fn a_post_that_is_published_again_comes_only_to_those_who_have_not_had_it(app: TestApp) {
    let eve = app.editor("eve").await;
    reader(&app, "first@example.org").await;
    let post = publish(&eve, "Hello").await["post"].clone();
    app.run_jobs().await;
    eve.call("unpublishPost", id_of(&post)).await.ok();
    reader(&app, "second@example.org").await;
    let boss = app.admin("boss").await;
    let list = boss.call("subscribers", json!({})).await.ok();
    // Who unsubscribes and comes back does not get it again, either.
    let first = list["data"].as_array().unwrap().iter().find(|one| one["email"] == "first@example.org").unwrap();
    boss.call("removeSubscriber", id_of(first)).await.ok();
    reader(&app, "first@example.org").await;
    app.db_run("DELETE FROM jobs WHERE kind IN ('newsletters.mail', 'posts.newsletter')", vec![]).await;
    eve.call("publishPost", json!({ "id": post["id"], "input": { "newsletter": true } })).await.ok();
    app.run_jobs().await;
    assert_eq!(mailed(&app, "first@example.org", "Hello").await, 1);
    assert_eq!(mailed(&app, "second@example.org", "Hello").await, 1);
}

async fn a_planned_publication_is_mailed_at_its_time(app: TestApp) {
    let eve = app.editor("eve").await;
    reader(&app, "guest@example.org").await;
    let at = (app.deps.clock.now() + TimeDelta::minutes(1)).to_rfc3339();
    let plan = |title: &'static str, newsletter: bool| {
        let (eve, at) = (&eve, &at);
        async move {
            let draft = eve.draft(title).await;
            let input = json!({ "publishAt": at, "newsletter": newsletter });
            eve.call("publishPost", json!({ "id": draft["id"], "input": input })).await.ok()
        }
    };
    let planned = plan("Mailed", true).await;
    assert_eq!(planned["newsletter"], Value::Null, "it is sent when the post is published");
    assert_eq!(planned["post"]["publishAsNewsletter"], true);
    plan("Not mailed", false).await;
    // The last plan counts.
    let changed = plan("Changed", true).await["post"]["id"].clone();
    eve.call("publishPost", json!({ "id": changed, "input": { "publishAt": at } })).await.ok();
    app.run_jobs().await;
    assert_eq!(mailed(&app, "guest@example.org", "Mailed").await, 0);
    app.advance(TimeDelta::seconds(61));
    app.run_jobs().await;
    for (title, expected) in [("Mailed", 1), ("Not mailed", 0), ("Changed", 0)] {
        assert_eq!(mailed(&app, "guest@example.org", title).await, expected, "{title}");
    }
}

async fn only_editors_mail_a_post(app: TestApp) {
    let (ada, eve) = (app.user("ada").await, app.editor("eve").await);
    reader(&app, "guest@example.org").await;
    let draft = ada.draft("Hello").await;
    let how = json!({ "id": draft["id"], "input": { "newsletter": true } });
    ada.call("publishPost", how.clone()).await.refused(403, "forbidden");
    assert_eq!(ada.call("post", id_of(&draft)).await.ok()["status"], "draft");
    eve.call("publishPost", how).await.ok();
    app.run_jobs().await;
    assert_eq!(mailed(&app, "guest@example.org", "Hello").await, 1);
    // The right is asked again when a plan is kept.
    let draft = eve.draft("Later").await;
    let at = (app.deps.clock.now() + TimeDelta::minutes(1)).to_rfc3339();
    let plan = json!({ "id": draft["id"], "input": { "publishAt": at, "newsletter": true } });
    eve.call("publishPost", plan).await.ok();
    app.db_set_role(&eve, "author").await;
    app.advance(TimeDelta::seconds(61));
    app.run_jobs().await;
    assert_eq!(ada.call("post", id_of(&draft)).await.ok()["status"], "published");
    assert_eq!(mailed(&app, "guest@example.org", "Later").await, 0);
}

async fn what_is_no_longer_right_is_not_mailed(app: TestApp) {
    let (eve, ada) = (app.editor("eve").await, app.user("ada").await);
    ada.call("subscribe", json!({ "input": {} })).await.ok();
    app.db_suspend(&ada).await;
    publish(&eve, "Suspended").await;
    app.run_jobs().await;
    assert_eq!(mailed(&app, &ada.email, "Suspended").await, 0);
    reader(&app, "guest@example.org").await;
    let post = publish(&eve, "Withdrawn").await["post"].clone();
    eve.call("unpublishPost", id_of(&post)).await.ok();
    app.run_jobs().await;
    assert_eq!(mailed(&app, "guest@example.org", "Withdrawn").await, 0);
    app.abandon_jobs();
}

async fn two_of_whom_one_has_blocked_the_other_mail_each_other_nothing(app: TestApp) {
    let (eve, ada, bob) = (app.editor("eve").await, app.user("ada").await, app.user("bob").await);
    for person in [&ada, &bob] {
        person.call("subscribe", json!({ "input": {} })).await.ok();
    }
    ada.call("blockUser", json!({ "id": eve.id })).await.ok();
    publish(&eve, "From eve").await;
    app.run_jobs().await;
    assert_eq!(mailed(&app, &ada.email, "From eve").await, 0, "who blocks is not reached");
    assert_eq!(mailed(&app, &bob.email, "From eve").await, 1);
    eve.call("blockUser", json!({ "id": bob.id })).await.ok();
    publish(&eve, "From eve again").await;
    app.run_jobs().await;
    assert_eq!(mailed(&app, &bob.email, "From eve again").await, 0, "nor is who is blocked");
}

async fn many_are_mailed_in_chunks_and_the_receipt_tells_how_far_it_is(app: TestApp) {
    let eve = app.editor("eve").await;
    readers(&app, 450).await;
    let job = publish(&eve, "Hello").await["newsletter"].clone();
    app.run_jobs().await;
    assert_eq!(counts(&app, "Hello").await, (450, 450));
    let done = receipt(&eve, &job).await;
    assert_eq!((&done["state"], &done["result"]), (&json!("succeeded"), &json!({ "mailed": 450 })));
    assert_eq!(done["progress"]["done"], 450);
    assert_eq!(done["children"]["succeeded"], 450);
    app.db_requeue(job["id"].as_str().unwrap()).await;
    app.db_run("DELETE FROM job_steps", vec![]).await;
    app.run_jobs().await;
    assert_eq!(counts(&app, "Hello").await, (450, 450), "from the beginning, and nobody is mailed again");
}

async fn what_a_mail_server_refuses_for_good_is_not_counted_as_mailed(app: TestApp) {
    let eve = app.editor("eve").await;
    readers(&app, 2).await;
    // This server takes no addresses beyond ASCII.
    app.db_run("UPDATE users SET email = 'j\u{fc}rgen@example.org' WHERE username = 'person0'", vec![]).await;
    let server = SmtpServer::start(Temper::Takes);
    let mut settings = environment(&app);
    settings.insert("PRESSWORK__MAIL__SMTP_URL".to_owned(), server.url().to_owned());
    let job = publish(&eve, "Hello").await["newsletter"].clone();
    let _worker = Process::start("worker", &settings);
    let ended = until("everybody is gone through", async || {
        let receipt = receipt(&eve, &job).await;
        (receipt["state"] == "succeeded").then_some(receipt)
    })
    .await;
    assert_eq!(ended["result"], json!({ "mailed": 1 }));
    let to: Vec<String> = server.arrivals().into_iter().map(|mail| mail.to).collect();
    assert_eq!(to, ["person1@example.org"]);
    until("no job is due", async || (app.db_due_jobs().await == 0).then_some(())).await;
}

async fn no_more_leave_than_the_limit_lets(app: TestApp) {
    let eve = app.editor("eve").await;
    readers(&app, 4).await;
    publish(&eve, "Hello").await;
    app.run_jobs().await;
    let mut left = vec![counts(&app, "Hello").await.0];
    for _ in 0..4 {
        app.advance(TimeDelta::milliseconds(1_001));
        app.run_jobs().await;
        left.push(counts(&app, "Hello").await.0);
    }
    assert!(left[0] <= 1 && left.windows(2).all(|two| two[1] - two[0] <= 1), "one a second: {left:?}");
    assert_eq!(left[4], 4, "{left:?}");
    app.abandon_jobs();
}

/// How worker processes are set, so that nobody waits half a minute for a lease.
fn environment(app: &TestApp) -> HashMap<String, String> {
    let mut all = app.environment();
    let quick = [("LEASE", "2s"), ("HEARTBEAT", "500ms"), ("SWEEP_INTERVAL", "200ms")];
    all.extend(quick.iter().map(|(name, value)| (format!("PRESSWORK__JOBS__{name}"), (*value).to_owned())));
    all
}

async fn through_kills(app: TestApp) {
    const READERS: usize = 1_000;
    let eve = app.editor("eve").await;
    readers(&app, READERS).await;
    let job = publish(&eve, "Hello").await["newsletter"].clone();
    let mut kills = 0;
    for _ in 0..3 {
        let before = counts(&app, "Hello").await.0;
        let mut worker = Process::start("worker", &environment(&app));
        let now = until("some more are mailed", async || {
            let now = counts(&app, "Hello").await.0;
            (now > before || now == READERS).then_some(now)
        })
        .await;
        worker.kill();
        kills += i32::from(now < READERS);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(kills > 0, "no worker was killed among them");
    let _worker = Process::start("worker", &environment(&app));
    until("everybody is mailed", async || (receipt(&eve, &job).await["state"] == "succeeded").then_some(())).await;
    until("no job is due", async || (app.db_due_jobs().await == 0).then_some(())).await;
    // The folder keeps one file for a Message-ID, as a receiving server does: a mail that was sent twice is one.
    assert_eq!(counts(&app, "Hello").await, (READERS, READERS));
    assert_eq!(app.db_number_of("jobs WHERE kind = 'newsletters.mail'").await, 1_000);
}
