//! Mails about what happened.

use chrono::TimeDelta;
use presswork_domain::{Error, notifications::MailNotification};
use presswork_tests::{Actor, Letter, TestApp, each_profile, id_of};
use serde_json::{Value, json};

use super::react;

each_profile! {
    a_mail_says_it_in_text_and_in_html_and_how_to_have_no_more,
    what_people_write_adds_no_header_and_no_markup,
    what_people_say_is_mailed_each_time_and_what_they_feel_once_until_it_is_read,
    what_is_felt_and_comes_by_mail_only_is_all_mailed_and_nothing_twice,
    what_was_hidden_read_or_blocked_meanwhile_is_not_mailed,
    who_can_not_or_must_not_be_reached_meanwhile_has_no_mail,
    a_mail_that_is_sent_twice_has_the_same_id,
}

/// The mails about what others do, the oldest first.
async fn mails(app: &TestApp, to: &Actor) -> Vec<Letter> {
    app.mails_to(&to.email).await.into_iter().filter(|mail| !mail.header("List-Unsubscribe").is_empty()).collect()
}

async fn subjects(app: &TestApp, to: &Actor) -> Vec<String> {
    mails(app, to).await.into_iter().map(|mail| mail.subject).collect()
}

/// Wants a mail about everything.
async fn wants_all(actor: &Actor) {
    let all = ["post_published", "comment", "reply", "mention", "reaction", "follow"];
    let kinds: Vec<Value> =
        all.iter().map(|kind| json!({ "kind": kind, "inbox": true, "mail": true, "digest": "off" })).collect();
    actor.call("setNotificationPreferences", json!({ "input": { "kinds": kinds } })).await.ok();
}

async fn a_mail_says_it_in_text_and_in_html_and_how_to_have_no_more(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let comment = bob.comment(&ada.published("Hello").await, "I *do* like this.").await;
    app.run_jobs().await;
    let mail = mails(&app, &ada).await.remove(0);
    assert_eq!((mail.subject.as_str(), mail.to.as_str()), ("bob commented on \"Hello\"", ada.email.as_str()));
    assert!(mail.header("Content-Type").starts_with("multipart/alternative"), "{}", mail.raw);
    assert_eq!(mail.header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
    let address = mail.header("List-Unsubscribe");
    assert!(address.starts_with("<http") && address.ends_with('>'), "{address}");
    let address = address.trim_start_matches('<').trim_end_matches('>');
    let link = format!("/v1/comments/{}", comment["id"].as_str().unwrap());
    let html = mail.html.unwrap();
    for body in [&mail.text, &html] {
        for part in ["ada", "bob commented on", "I do like this.", &link, address] {
            assert!(body.contains(part), "{part} is missing in {body}");
        }
    }
    assert!(html.contains(&format!("href=\"{address}\"")), "{html}");
}

async fn what_people_write_adds_no_header_and_no_markup(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let name = "<script>alert(1)</script> & \"Co\"";
    bob.call("updateMe", json!({ "input": { "displayName": name } })).await.ok();
    let title = "<img src=x> https://evil.example/ , Bcc: eve@example.org";
    bob.comment(&ada.published(title).await, "`<b>`</blockquote>&amp; [x](javascript:alert(1))").await;
    app.run_jobs().await;
    let mail = mails(&app, &ada).await.remove(0);
    assert!(mail.subject.starts_with("<script>alert(1)</script> & \"Co\" commented on"), "{}", mail.subject);
    let html = mail.html.clone().unwrap();
    for evil in ["<script", "<img", "</blockquote>&", "javascript:", "<b>"] {
        assert!(!html.contains(evil), "{evil} in {html}");
    }
    assert!(html.contains("&#60;script") || html.contains("&lt;script"), "{html}");
    let head = mail.raw.split("\r\n\r\n").next().unwrap();
    assert!(!head.lines().any(|line| line.to_lowercase().starts_with("bcc:")), "{head}");
    for line_break in ["a\r\nBcc: eve@example.org", "a\nb"] {
        let input = json!({ "input": { "displayName": line_break } });
        assert_eq!(bob.call("updateMe", input).await.faults(), ["/displayName invalid_character"]);
    }
}

async fn what_people_say_is_mailed_each_time_and_what_they_feel_once_until_it_is_read(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    wants_all(&ada).await;
    let post = ada.published("Hello").await;
    for person in [&bob, &cem] {
        person.comment(&post, "Well.").await;
        react(person, &post, "like").await;
        person.follows(&ada).await;
        app.run_jobs().await;
    }
    let expected =
        ["bob commented on \"Hello\"", "bob reacted to \"Hello\"", "bob follows you", "cem commented on \"Hello\""];
    let mut found = subjects(&app, &ada).await;
    found.sort_unstable();
    let mut sorted = expected.to_vec();
    sorted.sort_unstable();
    assert_eq!(found, sorted);
    ada.call("readAllNotifications", json!({})).await.ok();
    let dora = app.user("dora").await;
    react(&dora, &post, "like").await;
    app.run_jobs().await;
    assert_eq!(subjects(&app, &ada).await.last().unwrap(), "dora reacted to \"Hello\"");
}

async fn what_is_felt_and_comes_by_mail_only_is_all_mailed_and_nothing_twice(app: TestApp) {
    let ada = app.user("ada").await;
    let by_mail = json!({ "kind": "follow", "inbox": false, "mail": true, "digest": "off" });
    ada.call("setNotificationPreferences", json!({ "input": { "kinds": [by_mail] } })).await.ok();
    for name in ["bob", "cem"] {
        app.user(name).await.follows(&ada).await;
        app.run_jobs().await;
    }
    assert_eq!(subjects(&app, &ada).await, ["bob follows you", "cem follows you"]);
    let (dora, eve) = (app.user("dora").await, app.user("eve").await);
    for who in [&dora, &eve] {
        who.follows(&ada).await;
    }
    run_while_no_mail_goes_out(&app).await;
    app.advance(TimeDelta::minutes(1));
    app.run_jobs().await;
    let found = subjects(&app, &ada).await;
    assert!(found.len() == 3 && found[2].ends_with("and 1 other follow you"), "{found:?}");
    assert_eq!(reasons(&app).await, ["read"], "one mail has told of both");
    let again = "UPDATE jobs SET state = 'queued', attempt = 0, finished_at = NULL WHERE kind = 'notifications.mail'";
    assert_eq!(app.db_run(again, vec![]).await, 4);
    app.run_jobs().await;
    assert_eq!(reasons(&app).await, ["read"], "what a mail has ended is its own");
    assert_eq!(subjects(&app, &ada).await, found);
}

async fn what_was_hidden_read_or_blocked_meanwhile_is_not_mailed(app: TestApp) {
    let (ada, bob, cem, dora) =
        (app.user("ada").await, app.user("bob").await, app.user("cem").await, app.user("dora").await);
    let post = ada.published("Hello").await;
    let deleted = bob.comment(&post, "Regretted.").await;
    for person in [&cem, &dora] {
        person.comment(&post, "Well.").await;
    }
    let changed = ada.comment(&post, "What does @bob say?").await;
    run_while_no_mail_goes_out(&app).await;
    ada.call("updateComment", json!({ "id": changed["id"], "input": { "markdown": "What else?" } })).await.ok();
    bob.call("deleteComment", id_of(&deleted)).await.ok();
    ada.call("blockUser", json!({ "id": cem.id })).await.ok();
    app.advance(TimeDelta::minutes(1));
    app.run_jobs().await;
    assert_eq!(subjects(&app, &ada).await, ["dora commented on \"Hello\""]);
    assert_eq!(subjects(&app, &bob).await, [""; 0], "he is named no more");
    assert_eq!(reasons(&app).await, ["hidden", "hidden", "hidden"]);
}

async fn who_can_not_or_must_not_be_reached_meanwhile_has_no_mail(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let (cem, dora, eve) = (app.user("cem").await, app.user("dora").await, app.user("eve").await);
    bob.comment(&ada.published("Hello").await, "To @cem, @dora and @eve.").await;
    run_while_no_mail_goes_out(&app).await;
    app.db_suspend(&cem).await;
    let bounced = "INSERT INTO suppressions (id, email, reason, created_at) SELECT id, email, 'bounce', created_at \
                   FROM users WHERE username = 'dora'";
    assert_eq!(app.db_run(bounced, vec![]).await, 1);
    eve.call("readAllNotifications", json!({})).await.ok();
    app.advance(TimeDelta::minutes(1));
    app.run_jobs().await;
    assert_eq!(subjects(&app, &ada).await, ["bob commented on \"Hello\""]);
    for person in [&cem, &dora, &eve] {
        assert_eq!(subjects(&app, person).await, [""; 0], "{}", person.username);
    }
    assert_eq!(reasons(&app).await, ["read", "suppressed", "unreachable"]);
}

/// Runs what is due, while the mail server is away.
async fn run_while_no_mail_goes_out(app: &TestApp) {
    let away = async |_, _: MailNotification| Err(Error::unavailable("mail server", "away"));
    let registry = presswork_worker::handlers().with::<MailNotification, _>(away);
    presswork_worker::drain_with(&app.deps, &registry).await.unwrap();
}

/// Why mails were not sent.
async fn reasons(app: &TestApp) -> Vec<String> {
    let jobs = app.db_rows("SELECT result FROM jobs WHERE kind = 'notifications.mail'", vec![]).await;
    let reason = |job: &Value| {
        let result = &job["result"];
        let result = result.as_str().map_or_else(|| result.clone(), |text| serde_json::from_str(text).unwrap());
        result["reason"].as_str().map(str::to_owned)
    };
    let mut reasons: Vec<_> = jobs.iter().filter_map(reason).collect();
    reasons.sort_unstable();
    reasons
}

async fn a_mail_that_is_sent_twice_has_the_same_id(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    bob.comment(&ada.published("Hello").await, "Well.").await;
    app.run_jobs().await;
    let before = mails(&app, &ada).await;
    let again = "UPDATE jobs SET state = 'queued', attempt = 0, finished_at = NULL WHERE kind = 'notifications.mail'";
    assert_eq!(app.db_run(again, vec![]).await, 1);
    app.run_jobs().await;
    let after = mails(&app, &ada).await;
    assert_eq!((after.len(), &after[0].raw), (1, &before[0].raw), "the same mail, byte for byte");
}
