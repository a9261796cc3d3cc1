//! How many SQL statements a request costs does not grow with what it finds, and how many a comment costs with its jobs.

use std::sync::{Arc, Mutex};

use presswork_domain::{
    comments::TellOfComment,
    jobs::Run,
    notifications::{self, MailNotification},
    platform::db::record_statements,
};
use presswork_tests::{Actor, Face, Profile, TestApp, each_face, id_of};
use presswork_worker::{Registry, drain_with, handlers};
use serde_json::{Value, json};

each_face! {
    a_list_costs_as_many_statements_for_one_item_as_for_forty,
    one_thing_costs_few_statements,
    a_comment_and_its_jobs_cost_few_statements,
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

async fn a_comment_and_its_jobs_cost_few_statements(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    let post = ada.published("Hello").await;
    let first = cem.comment(&post, "Well.").await;
    app.run_jobs().await;
    // SQLite writes one table in a statement, and is no way off.
    let (most, of_telling) = match app.profile {
        Profile::Embedded => (10, 7),
        Profile::Services => (5, 3),
    };
    let outcome = bob.call("createComment", json!({ "post": post["id"], "input": { "markdown": "Well." } })).await;
    let cost = outcome.http.statements();
    assert!((1..=most).contains(&cost), "createComment: {cost}");
    let comment = outcome.ok();
    assert_eq!(comment["author"]["username"], json!("bob"));
    assert_eq!((&comment["reactions"], &comment["mentions"]), (&json!([]), &json!([])));
    let costs = Costs::default();
    drain_with(&app.deps, &counting(&costs)).await.unwrap();
    let expected = [("comments.tell", of_telling), ("notifications.mail", 2)];
    assert_eq!(*costs.lock().unwrap(), expected);
    bob.reply(&first, "To @ada and @cem.").await;
    costs.lock().unwrap().clear();
    drain_with(&app.deps, &counting(&costs)).await.unwrap();
    let expected = [("comments.tell", of_telling), ("notifications.mail", 2), ("notifications.mail", 2)];
    assert_eq!(*costs.lock().unwrap(), expected, "whoever is told");
}

/// What each run cost, in order.
type Costs = Arc<Mutex<Vec<(&'static str, usize)>>>;

/// The handlers, of which those that a comment causes tell what they cost.
fn counting(costs: &Costs) -> Registry {
    let (telling, mailing) = (Arc::clone(costs), Arc::clone(costs));
    let tell = move |run: Arc<Run>, job: TellOfComment| {
        let costs = Arc::clone(&telling);
        async move {
            let (told, statements) = record_statements(notifications::of_comment(&run, &job)).await;
            costs.lock().unwrap().push(("comments.tell", statements.len()));
            told.map(|()| Value::Null)
        }
    };
    let mail = move |run: Arc<Run>, job: MailNotification| {
        let costs = Arc::clone(&mailing);
        async move {
            let (mailed, statements) = record_statements(notifications::deliver(&run, &job)).await;
            costs.lock().unwrap().push(("notifications.mail", statements.len()));
            mailed
        }
    };
    handlers().with(tell).with(mail)
}
