//! Addresses that are signed and good for a while.

use chrono::TimeDelta;
use presswork_tests::{TestApp, each_profile, id_of};
use serde_json::{Value, json};

use super::{downloaded, taken};

each_profile! {
    an_address_is_good_for_minutes_and_each_look_makes_another,
    an_address_that_was_changed_is_refused,
    an_address_goes_with_the_file,
    an_address_of_what_admins_take_along_goes_with_the_admin,
    some_bytes_are_downloaded_on_demand,
    who_names_the_type_of_the_file_gets_it,
    who_has_the_file_hears_so_whatever_part_is_asked_for,
}

fn url(export: &Value) -> &str {
    export["downloadUrl"].as_str().unwrap()
}

async fn an_address_is_good_for_minutes_and_each_look_makes_another(app: TestApp) {
    let ada = app.user("ada").await;
    let export = taken(&app, &ada, "own").await;
    let reply = app.anonymous().get(url(&export)).await;
    assert_eq!(reply.header("cache-control"), "private, no-store");
    assert_eq!(reply.header("content-type"), "application/zip");
    let name = export["filename"].as_str().unwrap();
    assert_eq!(reply.header("content-disposition"), format!("attachment; filename=\"{name}\""));
    app.advance(TimeDelta::minutes(14));
    assert_eq!(app.anonymous().get(url(&export)).await.status, 200);
    app.advance(TimeDelta::minutes(2));
    app.anonymous().get(url(&export)).await.refused(410, "gone");
    let again = ada.again().await.call("dataExport", id_of(&export)).await.ok();
    assert_ne!(url(&again), url(&export));
    assert_eq!(downloaded(&app, &again).await, reply.body);
}

async fn an_address_that_was_changed_is_refused(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let (export, other) = (taken(&app, &ada, "own").await, taken(&app, &bob, "own").await);
    let (mine, theirs) = (export["id"].as_str().unwrap(), other["id"].as_str().unwrap());
    let anyone = app.anonymous();
    for changed in [
        url(&export).replace("expires=1", "expires=2"),
        url(&export).replace("expires=", "expires=-"),
        url(&export).replace(mine, theirs),
        format!("{}x", url(&export)),
        url(&export).split("&signature=").next().unwrap().to_owned() + "&signature=",
    ] {
        anyone.get(&changed).await.refused(400, "invalid_link");
    }
    let bare = url(&export).split('?').next().unwrap();
    anyone.get(bare).await.refused(422, "validation_failed");
    anyone.get(&format!("{bare}?expires=soon&signature=x")).await.refused(422, "validation_failed");
    anyone.get(&url(&export).replace(mine, "post_01h455vb4pex5vsknk084sn02q")).await.refused(400, "invalid_id");
    anyone.request("POST", url(&export)).send().await.refused(405, "method_not_allowed");
}

async fn an_address_goes_with_the_file(app: TestApp) {
    let ada = app.user("ada").await;
    let export = taken(&app, &ada, "own").await;
    ada.call("deleteDataExport", id_of(&export)).await.ok();
    app.anonymous().get(url(&export)).await.refused(404, "not_found");
    app.run_jobs().await;
    app.anonymous().get(url(&export)).await.refused(404, "not_found");
}

async fn an_address_of_what_admins_take_along_goes_with_the_admin(app: TestApp) {
    let (boss, chief) = (app.admin("boss").await, app.admin("chief").await);
    let (own, members) = (taken(&app, &boss, "own").await, taken(&app, &boss, "members").await);
    let set = |input: Value| json!({ "id": boss.id, "input": input });
    for (input, back) in [
        (json!({ "role": "editor" }), json!({ "role": "admin" })),
        (json!({ "suspended": true }), json!({ "suspended": false })),
    ] {
        downloaded(&app, &members).await;
        chief.call("updateUser", set(input)).await.ok();
        app.anonymous().get(url(&members)).await.refused(404, "not_found");
        downloaded(&app, &own).await;
        chief.call("updateUser", set(back)).await.ok();
    }
    app.run_jobs().await;
}

async fn some_bytes_are_downloaded_on_demand(app: TestApp) {
    let ada = app.user("ada").await;
    let export = taken(&app, &ada, "own").await;
    let whole = app.anonymous().get(url(&export)).await;
    let part = async |range: &str| app.anonymous().request("GET", url(&export)).header("range", range).send().await;
    let half = part("bytes=100-").await;
    assert_eq!((half.status, &half.body[..]), (206, &whole.body[100..]));
    assert_eq!(half.header("etag"), whole.header("etag"));
    part("bytes=999999999-").await.refused(416, "range_not_satisfiable");
}

async fn who_names_the_type_of_the_file_gets_it(app: TestApp) {
    let ada = app.user("ada").await;
    let export = taken(&app, &ada, "own").await;
    for accept in ["application/zip", "application/octet-stream", "text/html, application/zip;q=0.5"] {
        let reply = app.anonymous().request("GET", url(&export)).header("accept", accept).send().await;
        assert_eq!((reply.status, reply.header("content-type")), (200, "application/zip"), "{accept}");
    }
}

async fn who_has_the_file_hears_so_whatever_part_is_asked_for(app: TestApp) {
    let ada = app.user("ada").await;
    let export = taken(&app, &ada, "own").await;
    let tag = app.anonymous().get(url(&export)).await.header("etag").to_owned();
    let asked = async |range: &str, known: &str, wanted: &str| {
        let request = app.anonymous().request("GET", url(&export)).header("range", range);
        request.header("if-none-match", known).header("if-match", wanted).send().await
    };
    for range in ["bytes=0-9", "bytes=999999999-"] {
        let known = asked(range, &tag, "*").await;
        assert_eq!((known.status, known.header("etag"), known.body.len()), (304, tag.as_str(), 0), "{range}");
        asked(range, &tag, "\"another\"").await.refused(412, "stale_version");
    }
    assert_eq!(asked("bytes=0-9", "\"another\"", "*").await.status, 206);
}
