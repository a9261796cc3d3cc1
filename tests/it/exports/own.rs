//! What one has, and what is known of one.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use presswork_domain::platform::db::record_statements;
use presswork_tests::{Actor, TestApp, each_face, each_profile, id_of, pictures};
use sea_orm::Statement;
use serde_json::{Value, json};

use super::{Archive, downloaded, sha256, taken};

each_face! {
    what_is_mine_is_in_it_and_nothing_of_others,
    pictures_are_in_it_byte_by_byte,
    what_moderators_did_and_what_was_said_of_it_is_in_it_but_not_by_whom,
}

each_profile! {
    what_an_erasure_takes_is_in_it_or_left_out_for_a_reason,
}

/// The tables from which an erasure takes something, each with the file of an own archive that has what is there.
const IN_IT: [(&str, &str); 24] = [
    ("access_tokens", "accessTokens.jsonl"),
    ("blocks", "blocks.jsonl"),
    ("bookmarks", "bookmarks.jsonl"),
    ("comment_revisions", "commentRevisions.jsonl"),
    ("comments", "comments.jsonl"),
    ("follows", "follows.jsonl"),
    ("identities", "identities.jsonl"),
    ("inboxes", "clocks.jsonl"),
    ("media", "media.jsonl"),
    ("media_blobs", "pictures.jsonl"),
    ("moderation_actions", "userActions.jsonl"),
    ("moderation_appeals", "appeals.jsonl"),
    ("notification_preferences", "notificationPreferences.jsonl"),
    ("notifications", "notifications.jsonl"),
    ("post_revisions", "postRevisions.jsonl"),
    ("posts", "posts.jsonl"),
    ("reactions", "postReactions.jsonl"),
    ("reports", "userReports.jsonl"),
    ("sessions", "sessions.jsonl"),
    ("subscribers", "subscribers.jsonl"),
    ("suppressions", "suppressions.jsonl"),
    ("tag_follows", "tagFollows.jsonl"),
    ("tags", "tags.jsonl"),
    ("users", "users.jsonl"),
];

/// Those that no own archive has anything of, each with the reason.
const LEFT_OUT: [(&str, &str); 13] = [
    ("comment_mentions", "follow from the text of comments"),
    ("digests", "follow from what one wants to be told, and from the clock"),
    ("email_changes", "an address that nobody has confirmed may be somebody else's"),
    ("email_tokens", "hashes of links that are over soon"),
    ("exports", "are what is taken along"),
    ("idempotency_keys", "answers to what one did, kept for a day: what they tell of is in it"),
    ("import_rows", "what a post of theirs was before an import of an admin changed it: its revisions are in it"),
    ("login_challenges", "secrets of logins that are on their way"),
    ("notification_events", "follow from what one did"),
    ("reaction_counts", "follow from reactions"),
    ("recovery_codes", "hashes of secrets"),
    ("search_entries", "follow from names and texts"),
    ("two_factors", "secrets"),
];

async fn what_is_mine_is_in_it_and_nothing_of_others(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let (mine, draft) = (ada.published("Weather").await, ada.draft("Not yet").await);
    let theirs = bob.published("Of bob alone").await;
    ada.comment(&theirs, "Rain, *again*.").await;
    bob.comment(&mine, "Nothing that ada wrote.").await;
    ada.follows(&bob).await;
    ada.call("addBookmark", json!({ "post": theirs["id"] })).await.ok();
    ada.call("reactToPost", json!({ "id": theirs["id"], "kind": "like" })).await.ok();
    for person in [&ada, &bob] {
        person.call("subscribe", json!({ "input": {} })).await.ok();
    }
    let bounced = "INSERT INTO suppressions (id, email, reason, created_at) \
                   SELECT u.id, u.email, 'bounce', u.created_at FROM users u WHERE u.username IN ('ada', 'bob')";
    assert_eq!(app.db_run(bounced, vec![]).await, 2);
    app.run_jobs().await;
    let export = taken(&app, &ada, "own").await;
    let bytes = downloaded(&app, &export).await;
    assert_eq!((&export["bytes"], &export["sha256"]), (&json!(bytes.len()), &json!(sha256(&bytes))));
    let archive = Archive::of(&bytes);

    let accounts = archive.lines("users.jsonl");
    assert_eq!((accounts.len(), &accounts[0]["email"]), (1, &json!("ada@example.org")));
    let posts: Vec<_> = archive.lines("posts.jsonl").iter().map(|post| post["id"].clone()).collect();
    assert!(posts.len() == 2 && posts.contains(&mine["id"]) && posts.contains(&draft["id"]), "{posts:?}");
    let source = archive.text(&format!("posts/{}.md", mine["id"].as_str().unwrap()));
    assert_eq!(source, "# Weather\n\nIt *works*.");
    assert_eq!(archive.lines("comments.jsonl")[0]["markdown"], "Rain, *again*.");
    assert_eq!(archive.lines("bookmarks.jsonl")[0]["postId"], theirs["id"]);
    assert_eq!(archive.lines("postReactions.jsonl")[0]["kind"], "like");
    assert_eq!(archive.lines("follows.jsonl")[0]["followeeId"], json!(bob.id));
    assert_eq!(archive.lines("tags.jsonl")[0]["slug"], "rust");
    assert!(!archive.lines("sessions.jsonl").is_empty() && !archive.lines("notifications.jsonl").is_empty());
    let actions: Vec<_> = archive.lines("actions.jsonl").iter().map(|line| line["action"].clone()).collect();
    assert!(actions.contains(&json!("session.login")), "{actions:?}");

    let (subscriptions, suppressed) = (archive.lines("subscribers.jsonl"), archive.lines("suppressions.jsonl"));
    assert_eq!((subscriptions.len(), &subscriptions[0]["userId"]), (1, &json!(ada.id)));
    assert!(subscriptions[0]["confirmedAt"].is_string(), "{subscriptions:?}");
    assert_eq!((suppressed.len(), &suppressed[0]["reason"]), (1, &json!("bounce")));

    let words = archive.words();
    for foreign in ["bob@example.org", "Of bob alone", "Nothing that ada wrote", "password", "$2b$"] {
        assert!(!words.contains(foreign), "{foreign}");
    }
}

async fn pictures_are_in_it_byte_by_byte(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let media = ada.picture(&app, &pictures::png(400, 300)).await;
    bob.picture(&app, &pictures::png(40, 30)).await;
    let archive = Archive::of(&downloaded(&app, &taken(&app, &ada, "own").await).await);
    let (kept, picture) = (archive.lines("media.jsonl"), archive.lines("pictures.jsonl"));
    assert_eq!((kept.len(), picture.len(), &kept[0]["id"]), (1, 1, &media["id"]));
    let hash = sha256(&pictures::png(400, 300));
    assert_eq!((&kept[0]["picture"], &picture[0]["sha256"]), (&json!(hash), &json!(hash)));
    let variants = picture[0]["variants"].as_array().unwrap();
    assert_eq!(variants.len(), media["variants"].as_array().unwrap().len());
    for (variant, shown) in variants.iter().zip(media["variants"].as_array().unwrap()) {
        let file = &archive.0[&format!("media/{hash}/{}", variant["name"].as_str().unwrap())];
        let served = app.anonymous().get(shown["url"].as_str().unwrap()).await.body;
        assert_eq!((file, &variant["sha256"]), (&served, &json!(sha256(&served))));
    }
    let manifest = archive.manifest();
    assert_eq!(
        (&manifest["format"], &manifest["version"], &manifest["kind"]),
        (&json!("presswork"), &json!(1), &json!("own"))
    );
    archive.is_as_its_manifest_says();
    assert_eq!(manifest["missing"], Value::Array(Vec::new()));
    ada.call("deleteMedia", id_of(&media)).await.ok();
}

async fn report(by: &Actor, subject: &Value, note: &str) -> Value {
    let input = json!({ "subjectId": subject, "reason": "spam", "note": note });
    by.call("createReport", json!({ "input": input })).await.ok()
}

/// Does something about a thing, for good or for a day.
async fn act(app: &TestApp, by: &Actor, kind: &str, subject: &Value) -> Value {
    let until = (kind == "suspend").then(|| (app.deps.clock.now() + TimeDelta::days(1)).to_rfc3339());
    let input = json!({ "kind": kind, "subjectId": subject, "reason": "spam", "note": "Not here.", "until": until });
    let action = by.call("createModerationAction", json!({ "input": input })).await.ok();
    // What comes next has a later id.
    app.advance(TimeDelta::seconds(1));
    action
}

/// Is reported, hidden, warned and suspended, and says something against it; reports others.
async fn moderated(app: &TestApp, [ada, bob, cem, mona]: [&Actor; 4]) {
    let (mine, theirs) = (ada.published("Weather").await, bob.published("Of bob alone").await);
    let comment = bob.comment(&theirs, "Buy this.").await;
    let reported = report(ada, &comment["id"], "Ada saw a comment.").await;
    report(ada, &json!(cem.id), "Ada saw a person.").await;
    report(bob, &mine["id"], "Others saw a post.").await;
    report(bob, &json!(ada.id), "Others saw a person.").await;
    let resolution = json!({ "outcome": "upheld", "note": "Among moderators." });
    mona.call("resolveReport", json!({ "id": reported["id"], "input": resolution })).await.ok();
    let hidden = act(app, mona, "hide", &mine["id"]).await;
    let reversal = json!({ "id": hidden["id"], "input": { "note": "Among moderators." } });
    mona.call("reverseModerationAction", reversal).await.ok();
    let warned = act(app, mona, "warn", &json!(ada.id)).await;
    let appeal = json!({ "actionId": warned["id"], "text": "It was a quotation.", "token": null });
    let appeal = ada.call("createAppeal", json!({ "input": appeal })).await.ok();
    let decision = json!({ "outcome": "upheld", "answer": "We have looked again." });
    mona.call("decideAppeal", json!({ "id": appeal["id"], "input": decision })).await.ok();
    act(app, mona, "suspend", &json!(ada.id)).await;
    app.run_jobs().await;
    app.advance(TimeDelta::days(1));
    app.run_jobs().await;
}

async fn what_moderators_did_and_what_was_said_of_it_is_in_it_but_not_by_whom(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    let mona = app.moderator("mona").await;
    moderated(&app, [&ada, &bob, &cem, &mona]).await;
    let archive = Archive::of(&downloaded(&app, &taken(&app, &ada.again().await, "own").await).await);
    let all = |file: &str, member: &str| -> Vec<Value> {
        archive.lines(file).iter().map(|line| line[member].clone()).collect()
    };

    assert_eq!(all("commentReports.jsonl", "note"), ["Ada saw a comment."]);
    assert_eq!(all("commentReports.jsonl", "outcome"), ["upheld"]);
    assert_eq!(all("userReports.jsonl", "subjectId"), [json!(cem.id)]);
    assert!(archive.lines("postReports.jsonl").is_empty(), "others reported a post of hers");
    assert_eq!(all("postActions.jsonl", "endedAs"), ["reversed"]);
    assert!(archive.lines("commentActions.jsonl").is_empty());
    assert_eq!(all("userActions.jsonl", "kind"), ["warn", "suspend"]);
    assert_eq!(all("userActions.jsonl", "note"), ["Not here.", "Not here."]);
    let suspended = &archive.lines("userActions.jsonl")[1];
    assert!(suspended["until"].is_string() && suspended["endedAs"] == "expired", "{suspended}");
    assert_eq!(all("appeals.jsonl", "text"), ["It was a quotation."]);
    assert_eq!(all("appeals.jsonl", "actionId"), [archive.lines("userActions.jsonl")[0]["id"].clone()]);
    assert_eq!(all("appeals.jsonl", "answer"), ["We have looked again."]);

    let words = archive.words();
    for foreign in [mona.id.as_str(), "mona", bob.id.as_str(), "Others saw", "Among moderators"] {
        assert!(!words.contains(foreign), "{foreign}");
    }
}

/// The tables that an erasure has written, between its first step and what it keeps of that.
fn erased_from(statements: &[Statement]) -> BTreeSet<&str> {
    let texts = statements.iter().map(|statement| statement.sql.as_str());
    let begun = texts.skip_while(|sql| !sql.starts_with("DELETE FROM sessions WHERE user_id"));
    let erasing = begun.take_while(|sql| !sql.contains("job_steps"));
    let written = erasing.filter_map(|sql| sql.strip_prefix("DELETE FROM ").or_else(|| sql.strip_prefix("UPDATE ")));
    written.filter_map(|rest| rest.split_whitespace().next()).collect()
}

async fn what_an_erasure_takes_is_in_it_or_left_out_for_a_reason(app: TestApp) {
    let ada = app.user("ada").await;
    ada.published("Weather").await;
    ada.call("followTag", json!({ "slug": "rust" })).await.ok();
    let archive = Archive::of(&downloaded(&app, &taken(&app, &ada, "own").await).await);
    for (table, file) in IN_IT {
        assert!(archive.0.contains_key(file), "{table} should be in {file}: {:?}", archive.0.keys());
    }
    ada.call("deleteMe", json!({})).await.ok();
    app.advance(TimeDelta::days(14));
    let (_, statements) = Box::pin(record_statements(app.run_jobs())).await;
    let erased = erased_from(&statements);
    let known: BTreeSet<&str> = IN_IT.iter().chain(&LEFT_OUT).map(|(table, _)| *table).collect();
    let forgotten: Vec<_> = erased.difference(&known).collect();
    assert!(forgotten.is_empty(), "neither in an own archive nor left out for a reason: {forgotten:?}");
    let over: Vec<_> = known.difference(&erased).collect();
    assert!(over.is_empty(), "an erasure takes nothing from these: {over:?}");
}
