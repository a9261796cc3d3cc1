//! The files that browsers show.

use presswork_tests::{Reply, TestApp, each_profile, id_of, pictures};
use serde_json::json;

each_profile! {
    a_file_is_served_for_ever_and_good_for_nothing_but_being_looked_at,
    some_bytes_are_served_on_demand,
    what_the_client_has_is_not_sent_again,
    what_is_not_there_is_not_found,
    a_head_tells_the_length_and_sends_nothing,
}

/// A picture that is ready, and the address of one of its files.
async fn served(app: &TestApp) -> (serde_json::Value, String) {
    let media = app.user("ada").await.picture(app, &pictures::png(400, 300)).await;
    let url = media["variants"].as_array().unwrap().iter().find(|it| it["name"] == "320.jpg").unwrap()["url"].clone();
    (media, url.as_str().unwrap().to_owned())
}

async fn a_file_is_served_for_ever_and_good_for_nothing_but_being_looked_at(app: TestApp) {
    let (media, url) = served(&app).await;
    // As an <img> asks, and as a program does that takes only this.
    for accept in ["image/avif,image/webp,*/*;q=0.8", "image/jpeg"] {
        let request = app.anonymous().request("GET", &url).header("accept", accept);
        let reply = request.header("accept-encoding", "gzip, br").send().await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        let id = media["id"].as_str().unwrap();
        for (header, value) in [
            ("content-type", "image/jpeg"),
            ("cache-control", "public, max-age=31536000, immutable"),
            ("content-security-policy", "default-src 'none'; sandbox"),
            ("x-content-type-options", "nosniff"),
            ("content-disposition", &format!("inline; filename=\"{id}-320.jpg\"")),
            ("accept-ranges", "bytes"),
            ("cross-origin-resource-policy", "cross-origin"),
            ("content-encoding", ""),
            ("content-length", &reply.body.len().to_string()),
        ] {
            assert_eq!(reply.header(header), value, "{header}");
        }
        let vary: String =
            reply.headers.get_all("vary").iter().map(|line| line.to_str().unwrap().to_lowercase()).collect();
        assert!(!vary.contains("authorization") && !vary.contains("accept-encoding"), "{vary}");
        let bytes =
            media["variants"].as_array().unwrap().iter().find(|it| it["name"] == "320.jpg").unwrap()["bytes"].clone();
        assert_eq!(bytes, reply.body.len());
    }
}

async fn some_bytes_are_served_on_demand(app: TestApp) {
    let (_, url) = served(&app).await;
    let whole = app.anonymous().get(&url).await;
    let length = whole.body.len();
    let part = async |range: &str| app.anonymous().request("GET", &url).header("range", range).send().await;
    for (range, bytes) in [
        ("bytes=0-0", 0..1),
        ("bytes=10-19", 10..20),
        ("bytes=100-", 100..length),
        ("bytes=-7", length - 7..length),
        ("bytes=5-999999999", 5..length),
    ] {
        let reply = part(range).await;
        assert_eq!(reply.status, 206, "{range}");
        assert_eq!(reply.header("content-range"), format!("bytes {}-{}/{length}", bytes.start, bytes.end - 1));
        assert_eq!(reply.header("content-length"), bytes.len().to_string());
        assert_eq!(reply.header("etag"), whole.header("etag"));
        assert_eq!(reply.body, &whole.body[bytes]);
    }
    for range in [format!("bytes={length}-"), "bytes=-0".to_owned(), "bytes=999999999-".to_owned()] {
        let reply = part(&range).await;
        reply.refused(416, "range_not_satisfiable");
        assert_eq!(reply.header("content-range"), format!("bytes */{length}"));
    }
    for ignored in ["bytes=0-1,3-4", "bytes=9-3", "items=0-1", "nonsense"] {
        assert_eq!(part(ignored).await.body, whole.body, "{ignored}");
    }
}

async fn what_the_client_has_is_not_sent_again(app: TestApp) {
    let (_, url) = served(&app).await;
    let whole = app.anonymous().get(&url).await;
    let tag = whole.header("etag").to_owned();
    let ask = async |headers: &[(&str, &str)]| -> Reply {
        let request = app.anonymous().request("GET", &url);
        headers.iter().fold(request, |request, (name, value)| request.header(name, value)).send().await
    };
    for headers in [
        &[("if-none-match", tag.as_str())][..],
        &[("if-none-match", "*")],
        &[("if-none-match", &tag), ("range", "bytes=0-1")],
    ] {
        let reply = ask(headers).await;
        assert_eq!((reply.status, reply.body.len(), reply.header("etag")), (304, 0, tag.as_str()), "{headers:?}");
        assert_eq!(reply.header("cache-control"), "public, max-age=31536000, immutable");
    }
    assert_eq!(ask(&[("range", "bytes=0-1"), ("if-range", &tag)]).await.status, 206);
    for other in ["\"other\"", &format!("W/{tag}"), "Wed, 21 Oct 2015 07:28:00 GMT", "nonsense"] {
        let reply = ask(&[("range", "bytes=0-1"), ("if-range", other)]).await;
        assert_eq!((reply.status, reply.body.len()), (200, whole.body.len()), "{other}");
    }
    for range in ["bytes=0-0", "bytes=999999999-"] {
        ask(&[("range", range), ("if-match", "\"x\"")]).await.refused(412, "stale_version");
    }
    ask(&[("if-none-match", &tag), ("if-match", "\"x\"")]).await.refused(412, "stale_version");
    assert_eq!(ask(&[("range", "bytes=0-0"), ("if-match", &tag)]).await.status, 206);
}

async fn what_is_not_there_is_not_found(app: TestApp) {
    let (media, url) = served(&app).await;
    let ada = app.anonymous();
    let id = media["id"].as_str().unwrap();
    for path in [
        format!("/v1/media/{id}/321.jpg"),
        format!("/v1/media/{id}/320.png"),
        format!("/v1/media/{id}/..%2f..%2fpresswork.db"),
        format!("/v1/media/{id}/%00"),
        "/v1/media/media_01h455vb4pex5vsknk084sn02q/320.jpg".to_owned(),
    ] {
        ada.get(&path).await.refused(404, "not_found");
    }
    ada.get("/v1/media/post_01h455vb4pex5vsknk084sn02q/320.jpg").await.refused(400, "invalid_id");
    ada.request("POST", &url).send().await.refused(405, "method_not_allowed");
    for other in ["content", "complete"] {
        ada.get(&format!("/v1/media/{id}/{other}")).await.refused(405, "method_not_allowed");
    }
    let owner = app.user("bob").await;
    let waiting = owner.ticket(9).await;
    owner.get(&format!("/v1/media/{}/320.jpg", waiting["id"].as_str().unwrap())).await.refused(404, "not_found");
    app.admin("boss").await.call("deleteMedia", id_of(&json!({ "id": id }))).await.ok();
    ada.get(&url).await.refused(404, "not_found");
}

async fn a_head_tells_the_length_and_sends_nothing(app: TestApp) {
    let (_, url) = served(&app).await;
    let (whole, head) = (app.anonymous().get(&url).await, app.anonymous().request("HEAD", &url).send().await);
    assert_eq!((head.status, head.body.len()), (200, 0));
    for header in ["content-length", "etag", "content-type", "accept-ranges"] {
        assert_eq!(head.header(header), whole.header(header), "{header}");
    }
}
