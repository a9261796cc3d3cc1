//! Public answers that are kept: the same for all, true at every moment, and nobody's own.

use std::time::{Duration, Instant};

use futures::future::join_all;
use presswork_tests::{Actor, Face, Process, Profile, TestApp, each_face, each_profile, id_of, run};
use serde_json::{Value, json};

each_face! {
    what_is_read_again_is_read_without_the_database,
    whoever_writes_reads_what_they_wrote,
    what_somebody_sees_as_themselves_is_shown_to_nobody_else,
    an_answer_that_is_kept_costs_what_making_it_costs,
}

each_profile! {
    lists_within_lists_are_kept_as_well,
    many_who_ask_at_once_are_answered_by_one_read,
    a_form_of_its_own_is_kept_for_each_coding,
    who_sends_a_header_twice_changes_nothing_for_others,
    an_answer_that_is_not_one_to_keep_is_made_each_time,
    with [("PRESSWORK__CACHE__SIZE_MIB", "0")] => nothing_is_kept_where_there_is_no_room,
    with APART => what_somebody_has_left_is_shown_to_nobody_else,
}

/// The tests' requests come through a proxy that says for whom it speaks, and little comes back to a budget while a test runs.
const APART: [(&str, &str); 3] = [
    ("PRESSWORK__HTTP__TRUSTED_PROXIES", "127.0.0.1"),
    ("PRESSWORK__BUDGET__ANONYMOUS_POINTS", "5000"),
    ("PRESSWORK__BUDGET__WINDOW", "24h"),
];

/// Reads what anybody may read, each as often as it takes to be kept.
async fn readings(reader: &Actor, post: &Value) -> Vec<Value> {
    let mut read = Vec::new();
    for (operation, arguments) in [
        ("post", json!({ "id": post["id"], "include": "author,tags,reactions" })),
        ("post", json!({ "id": post["slug"], "include": "author,tags,reactions" })),
        ("posts", json!({ "include": "author,tags,reactions" })),
        ("posts", json!({ "tag": "rust" })),
        ("feed", json!({ "kind": "latest", "include": "author,tags,reactions" })),
        ("feed", json!({ "kind": "trending", "include": "tags" })),
        ("posts", json!({ "author": "@ada" })),
        ("comments", json!({ "post": post["id"], "sort": "top", "include": "author,reactions,mentions" })),
        ("tags", json!({})),
        ("tag", json!({ "slug": "rust" })),
        ("tag", json!({ "slug": "oxide" })),
        ("node", json!({ "id": post["tags"][0]["id"] })),
        ("users", json!({})),
        ("user", json!({ "id": "@ada" })),
    ] {
        let answer = reader.call(operation, arguments).await.http;
        let answer = if answer.body.is_empty() { json!(answer.status) } else { answer.json() };
        // A refusal names its request.
        let refusal =
            [&answer["code"], &answer["errors"][0]["extensions"]["code"]].into_iter().find(|code| code.is_string());
        read.push(refusal.cloned().unwrap_or(answer));
    }
    read
}

async fn what_is_read_again_is_read_without_the_database(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.published("Hello").await;
    app.run_jobs().await;
    let nobody = app.anonymous();
    for (operation, arguments) in
        [("post", json!({ "id": "hello", "include": "author,tags" })), ("posts", json!({ "first": 3 }))]
    {
        let first = nobody.call(operation, arguments.clone()).await;
        let again = nobody.call(operation, arguments).await;
        assert!(first.http.statements() > 0);
        assert_eq!(again.http.statements(), 0, "{operation}");
        assert_eq!(first.http.body, again.http.body);
        assert_eq!(first.http.header("etag"), again.http.header("etag"));
        assert_eq!(first.http.header("vary"), again.http.header("vary"));
        assert_ne!(first.http.header("x-request-id"), again.http.header("x-request-id"));
    }
    let path = format!("/v1/posts/{}", post["id"].as_str().unwrap());
    let tag = nobody.get(&path).await.header("etag").to_owned();
    let known = nobody.request("GET", &path).header("if-none-match", &tag).send().await;
    assert_eq!((known.status, known.statements()), (304, 0));
}

/// After every kind of write: what is read, from what was kept, is what somebody reads for whom nothing was.
async fn whoever_writes_reads_what_they_wrote(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    let post = ada.published("Hello").await;
    let id = &post["id"];
    let comment = bob.comment(&post, "Well said, @ada").await;
    app.run_jobs().await;
    let writes = [
        (&ada, "updatePost", json!({ "id": id, "input": { "title": "Hello again", "tags": ["Rust", "New"] } })),
        (&bob, "createComment", json!({ "post": id, "input": { "markdown": "Another" } })),
        (&bob, "createComment", json!({ "post": id, "input": { "markdown": "Reply", "parentId": comment["id"] } })),
        (&bob, "updateComment", json!({ "id": comment["id"], "input": { "markdown": "Well *said*, @bob" } })),
        (&ada, "reactToComment", json!({ "id": comment["id"], "kind": "like" })),
        (&ada, "unreactToComment", json!({ "id": comment["id"], "kind": "like" })),
        (&bob, "reactToPost", json!({ "id": id, "kind": "love" })),
        (&bob, "unreactToPost", json!({ "id": id, "kind": "love" })),
        (&bob, "followTag", json!({ "slug": "rust" })),
        (&mona, "updateTag", json!({ "slug": "rust", "input": { "description": "A language" } })),
        (&mona, "updateTag", json!({ "slug": "rust", "input": { "name": "Oxide" } })),
        (&mona, "createTag", json!({ "input": { "name": "Another" } })),
        (&mona, "deleteTag", json!({ "slug": "new" })),
        (&bob, "unfollowTag", json!({ "slug": "rust" })),
        (&ada, "updateMe", json!({ "input": { "displayName": "Ada L.", "bio": "Counts" } })),
        (&ada, "updatePost", json!({ "id": id, "input": { "slug": "hello-there", "tags": [] } })),
        (&bob, "deleteComment", json!({ "id": comment["id"] })),
        (&ada, "unpublishPost", json!({ "id": id })),
        (&ada, "publishPost", json!({ "id": id })),
        (&ada, "deletePost", json!({ "id": id })),
    ];
    let nobody = app.anonymous();
    readings(&nobody, &post).await;
    for (writer, operation, arguments) in writes {
        writer.call(operation, arguments).await.ok();
        let shown = readings(&nobody, &post).await;
        app.deps.freshness.forget();
        assert_eq!(shown, readings(&nobody, &post).await, "after {operation}");
    }
    // What jobs write is seen, too.
    ada.call("restorePost", json!({ "id": id })).await.ok();
    ada.call("updatePost", json!({ "id": id, "input": { "tags": ["Oxide"] } })).await.ok();
    mona.call("mergeTag", json!({ "slug": "oxide", "input": { "into": "another" } })).await.ok();
    bob.call("reactToPost", json!({ "id": id, "kind": "love" })).await.ok();
    readings(&nobody, &post).await;
    app.db_set_role(&mona, "admin").await;
    mona.call("triggerSchedule", json!({ "name": "rank-posts" })).await.ok();
    readings(&nobody, &post).await;
    app.run_jobs().await;
    let shown = readings(&nobody, &post).await;
    app.deps.freshness.forget();
    assert_eq!(shown, readings(&nobody, &post).await, "after the jobs");
}

async fn what_somebody_sees_as_themselves_is_shown_to_nobody_else(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.published("Hello").await;
    app.run_jobs().await;
    ada.call("reactToPost", json!({ "id": post["id"], "kind": "like" })).await.ok();
    let asked = json!({ "id": post["id"], "include": "reactions" });
    for _ in 0..2 {
        let own = ada.call("post", asked.clone()).await.ok();
        assert_eq!((own["markdown"].is_string(), &own["reactions"][0]["reacted"]), (true, &json!(true)));
        let other = app.anonymous().call("post", asked.clone()).await.ok();
        assert_eq!((&other["markdown"], &other["reactions"][0]["reacted"]), (&Value::Null, &json!(false)));
    }
}

async fn an_answer_that_is_kept_costs_what_making_it_costs(app: TestApp) {
    let ada = app.user("ada").await;
    for title in ["One", "Two"] {
        ada.published(title).await;
    }
    app.run_jobs().await;
    let asked = || async { app.anonymous().call("posts", json!({ "first": 40 })).await.http.points() };
    assert_eq!(asked().await, asked().await);
}

async fn lists_within_lists_are_kept_as_well(app: TestApp) {
    let (ada, bob, mona) = (app.user("ada").await, app.user("bob").await, app.moderator("mona").await);
    let post = ada.published("Hello").await;
    let comment = bob.comment(&post, "Well said").await;
    app.run_jobs().await;
    let nobody = app.anonymous();
    let query = "{ posts(first: 3) { nodes { title comments(first: 2) { nodes { html reactions { kind count } \
                 author { displayName } } } } } }";
    let asked = || async {
        let reply = nobody.gql(query, json!({})).await;
        (reply.http.statements(), reply.ok())
    };
    let (first, again) = (asked().await, asked().await);
    assert!(first.0 > 0);
    assert_eq!((again.0, &again.1), (0, &first.1));
    let (id, post) = (&comment["id"], &post["id"]);
    for (writer, operation, arguments) in [
        (&bob, "createComment", json!({ "post": post, "input": { "markdown": "Another" } })),
        (&bob, "updateComment", json!({ "id": id, "input": { "markdown": "Well *said*" } })),
        (&ada, "reactToComment", json!({ "id": id, "kind": "like" })),
        (&bob, "updateMe", json!({ "input": { "displayName": "Bob B." } })),
        (
            &mona,
            "createModerationAction",
            json!({ "input": { "kind": "hide", "subjectId": id, "reason": "spam", "note": "Not here." } }),
        ),
        (&ada, "updatePost", json!({ "id": post, "input": { "title": "Hello again" } })),
    ] {
        let before = asked().await.1;
        writer.call(operation, arguments).await.ok();
        let after = asked().await.1;
        assert_ne!(before, after, "{operation}");
        app.deps.freshness.forget();
        assert_eq!(after, asked().await.1, "{operation}");
    }
    app.run_jobs().await;
}

async fn many_who_ask_at_once_are_answered_by_one_read(app: TestApp) {
    let ada = app.user("ada").await;
    ada.published("Hello").await;
    app.run_jobs().await;
    let nobody = app.anonymous();
    let alone = nobody.get("/v1/posts?first=1").await.statements();
    app.deps.freshness.forget();
    let all = join_all((0..40).map(|_| nobody.get("/v1/posts?first=1"))).await;
    assert!(all.iter().all(|reply| reply.status == 200 && reply.body == all[0].body));
    assert_eq!(all.iter().map(presswork_tests::Reply::statements).sum::<u64>(), alone);
}

async fn a_form_of_its_own_is_kept_for_each_coding(app: TestApp) {
    let ada = app.user("ada").await;
    let input = json!({ "title": "Long", "markdown": "word ".repeat(1_000) });
    let post = ada.call("createPost", json!({ "input": input })).await.ok();
    ada.call("publishPost", id_of(&post)).await.ok();
    app.run_jobs().await;
    let asked = |coding| app.anonymous().request("GET", "/v1/posts/long").header("accept-encoding", coding).send();
    for coding in ["gzip", "br", "zstd", "identity"] {
        let (first, again) = (asked(coding).await, asked(coding).await);
        let expected = if coding == "identity" { "" } else { coding };
        assert_eq!((first.header("content-encoding"), again.header("content-encoding")), (expected, expected));
        assert_eq!((first.header("etag"), &first.body), (again.header("etag"), &again.body));
        assert_eq!(again.statements(), 0);
    }
}

async fn who_sends_a_header_twice_changes_nothing_for_others(app: TestApp) {
    let ada = app.user("ada").await;
    let input = json!({ "title": "Long", "markdown": "word ".repeat(1_000) });
    let post = ada.call("createPost", json!({ "input": input })).await.ok();
    ada.call("publishPost", id_of(&post)).await.ok();
    app.run_jobs().await;
    let asked = || app.anonymous().request("GET", "/v1/posts/long");
    for _ in 0..3 {
        let twice = asked().header("accept-encoding", "").header("accept-encoding", "br").send().await;
        assert_eq!(twice.header("content-encoding"), "br");
        let plain = asked().header("accept-encoding", "").send().await.expect(200);
        assert_eq!(plain["title"], "Long");
        asked().header("accept", "text/html").header("accept", "application/json").send().await.expect(200);
        asked().header("accept", "text/html").send().await.refused(406, "not_acceptable");
    }
}

async fn an_answer_that_is_not_one_to_keep_is_made_each_time(app: TestApp) {
    let nobody = app.anonymous();
    for path in ["/v1/posts/nothing-here", "/v1/nodes/post_01h455vb4pex5vsknk084sn02q"] {
        let statements = [nobody.get(path).await.statements(), nobody.get(path).await.statements()];
        assert_eq!(statements[0], statements[1], "{path}");
    }
}

async fn what_somebody_has_left_is_shown_to_nobody_else(app: TestApp) {
    let ada = app.user("ada").await;
    ada.published("Hello").await;
    app.run_jobs().await;
    let [one, other] = ["192.0.2.1", "192.0.2.2"].map(|address| app.anonymous().from(address));
    for _ in 0..20 {
        one.get("/v1/tags").await.expect(200);
    }
    for query in [
        "{ posts { nodes { title } } left: rateLimit { remaining } }",
        "{ posts { nodes { title } } ...F } fragment F on Query { ... { left: rateLimit { ... { remaining } } } }",
        "{ ...F posts { nodes { title } } } fragment F on Query { rateLimit { fullAt } left: rateLimit { remaining } }",
    ] {
        let shown = async |actor: &Actor| {
            let reply = actor.gql(query, json!({})).await;
            assert!(reply.http.statements() > 0, "it is made for each: {query}");
            reply.ok()["left"]["remaining"].as_u64().unwrap()
        };
        let (ones, others) = (shown(&one).await, shown(&other).await);
        assert!(ones + 10 < others, "{ones} and {others}: {query}");
    }
}

async fn nothing_is_kept_where_there_is_no_room(app: TestApp) {
    let nobody = app.anonymous();
    assert_eq!(nobody.get("/v1/posts").await.statements(), nobody.get("/v1/posts").await.statements());
}

/// How long another process may show what is not true any more.
const LATE: Duration = Duration::from_secs(1);

#[test]
fn another_process_shows_nothing_that_has_not_been_true_for_a_second() {
    run(Profile::Services, Face::Rest, &[], |app: TestApp| async move {
        let ada = app.user("ada").await;
        let post = ada.published("Title 0").await;
        app.run_jobs().await;
        let other = Process::start_ready("api", &app.environment()).await;
        let (here, there) = (app.anonymous(), other.anonymous());
        let path = format!("/v1/posts/{}", post["id"].as_str().unwrap());
        let mut slowest = Duration::ZERO;
        for n in 1..=100 {
            let title = json!(format!("Title {n}"));
            ada.call("updatePost", json!({ "id": post["id"], "input": { "title": title } })).await.ok();
            let written = Instant::now();
            assert_eq!(here.get(&path).await.json()["title"], title, "the process that wrote");
            while there.get(&path).await.json()["title"] != title {
                assert!(written.elapsed() < LATE, "write {n} is not seen by the other process");
            }
            slowest = slowest.max(written.elapsed());
        }
        presswork_tests::say(&format!("another process saw each of 100 writes within {} ms", slowest.as_millis()));
    });
}

#[test]
fn where_others_are_not_heard_nothing_is_believed_for_longer_than_a_second() {
    // Nobody listens there: as if Redis were away.
    let away = [("PRESSWORK__CACHE__TTL", "1h"), ("REDIS_URL", "redis://127.0.0.1:1/0")];
    run(Profile::Services, Face::Rest, &[], |app: TestApp| async move {
        let ada = app.user("ada").await;
        let post = ada.published("One").await;
        app.run_jobs().await;
        let mut environment = app.environment();
        environment.extend(away.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let other = Process::start("api", &environment);
        let (there, began) = (other.anonymous(), Instant::now());
        while !there.request("GET", "/livez").try_send().await.is_ok_and(|reply| reply.status == 200) {
            assert!(began.elapsed() < Duration::from_secs(30), "{}", other.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let path = format!("/v1/posts/{}", post["id"].as_str().unwrap());
        assert_eq!(there.get(&path).await.json()["title"], "One");
        assert_eq!(there.get(&path).await.statements(), 0, "it is kept all the same");
        ada.call("updatePost", json!({ "id": post["id"], "input": { "title": "Two" } })).await.ok();
        tokio::time::sleep(LATE).await;
        assert_eq!(there.get(&path).await.json()["title"], "Two");
    });
}
