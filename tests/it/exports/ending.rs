//! How exports end.

use chrono::TimeDelta;
use presswork_tests::{TestApp, each_face, each_profile, id_of};
use serde_json::json;

use super::{asked, files, taken};

each_face! {
    of_a_kind_one_is_put_together_at_a_time,
    with [("PRESSWORK__EXPORTS__MAX_PER_PERSON", "1")] => there_are_only_so_many,
    what_is_somebody_elses_does_not_exist,
    one_that_is_deleted_takes_its_file_along,
    one_whose_job_is_called_off_has_failed,
    a_repeat_with_the_same_key_asks_once,
}

each_profile! {
    one_that_is_over_is_removed,
    the_file_of_an_attempt_that_an_operator_has_given_is_removed,
    with [("PRESSWORK__EXPORTS__KEPT", "30days")] => those_of_an_erased_account_are_removed,
}

async fn of_a_kind_one_is_put_together_at_a_time(app: TestApp) {
    let boss = app.admin("boss").await;
    asked(&boss, "own").await;
    let input = json!({ "input": { "kind": "own" } });
    boss.call("createDataExport", input.clone()).await.refused(409, "export_pending");
    asked(&boss, "site").await;
    app.run_jobs().await;
    asked(&boss, "own").await;
    let all = boss.call("dataExports", json!({})).await.ok();
    let states: Vec<_> = all["data"].as_array().unwrap().iter().map(|it| it["state"].as_str().unwrap()).collect();
    assert_eq!(states.len(), 3);
    assert_eq!(states.iter().filter(|state| **state == "ready").count(), 2);
    app.run_jobs().await;
}

async fn there_are_only_so_many(app: TestApp) {
    let boss = app.admin("boss").await;
    let first = taken(&app, &boss, "own").await;
    let input = json!({ "input": { "kind": "posts" } });
    boss.call("createDataExport", input.clone()).await.refused(409, "too_many_exports");
    boss.call("deleteDataExport", id_of(&first)).await.ok();
    boss.call("createDataExport", input).await.ok();
    app.run_jobs().await;
}

async fn what_is_somebody_elses_does_not_exist(app: TestApp) {
    let (boss, ada) = (app.admin("boss").await, app.user("ada").await);
    let (own, site) = (taken(&app, &ada, "own").await, taken(&app, &boss, "site").await);
    for operation in ["dataExport", "deleteDataExport"] {
        boss.call(operation, id_of(&own)).await.refused(404, "not_found");
        ada.call(operation, id_of(&site)).await.refused(404, "not_found");
    }
    // Who is no admin any more has nothing of the site any more.
    app.db_set_role(&boss, "author").await;
    boss.call("dataExport", id_of(&site)).await.refused(404, "not_found");
    assert_eq!(boss.call("dataExports", json!({})).await.ok()["data"], json!([]));
}

async fn one_that_is_deleted_takes_its_file_along(app: TestApp) {
    let ada = app.user("ada").await;
    let export = taken(&app, &ada, "own").await;
    assert_eq!(files(&app).len(), 1);
    ada.call("deleteDataExport", id_of(&export)).await.ok();
    ada.call("dataExport", id_of(&export)).await.refused(404, "not_found");
    ada.call("deleteDataExport", id_of(&export)).await.refused(404, "not_found");
    app.run_jobs().await;
    assert_eq!((files(&app).len(), app.db_count("exports").await), (0, 0));
    // One that waits is called off.
    let waiting = asked(&ada, "own").await;
    ada.call("deleteDataExport", id_of(&waiting)).await.ok();
    let job = ada.call("job", json!({ "id": waiting["jobId"] })).await.ok();
    assert_eq!(job["state"], "cancelled");
    app.run_jobs().await;
    assert_eq!(files(&app).len(), 0);
}

async fn one_whose_job_is_called_off_has_failed(app: TestApp) {
    let ada = app.user("ada").await;
    let export = asked(&ada, "own").await;
    ada.call("cancelJob", json!({ "id": export["jobId"] })).await.ok();
    let failed = ada.call("dataExport", id_of(&export)).await.ok();
    assert_eq!((&failed["state"], &failed["downloadUrl"]), (&json!("failed"), &json!(null)));
    taken(&app, &ada, "own").await;
}

async fn a_repeat_with_the_same_key_asks_once(app: TestApp) {
    let ada = app.user("ada").await;
    let input = json!({ "input": { "kind": "own" }, "idempotencyKey": "a-key" });
    let first = ada.call("createDataExport", input.clone()).await.ok();
    app.run_jobs().await;
    let again = ada.call("createDataExport", input).await.ok();
    assert_eq!((&first["id"], &again["state"]), (&again["id"], &json!("ready")));
    let kept = app.db_rows("SELECT * FROM idempotency_keys", vec![]).await;
    assert!(!format!("{kept:?}").contains("signature"), "no address is kept: {kept:?}");
}

async fn one_that_is_over_is_removed(app: TestApp) {
    let (boss, ada) = (app.admin("boss").await, app.user("ada").await);
    let export = taken(&app, &ada, "own").await;
    app.advance(TimeDelta::hours(25));
    let over = ada.again().await.call("dataExport", id_of(&export)).await.ok();
    assert_eq!((&over["state"], &over["downloadUrl"]), (&json!("expired"), &json!(null)));
    app.anonymous().get(export["downloadUrl"].as_str().unwrap()).await.refused(410, "gone");
    boss.again().await.call("triggerSchedule", json!({ "name": "purge-exports" })).await.ok();
    app.run_jobs().await;
    assert_eq!((files(&app).len(), app.db_count("exports").await), (0, 0));
}

async fn the_file_of_an_attempt_that_an_operator_has_given_is_removed(app: TestApp) {
    let boss = app.admin("boss").await;
    let asked = asked(&boss, "own").await;
    // All of its own have failed.
    app.db_run("UPDATE jobs SET attempt = max_attempts WHERE kind = 'exports.run'", vec![]).await;
    app.run_jobs().await;
    assert_eq!(boss.call("dataExport", id_of(&asked)).await.ok()["state"], "ready");
    assert_eq!(files(&app).len(), 1);
    app.advance(TimeDelta::hours(25));
    boss.again().await.call("triggerSchedule", json!({ "name": "purge-exports" })).await.ok();
    app.run_jobs().await;
    assert_eq!((files(&app).len(), app.db_count("exports").await), (0, 0));
}

async fn those_of_an_erased_account_are_removed(app: TestApp) {
    let (boss, ada) = (app.admin("boss").await, app.user("ada").await);
    taken(&app, &ada, "own").await;
    ada.call("deleteMe", json!({})).await.ok();
    app.advance(TimeDelta::days(15));
    app.run_jobs().await;
    boss.again().await.call("triggerSchedule", json!({ "name": "purge-exports" })).await.ok();
    app.run_jobs().await;
    assert_eq!((files(&app).len(), app.db_count("exports").await), (0, 0));
}
