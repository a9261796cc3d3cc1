//! Comments within posts: a field of theirs in GraphQL, `include=comments` in REST.

use chrono::TimeDelta;
use presswork_tests::{Actor, Face, TestApp, each_profile};
use serde_json::{Value, json};

each_profile! {
    a_post_has_the_comments_of_its_list,
    what_one_may_not_see_is_not_there,
    comments_within_posts_cost_as_many_statements_for_two_posts_as_for_twenty,
    bad_pages_of_comments_are_refused,
    rest_includes_what_graphql_nests,
    rest_includes_comments_for_whom_they_are,
    more_comments_than_a_page_may_have_are_refused,
}

/// The texts of the comments on each of these posts, and the answer of one who asks.
async fn texts(reader: &Actor, arguments: &str) -> Vec<(String, Vec<String>)> {
    let query = format!("{{ posts {{ nodes {{ title comments{arguments} {{ nodes {{ html }} }} }} }} }}");
    let posts = reader.gql(&query, json!({})).await.ok()["posts"]["nodes"].clone();
    let text = |value: &Value| value.as_str().unwrap().replace("<p>", "").replace("</p>\n", "");
    let of = |post: &Value| post["comments"]["nodes"].as_array().unwrap().iter().map(|it| text(&it["html"])).collect();
    posts.as_array().unwrap().iter().map(|post| (text(&post["title"]), of(post))).collect()
}

fn has(title: &str, comments: &[&str]) -> (String, Vec<String>) {
    (title.to_owned(), comments.iter().map(|it| (*it).to_owned()).collect())
}

async fn a_post_has_the_comments_of_its_list(app: TestApp) {
    let (ada, bob) = (app.user("ada").await.through(Face::Rest), app.user("bob").await.through(Face::Rest));
    let (first, second) = (ada.published("First").await, ada.published("Second").await);
    ada.published("Third").await;
    let one = bob.comment(&first, "One").await;
    app.advance(TimeDelta::seconds(1));
    ada.comment(&second, "Two").await;
    app.advance(TimeDelta::seconds(1));
    bob.comment(&first, "Three").await;
    ada.reply(&one, "A reply").await;
    ada.call("reactToComment", json!({ "id": one["id"], "kind": "like" })).await.ok();
    app.run_jobs().await;
    let nobody = app.anonymous();
    let all = [has("Third", &[]), has("Second", &["Two"]), has("First", &["One", "Three"])];
    assert_eq!(texts(&nobody, "").await, all);
    let newest = [has("Third", &[]), has("Second", &["Two"]), has("First", &["Three"])];
    assert_eq!(texts(&nobody, "(first: 1, sort: newest)").await, newest);
    assert_eq!(texts(&nobody, "(first: 1, sort: top)").await[2], has("First", &["One"]));
    let page = "query ($id: ID!, $after: String) { post(id: $id) { comments(first: 1, after: $after) { totalCount \
                nodes { html author { username } reactions { kind count } } pageInfo { hasNextPage endCursor } } } }";
    let mut after = Value::Null;
    for (text, more) in [("<p>One</p>\n", true), ("<p>Three</p>\n", false)] {
        let found = nobody.gql(page, json!({ "id": first["id"], "after": after })).await.ok();
        let comments = found["post"]["comments"].clone();
        assert_eq!((&comments["nodes"][0]["html"], &comments["totalCount"]), (&json!(text), &json!(2)));
        assert_eq!(comments["nodes"][0]["author"]["username"], "bob");
        assert_eq!(comments["pageInfo"]["hasNextPage"], more);
        after = comments["pageInfo"]["endCursor"].clone();
    }
    // A cursor of the list is one of the field, and the other way round.
    let list = nobody.call("comments", json!({ "post": first["id"], "first": 1 })).await.ok();
    let cursor = list["pageInfo"]["endCursor"].as_str().unwrap();
    let rest = nobody.gql(page, json!({ "id": first["id"], "after": cursor })).await.ok();
    assert_eq!(rest["post"]["comments"]["nodes"][0]["html"], "<p>Three</p>\n");
}

async fn what_one_may_not_see_is_not_there(app: TestApp) {
    let (ada, bob) = (app.user("ada").await.through(Face::Rest), app.user("bob").await.through(Face::Rest));
    let post = ada.published("Hello").await;
    let gone = bob.comment(&post, "Gone").await;
    bob.comment(&post, "There").await;
    bob.call("deleteComment", json!({ "id": gone["id"] })).await.ok();
    let cyd = app.user("cyd").await.through(Face::Rest);
    cyd.call("blockUser", json!({ "id": bob.id })).await.ok();
    app.run_jobs().await;
    assert_eq!(texts(&app.anonymous(), "").await, [has("Hello", &["There"])]);
    assert_eq!(texts(&cyd, "").await, [has("Hello", &[])]);
    ada.call("deletePost", json!({ "id": post["id"] })).await.ok();
    let query = "{ posts(deleted: true) { nodes { title comments { nodes { html } } } } }";
    let deleted = ada.gql(query, json!({})).await.ok();
    assert_eq!(deleted["posts"]["nodes"], json!([{ "title": "Hello", "comments": { "nodes": [] } }]));
    app.run_jobs().await;
}

async fn comments_within_posts_cost_as_many_statements_for_two_posts_as_for_twenty(app: TestApp) {
    let ada = app.user("ada").await.through(Face::Rest);
    for n in 0..20 {
        let post = ada.published(&format!("Post {n}")).await;
        for comment in 0..4 {
            ada.comment(&post, &format!("Comment {comment}")).await;
        }
    }
    app.run_jobs().await;
    let query = "query ($n: Int) { posts(first: $n) { nodes { id author { username } tags { slug } reactions { kind } \
                 comments(first: 3) { nodes { html author { username } reactions { kind } mentions { username } } } } } }";
    let (mut costs, mut included) = (Vec::new(), Vec::new());
    for n in [2, 20] {
        let path = format!(
            "/v1/posts?first={n}&include=author,tags,reactions,comments&fields=id,author,tags,reactions,comments"
        );
        let rest = ada.get(&path).await;
        included.push(rest.statements());
        let list = rest.json()["data"].clone();
        assert!(
            list.as_array().unwrap().iter().all(|it| it["comments"]["data"].as_array().unwrap().len() == 3),
            "{list}"
        );
        let reply = ada.gql(query, json!({ "n": n })).await;
        costs.push(reply.http.statements());
        let posts = reply.ok()["posts"]["nodes"].clone();
        let posts = posts.as_array().unwrap();
        assert_eq!(posts.len(), usize::try_from(n).unwrap());
        assert!(posts.iter().all(|post| post["comments"]["nodes"].as_array().unwrap().len() == 3));
    }
    assert_eq!(costs[0], costs[1]);
    assert_eq!(included, costs, "through either face");
}

async fn bad_pages_of_comments_are_refused(app: TestApp) {
    let ada = app.user("ada").await;
    ada.published("Hello").await;
    app.run_jobs().await;
    for (arguments, code) in [
        ("(first: 0)", "validation_failed"),
        ("(first: 101)", "validation_failed"),
        ("(first: 1, last: 1)", "validation_failed"),
        ("(after: \"forged\")", "invalid_cursor"),
    ] {
        let reply = ada
            .gql(&format!("{{ posts {{ nodes {{ comments{arguments} {{ nodes {{ id }} }} }} }} }}"), json!({}))
            .await;
        assert_eq!(reply.errors[0]["extensions"]["code"], code, "{arguments}");
    }
    let deep = "{ posts(first: 100) { nodes { comments(first: 100) { nodes { author { followers(first: 100) { nodes { id } } } } } } } }";
    assert_eq!(ada.gql(deep, json!({})).await.errors[0]["extensions"]["code"], "query_too_complex");
}

/// Ada's posts with comments, the one with the most first.
async fn discussed(app: &TestApp) -> Actor {
    let (ada, bob) = (app.user("ada").await.through(Face::Rest), app.user("bob").await.through(Face::Rest));
    for (title, comments) in [("Quiet", 0), ("Some", 2), ("Much", 5)] {
        let post = ada.published(title).await;
        for n in 0..comments {
            bob.comment(&post, &format!("@ada, comment {n}")).await;
            app.advance(TimeDelta::seconds(1));
        }
    }
    app.run_jobs().await;
    ada
}

async fn rest_includes_what_graphql_nests(app: TestApp) {
    let ada = discussed(&app).await;
    let comment = "id postId parentId depth authorId author { username } html replyCount version \
                   reactions { kind count } mentions { username }";
    for (query, arguments) in [
        ("", "(first: 3)"),
        ("&commentsFirst=2", "(first: 2)"),
        ("&commentsFirst=4&commentsSort=newest", "(first: 4, sort: newest)"),
    ] {
        let rest = ada.get(&format!("/v1/posts?include=comments{query}")).await;
        let document = format!(
            "{{ posts {{ nodes {{ id comments{arguments} {{ nodes {{ {comment} }} pageInfo {{ hasNextPage \
             hasPreviousPage startCursor endCursor }} }} }} }} }}"
        );
        let graphql = ada.gql(&document, json!({})).await;
        assert_eq!(rest.points(), graphql.http.points(), "{query}");
        let nested = graphql.ok()["posts"]["nodes"].clone();
        for (post, same) in rest.expect(200)["data"].as_array().unwrap().iter().zip(nested.as_array().unwrap()) {
            assert_eq!(post["id"], same["id"]);
            assert_eq!(post["comments"]["pageInfo"], same["comments"]["pageInfo"], "{query}");
            let (all, nodes) =
                (post["comments"]["data"].as_array().unwrap(), same["comments"]["nodes"].as_array().unwrap());
            assert_eq!(all.len(), nodes.len(), "{query}");
            for (one, other) in all.iter().zip(nodes) {
                for member in
                    ["id", "postId", "parentId", "depth", "authorId", "html", "replyCount", "version", "reactions"]
                {
                    assert_eq!(one[member], other[member], "{member} of {query}");
                }
                assert_eq!(one["author"]["username"], other["author"]["username"]);
                assert_eq!(one["mentions"][0]["username"], other["mentions"][0]["username"]);
            }
        }
    }
    let much = ada.get("/v1/posts/much?include=comments&commentsFirst=2").await.expect(200)["comments"].clone();
    let cursor = much["pageInfo"]["endCursor"].as_str().unwrap();
    let rest = ada.get(&format!("/v1/posts/much/comments?after={cursor}&first=1")).await.expect(200);
    assert_eq!(rest["data"][0]["html"], "<p>@ada, comment 2</p>\n", "its cursors are those of the list");
    let feed = ada.get("/v1/feed?include=comments&commentsFirst=1").await.expect(200);
    assert_eq!(feed["data"][0]["comments"]["data"][0]["html"], "<p>@ada, comment 0</p>\n");
}

async fn rest_includes_comments_for_whom_they_are(app: TestApp) {
    let ada = discussed(&app).await;
    let bob = ada.get("/v1/users/@bob").await.expect(200);
    ada.call("blockUser", json!({ "id": bob["id"] })).await.ok();
    let seen = |post: &Value| post["comments"]["data"].as_array().map(Vec::len);
    let much = "/v1/posts/much?include=comments";
    assert_eq!(seen(&ada.get(much).await.expect(200)), Some(0), "of people out of sight there are none");
    assert_eq!(seen(&app.anonymous().get(much).await.expect(200)), Some(3));
    assert_eq!(seen(&app.anonymous().get("/v1/posts/much").await.expect(200)), None, "only when they are included");
    assert_eq!(seen(&app.anonymous().get(&format!("{much}&fields=id")).await.expect(200)), None);
    app.run_jobs().await;
}

async fn more_comments_than_a_page_may_have_are_refused(app: TestApp) {
    let ada = app.user("ada").await;
    ada.published("Hello").await;
    app.run_jobs().await;
    for query in [
        "/v1/posts?include=comments&commentsFirst=0",
        "/v1/posts?include=comments&commentsFirst=101",
        "/v1/posts?include=comments&first=100&commentsFirst=21",
        "/v1/feed?include=comments&last=100&commentsFirst=21",
        "/v1/posts/hello?commentsFirst=-1",
    ] {
        let problem = ada.get(query).await.refused(422, "validation_failed");
        assert_eq!(problem["errors"][0]["pointer"], "/commentsFirst", "{query}");
    }
    ada.get("/v1/posts?include=comments&first=100&commentsFirst=20").await.expect(200);
}
