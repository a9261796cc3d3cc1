//! Who hears of what.

use std::sync::Arc;

use presswork_domain::{Result, comments::TellOfComment, jobs::Run, notifications, platform::Sql};
use presswork_tests::{TestApp, each_face, id_of};
use serde_json::{Value, json};

use super::{in_short, react, told, unread};

each_face! {
    each_event_reaches_whom_it_concerns,
    a_comment_reaches_everybody_once_as_what_concerns_them_most,
    a_comment_reaches_several_each_as_they_want_to_hear,
    what_a_reply_answers_or_stands_below_may_be_gone,
    with [("PRESSWORK__COMMUNITY__COMMENT_DEPTH", "1")] => whom_a_reply_to_the_deepest_answers_is_told_of_it,
    nobody_hears_of_themselves,
    who_is_named_in_a_change_hears_of_it_then_and_others_not_again,
    what_happens_to_one_thing_is_gathered_until_it_is_read,
    an_event_that_is_told_twice_is_heard_once,
    a_run_that_was_taken_over_tells_nobody_and_enqueues_no_mail,
    who_is_suspended_or_leaving_hears_nothing,
    who_is_blocked_by_either_is_not_heard_of,
    a_receipt_does_not_tell_what_others_want_to_hear_of,
}

async fn each_event_reaches_whom_it_concerns(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    bob.follows(&ada).await;
    let post = ada.published("Hello").await;
    let comment = cem.comment(&post, "What does @bob say?").await;
    app.run_jobs().await;
    bob.reply(&comment, "Nothing.").await;
    react(&bob, &comment, "like").await;
    app.run_jobs().await;
    assert_eq!(in_short(&ada).await, ["comment 2 bob", "follow 1 bob"]);
    assert_eq!(in_short(&bob).await, ["mention 1 cem", "post_published 1 ada"]);
    assert_eq!(in_short(&cem).await, ["reaction 1 bob", "reply 1 bob"]);
    let of_bob = told(&bob).await;
    assert_eq!((&of_bob[0]["postId"], &of_bob[0]["commentId"]), (&post["id"], &comment["id"]));
    assert_eq!((&of_bob[1]["title"], &of_bob[1]["commentId"]), (&json!("Hello"), &json!(null)));
    let of_cem = told(&cem).await;
    assert_eq!((&of_cem[0]["commentId"], &of_cem[0]["readAt"]), (&comment["id"], &json!(null)));
    assert_eq!(told(&ada).await[1]["postId"], json!(null));
}

async fn a_comment_reaches_everybody_once_as_what_concerns_them_most(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let post = ada.published("Hello").await;
    let comment = ada.comment(&post, "My own.").await;
    bob.comment(&post, "To @ada.").await;
    app.run_jobs().await;
    assert_eq!(in_short(&ada).await, ["mention 1 bob"], "of one's post, and named in it");
    bob.reply(&comment, "To @ada once more.").await;
    app.run_jobs().await;
    assert_eq!(in_short(&ada).await, ["reply 1 bob", "mention 1 bob"]);
    assert_eq!(unread(&ada).await, 2);
}

async fn a_comment_reaches_several_each_as_they_want_to_hear(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    let (dora, eve, fay) = (app.user("dora").await, app.user("eve").await, app.user("fay").await);
    for (person, inbox) in [(&dora, true), (&eve, false)] {
        let wish = json!({ "kind": "mention", "inbox": inbox, "mail": false, "digest": "off" });
        person.call("setNotificationPreferences", json!({ "input": { "kinds": [wish] } })).await.ok();
    }
    fay.call("blockUser", json!({ "id": bob.id })).await.ok();
    let post = ada.published("Hello").await;
    let comment = cem.comment(&post, "Well.").await;
    app.run_jobs().await;
    bob.reply(&comment, "To @dora, @eve, @fay, @bob and @nobody.").await;
    app.run_jobs().await;
    assert_eq!(in_short(&ada).await, ["comment 2 bob"], "gathered with what she has not read");
    assert_eq!(in_short(&cem).await, ["reply 1 bob"]);
    assert_eq!(in_short(&dora).await, ["mention 1 bob"]);
    for other in [&eve, &fay, &bob] {
        assert_eq!(in_short(other).await, [""; 0], "{}", other.username);
    }
    for (person, expected) in [
        (&ada, vec!["cem commented on \"Hello\"", "bob commented on \"Hello\""]),
        (&cem, vec!["bob replied to you on \"Hello\""]),
        (&dora, vec![]),
        (&eve, vec![]),
        (&fay, vec![]),
    ] {
        let mails = app.mails_to(&person.email).await;
        let about: Vec<_> = mails.iter().map(|mail| &*mail.subject).filter(|it| it.contains("\"Hello\"")).collect();
        assert_eq!(about, expected, "{}", person.username);
    }
    let places = "SELECT n.seq FROM notifications n JOIN inboxes i ON i.user_id = n.user_id WHERE n.seq <> i.last";
    assert_eq!(app.db_rows(places, vec![]).await, [json!(null); 0], "each stands at the end of its inbox");
}

async fn what_a_reply_answers_or_stands_below_may_be_gone(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    let (post, other) = (ada.published("Hello").await, ada.published("Other").await);
    let comment = cem.comment(&post, "Well.").await;
    app.run_jobs().await;
    // What was enqueued before is told after it.
    bob.reply(&comment, "To @cem.").await;
    cem.call("deleteComment", id_of(&comment)).await.ok();
    app.run_jobs().await;
    assert_eq!(in_short(&cem).await, ["mention 1 bob"], "he is named, and his comment is gone");
    assert_eq!(in_short(&ada).await, ["comment 1 bob"]);
    let regretted = bob.comment(&other, "Regretted.").await;
    bob.call("deleteComment", id_of(&regretted)).await.ok();
    bob.comment(&other, "Too late.").await;
    ada.call("unpublishPost", id_of(&other)).await.ok();
    app.run_jobs().await;
    assert_eq!(in_short(&ada).await, ["comment 1 bob"]);
    let states = app.db_rows("SELECT DISTINCT state FROM jobs WHERE kind = 'comments.tell'", vec![]).await;
    assert_eq!(states, [json!({ "state": "succeeded" })], "there is nothing to do, which is no failure");
}

async fn whom_a_reply_to_the_deepest_answers_is_told_of_it(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    let (dora, eve) = (app.user("dora").await, app.user("eve").await);
    let post = ada.published("Hello").await;
    let first = bob.comment(&post, "Well.").await;
    let deepest = cem.reply(&first, "Why?").await;
    app.run_jobs().await;
    for person in [&bob, &eve] {
        let beside = person.reply(&deepest, "Because.").await;
        assert_eq!(beside["parentId"], first["id"]);
        app.run_jobs().await;
        let change = json!({ "id": beside["id"], "input": { "markdown": "Because of @dora." } });
        person.call("updateComment", change).await.ok();
        app.run_jobs().await;
    }
    assert_eq!(in_short(&cem).await, ["reply 2 eve"]);
    assert_eq!(in_short(&bob).await, ["reply 1 cem"], "what stands below his comment answers another");
    assert_eq!(in_short(&dora).await, ["mention 1 eve", "mention 1 bob"]);
    assert_eq!(in_short(&ada).await, ["comment 3 eve"]);
}

async fn nobody_hears_of_themselves(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.published("Hello").await;
    let comment = ada.comment(&post, "I, @ada, say so.").await;
    ada.reply(&comment, "And again.").await;
    react(&ada, &post, "like").await;
    react(&ada, &comment, "like").await;
    app.run_jobs().await;
    assert_eq!((told(&ada).await.len(), unread(&ada).await), (0, 0));
}

async fn who_is_named_in_a_change_hears_of_it_then_and_others_not_again(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    let post = ada.published("Hello").await;
    let comment = bob.comment(&post, "Well.").await;
    app.run_jobs().await;
    assert_eq!((in_short(&ada).await, told(&cem).await.len()), (vec!["comment 1 bob".to_owned()], 0));
    for text in ["Well, @cem and @ada?", "Well, @cem?", "Well?", "Well, @cem!"] {
        let change = json!({ "id": comment["id"], "input": { "markdown": text } });
        bob.call("updateComment", change).await.ok();
        app.run_jobs().await;
    }
    assert_eq!(in_short(&cem).await, ["mention 1 bob"]);
    assert_eq!(in_short(&ada).await, ["comment 1 bob"]);
}

async fn what_happens_to_one_thing_is_gathered_until_it_is_read(app: TestApp) {
    let (ada, bob, cem, dora, eve) = (
        app.user("ada").await,
        app.user("bob").await,
        app.user("cem").await,
        app.user("dora").await,
        app.user("eve").await,
    );
    let (post, other) = (ada.published("Hello").await, ada.published("Other").await);
    for (person, kind) in [(&bob, "like"), (&bob, "love"), (&cem, "like"), (&dora, "wow"), (&eve, "like")] {
        app.advance(chrono::TimeDelta::seconds(1));
        react(person, &post, kind).await;
        app.run_jobs().await;
    }
    let all = told(&ada).await;
    assert_eq!((all.len(), &all[0]["actorCount"], unread(&ada).await), (1, &json!(4), 1));
    let last: Vec<_> = all[0]["actors"].as_array().unwrap().iter().map(|actor| &actor["username"]).collect();
    assert_eq!(last, ["eve", "dora", "cem"], "the last three, the last first");
    assert!(all[0]["createdAt"].as_str() < all[0]["updatedAt"].as_str());
    react(&bob, &other, "like").await;
    app.run_jobs().await;
    assert_eq!(in_short(&ada).await, ["reaction 1 bob", "reaction 4 eve"], "each thing for itself");
    let read = ada.call("readNotification", id_of(&all[0])).await.ok();
    assert!(read["readAt"].is_string());
    let fay = app.user("fay").await;
    react(&fay, &post, "like").await;
    app.run_jobs().await;
    assert_eq!(in_short(&ada).await, ["reaction 1 fay", "reaction 1 bob", "reaction 4 eve"]);
    assert_eq!(unread(&ada).await, 2);
}

async fn an_event_that_is_told_twice_is_heard_once(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    bob.follows(&ada).await;
    let post = ada.published("Hello").await;
    bob.comment(&post, "Well.").await;
    react(&bob, &post, "like").await;
    app.run_jobs().await;
    let (adas, bobs) = (told(&ada).await, told(&bob).await);
    let mails = app.mails().await.len();
    app.db_run("DELETE FROM job_steps", vec![]).await;
    let again = "UPDATE jobs SET state = 'queued', attempt = 0, finished_at = NULL, result = NULL \
                 WHERE kind IN ('posts.fan_out', 'comments.tell', 'reactions.tell', 'follows.tell')";
    assert_eq!(app.db_run(again, vec![]).await, 4);
    app.run_jobs().await;
    assert_eq!((told(&ada).await, told(&bob).await), (adas.clone(), bobs));
    ada.call("readAllNotifications", json!({})).await.ok();
    app.db_run(again, vec![]).await;
    app.run_jobs().await;
    assert_eq!((told(&ada).await.len(), unread(&ada).await), (adas.len(), 0), "nor after it was read");
    assert_eq!(app.mails().await.len(), mails);
}

async fn a_run_that_was_taken_over_tells_nobody_and_enqueues_no_mail(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    bob.comment(&ada.published("Hello").await, "Well.").await;
    let registry = presswork_worker::handlers().with::<TellOfComment, _>(taken_over);
    presswork_worker::drain_with(&app.deps, &registry).await.unwrap();
    assert_eq!(in_short(&ada).await, [""; 0]);
    assert_eq!(app.db_number_of("jobs WHERE kind = 'notifications.mail'").await, 0);
    let again = "UPDATE jobs SET state = 'queued' WHERE kind = 'comments.tell' AND state = 'running'";
    assert_eq!(app.db_run(again, vec![]).await, 1);
    app.run_jobs().await;
    assert_eq!(in_short(&ada).await, ["comment 1 bob"]);
    assert_eq!(app.db_number_of("jobs WHERE kind = 'notifications.mail'").await, 1);
}

/// Tells of a comment after another run of the job has begun.
async fn taken_over(run: Arc<Run>, job: TellOfComment) -> Result<Value> {
    let tx = run.cx.begin().await?;
    Sql::new("UPDATE jobs SET attempt = attempt + 1 WHERE kind = 'comments.tell'").run(&*tx).await?;
    tx.commit().await?;
    notifications::of_comment(&run, &job).await?;
    Ok(Value::Null)
}

async fn who_is_suspended_or_leaving_hears_nothing(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    for reader in [&bob, &cem] {
        reader.follows(&ada).await;
    }
    app.run_jobs().await;
    app.db_suspend(&bob).await;
    cem.call("deleteMe", json!({})).await.ok();
    ada.published("Hello").await;
    app.run_jobs().await;
    let sql = "SELECT n.kind FROM notifications n WHERE n.kind = 'post_published'";
    assert_eq!(app.db_rows(sql, vec![]).await, [json!(null); 0]);
    for reader in [&bob, &cem] {
        assert!(!app.mails_to(&reader.email).await.iter().any(|mail| mail.subject.contains("Hello")));
    }
}

async fn who_is_blocked_by_either_is_not_heard_of(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.editor("cem").await);
    let post = ada.published("Hello").await;
    // What was enqueued before the block is told after it.
    bob.comment(&post, "Well, @cem.").await;
    cem.comment(&post, "Well, @bob.").await;
    ada.call("blockUser", json!({ "id": bob.id })).await.ok();
    cem.call("blockUser", json!({ "id": ada.id })).await.ok();
    app.run_jobs().await;
    assert_eq!(in_short(&ada).await, [""; 0], "one is blocked by her, and she is by the other");
    assert_eq!(in_short(&bob).await, [""; 0], "a comment under the post of who has blocked him");
    assert_eq!(in_short(&cem).await, [""; 0], "and under that of whom he has blocked");
    ada.call("unblockUser", json!({ "id": bob.id })).await.ok();
    assert_eq!(in_short(&bob).await, ["mention 1 cem"], "what was told stands again");
}

async fn a_receipt_does_not_tell_what_others_want_to_hear_of(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    let none = json!({ "kind": "reaction", "inbox": false, "mail": false, "digest": "off" });
    cem.call("setNotificationPreferences", json!({ "input": { "kinds": [none] } })).await.ok();
    for author in [&ada, &cem] {
        let post = author.published("Hello").await;
        bob.follows(author).await;
        bob.comment(&post, "Well.").await;
        react(&bob, &post, "like").await;
    }
    app.run_jobs().await;
    assert!(told(&ada).await.len() > told(&cem).await.len(), "cem does not want to hear of reactions");
    for kind in ["reactions.tell", "comments.tell", "follows.tell"] {
        let seen = bob.call("jobs", json!({ "kind": kind })).await.ok();
        let results: Vec<_> = seen["data"].as_array().unwrap().iter().map(|job| job["result"].clone()).collect();
        assert_eq!(results, [json!({}), json!({})], "{kind}");
    }
}
