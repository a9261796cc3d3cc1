//! The addresses that speak of the server itself.

use presswork_tests::{OPERATIONS, TestApp, document, each_profile, sdl};
use serde_json::json;

each_profile! {
    a_server_that_runs_says_so,
    the_contract_documents_are_served,
    the_index_names_what_there_is,
}

async fn a_server_that_runs_says_so(app: TestApp) {
    let nobody = app.anonymous();
    assert_eq!(nobody.get("/livez").await.expect(200)["status"], "ok");
    let ready = nobody.get("/readyz").await.expect(200);
    assert_eq!((&ready["status"], &ready["database"], &ready["queue"]), (&json!("ok"), &json!("ok"), &json!("ok")));
    let version = nobody.get("/version").await.expect(200);
    assert_eq!(version["name"], "presswork");
    assert!(version["version"].as_str().unwrap().split('.').count() == 3, "{version}");
}

async fn the_contract_documents_are_served(app: TestApp) {
    let openapi = app.anonymous().get("/openapi.json").await;
    assert_eq!(openapi.expect(200), *document());
    assert!(openapi.header("content-type").starts_with("application/"), "{}", openapi.header("content-type"));
    let schema = app.anonymous().get("/schema.graphql").await;
    assert_eq!((schema.status, schema.text()), (200, sdl()));
}

async fn the_index_names_what_there_is(app: TestApp) {
    let index = app.anonymous().get("/v1").await.expect(200).to_string();
    for operation in OPERATIONS.values().filter(|it| it.path.starts_with("/v1") && !it.path.contains('{')) {
        assert!(index.contains(&operation.path), "{} is not in {index}", operation.path);
    }
}
