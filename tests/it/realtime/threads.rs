//! A post as people talk about it: `post:{id}`.

use presswork_tests::{Events, TestApp, each_profile, id_of};
use serde_json::{Value, json};

each_profile! {
    comments_and_reactions_are_seen_as_they_are_made,
    who_comes_back_hears_the_comments_of_meanwhile_once_and_in_order,
    what_one_may_not_see_of_it_is_not_told,
    what_moderators_hid_meanwhile_is_not_told,
    a_post_that_is_hidden_ends_its_streams,
    a_block_ends_what_may_not_be_seen_any_more,
    a_logout_ends_it,
    both_faces_tell_the_same_of_a_post,
}

fn topic(post: &Value) -> String {
    format!("post:{}", post["id"].as_str().unwrap())
}

async fn said(events: &mut Events) -> String {
    events.until("commentAdded").await.data["html"].as_str().unwrap().to_owned()
}

async fn react(actor: &presswork_tests::Actor, post: &Value) {
    actor.call("reactToPost", json!({ "id": post["id"], "kind": "like" })).await.ok();
}

async fn comments_and_reactions_are_seen_as_they_are_made(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let post = ada.published("Hello").await;
    let mut events = app.anonymous().follow(&topic(&post)).await;
    events.expect("ready").await;
    let none = json!({ "postId": post["id"], "reactions": [] });
    assert_eq!(events.expect("reactionsChanged").await.data, none, "as it is");
    let comment = bob.comment(&post, "Well.").await;
    let seen = app.anonymous().call("comment", id_of(&comment)).await.ok();
    assert_eq!(events.expect("commentAdded").await.data, seen, "in the form of every read");
    ada.reply(&comment, "Thanks.").await;
    assert_eq!(events.expect("commentAdded").await.data["parentId"], comment["id"]);
    react(&bob, &post).await;
    let told = events.expect("reactionsChanged").await.data;
    assert_eq!(told["reactions"], json!([{ "kind": "like", "count": 1, "reacted": false }]));
    bob.comment(&ada.published("Another").await, "Elsewhere.").await;
    bob.comment(&post, "Last.").await;
    assert_eq!(said(&mut events).await, "<p>Last.</p>\n", "of other posts there is nothing");
    app.run_jobs().await;
}

async fn who_comes_back_hears_the_comments_of_meanwhile_once_and_in_order(app: TestApp) {
    let (ada, nobody) = (app.user("ada").await, app.anonymous());
    let post = ada.published("Hello").await;
    let mut events = nobody.follow(&topic(&post)).await;
    events.until("reactionsChanged").await;
    ada.comment(&post, "One.").await;
    let one = events.until("commentAdded").await;
    drop(events);
    for text in ["Two.", "Three."] {
        ada.comment(&post, text).await;
    }
    let mut again = nobody.follow_after(&topic(&post), &one.id).await;
    assert_eq!(said(&mut again).await, "<p>Two.</p>\n");
    assert_eq!(said(&mut again).await, "<p>Three.</p>\n");
    ada.comment(&post, "Four.").await;
    assert_eq!(said(&mut again).await, "<p>Four.</p>\n");
    app.run_jobs().await;
}

async fn what_one_may_not_see_of_it_is_not_told(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    let post = ada.published("Hello").await;
    cem.call("blockUser", json!({ "id": bob.id })).await.ok();
    let mut events = cem.follow(&topic(&post)).await;
    events.until("reactionsChanged").await;
    bob.comment(&post, "Not for all.").await;
    let deleted = ada.comment(&post, "Regretted.").await;
    ada.call("deleteComment", id_of(&deleted)).await.ok();
    ada.comment(&post, "For all.").await;
    let mut heard = said(&mut events).await;
    if heard.contains("Regretted") {
        // It was read before it was deleted.
        heard = said(&mut events).await;
    }
    assert_eq!(heard, "<p>For all.</p>\n");
    react(&bob, &post).await;
    react(&ada, &post).await;
    let counted = events.until("reactionsChanged").await.data["reactions"][0]["count"].clone();
    assert_eq!(counted, 1, "nor is who is out of sight counted");
    app.run_jobs().await;
}

async fn what_moderators_hid_meanwhile_is_not_told(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    let post = ada.published("Hello").await;
    let ready = bob.follow(&topic(&post)).await.expect("ready").await;
    let rude = ada.comment(&post, "Rude.").await;
    ada.reply(&rude, "What stays.").await;
    let input = json!({ "kind": "hide", "subjectId": rude["id"], "reason": "spam", "note": "Not here." });
    mona.call("createModerationAction", json!({ "input": input })).await.ok();
    let mut again = bob.follow_after(&topic(&post), &ready.id).await;
    assert_eq!(said(&mut again).await, "<p>What stays.</p>\n", "and not the gap above it");
    app.run_jobs().await;
}

async fn a_post_that_is_hidden_ends_its_streams(app: TestApp) {
    let ada = app.user("ada").await;
    for (operation, what) in [("unpublishPost", "Withdrawn"), ("deletePost", "Deleted")] {
        let post = ada.published(what).await;
        let (mut nobodys, mut adas) = (app.anonymous().follow(&topic(&post)).await, ada.follow(&topic(&post)).await);
        nobodys.until("reactionsChanged").await;
        adas.until("reactionsChanged").await;
        ada.call(operation, id_of(&post)).await.ok();
        nobodys.ended("not_found").await;
        if operation == "deletePost" {
            adas.ended("not_found").await;
        }
    }
    app.run_jobs().await;
}

async fn a_block_ends_what_may_not_be_seen_any_more(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let post = ada.published("Hello").await;
    let mut events = bob.follow(&topic(&post)).await;
    events.until("reactionsChanged").await;
    ada.call("blockUser", json!({ "id": bob.id })).await.ok();
    ada.comment(&post, "Among us.").await;
    events.ended("not_found").await;
    app.run_jobs().await;
}

async fn a_logout_ends_it(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.published("Hello").await;
    let mut events = ada.follow(&format!("{},user:me", topic(&post))).await;
    events.until("reactionsChanged").await;
    ada.call("logout", json!({})).await.ok();
    events.ended("session_revoked").await;
    app.run_jobs().await;
}

async fn both_faces_tell_the_same_of_a_post(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let post = ada.published("Hello").await;
    let id = post["id"].as_str().unwrap();
    let mut rest = ada.follow(&topic(&post)).await;
    let open = async |field: &str, kind: &str| {
        let selection = presswork_tests::SCHEMA.selection(kind);
        let query = format!("subscription {{ {field}(id: \"{id}\") {selection} }}");
        ada.request("POST", "/graphql").json(&json!({ "query": query })).follow().await
    };
    let (mut comments, mut reactions) =
        (open("commentAdded", "Comment").await, open("reactionsChanged", "PostReactions").await);
    let first = rest.until("reactionsChanged").await.data;
    assert_eq!(reactions.expect("next").await.data["data"]["reactionsChanged"], first);
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    bob.comment(&post, "Well.").await;
    let told = rest.until("commentAdded").await.data;
    assert_eq!(comments.expect("next").await.data["data"]["commentAdded"], told);
    react(&bob, &post).await;
    let told = rest.until("reactionsChanged").await.data;
    assert_eq!(reactions.expect("next").await.data["data"]["reactionsChanged"], told);
    ada.call("deletePost", id_of(&post)).await.ok();
    let last = comments.expect("next").await.data;
    assert_eq!(last["errors"][0]["extensions"]["code"], "not_found", "{last}");
    app.run_jobs().await;
}
