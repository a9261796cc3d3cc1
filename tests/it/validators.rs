//! Entity tags: preconditions of writes, and reads that find nothing new.

use presswork_tests::{Actor, Reply, TestApp, each_face, each_profile};
use serde_json::{Value, json};

each_face! {
    a_stale_write_is_refused_and_changes_nothing,
    any_of_several_versions_will_do,
    a_precondition_that_is_none_is_refused,
}

each_profile! {
    a_precondition_where_no_versions_are_compared_is_refused,
    every_answer_with_a_post_says_its_version,
    two_representations_have_two_tags,
    a_read_is_of_what_was_named,
    what_has_not_changed_is_not_sent_again,
    every_json_read_can_be_asked_again,
    a_compressed_answer_has_a_tag_of_its_own,
    what_a_cache_may_keep_is_said,
}

async fn a_stale_write_is_refused_and_changes_nothing(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.draft("Hello").await;
    let with = |operation: &str, version: &str| {
        let mut arguments = json!({ "id": post["id"], "ifMatch": version });
        if operation == "updatePost" {
            arguments["input"] = json!({ "title": "Changed" });
        }
        arguments
    };
    ada.call("updatePost", with("updatePost", "\"1-whatever\"")).await.ok();
    let before = app.db_state().await;
    for operation in ["updatePost", "publishPost", "unpublishPost", "deletePost"] {
        ada.call(operation, with(operation, "\"1\"")).await.refused(412, "stale_version");
        ada.call(operation, with(operation, "W/\"2\"")).await.refused(412, "stale_version");
    }
    assert_eq!(app.db_state().await, before);
    let published = ada.call("publishPost", with("publishPost", "2")).await.ok();
    assert_eq!(published["post"]["version"], 3);
    app.run_jobs().await;
    ada.call("unpublishPost", with("unpublishPost", "*")).await.ok();
    ada.call("deletePost", with("deletePost", "\"4\"")).await.ok();
}

async fn any_of_several_versions_will_do(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.draft("Hello").await;
    let update = |versions: &str| json!({ "id": post["id"], "input": { "title": "Changed" }, "ifMatch": versions });
    ada.call("updatePost", update("\"7-a\", W/\"1\" , \"8,9\"")).await.refused(412, "stale_version");
    ada.call("updatePost", update("\"7-a\",, \"1-b,c\" ,")).await.ok();
}

async fn a_precondition_that_is_none_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    let post = ada.draft("Hello").await;
    for text in ["abc", "\"1", "1 2", "W/1", ", "] {
        let delete = json!({ "id": post["id"], "ifMatch": text });
        ada.call("deletePost", delete).await.refused(400, "invalid_if_match");
    }
}

async fn a_precondition_where_no_versions_are_compared_is_refused(app: TestApp) {
    let ada = app.user("ada").await;
    app.user("bob").await;
    let post = ada.published("Hello").await;
    app.run_jobs().await;
    let before = app.db_state().await;
    let (follow, restore) = ("/v1/users/@bob/follow".to_owned(), format!("{}/restore", path_of(&post)));
    let changes = [("PUT", &follow), ("DELETE", &follow), ("POST", &restore), ("POST", &"/v1/posts".to_owned())];
    for (method, path) in changes {
        for value in ["\"1\"", "*"] {
            let request = ada.request(method, path).header("if-match", value).json(&json!({ "title": "Other" }));
            request.send().await.refused(400, "if_match_not_supported");
        }
    }
    for path in [&follow, &path_of(&post)] {
        let request = ada.request("DELETE", path).header("if-none-match", "*");
        request.send().await.refused(400, "if_none_match_not_supported");
    }
    assert_eq!(app.db_state().await, before, "nothing was done");
}

async fn a_read_is_of_what_was_named(app: TestApp) {
    let ada = app.user("ada").await;
    let path = path_of(&ada.draft("Hello").await);
    let tag = ada.get(&path).await.header("etag").to_owned();
    let ask = async |method: &str, path: &str, headers: &[(&str, &str)]| -> Reply {
        let request = ada.request(method, path);
        headers.iter().fold(request, |request, (name, value)| request.header(name, value)).send().await
    };
    for named in [tag.as_str(), "*", &format!("\"x\", {tag}")] {
        assert_eq!(ask("GET", &path, &[("if-match", named)]).await.status, 200, "{named}");
    }
    for named in ["\"x\"", &format!("W/{tag}"), "\"1\""] {
        ask("GET", &path, &[("if-match", named)]).await.refused(412, "stale_version");
        assert_eq!(ask("HEAD", &path, &[("if-match", named)]).await.status, 412, "{named}");
    }
    ask("GET", &path, &[("if-match", "\"x\""), ("if-none-match", &tag)]).await.refused(412, "stale_version");
    assert_eq!(ask("GET", &path, &[("if-match", &tag), ("if-none-match", &tag)]).await.status, 304);
    for other in ["/v1/posts", "/openapi.json", "/feed.xml"] {
        ask("GET", other, &[("if-match", "\"x\"")]).await.refused(412, "stale_version");
    }
    ask("GET", "/v1/posts/nothing", &[("if-match", "\"x\"")]).await.refused(404, "not_found");
    let query = ask("GET", "/graphql?query=%7B__typename%7D", &[("if-match", "\"x\"")]).await;
    assert_eq!(query.status, 200, "there it is an argument of mutations");
}

async fn asked_again(actor: &Actor, path: &str, tag: &str) -> Reply {
    actor.request("GET", path).header("if-none-match", tag).send().await
}

fn path_of(post: &Value) -> String {
    format!("/v1/posts/{}", post["id"].as_str().unwrap())
}

async fn every_answer_with_a_post_says_its_version(app: TestApp) {
    let ada = app.user("ada").await;
    let created = ada.post("/v1/posts", json!({ "title": "Hello", "markdown": "x" })).await;
    let path = path_of(&created.json());
    let changed = ada.patch(&path, json!({ "title": "Changed" })).await;
    let published = ada.post(&format!("{path}/publish"), json!({})).await;
    app.run_jobs().await;
    let read = ada.get(&path).await;
    for (reply, version) in [(created, 1), (changed, 2), (published, 3), (read, 3)] {
        assert!(reply.header("etag").starts_with(&format!("\"{version}-")), "{}", reply.header("etag"));
    }
}

async fn two_representations_have_two_tags(app: TestApp) {
    let (ada, path) = (app.user("ada").await, "/v1/posts/hello");
    ada.published("Hello").await;
    app.run_jobs().await;
    let tag = async |actor: &Actor, path: &str| actor.get(path).await.header("etag").to_owned();
    let all = [
        tag(&ada, path).await,
        tag(&app.anonymous(), path).await,
        tag(&ada, &format!("{path}?include=")).await,
        tag(&ada, &format!("{path}?fields=id")).await,
    ];
    for (n, one) in all.iter().enumerate() {
        assert!(one.starts_with("\"2-") && !all[..n].contains(one), "{all:?}");
    }
    assert_eq!(tag(&ada, path).await, all[0], "the same representation has the same tag");
}

async fn what_has_not_changed_is_not_sent_again(app: TestApp) {
    let ada = app.user("ada").await;
    let path = path_of(&ada.draft("Hello").await);
    let first = ada.get(&path).await;
    let tag = first.header("etag");
    for known in [tag.to_owned(), format!("\"x\", W/{tag}"), "*".to_owned()] {
        let again = asked_again(&ada, &path, &known).await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{known}");
        for name in ["etag", "cache-control", "vary"] {
            assert_eq!(again.header(name), first.header(name), "{name}");
        }
        for name in ["content-type", "content-length", "content-encoding"] {
            assert_eq!(again.header(name), "", "{name}");
        }
    }
    let head = ada.request("HEAD", &path).header("if-none-match", tag).send().await;
    assert_eq!((head.status, head.header("etag")), (304, tag));
    ada.patch(&path, json!({ "title": "Changed" })).await;
    assert_eq!(asked_again(&ada, &path, tag).await.status, 200);
}

async fn every_json_read_can_be_asked_again(app: TestApp) {
    let ada = app.admin("ada").await;
    let post = ada.draft("Hello").await;
    let nodes = format!("/v1/nodes?ids={}", post["id"].as_str().unwrap());
    let query = "/graphql?query=%7B%20me%20%7B%20id%20%7D%20%7D";
    for path in
        ["/v1", "/v1/me", "/v1/posts", "/v1/tags", "/v1/users", "/v1/jobs", "/openapi.json", "/version", &nodes, query]
    {
        let first = ada.get(path).await;
        assert_eq!(first.status, 200, "{path}");
        assert_eq!(asked_again(&ada, path, first.header("etag")).await.status, 304, "{path}");
    }
    let posted = ada.gql("{ me { id } }", json!({})).await;
    assert_eq!(posted.http.status, 200);
}

async fn a_compressed_answer_has_a_tag_of_its_own(app: TestApp) {
    let ada = app.user("ada").await;
    let path = path_of(&ada.draft("Hello").await);
    let encoded = async |coding: &str, known: &str| {
        let request = ada.request("GET", &path).header("accept-encoding", coding);
        request.header("if-none-match", known).send().await
    };
    let (plain, packed) = (encoded("identity", "\"\"").await, encoded("gzip", "\"\"").await);
    assert_eq!((packed.header("content-encoding"), plain.header("content-encoding")), ("gzip", ""));
    let (tag, tag_packed) = (plain.header("etag"), packed.header("etag"));
    assert_eq!(tag_packed, format!("{}-gzip\"", tag.trim_end_matches('"')));
    assert_eq!(encoded("gzip", tag_packed).await.status, 304);
    assert_eq!(encoded("gzip", tag_packed).await.header("etag"), tag_packed);
    assert_eq!(encoded("gzip", tag).await.status, 200);
    assert_eq!(encoded("identity", tag_packed).await.status, 200);
    let delete = ada.request("DELETE", &path).header("if-match", tag_packed).send().await;
    assert_eq!(delete.status, 204, "the version is the same, however it was packed");
}

async fn what_a_cache_may_keep_is_said(app: TestApp) {
    let ada = app.user("ada").await;
    ada.published("Hello").await;
    app.run_jobs().await;
    let said = |reply: &Reply| reply.header("cache-control").to_owned();
    assert_eq!(said(&app.anonymous().get("/v1/posts/hello").await), "public, no-cache");
    assert_eq!(said(&ada.get("/v1/posts/hello").await), "private, no-cache");
    assert_eq!(said(&ada.get("/v1/posts/never").await), "no-store");
    assert_eq!(said(&ada.post("/v1/posts", json!({ "title": "x" })).await), "no-store");
    let vary: Vec<_> = ada.get("/v1/posts/hello").await.headers.get_all("vary").iter().cloned().collect();
    assert!(vary.iter().any(|value| value == "Authorization"), "{vary:?}");
}
