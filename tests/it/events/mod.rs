//! Events: what happened, in order, and nothing of it lost.

mod order;

use chrono::TimeDelta;
use presswork_domain::events::EventType;
use presswork_tests::{Actor, TestApp, each_face, id_of, pictures};
use serde_json::{Value, json};

each_face! {
    a_life_of_a_post_is_told_in_order,
    nobody_hears_of_what_nobody_sees,
    comments_people_and_pictures_are_told_of,
    a_plan_that_is_kept_is_told_like_a_deed,
    a_reader_goes_on_where_it_was,
    a_reader_of_one_type_hears_of_nothing_else,
    who_was_away_for_too_long_is_told_so,
    the_types_are_listed_for_everybody,
}

/// Everything that happened since a cursor.
async fn all(admin: &Actor, mut after: Option<String>) -> Vec<Value> {
    let mut found = Vec::new();
    loop {
        let mut arguments = json!({ "first": 100 });
        if let Some(after) = &after {
            arguments["after"] = json!(after);
        }
        let page = admin.call("events", arguments).await.ok();
        found.extend(page["data"].as_array().unwrap().clone());
        if page["pageInfo"]["hasNextPage"] == false {
            return found;
        }
        after = page["pageInfo"]["endCursor"].as_str().map(str::to_owned);
    }
}

/// The end of the list as it is now.
async fn end(app: &TestApp, admin: &Actor) -> Option<String> {
    app.run_jobs().await;
    let page = admin.call("events", json!({ "last": 1 })).await.ok();
    page["pageInfo"]["endCursor"].as_str().map(str::to_owned)
}

fn types(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["type"].as_str().unwrap()).collect()
}

async fn a_life_of_a_post_is_told_in_order(app: TestApp) {
    let (admin, ada) = (app.admin("boss").await, app.user("ada").await);
    let start = end(&app, &admin).await;
    let post = ada.published("Hello").await;
    let id = id_of(&post);
    let change = |input: Value| json!({ "id": post["id"], "input": input });
    ada.call("updatePost", change(json!({ "slug": "renamed" }))).await.ok();
    ada.call("lockComments", id.clone()).await.ok();
    ada.call("lockComments", id.clone()).await.ok();
    ada.call("restoreRevision", json!({ "id": post["id"], "number": 1 })).await.ok();
    ada.call("deletePost", id.clone()).await.ok();
    ada.call("restorePost", id.clone()).await.ok();
    ada.call("unpublishPost", id.clone()).await.ok();
    ada.call("updatePost", change(json!({ "title": "Unseen" }))).await.ok();
    ada.call("publishPost", id).await.ok();
    app.run_jobs().await;
    let told = all(&admin, start).await;
    assert_eq!(
        types(&told),
        [
            "post.published",
            "post.updated",
            "post.updated",
            "post.updated",
            "post.deleted",
            "post.restored",
            "post.unpublished",
            "post.published"
        ]
    );
    let first = json!({ "postId": post["id"], "authorId": ada.id, "slug": post["slug"] });
    assert_eq!((&told[0]["data"], &told[0]["version"]), (&first, &json!(1)));
    assert_eq!(told[1]["data"]["slug"], "renamed", "as it is after the change");
    assert!(told[0]["id"].as_str().unwrap().starts_with("evt_"));
    let seqs: Vec<_> = told.iter().map(|event| event["seq"].as_i64().unwrap()).collect();
    assert!(seqs.windows(2).all(|pair| pair[0] + 1 == pair[1]), "{seqs:?}");
}

async fn nobody_hears_of_what_nobody_sees(app: TestApp) {
    let (admin, ada) = (app.admin("boss").await, app.user("ada").await);
    let start = end(&app, &admin).await;
    let draft = ada.draft("Secret").await;
    ada.call("updatePost", json!({ "id": draft["id"], "input": { "title": "Still secret" } })).await.ok();
    ada.call("deletePost", id_of(&draft)).await.ok();
    ada.call("restorePost", id_of(&draft)).await.ok();
    ada.call("updatePost", json!({ "id": draft["id"], "input": {} })).await.ok();
    let empty = json!({ "title": "Nothing in it" });
    let empty = ada.call("createPost", json!({ "input": empty })).await.ok();
    ada.call("publishPost", id_of(&empty)).await.faults();
    app.anonymous().call("updateMe", json!({ "input": { "bio": "x" } })).await.refused(401, "authentication_required");
    ada.call("updateMe", json!({ "input": {} })).await.ok();
    app.run_jobs().await;
    assert_eq!(all(&admin, start).await, [Value::Null; 0]);
}

async fn comments_people_and_pictures_are_told_of(app: TestApp) {
    let (admin, ada) = (app.admin("boss").await, app.user("ada").await);
    let post = ada.published("Hello").await;
    let start = end(&app, &admin).await;
    let comment = ada.comment(&post, "One.").await;
    let reply = ada.reply(&comment, "Two.").await;
    let change = |markdown: &str| json!({ "id": comment["id"], "input": { "markdown": markdown } });
    ada.call("updateComment", change("One, *again*.")).await.ok();
    ada.call("updateComment", change("One, *again*.")).await.ok();
    ada.call("deleteComment", id_of(&reply)).await.ok();
    let bob = app.user("bob").await;
    bob.call("updateMe", json!({ "input": { "bio": "Here." } })).await.ok();
    admin.call("updateUser", json!({ "id": bob.id, "input": { "role": "editor" } })).await.ok();
    admin.call("updateUser", json!({ "id": bob.id, "input": { "role": "editor" } })).await.ok();
    let picture = bob.picture(&app, &pictures::png(9, 9)).await;
    app.run_jobs().await;
    let told = all(&admin, start).await;
    assert_eq!(
        types(&told),
        [
            "comment.created",
            "comment.created",
            "comment.updated",
            "comment.deleted",
            "user.registered",
            "user.updated",
            "user.updated",
            "media.ready"
        ]
    );
    let facts = |n: usize| &told[n]["data"];
    let (one, two) = (&comment["id"], &reply["id"]);
    let created = |id: &Value, parent: &Value| json!({ "commentId": id, "postId": post["id"], "authorId": ada.id, "parentId": parent });
    assert_eq!((facts(0), facts(1)), (&created(one, &Value::Null), &created(two, one)));
    assert_eq!(facts(3), &json!({ "commentId": two, "postId": post["id"] }), "not by whom it was");
    assert_eq!((facts(4), facts(5)), (&json!({ "userId": bob.id }), &json!({ "userId": bob.id })));
    assert_eq!(facts(7), &json!({ "mediaId": picture["id"], "ownerId": bob.id }));
    let bob = bob.again().await;
    bob.call("deleteMe", json!({})).await.ok();
    app.advance(TimeDelta::days(60));
    app.run_jobs().await;
    let told = all(&admin.again().await, None).await;
    assert_eq!((&told.last().unwrap()["type"], facts(4)), (&json!("user.deleted"), &told.last().unwrap()["data"]));
}

async fn a_plan_that_is_kept_is_told_like_a_deed(app: TestApp) {
    let (admin, ada) = (app.admin("boss").await, app.user("ada").await);
    let start = end(&app, &admin).await;
    let draft = ada.draft("Later").await;
    let at = |hours| (app.deps.clock.now() + TimeDelta::hours(hours)).to_rfc3339();
    let plan = |input: Value| json!({ "id": draft["id"], "input": input });
    ada.call("publishPost", plan(json!({ "publishAt": at(1) }))).await.ok();
    ada.call("unpublishPost", plan(json!({ "unpublishAt": at(2) }))).await.ok();
    for _ in 0..2 {
        app.run_jobs().await;
        app.advance(TimeDelta::minutes(61));
        app.run_jobs().await;
    }
    let told = all(&admin.again().await, start).await;
    assert_eq!(types(&told), ["post.published", "post.unpublished"]);
    assert_eq!(told[0]["data"], json!({ "postId": draft["id"], "authorId": ada.id, "slug": draft["slug"] }));
}

async fn a_reader_goes_on_where_it_was(app: TestApp) {
    let (admin, ada) = (app.admin("boss").await, app.user("ada").await);
    let post = ada.published("Hello").await;
    for n in 0..5 {
        ada.comment(&post, &format!("Comment {n}.")).await;
    }
    app.run_jobs().await;
    let whole = all(&admin, None).await;
    let (mut read, mut after) = (Vec::new(), Value::Null);
    loop {
        let mut arguments = json!({ "first": 3 });
        if after.is_string() {
            arguments["after"] = after.clone();
        }
        let page = admin.call("events", arguments).await.ok();
        let items = page["data"].as_array().unwrap().clone();
        if items.is_empty() {
            break;
        }
        read.extend(items);
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(read, whole);
    ada.comment(&post, "One more.").await;
    app.run_jobs().await;
    let more = admin.call("events", json!({ "after": after })).await.ok();
    assert_eq!(types(more["data"].as_array().unwrap()), ["comment.created"]);
    let back = admin.call("events", json!({ "last": 2 })).await.ok();
    assert_eq!(back["data"][1], more["data"][0], "from the end, in the same order");
}

async fn a_reader_of_one_type_hears_of_nothing_else(app: TestApp) {
    let (admin, ada) = (app.admin("boss").await, app.user("ada").await);
    let post = ada.published("Hello").await;
    ada.comment(&post, "Well.").await;
    app.run_jobs().await;
    let found = admin.call("events", json!({ "type": "comment.created" })).await.ok();
    assert_eq!(types(found["data"].as_array().unwrap()), ["comment.created"]);
    let faults = admin.call("events", json!({ "type": "post.exploded" })).await.faults();
    assert_eq!(faults, ["/type unknown_event_type"]);
    let faults = admin.call("events", json!({ "type": "post.published\0" })).await.faults();
    assert_eq!(faults, ["/type unknown_event_type"]);
    admin.call("events", json!({ "after": "made up" })).await.refused(400, "invalid_cursor");
    let other = admin.call("users", json!({})).await.ok();
    let foreign = json!({ "after": other["pageInfo"]["endCursor"] });
    admin.call("events", foreign).await.refused(400, "invalid_cursor");
}

async fn who_was_away_for_too_long_is_told_so(app: TestApp) {
    let (admin, ada) = (app.admin("boss").await, app.user("ada").await);
    let start = end(&app, &admin).await;
    let post = ada.published("Old").await;
    app.run_jobs().await;
    let seen = end(&app, &admin).await;
    ada.comment(&post, "Old, too.").await;
    app.run_jobs().await;
    let long_ago = app.deps.clock.now() - TimeDelta::days(31);
    app.db_run("UPDATE events SET at = ?", vec![long_ago.into()]).await;
    ada.comment(&post, "New.").await;
    app.run_jobs().await;
    admin.call("triggerSchedule", json!({ "name": "purge-events" })).await.ok();
    app.run_jobs().await;
    assert_eq!(types(&all(&admin, None).await), ["comment.created"], "what is old is gone");
    for cursor in [start, seen] {
        let problem = admin.call("events", json!({ "after": cursor })).await.refused(410, "gone");
        assert!(problem["detail"].as_str().unwrap().contains("events"), "{problem}");
    }
    let last = end(&app, &admin).await;
    assert_eq!(all(&admin, last).await, [Value::Null; 0], "who has read all of it goes on");
}

async fn the_types_are_listed_for_everybody(app: TestApp) {
    let types = app.anonymous().call("eventTypes", json!({})).await.ok();
    let types = types.as_array().unwrap();
    let names: Vec<_> = types.iter().map(|one| one["type"].as_str().unwrap()).collect();
    assert_eq!(names, EventType::ALL.map(EventType::as_str));
    assert_eq!(types[0]["members"], json!(["postId", "authorId", "slug"]));
    assert!(types.iter().all(|one| !one["description"].as_str().unwrap().is_empty() && one["version"] == 1));
}
