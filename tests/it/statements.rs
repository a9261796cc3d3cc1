//! How many SQL statements a request costs does not grow with what it finds.

use presswork_tests::{Actor, Face, TestApp, each_face, id_of};
use serde_json::json;

each_face! {
    a_list_costs_as_many_statements_for_one_item_as_for_forty,
    one_thing_costs_few_statements,
}

/// So many of each: people, posts with three tags of their own, jobs.
const MANY: usize = 45;

async fn fill(app: &TestApp) -> Actor {
    let ann = app.admin("ann").await;
    let writer = ann.through(Face::Rest);
    for n in 0..MANY {
        let tags = [format!("one {n}"), format!("two {n}"), "rust".to_owned()];
        let input = json!({ "title": format!("Post {n}"), "markdown": "x", "tags": tags });
        let post = writer.call("createPost", json!({ "input": input })).await.ok();
        writer.call("publishPost", id_of(&post)).await.ok();
    }
    app.db_people(MANY).await;
    let authors = "UPDATE posts SET author_id = (SELECT id FROM users WHERE username = 'person' || SUBSTR(title, 6))";
    app.db_run(authors, vec![]).await;
    app.run_jobs().await;
    for _ in 0..MANY {
        writer.call("triggerSchedule", json!({ "name": "purge-jobs" })).await.ok();
    }
    app.run_jobs().await;
    let cem = app.user("cem").await;
    for n in 0..MANY {
        let person = writer.call("user", json!({ "id": format!("@person{n}") })).await.ok();
        let input = json!({ "subjectId": person["id"], "reason": "spam" });
        cem.call("createReport", json!({ "input": input })).await.ok();
        let input = json!({ "kind": "warn", "subjectId": person["id"], "reason": "spam" });
        writer.call("createModerationAction", json!({ "input": input })).await.ok();
    }
    let appeals = "INSERT INTO moderation_appeals (id, action_id, user_id, text, created_at) \
                   SELECT id, id, user_id, 'No.', created_at FROM moderation_actions";
    app.db_run(appeals, vec![]).await;
    let rules = "INSERT INTO moderation_rules (id, name, kind, mode, spec, max_trust, message, version, created_at, updated_at) \
                 SELECT id, 'rule', 'words', 'off', '{}', 2, '', 1, created_at, created_at FROM moderation_actions";
    app.db_run(rules, vec![]).await;
    app.run_jobs().await;
    ann
}

async fn a_list_costs_as_many_statements_for_one_item_as_for_forty(app: TestApp) {
    let ann = fill(&app).await;
    let subscribers = "INSERT INTO subscribers (id, email, user_id, created_at, confirmed_at) \
                       SELECT id, email, id, created_at, created_at FROM users WHERE username LIKE 'person%'";
    app.db_run(subscribers, vec![]).await;
    let suppressions = "INSERT INTO suppressions (id, email, reason, created_at) \
                        SELECT id, email, 'bounce', created_at FROM users WHERE username LIKE 'person%'";
    app.db_run(suppressions, vec![]).await;
    let imports = "INSERT INTO imports (id, sha256, created_at) SELECT id, '', created_at FROM users WHERE username LIKE 'person%'";
    app.db_run(imports, vec![]).await;
    for list in [
        "dataImports",
        "posts",
        "feed",
        "tags",
        "users",
        "jobs",
        "auditLog",
        "events",
        "subscribers",
        "suppressions",
        "moderationQueue",
        "moderationActions",
        "appeals",
        "moderationRules",
    ] {
        let mut costs = Vec::new();
        for first in [1, 10, 40] {
            let outcome = ann.call(list, json!({ "first": first })).await;
            costs.push(outcome.http.statements());
            assert_eq!(outcome.ok()["data"].as_array().unwrap().len(), first);
        }
        assert!(costs.iter().all(|cost| *cost == costs[0]), "{list}: {costs:?}");
        assert!(costs[0] <= 5, "{list}: {costs:?}");
    }
}

async fn one_thing_costs_few_statements(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.published("Hello").await;
    app.run_jobs().await;
    for (operation, arguments, most) in [
        ("post", id_of(&post), 5),
        ("post", json!({ "id": "hello" }), 5),
        ("tag", json!({ "slug": "rust" }), 2),
        ("followedTags", json!({}), 3),
        ("feed", json!({ "kind": "home" }), 5),
        ("feed", json!({ "kind": "latest" }), 5),
        ("feed", json!({ "kind": "trending" }), 6),
        ("user", json!({ "id": "@ada" }), 2),
        ("followers", json!({ "id": "@ada" }), 4),
        ("blocks", json!({}), 3),
        ("dataExports", json!({}), 2),
        ("me", json!({}), 2),
        ("myTrust", json!({}), 2),
        ("unreadNotificationCount", json!({}), 2),
        ("notificationPreferences", json!({}), 3),
        ("newsletterPreference", json!({}), 3),
        ("subscribe", json!({ "input": {} }), 5),
        ("unsubscribe", json!({}), 3),
    ] {
        let outcome = ada.call(operation, arguments).await;
        let cost = outcome.http.statements();
        assert!((1..=most).contains(&cost), "{operation}: {cost}");
        outcome.ok();
    }
}
