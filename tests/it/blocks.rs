//! Blocking: what two people who don't want to meet see and reach of each other.

use presswork_tests::{Actor, TestApp, each_face, id_of};
use serde_json::{Value, json};

each_face! {
    who_has_blocked_somebody_can_look_at_the_list_and_think_better_of_it,
    a_block_ends_following_for_good,
    neither_sees_what_the_other_writes,
    neither_is_counted_for_the_other,
    who_is_blocked_reaches_nobody,
    with [("PRESSWORK__COMMUNITY__COMMENT_DEPTH", "1")] => who_is_blocked_answers_nobody_where_threads_end,
    who_is_blocked_takes_back_what_they_said,
    two_who_have_blocked_each_other_can_both_take_it_back,
    who_works_on_everything_is_not_shut_out,
    nobody_blocks_themselves,
}

async fn block(who: &Actor, whom: &Actor) -> Value {
    who.call("blockUser", json!({ "id": whom.id })).await.ok()
}

fn count(list: &Value) -> usize {
    list["data"].as_array().unwrap().len()
}

/// The names of everybody in a list of people.
async fn names(reader: &Actor, list: &str, arguments: Value) -> Vec<String> {
    let found = reader.call(list, arguments).await.ok();
    let people = found["data"].as_array().unwrap().iter();
    let mut names: Vec<_> = people.map(|it| it["username"].as_str().unwrap().to_owned()).collect();
    names.sort_unstable();
    names
}

async fn who_has_blocked_somebody_can_look_at_the_list_and_think_better_of_it(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    for _ in 0..2 {
        assert_eq!(block(&ada, &bob).await["relationship"]["blocking"], true);
    }
    let list = ada.call("blocks", json!({})).await.ok();
    assert_eq!((count(&list), &list["data"][0]["user"]["username"]), (1, &json!("bob")));
    assert_eq!(count(&bob.call("blocks", json!({})).await.ok()), 0, "nobody else sees it");
    ada.call("user", json!({ "id": "@bob" })).await.ok();
    bob.call("user", json!({ "id": "@ada" })).await.refused(404, "not_found");
    for (reader, other) in [(&ada, "bob"), (&bob, "ada")] {
        assert!(!names(reader, "users", json!({})).await.contains(&other.to_owned()));
    }
    assert_eq!(names(&app.anonymous(), "users", json!({})).await, ["ada", "bob"]);
    for _ in 0..2 {
        assert_eq!(ada.call("unblockUser", json!({ "id": "@bob" })).await.ok()["relationship"]["blocking"], false);
    }
    assert_eq!(count(&ada.call("blocks", json!({})).await.ok()), 0);
    bob.call("user", json!({ "id": "@ada" })).await.ok();
}

async fn a_block_ends_following_for_good(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    for (who, whom) in [(&ada, &bob), (&bob, &ada), (&bob, &cem), (&cem, &bob)] {
        who.call("followUser", json!({ "id": whom.id })).await.ok();
    }
    let blocked = block(&ada, &bob).await;
    assert_eq!((&blocked["followerCount"], &blocked["followingCount"]), (&json!(1), &json!(1)));
    for list in ["followers", "following"] {
        assert_eq!(names(&cem, list, json!({ "id": ada.id })).await, [""; 0]);
        assert_eq!(names(&cem, list, json!({ "id": bob.id })).await, ["cem"]);
        assert_eq!(names(&ada, list, json!({ "id": cem.id })).await, [""; 0], "bob is out of sight");
    }
    let seen = ada.call("user", json!({ "id": cem.id })).await.ok();
    assert_eq!((&seen["followerCount"], &seen["followingCount"]), (&json!(0), &json!(0)), "and out of the count");
    bob.call("followUser", json!({ "id": ada.id })).await.refused(404, "not_found");
    ada.call("followUser", json!({ "id": bob.id })).await.refused(403, "blocked");
    ada.call("unblockUser", json!({ "id": bob.id })).await.ok();
    assert_eq!(names(&cem, "followers", json!({ "id": ada.id })).await, [""; 0]);
    app.run_jobs().await;
}

async fn neither_sees_what_the_other_writes(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    let (adas, bobs, cems) = (ada.published("Ada").await, bob.published("Bob").await, cem.published("Cem").await);
    let comments = [ada.comment(&cems, "One.").await, bob.comment(&cems, "Two.").await];
    block(&ada, &bob).await;
    for (reader, other, comment) in [(&ada, &bobs, &comments[1]), (&bob, &adas, &comments[0])] {
        for (operation, arguments) in [
            ("post", id_of(other)),
            ("post", json!({ "id": other["slug"] })),
            ("node", id_of(other)),
            ("comments", json!({ "post": other["id"] })),
            ("comment", id_of(comment)),
            ("commentReplies", id_of(comment)),
            ("addBookmark", json!({ "post": other["id"] })),
        ] {
            reader.call(operation, arguments).await.refused(404, "not_found");
        }
        assert_eq!(count(&reader.call("posts", json!({})).await.ok()), 2);
        let author = json!({ "author": other["authorId"] });
        assert_eq!(count(&reader.call("posts", author).await.ok()), 0);
        assert_eq!(count(&reader.call("comments", json!({ "post": cems["id"] })).await.ok()), 1);
    }
    assert_eq!(count(&cem.call("posts", json!({})).await.ok()), 3, "others see both");
    assert_eq!(count(&cem.call("comments", json!({ "post": cems["id"] })).await.ok()), 2);
    app.run_jobs().await;
}

async fn neither_is_counted_for_the_other(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    let post = cem.published("Hello").await;
    let root = cem.comment(&post, "A question to @ada and @bob.").await;
    for person in [&ada, &bob] {
        person.reply(&root, "An answer.").await;
        person.call("reactToPost", json!({ "id": post["id"], "kind": "like" })).await.ok();
        person.call("reactToComment", json!({ "id": root["id"], "kind": "wow" })).await.ok();
    }
    block(&ada, &bob).await;
    for (reader, replies, liked) in [(&cem, 2, 2), (&ada, 1, 1), (&bob, 1, 1), (&app.anonymous(), 2, 2)] {
        let seen = reader.call("post", id_of(&post)).await.ok();
        assert_eq!((&seen["commentCount"], &seen["reactions"][0]["count"]), (&json!(1 + replies), &json!(liked)));
        let seen = reader.call("comment", id_of(&root)).await.ok();
        assert_eq!((&seen["replyCount"], &seen["reactions"][0]["count"]), (&json!(replies), &json!(liked)));
        assert_eq!(seen["mentions"].as_array().unwrap().len(), replies);
        assert_eq!(count(&reader.call("commentReplies", id_of(&root)).await.ok()), replies);
    }
    block(&bob, &ada).await;
    assert_eq!(ada.call("post", id_of(&post)).await.ok()["commentCount"], 2, "counted off once");
    app.run_jobs().await;
}

async fn who_is_blocked_reaches_nobody(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    let (post, other) = (ada.published("Hello").await, cem.published("Other").await);
    let comment = ada.comment(&other, "Mine.").await;
    block(&ada, &bob).await;
    let input = json!({ "markdown": "Look here!" });
    for (operation, arguments) in [
        ("createComment", json!({ "post": post["id"], "input": input })),
        ("reactToPost", json!({ "id": post["id"], "kind": "like" })),
        ("reactToComment", json!({ "id": comment["id"], "kind": "like" })),
    ] {
        bob.call(operation, arguments).await.refused(404, "not_found");
    }
    let reply = json!({ "markdown": "An answer.", "parentId": comment["id"] });
    let refused = bob.call("createComment", json!({ "post": other["id"], "input": reply })).await;
    assert_eq!(refused.refused(422, "validation_failed")["errors"][0]["code"], "unknown_comment");
    let named = bob.comment(&other, "What do you say, @ada and @cem?").await;
    let named: Vec<_> = named["mentions"].as_array().unwrap().iter().map(|it| &it["username"]).collect();
    assert_eq!(named, ["cem"]);
    app.run_jobs().await;
}

async fn who_is_blocked_answers_nobody_where_threads_end(app: TestApp) {
    let (ada, bob, emil) = (app.user("ada").await, app.user("bob").await, app.editor("emil").await);
    let post = emil.published("Hello").await;
    let first = bob.comment(&post, "Well.").await;
    let deepest = ada.reply(&first, "Well?").await;
    block(&ada, &emil).await;
    let reply = |to: &Value| json!({ "post": post["id"], "input": { "markdown": "Well!", "parentId": to["id"] } });
    emil.call("createComment", reply(&deepest)).await.refused(403, "blocked");
    emil.call("createComment", reply(&first)).await.ok();
    app.run_jobs().await;
}

async fn who_is_blocked_takes_back_what_they_said(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    let post = ada.published("Hello").await;
    let (bobs, cems) = (bob.comment(&post, "Regretted.").await, cem.comment(&post, "Meant.").await);
    block(&ada, &bob).await;
    bob.call("deleteComment", id_of(&cems)).await.refused(404, "not_found");
    let changed = json!({ "id": bobs["id"], "input": { "markdown": "Better." } });
    bob.call("updateComment", changed).await.refused(404, "not_found");
    let stale = json!({ "id": bobs["id"], "ifMatch": "\"7\"" });
    bob.call("deleteComment", stale).await.refused(412, "stale_version");
    bob.call("deleteComment", id_of(&bobs)).await.ok();
    bob.call("deleteComment", id_of(&bobs)).await.refused(404, "not_found");
    let seen = cem.call("comments", json!({ "post": post["id"] })).await.ok();
    assert_eq!((count(&seen), &seen["data"][0]["id"]), (1, &cems["id"]));
    assert_eq!(ada.call("post", id_of(&post)).await.ok()["commentCount"], 1);
    ada.call("unpublishPost", id_of(&post)).await.ok();
    cem.call("deleteComment", id_of(&cems)).await.ok();
    assert_eq!(ada.call("post", id_of(&post)).await.ok()["commentCount"], 0);
    app.run_jobs().await;
}

async fn two_who_have_blocked_each_other_can_both_take_it_back(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    block(&ada, &bob).await;
    block(&bob, &ada).await;
    for (who, whom) in [(&ada, "@bob"), (&bob, "@ada")] {
        assert_eq!(count(&who.call("blocks", json!({})).await.ok()), 1);
        who.call("unblockUser", json!({ "id": whom })).await.ok();
    }
    ada.call("followUser", json!({ "id": "@bob" })).await.ok();
    app.run_jobs().await;
}

async fn who_works_on_everything_is_not_shut_out(app: TestApp) {
    let (ada, mona, emil) = (app.user("ada").await, app.moderator("mona").await, app.editor("emil").await);
    let post = ada.published("Hello").await;
    for colleague in [&mona, &emil] {
        block(&ada, colleague).await;
        colleague.call("post", id_of(&post)).await.ok();
        colleague.call("user", json!({ "id": ada.id })).await.ok();
        let arguments = json!({ "post": post["id"], "input": { "markdown": "Hello?" } });
        colleague.call("createComment", arguments).await.refused(403, "blocked");
        let arguments = json!({ "id": post["id"], "kind": "like" });
        colleague.call("reactToPost", arguments).await.refused(403, "blocked");
    }
    block(&mona, &ada).await;
    mona.call("post", id_of(&post)).await.refused(404, "not_found");
    app.run_jobs().await;
}

async fn nobody_blocks_themselves(app: TestApp) {
    let ada = app.user("ada").await;
    ada.call("blockUser", json!({ "id": "@ada" })).await.refused(409, "own_account");
    ada.call("blockUser", json!({ "id": "@nobody" })).await.refused(404, "not_found");
    app.anonymous().call("blockUser", json!({ "id": "@ada" })).await.refused(401, "authentication_required");
}
