//! The pages for people.

use presswork_tests::{Reply, TestApp, each_profile};

const MAILBOX: [(&str, &str); 1] = [("PRESSWORK__DOCS__DEV_MAILBOX", "true")];
const CLOSED: [(&str, &str); 2] = [("PRESSWORK__DOCS__SWAGGER_UI", "false"), ("PRESSWORK__GRAPHQL__GRAPHIQL", "false")];

each_profile! {
    the_pages_are_there_with_a_policy_and_load_only_what_is_there,
    with MAILBOX => the_mailbox_shows_what_was_sent,
    with CLOSED => what_is_switched_off_is_not_there,
}

/// What a page loads.
fn loaded(page: &Reply) -> Vec<String> {
    let text = page.text();
    let links = ["src=\"", "href=\""].into_iter().flat_map(|name| text.split(name).skip(1).collect::<Vec<_>>());
    let paths = links.filter_map(|rest| rest.split('"').next()).filter(|path| path.contains('.'));
    paths.map(str::to_owned).collect()
}

async fn the_pages_are_there_with_a_policy_and_load_only_what_is_there(app: TestApp) {
    for path in ["/", "/docs", "/graphiql", "/ops", "/setup"] {
        let page = app.anonymous().get(path).await;
        assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"), "{path}");
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none';") && !policy.contains("http"), "{path}: {policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("unsafe-eval"), "{path}: {policy}");
        let files = loaded(&page);
        assert!(!files.is_empty(), "{path} loads nothing");
        for file in files {
            assert!(file.starts_with('/'), "{path} loads {file} from elsewhere");
            assert_eq!(app.anonymous().get(&file).await.status, 200, "{path} loads {file}");
        }
    }
}

async fn the_mailbox_shows_what_was_sent(app: TestApp) {
    let ada = app.user("ada").await;
    let page = app.anonymous().get("/dev/mailbox").await;
    assert!(page.text().contains(&ada.email), "{}", page.text());
    let request = app.anonymous().request("GET", "/dev/mailbox").header("accept", "application/json");
    let list = request.send().await.expect(200);
    assert_eq!((&list["data"][0]["to"], list["data"].as_array().unwrap().len()), (&ada.email.into(), 1));
    let path = format!("/dev/mailbox/{}", list["data"][0]["id"].as_str().unwrap());
    let mail = app.anonymous().request("GET", &path).header("accept", "application/json").send().await.expect(200);
    assert!(mail["text"].as_str().unwrap().contains("confirm"), "{mail}");
    assert_eq!(app.anonymous().get(&path).await.status, 200);
}

async fn what_is_switched_off_is_not_there(app: TestApp) {
    for path in ["/docs", "/graphiql", "/dev/mailbox"] {
        app.anonymous().get(path).await.refused(404, "not_found");
        let home = app.anonymous().get("/").await.text();
        assert!(!home.contains(&format!("href=\"{path}\"")), "the front door leads to {path}");
    }
}
