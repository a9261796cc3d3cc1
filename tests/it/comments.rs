//! Comments.

use presswork_tests::{Actor, TestApp, each_face, id_of};
use serde_json::{Value, json};

each_face! {
    people_comment_and_answer_each_other,
    lists_are_sorted_as_asked_and_walked_in_pages,
    a_change_keeps_what_was_said_before,
    a_deleted_comment_leaves_a_gap_only_where_it_was_answered,
    what_is_said_below_several_gaps_is_found,
    replies_nest_to_a_depth_and_then_stand_side_by_side,
    with [("PRESSWORK__COMMUNITY__COMMENT_DEPTH", "0")] => without_depth_every_comment_answers_the_post,
    who_is_named_is_found_and_nobody_else,
    who_is_called_almost_alike_is_not_named,
    a_storm_of_names_is_refused_and_one_name_over_and_over_counts_once,
    a_closed_post_takes_comments_only_of_its_editors,
    nothing_that_runs_in_a_browser_is_kept,
    comments_on_what_nobody_may_see_do_not_exist,
    bad_comments_are_refused_and_leave_nothing_behind,
    a_stale_change_is_refused,
}

async fn below(reader: &Actor, post: &Value, more: Value) -> Value {
    let mut arguments = json!({ "post": post["id"] });
    arguments.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    reader.call("comments", arguments).await.ok()
}

fn said(list: &Value) -> Vec<&str> {
    let text = |comment: &Value| comment["html"].as_str().unwrap().to_owned();
    let texts: Vec<String> = list["data"].as_array().unwrap().iter().map(text).collect();
    texts
        .iter()
        .map(|html| html.trim().trim_start_matches("<p>").trim_end_matches("</p>").to_owned().leak() as &str)
        .collect()
}

async fn people_comment_and_answer_each_other(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let post = ada.published("Hello").await;
    let first = bob.comment(&post, "Well *said*.").await;
    assert_eq!(first["html"], "<p>Well <em>said</em>.</p>\n");
    assert_eq!(
        (&first["depth"], &first["parentId"], &first["author"]["username"]),
        (&json!(0), &Value::Null, &json!("bob"))
    );
    let reply = ada.reply(&first, "Thanks").await;
    assert_eq!((&reply["depth"], &reply["parentId"]), (&json!(1), &first["id"]));
    app.run_jobs().await;
    let nobody = app.anonymous();
    let list = below(&nobody, &post, json!({})).await;
    assert_eq!(said(&list), ["Well <em>said</em>."]);
    assert_eq!((&list["data"][0]["replyCount"], &list["data"][0]["markdown"]), (&json!(1), &Value::Null));
    let replies = nobody.call("commentReplies", id_of(&first)).await.ok();
    assert_eq!(said(&replies), ["Thanks"]);
    assert_eq!(nobody.call("post", id_of(&post)).await.ok()["commentCount"], 2);
    assert_eq!(nobody.call("node", id_of(&reply)).await.ok()["id"], reply["id"]);
}

async fn lists_are_sorted_as_asked_and_walked_in_pages(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let post = ada.published("Hello").await;
    for text in ["one", "two", "three"] {
        bob.comment(&post, text).await;
    }
    app.run_jobs().await;
    let two = below(
        &ada,
        &post,
        json!({ "first": 1, "after": below(&ada, &post, json!({ "first": 1 })).await["pageInfo"]["endCursor"] }),
    )
    .await;
    assert_eq!(said(&two), ["two"]);
    ada.call("reactToComment", json!({ "id": two["data"][0]["id"], "kind": "like" })).await.ok();
    for (sort, expected) in [("oldest", ["one", "two", "three"]), ("newest", ["three", "two", "one"])] {
        assert_eq!(said(&below(&ada, &post, json!({ "sort": sort })).await), expected, "{sort}");
    }
    let top = below(&ada, &post, json!({ "sort": "top", "first": 2 })).await;
    assert_eq!(said(&top), ["two", "three"]);
    let rest = below(&ada, &post, json!({ "sort": "top", "first": 2, "after": top["pageInfo"]["endCursor"] })).await;
    assert_eq!(said(&rest), ["one"]);
    let cursor_of_another_list = json!({ "post": post["id"], "sort": "oldest", "after": top["pageInfo"]["endCursor"] });
    ada.call("comments", cursor_of_another_list).await.refused(400, "invalid_cursor");
    app.run_jobs().await;
}

async fn a_change_keeps_what_was_said_before(app: TestApp) {
    let (ada, bob, eve) = (app.user("ada").await, app.moderator("mod").await, app.user("eve").await);
    let comment = ada.comment(&ada.published("Hello").await, "frist").await;
    app.run_jobs().await;
    let change = json!({ "id": comment["id"], "input": { "markdown": "first" } });
    let changed = ada.call("updateComment", change.clone()).await.ok();
    assert_eq!((&changed["markdown"], &changed["version"]), (&json!("first"), &json!(2)));
    assert!(changed["editedAt"].is_string());
    assert_eq!(ada.call("updateComment", change).await.ok()["version"], 2, "the same text again is no change");
    for reader in [&ada, &bob] {
        let revisions = reader.call("commentRevisions", id_of(&comment)).await.ok();
        let former = &revisions["data"].as_array().unwrap()[0];
        assert_eq!((&former["version"], &former["markdown"]), (&json!(1), &json!("frist")));
        assert_eq!(former["writtenAt"], comment["createdAt"]);
    }
    eve.call("commentRevisions", id_of(&comment)).await.refused(403, "forbidden");
}

async fn a_deleted_comment_leaves_a_gap_only_where_it_was_answered(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let post = ada.published("Hello").await;
    let (alone, answered) = (bob.comment(&post, "alone").await, bob.comment(&post, "answered").await);
    ada.reply(&answered, "reply").await;
    app.run_jobs().await;
    for comment in [&alone, &answered] {
        bob.call("deleteComment", id_of(comment)).await.ok();
        bob.call("deleteComment", id_of(comment)).await.refused(404, "not_found");
    }
    let list = below(&ada, &post, json!({})).await;
    let gap = &list["data"][0];
    assert_eq!(list["data"].as_array().unwrap().len(), 1);
    assert_eq!((&gap["html"], &gap["authorId"]), (&json!(""), &Value::Null));
    assert!(gap["deletedAt"].is_string());
    assert_eq!(said(&ada.call("commentReplies", id_of(&answered)).await.ok()), ["reply"]);
    ada.call("comment", id_of(&alone)).await.refused(404, "not_found");
    assert_eq!(ada.call("post", id_of(&post)).await.ok()["commentCount"], 1);
    let arguments = json!({ "post": post["id"], "input": { "markdown": "x", "parentId": answered["id"] } });
    ada.call("createComment", arguments).await.refused(422, "validation_failed");
}

async fn what_is_said_below_several_gaps_is_found(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    let post = ada.published("Hello").await;
    let mut thread = vec![bob.comment(&post, "0").await];
    for n in 1..=3 {
        let reply = bob.reply(&thread[n - 1], &n.to_string()).await;
        thread.push(reply);
    }
    let hide = json!({ "kind": "hide", "subjectId": thread[1]["id"], "reason": "spam", "note": "Not here." });
    bob.call("deleteComment", id_of(&thread[2])).await.ok();
    mona.call("createModerationAction", json!({ "input": hide })).await.ok();
    bob.call("deleteComment", id_of(&thread[0])).await.ok();
    app.run_jobs().await;
    for reader in [&ada, &mona, &app.anonymous()] {
        let gap = below(reader, &post, json!({})).await["data"][0].take();
        assert_eq!((&gap["id"], &gap["authorId"], &gap["replyCount"]), (&thread[0]["id"], &Value::Null, &json!(0)));
        for pair in thread.windows(2) {
            assert_eq!(reader.call("comment", id_of(&pair[0])).await.ok()["id"], pair[0]["id"]);
            let replies = reader.call("commentReplies", id_of(&pair[0])).await.ok();
            assert_eq!(replies["data"][0]["id"], pair[1]["id"]);
        }
        assert_eq!(reader.call("post", id_of(&post)).await.ok()["commentCount"], 1);
    }
    bob.call("deleteComment", id_of(&thread[3])).await.ok();
    assert_eq!(below(&ada, &post, json!({})).await["data"], json!([]), "and gaps that lead to nothing are none");
    for comment in [&thread[0], &thread[2]] {
        ada.call("comment", id_of(comment)).await.refused(404, "not_found");
    }
    app.run_jobs().await;
}

async fn replies_nest_to_a_depth_and_then_stand_side_by_side(app: TestApp) {
    let ada = app.user("ada").await;
    let mut comment = ada.comment(&ada.published("Hello").await, "0").await;
    app.run_jobs().await;
    for depth in 1..=5 {
        let reply = ada.reply(&comment, "deeper").await;
        assert_eq!((&reply["depth"], &reply["parentId"]), (&json!(depth), &comment["id"]));
        comment = reply;
    }
    let beside = ada.reply(&comment, "beside").await;
    assert_eq!((&beside["depth"], &beside["parentId"]), (&json!(5), &comment["parentId"]));
}

async fn without_depth_every_comment_answers_the_post(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let post = ada.published("Hello").await;
    let first = ada.comment(&post, "one").await;
    let beside = bob.reply(&first, "two").await;
    assert_eq!((&beside["depth"], &beside["parentId"]), (&json!(0), &Value::Null));
    assert_eq!(said(&below(&bob, &post, json!({})).await), ["one", "two"]);
    app.run_jobs().await;
}

async fn who_is_named_is_found_and_nobody_else(app: TestApp) {
    let (ada, _) = (app.user("ada").await, app.user("bob").await);
    let post = ada.published("Hello").await;
    let comment = ada.comment(&post, "Hi @Bob and @nobody_here, `@ada` mail@bob.example").await;
    app.run_jobs().await;
    let named: Vec<_> = comment["mentions"].as_array().unwrap().iter().map(|user| &user["username"]).collect();
    assert_eq!(named, ["bob"]);
    let storm: String = (0..11).map(|n| format!("@person{n} ")).collect();
    let arguments = json!({ "post": post["id"], "input": { "markdown": storm } });
    ada.call("createComment", arguments).await.refused(422, "validation_failed");
}

async fn who_is_called_almost_alike_is_not_named(app: TestApp) {
    let (ada, _) = (app.user("ada").await, app.user("bob").await);
    let post = ada.published("Hello").await;
    let named = async |text: &str| -> Vec<String> {
        let comment = ada.comment(&post, text).await;
        let people = comment["mentions"].as_array().unwrap().iter();
        people.map(|user| user["username"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(named("Thanks, @bob_ - see you").await, ["bob"], "nobody else can be meant");
    app.user("bob_").await;
    assert_eq!(named("Thanks, @bob_ - see you").await, ["bob_"]);
    assert_eq!(named("Thanks, @bob-").await, ["bob"]);
    assert_eq!(named("Thanks, @bob and @bob_!").await.len(), 2);
    app.run_jobs().await;
}

async fn a_storm_of_names_is_refused_and_one_name_over_and_over_counts_once(app: TestApp) {
    let (ada, _) = (app.user("ada").await, app.user("bob").await);
    let post = ada.published("Hello").await;
    app.run_jobs().await;
    let comment = ada.comment(&post, "Hello").await;
    let before = app.db_state().await;
    let storm: String = (0..2_500).map(|n| format!("@p{n:04} ")).collect();
    for (operation, arguments) in [
        ("createComment", json!({ "post": post["id"], "input": { "markdown": storm } })),
        ("updateComment", json!({ "id": comment["id"], "input": { "markdown": storm } })),
    ] {
        assert_eq!(ada.call(operation, arguments).await.faults(), ["/markdown too_many_mentions"], "{operation}");
    }
    assert_eq!(app.db_state().await, before);
    let over_and_over = ada.comment(&post, &"@bob ".repeat(3_999)).await;
    assert_eq!(over_and_over["mentions"].as_array().unwrap().len(), 1);
    app.run_jobs().await;
}

async fn a_closed_post_takes_comments_only_of_its_editors(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let post = ada.published("Hello").await;
    app.run_jobs().await;
    let closed = ada.call("lockComments", id_of(&post)).await.ok();
    assert_eq!(closed["commentsLocked"], true);
    let again = ada.call("lockComments", id_of(&post)).await.ok();
    assert_eq!(again["version"], closed["version"]);
    let arguments = json!({ "post": post["id"], "input": { "markdown": "x" } });
    bob.call("createComment", arguments.clone()).await.refused(409, "comments_locked");
    ada.comment(&post, "last word").await;
    ada.call("unlockComments", id_of(&post)).await.ok();
    bob.call("createComment", arguments).await.ok();
    app.run_jobs().await;
}

async fn nothing_that_runs_in_a_browser_is_kept(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.published("Hello").await;
    app.run_jobs().await;
    let comment =
        ada.comment(&post, "<img src=x onerror=alert(1)> [x](javascript:alert(1)) <script>1</script> ok").await;
    let html = comment["html"].as_str().unwrap();
    assert!(
        html.contains("ok") && !html.contains("onerror") && !html.contains("javascript:") && !html.contains("<script")
    );
}

async fn comments_on_what_nobody_may_see_do_not_exist(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let post = ada.published("Hello").await;
    let comment = bob.comment(&post, "x").await;
    app.run_jobs().await;
    ada.call("unpublishPost", id_of(&post)).await.ok();
    for reader in [&bob, &app.anonymous()] {
        reader.call("comment", id_of(&comment)).await.refused(404, "not_found");
        reader.call("comments", json!({ "post": post["id"] })).await.refused(404, "not_found");
        reader.call("node", id_of(&comment)).await.refused(404, "not_found");
    }
    bob.call("updateComment", json!({ "id": comment["id"], "input": { "markdown": "y" } }))
        .await
        .refused(404, "not_found");
    ada.call("comment", id_of(&comment)).await.ok();
    let arguments = json!({ "post": post["id"], "input": { "markdown": "x" } });
    ada.call("createComment", arguments.clone()).await.refused(409, "not_published");
    bob.call("createComment", arguments).await.refused(404, "not_found");
}

async fn bad_comments_are_refused_and_leave_nothing_behind(app: TestApp) {
    let ada = app.user("ada").await;
    let (post, other) = (ada.published("Hello").await, ada.published("Other").await);
    let elsewhere = ada.comment(&other, "elsewhere").await;
    app.run_jobs().await;
    for (input, pointer) in [
        (json!({ "markdown": "  " }), "/markdown"),
        (json!({ "markdown": "x".repeat(20_001) }), "/markdown"),
        (json!({ "markdown": "a\u{0}b" }), "/markdown"),
        (json!({ "markdown": "x", "parentId": elsewhere["id"] }), "/parentId"),
        (json!({ "markdown": "x", "parentId": post["id"] }), "/parentId"),
        (json!({ "markdown": "x", "parentId": "comment_01h455vb4pex5vsknk084sn02q" }), "/parentId"),
    ] {
        let refused = ada.call("createComment", json!({ "post": post["id"], "input": input })).await;
        assert_eq!(refused.refused(422, "validation_failed")["errors"][0]["pointer"], pointer, "{input}");
    }
    assert_eq!(below(&ada, &post, json!({})).await["data"], json!([]));
    assert_eq!(ada.call("post", id_of(&post)).await.ok()["commentCount"], 0);
}

async fn a_stale_change_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let comment = ada.comment(&ada.published("Hello").await, "one").await;
    app.run_jobs().await;
    let change =
        |text: &str, seen: &str| json!({ "id": comment["id"], "input": { "markdown": text }, "ifMatch": seen });
    ada.call("updateComment", change("two", "\"1\"")).await.ok();
    ada.call("updateComment", change("three", "\"1\"")).await.refused(412, "stale_version");
    let mut delete = id_of(&comment);
    delete["ifMatch"] = json!("\"1\"");
    ada.call("deleteComment", delete).await.refused(412, "stale_version");
}
