//! The inbox.

use chrono::TimeDelta;
use presswork_tests::{TestApp, each_face, id_of};
use serde_json::{Value, json};

use super::{in_short, react, told, unread};

each_face! {
    the_inbox_is_walked_in_pages_the_last_first,
    reading_marks_one_and_reading_all_marks_all,
    what_is_hidden_while_all_is_read_comes_back_unread,
    another_persons_notifications_do_not_exist,
    what_is_hidden_deleted_or_taken_back_is_told_of_no_more,
    who_is_named_no_more_is_told_of_it_no_more,
    an_inbox_costs_as_many_statements_for_one_as_for_forty,
}

async fn the_inbox_is_walked_in_pages_the_last_first(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    bob.follows(&ada).await;
    for n in 0..5 {
        ada.published(&format!("Post {n}")).await;
        app.run_jobs().await;
    }
    let titles = |page: &Value| -> Vec<String> {
        let items = page["data"].as_array().unwrap().iter();
        items.map(|it| it["title"].as_str().unwrap().to_owned()).collect()
    };
    let first = bob.call("notifications", json!({ "first": 2 })).await.ok();
    assert_eq!(titles(&first), ["Post 4", "Post 3"]);
    let after = json!({ "first": 2, "after": first["pageInfo"]["endCursor"] });
    assert_eq!(titles(&bob.call("notifications", after).await.ok()), ["Post 2", "Post 1"]);
    assert_eq!(titles(&bob.call("notifications", json!({ "last": 1 })).await.ok()), ["Post 0"]);
    bob.call("readNotification", id_of(&first["data"][0])).await.ok();
    let unread = bob.call("notifications", json!({ "unread": true, "first": 1 })).await.ok();
    assert_eq!(titles(&unread), ["Post 3"]);
    let foreign = json!({ "after": bob.call("users", json!({})).await.ok()["pageInfo"]["endCursor"] });
    bob.call("notifications", foreign).await.refused(400, "invalid_cursor");
}

async fn reading_marks_one_and_reading_all_marks_all(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let post = ada.published("Hello").await;
    bob.comment(&post, "Well.").await;
    react(&bob, &post, "like").await;
    bob.follows(&ada).await;
    app.run_jobs().await;
    assert_eq!(unread(&ada).await, 3);
    let one = id_of(&told(&ada).await[0]);
    let read = ada.call("readNotification", one.clone()).await.ok();
    app.advance(TimeDelta::seconds(1));
    assert_eq!(ada.call("readNotification", one).await.ok(), read, "reading it twice changes nothing");
    assert_eq!(unread(&ada).await, 2);
    assert_eq!(ada.call("readAllNotifications", json!({})).await.ok(), json!({ "count": 0 }));
    assert!(told(&ada).await.iter().all(|it| it["readAt"].is_string()));
    assert_eq!(unread(&ada).await, 0);
}

async fn what_is_hidden_while_all_is_read_comes_back_unread(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    let (post, other) = (ada.published("Hello").await, ada.published("Other").await);
    let comment = bob.comment(&post, "Well.").await;
    bob.comment(&other, "Well, well.").await;
    app.run_jobs().await;
    let input = json!({ "kind": "hide", "subjectId": comment["id"], "reason": "spam", "note": "Not here." });
    let action = mona.call("createModerationAction", json!({ "input": input })).await.ok();
    assert_eq!(unread(&ada).await, 1);
    assert_eq!(ada.call("readAllNotifications", json!({})).await.ok(), json!({ "count": 0 }));
    let reversed = json!({ "id": action["id"], "input": { "note": "It is all right." } });
    mona.call("reverseModerationAction", reversed).await.ok();
    assert_eq!(unread(&ada).await, 1, "nobody has seen it");
    app.run_jobs().await;
}

async fn another_persons_notifications_do_not_exist(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    bob.follows(&ada).await;
    app.run_jobs().await;
    let one = id_of(&told(&ada).await[0]);
    bob.call("readNotification", one.clone()).await.refused(404, "not_found");
    bob.call("readNotification", json!({ "id": bob.id })).await.refused(400, "invalid_id");
    for operation in ["notifications", "unreadNotificationCount", "readAllNotifications"] {
        app.anonymous().call(operation, json!({})).await.refused(401, "authentication_required");
    }
    app.anonymous().call("readNotification", one).await.refused(401, "authentication_required");
    assert_eq!((unread(&ada).await, unread(&bob).await), (1, 0));
}

async fn what_is_hidden_deleted_or_taken_back_is_told_of_no_more(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    let post = ada.published("Hello").await;
    let (one, two) = (bob.comment(&post, "One.").await, cem.comment(&post, "Two.").await);
    for person in [&bob, &cem] {
        react(person, &post, "like").await;
        person.follows(&ada).await;
    }
    app.run_jobs().await;
    assert_eq!(in_short(&ada).await, ["follow 2 cem", "reaction 2 cem", "comment 2 cem"]);
    cem.call("deleteComment", id_of(&two)).await.ok();
    cem.call("unreactToPost", json!({ "id": post["id"], "kind": "like" })).await.ok();
    cem.call("unfollowUser", json!({ "id": ada.id })).await.ok();
    assert_eq!(in_short(&ada).await, ["follow 1 bob", "reaction 1 bob", "comment 1 bob"]);
    assert_eq!(told(&ada).await[2]["commentId"], one["id"]);
    ada.call("blockUser", json!({ "id": bob.id })).await.ok();
    assert_eq!((in_short(&ada).await, unread(&ada).await), (vec![], 0));
    ada.call("unblockUser", json!({ "id": bob.id })).await.ok();
    assert_eq!((in_short(&ada).await.len(), unread(&ada).await), (2, 2), "following does not come back");
    ada.call("unpublishPost", id_of(&post)).await.ok();
    assert_eq!((in_short(&ada).await, unread(&ada).await), (vec![], 0));
    app.run_jobs().await;
}

async fn who_is_named_no_more_is_told_of_it_no_more(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    let comment = bob.comment(&ada.published("Hello").await, "Well, @cem?").await;
    app.run_jobs().await;
    for (text, hears) in [("Well?", vec![]), ("Well, @ada?", vec![]), ("Well, @cem!", vec!["mention 1 bob"])] {
        bob.call("updateComment", json!({ "id": comment["id"], "input": { "markdown": text } })).await.ok();
        app.run_jobs().await;
        assert_eq!(in_short(&cem).await, hears, "{text}");
        assert_eq!(unread(&cem).await > 0, !hears.is_empty(), "{text}");
        assert_eq!(in_short(&ada).await, ["comment 1 bob"], "{text}");
    }
}

async fn an_inbox_costs_as_many_statements_for_one_as_for_forty(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    bob.follows(&ada).await;
    for n in 0..40 {
        ada.published(&format!("Post {n}")).await;
    }
    app.run_jobs().await;
    let mut costs = Vec::new();
    for first in [1, 10, 40] {
        let outcome = bob.call("notifications", json!({ "first": first })).await;
        costs.push(outcome.http.statements());
        assert_eq!(outcome.ok()["data"].as_array().unwrap().len(), first);
    }
    assert!(costs.iter().all(|cost| *cost == costs[0] && *cost <= 5), "{costs:?}");
}
