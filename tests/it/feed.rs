//! Feeds.

use std::{sync::Arc, time::Instant};

use chrono::TimeDelta;
use presswork_domain::{
    Context,
    demo::{self, Demo, DemoSize},
};
use presswork_tests::{Actor, TestApp, each_face, each_profile, id_of, say};
use serde_json::{Value, json};

each_face! {
    a_home_has_the_posts_of_people_and_tags_that_one_follows_each_once,
    a_home_is_walked_in_both_directions_without_gap_or_double,
    a_home_of_tags_that_posts_share_is_walked_without_gap_or_double,
    a_home_shows_nobody_whom_one_does_not_want_to_meet,
    what_is_withdrawn_leaves_every_feed_and_comes_back,
    a_home_is_for_who_has_logged_in,
    the_latest_come_first,
    what_is_talked_about_comes_first_and_fades,
    trending_is_walked_in_both_directions_while_ranks_stay,
    a_cursor_of_one_feed_is_none_of_another,
    a_feed_costs_as_many_statements_for_one_post_as_for_forty,
}

each_profile! {
    five_thousand_follows_are_one_statement_and_quick,
    a_feed_sends_the_relations_that_were_asked_for,
}

fn titles(list: &Value) -> Vec<String> {
    list["data"].as_array().unwrap().iter().map(|post| post["title"].as_str().unwrap().to_owned()).collect()
}

async fn feed(reader: &Actor, kind: &str) -> Vec<String> {
    titles(&reader.call("feed", json!({ "kind": kind })).await.ok())
}

async fn publish(author: &Actor, title: &str, tags: Value) -> Value {
    let input = json!({ "title": title, "markdown": "x", "tags": tags });
    let draft = author.call("createPost", json!({ "input": input })).await.ok();
    author.call("publishPost", id_of(&draft)).await.ok()["post"].clone()
}

/// Walks a feed from its beginning in pages of this size; and back from its end.
async fn walked(reader: &Actor, kind: &str, size: usize) -> [Vec<String>; 2] {
    let (mut forwards, mut backwards) = (Vec::new(), Vec::new());
    let mut arguments = json!({ "kind": kind, "first": size });
    loop {
        let page = reader.call("feed", arguments).await.ok();
        forwards.extend(titles(&page));
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        arguments = json!({ "kind": kind, "first": size, "after": page["pageInfo"]["endCursor"] });
    }
    let mut arguments = json!({ "kind": kind, "last": size });
    loop {
        let page = reader.call("feed", arguments).await.ok();
        backwards.splice(0..0, titles(&page));
        if page["pageInfo"]["hasPreviousPage"] == false {
            break;
        }
        arguments = json!({ "kind": kind, "last": size, "before": page["pageInfo"]["startCursor"] });
    }
    [forwards, backwards]
}

async fn a_home_has_the_posts_of_people_and_tags_that_one_follows_each_once(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    for (author, title, tags) in [
        (&bob, "Bob on nothing", json!([])),
        (&cem, "Cem on Rust", json!(["Rust"])),
        (&bob, "Bob on Rust", json!(["Rust", "Web"])),
        (&cem, "Cem on Go", json!(["Go"])),
        (&cem, "Cem on both", json!(["Web", "Rust"])),
    ] {
        publish(author, title, tags).await;
    }
    bob.draft("Unfinished").await;
    app.run_jobs().await;
    assert_eq!(feed(&ada, "home").await, [""; 0]);
    ada.follows(&bob).await;
    assert_eq!(feed(&ada, "home").await, ["Bob on Rust", "Bob on nothing"]);
    for slug in ["rust", "web"] {
        ada.call("followTag", json!({ "slug": slug })).await.ok();
    }
    let all = ["Cem on both", "Bob on Rust", "Cem on Rust", "Bob on nothing"];
    assert_eq!(feed(&ada, "home").await, all);
    ada.call("unfollowUser", json!({ "id": bob.id })).await.ok();
    assert_eq!(feed(&ada, "home").await, all[..3]);
    ada.call("unfollowTag", json!({ "slug": "rust" })).await.ok();
    assert_eq!(feed(&ada, "home").await, all[..2]);
    assert_eq!(feed(&bob, "home").await, [""; 0], "everybody has one of their own");
    app.run_jobs().await;
}

async fn a_home_is_walked_in_both_directions_without_gap_or_double(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    let mut expected = Vec::new();
    for n in 0..14 {
        let (author, tags) = [(&bob, json!(["Web"])), (&cem, json!(["Rust"])), (&cem, json!(["Go"]))][n % 3].clone();
        publish(author, &format!("Post {n}"), tags).await;
        if n % 3 != 2 {
            expected.insert(0, format!("Post {n}"));
        }
    }
    app.run_jobs().await;
    ada.follows(&bob).await;
    for slug in ["rust", "web"] {
        ada.call("followTag", json!({ "slug": slug })).await.ok();
    }
    for moment in ["each of their own", "all of one"] {
        for size in [1, 3, 20] {
            let [forwards, backwards] = walked(&ada, "home", size).await;
            assert_eq!((&forwards, &backwards), (&expected, &expected), "{moment}, by {size}");
        }
        // The order hangs on the ids alone then, which are in the order of their making.
        app.db_run("UPDATE posts SET published_at = (SELECT MIN(created_at) FROM posts)", vec![]).await;
        app.db_run("UPDATE post_tags SET listed_at = (SELECT MIN(created_at) FROM posts)", vec![]).await;
    }
    app.run_jobs().await;
}

async fn a_home_of_tags_that_posts_share_is_walked_without_gap_or_double(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let mut expected = Vec::new();
    for n in 0..7 {
        publish(&bob, &format!("Post {n}"), json!(["Rust", "Web", format!("One {n}"), format!("Two {n}")])).await;
        expected.insert(0, format!("Post {n}"));
    }
    app.run_jobs().await;
    for slug in ["rust".to_owned(), "web".to_owned()]
        .into_iter()
        .chain((0..7).flat_map(|n| [format!("one-{n}"), format!("two-{n}")]))
    {
        ada.call("followTag", json!({ "slug": slug })).await.ok();
    }
    for size in [1, 3, 20] {
        let [forwards, backwards] = walked(&ada, "home", size).await;
        assert_eq!((&forwards, &backwards), (&expected, &expected), "by {size}");
    }
    ada.call("unfollowTag", json!({ "slug": "rust" })).await.ok();
    ada.call("unfollowTag", json!({ "slug": "web" })).await.ok();
    for size in [1, 3] {
        let [forwards, backwards] = walked(&ada, "home", size).await;
        assert_eq!((&forwards, &backwards), (&expected, &expected), "of tags of their own, by {size}");
    }
    app.run_jobs().await;
}

async fn a_home_shows_nobody_whom_one_does_not_want_to_meet(app: TestApp) {
    let (ada, bob, cem) = (app.user("ada").await, app.user("bob").await, app.user("cem").await);
    for (author, title) in [(&bob, "Of Bob"), (&cem, "Of Cem"), (&ada, "Of Ada")] {
        publish(author, title, json!(["Rust"])).await;
    }
    app.run_jobs().await;
    for reader in [&ada, &bob, &cem] {
        reader.call("followTag", json!({ "slug": "rust" })).await.ok();
    }
    ada.follows(&bob).await;
    ada.call("blockUser", json!({ "id": bob.id })).await.ok();
    for kind in ["home", "latest", "trending"] {
        assert_eq!(feed(&ada, kind).await, ["Of Ada", "Of Cem"], "{kind}");
        assert_eq!(feed(&bob, kind).await, ["Of Cem", "Of Bob"], "{kind}");
        assert_eq!(feed(&cem, kind).await.len(), 3, "{kind}");
    }
    // A page is full although what comes first is out of sight.
    let first = bob.call("feed", json!({ "kind": "home", "first": 1 })).await.ok();
    assert_eq!((titles(&first), &first["pageInfo"]["hasNextPage"]), (vec!["Of Cem".to_owned()], &json!(true)));
    ada.call("unblockUser", json!({ "id": bob.id })).await.ok();
    assert_eq!(feed(&ada, "home").await.len(), 3);
    app.run_jobs().await;
}

async fn what_is_withdrawn_leaves_every_feed_and_comes_back(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let post = publish(&bob, "Hello", json!(["Rust"])).await;
    ada.follows(&bob).await;
    ada.call("followTag", json!({ "slug": "rust" })).await.ok();
    for (operation, there) in
        [("unpublishPost", false), ("publishPost", true), ("deletePost", false), ("restorePost", true)]
    {
        bob.call(operation, id_of(&post)).await.ok();
        for kind in ["home", "latest", "trending"] {
            assert_eq!(feed(&ada, kind).await.len(), usize::from(there), "{kind} after {operation}");
        }
    }
    app.run_jobs().await;
}

async fn a_home_is_for_who_has_logged_in(app: TestApp) {
    let nobody = app.anonymous();
    nobody.call("feed", json!({ "kind": "home" })).await.refused(401, "authentication_required");
    for arguments in [json!({}), json!({ "kind": "latest" }), json!({ "kind": "trending" })] {
        assert_eq!(nobody.call("feed", arguments).await.ok()["data"], json!([]));
    }
}

async fn the_latest_come_first(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    for (author, title) in [(&ada, "One"), (&bob, "Two"), (&ada, "Three")] {
        publish(author, title, json!([])).await;
    }
    app.run_jobs().await;
    for reader in [&ada, &app.anonymous()] {
        assert_eq!(feed(reader, "latest").await, ["Three", "Two", "One"]);
        assert_eq!(
            reader.call("feed", json!({})).await.ok(),
            reader.call("feed", json!({ "kind": "latest" })).await.ok()
        );
    }
    let [forwards, backwards] = walked(&ada, "latest", 2).await;
    assert_eq!((forwards.len(), &forwards), (3, &backwards));
}

/// Ranks what is talked about, as the schedule does.
async fn rank(app: &TestApp) {
    let boss = app.admin(&format!("boss-{}", app.db_count("users").await)).await;
    boss.call("triggerSchedule", json!({ "name": "rank-posts" })).await.ok();
    app.run_jobs().await;
}

async fn what_is_talked_about_comes_first_and_fades(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let liked = publish(&ada, "Liked", json!([])).await;
    let answered = publish(&ada, "Answered", json!([])).await;
    publish(&ada, "Quiet", json!([])).await;
    assert_eq!(feed(&ada, "trending").await, ["Quiet", "Answered", "Liked"], "at once, where they were published");
    bob.call("reactToPost", json!({ "id": liked["id"], "kind": "like" })).await.ok();
    let comment = bob.comment(&answered, "Well said.").await;
    rank(&app).await;
    let nobody = app.anonymous();
    assert_eq!(feed(&nobody, "trending").await, ["Answered", "Liked", "Quiet"], "a comment takes more than a reaction");
    bob.again().await.call("deleteComment", id_of(&comment)).await.ok();
    rank(&app).await;
    assert_eq!(feed(&nobody, "trending").await, ["Liked", "Quiet", "Answered"]);
    app.advance(TimeDelta::hours(24));
    publish(&ada.again().await, "New", json!([])).await;
    app.run_jobs().await;
    assert_eq!(
        feed(&nobody, "trending").await,
        ["New", "Liked", "Quiet", "Answered"],
        "two points are worth four hours"
    );
    let before = app.db_rows("SELECT post_id, rank FROM post_ranks ORDER BY post_id", vec![]).await;
    rank(&app).await;
    let after = app.db_rows("SELECT post_id, rank FROM post_ranks ORDER BY post_id", vec![]).await;
    assert_eq!(before, after, "nothing was said since");
    let results =
        app.db_rows("SELECT result FROM jobs WHERE kind = 'housekeeping.rank_posts' ORDER BY id", vec![]).await;
    let told = results.last().unwrap().to_string().replace([' ', '\\'], "");
    assert!(told.contains("\"moved\":0") && told.contains("\"ranked\":4"), "{told}");
}

async fn trending_is_walked_in_both_directions_while_ranks_stay(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    for n in 0..7 {
        let post = publish(&ada, &format!("Post {n}"), json!([])).await;
        if n % 2 == 0 {
            bob.call("reactToPost", json!({ "id": post["id"], "kind": "love" })).await.ok();
        }
    }
    rank(&app).await;
    let expected = [6, 4, 2, 0, 5, 3, 1].map(|n| format!("Post {n}"));
    for size in [1, 3, 20] {
        let [forwards, backwards] = walked(&ada, "trending", size).await;
        assert_eq!((&forwards[..], &backwards[..]), (&expected[..], &expected[..]), "by {size}");
    }
    // All on one place, so that the order hangs on the ids alone.
    app.db_run("UPDATE post_ranks SET rank = 7", vec![]).await;
    let [forwards, backwards] = walked(&ada, "trending", 2).await;
    assert_eq!((forwards.len(), &forwards), (7, &backwards));
}

async fn a_cursor_of_one_feed_is_none_of_another(app: TestApp) {
    let ada = app.user("ada").await;
    publish(&ada, "One", json!(["Rust"])).await;
    app.run_jobs().await;
    ada.call("followTag", json!({ "slug": "rust" })).await.ok();
    let kinds = ["home", "latest", "trending"];
    for kind in kinds {
        let page = ada.call("feed", json!({ "kind": kind })).await.ok();
        for other in kinds.into_iter().filter(|other| *other != kind) {
            let arguments = json!({ "kind": other, "after": page["pageInfo"]["endCursor"] });
            ada.call("feed", arguments).await.refused(400, "invalid_cursor");
        }
    }
}

async fn a_feed_costs_as_many_statements_for_one_post_as_for_forty(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    for n in 0..42 {
        publish(&bob, &format!("Post {n}"), json!([format!("tag {n}"), "Rust"])).await;
    }
    app.run_jobs().await;
    ada.follows(&bob).await;
    ada.call("followTag", json!({ "slug": "rust" })).await.ok();
    for kind in ["home", "latest", "trending"] {
        let mut costs = Vec::new();
        for first in [1, 10, 40] {
            let outcome = ada.call("feed", json!({ "kind": kind, "first": first })).await;
            costs.push(outcome.http.statements());
            assert_eq!(outcome.ok()["data"].as_array().unwrap().len(), first);
        }
        assert!(costs.iter().all(|cost| *cost == costs[0]) && costs[0] <= 6, "{kind}: {costs:?}");
    }
    app.run_jobs().await;
}

async fn five_thousand_follows_are_one_statement_and_quick(app: TestApp) {
    let size = DemoSize { users: 5_001, posts: 300, comments: 0, tags: 40, reactions: 0, follows: 0 };
    let sown = Demo { size, seed: 1, until: None, password: None, force: false };
    demo::sow(&Context::system(Arc::clone(&app.deps), "test"), &sown).await.unwrap();
    let ada = app.user("ada").await;
    let everybody = "INSERT INTO follows (follower_id, followee_id, created_at) SELECT me.id, u.id, u.created_at \
                     FROM users u, users me WHERE me.username = 'ada' AND u.id <> me.id";
    assert_eq!(app.db_run(everybody, vec![]).await, 5_001);
    let every_tag = "INSERT INTO tag_follows (user_id, tag_id, created_at) SELECT me.id, t.id, t.created_at \
                     FROM tags t, users me WHERE me.username = 'ada'";
    app.db_run(every_tag, vec![]).await;
    let began = Instant::now();
    let home = ada.get("/v1/feed?kind=home&first=50&include=").await;
    let took = began.elapsed();
    let latest = ada.get("/v1/feed?kind=latest&first=50&include=").await;
    assert_eq!(home.statements(), latest.statements());
    assert_eq!(home.expect(200)["data"], latest.expect(200)["data"], "everybody's posts are all posts");
    let [forwards, backwards] = walked(&ada, "home", 100).await;
    let published = app.db_number_of("posts WHERE status = 'published'").await;
    assert_eq!((i64::try_from(forwards.len()).unwrap(), &forwards), (published, &backwards));
    say(&format!("a home of 5,001 people and 40 tags took {} ms ({:?})", took.as_millis(), app.profile));
    assert!(took.as_secs() < 5, "{took:?}");
}

async fn a_feed_sends_the_relations_that_were_asked_for(app: TestApp) {
    let ada = app.user("ada").await;
    publish(&ada, "One", json!(["Rust"])).await;
    app.run_jobs().await;
    ada.call("followTag", json!({ "slug": "rust" })).await.ok();
    for kind in ["home", "latest", "trending"] {
        for (include, author, tags) in [("", false, false), ("tags", false, true), ("author,tags", true, true)] {
            let page = ada.get(&format!("/v1/feed?kind={kind}&include={include}")).await.expect(200);
            let post = &page["data"][0];
            assert_eq!((post.get("author").is_some(), post.get("tags").is_some()), (author, tags), "{kind} {include}");
        }
        let counted = ada.get(&format!("/v1/feed?kind={kind}&includeTotal=true&fields=title")).await.expect(200);
        assert_eq!((&counted["totalCount"], &counted["data"]), (&json!(1), &json!([{ "title": "One" }])), "{kind}");
    }
    for query in ["kind=Home", "kind=", "include=likes", "sort=new", "kind=home&kind=latest"] {
        ada.get(&format!("/v1/feed?{query}")).await.refused(422, "validation_failed");
    }
}
