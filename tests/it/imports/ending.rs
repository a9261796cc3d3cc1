//! How imports end: their archives go, what they have brought stays.

use chrono::TimeDelta;
use presswork_tests::{Actor, TestApp, each_face, each_profile, id_of};
use serde_json::{Value, json};

use super::{
    operations::{asked, done, look, markdown, send},
    sending::pieces,
};

each_face! {
    one_that_is_deleted_takes_its_archive_along,
    one_that_is_deleted_while_it_runs_is_called_off,
}

each_profile! {
    an_archive_that_is_over_is_removed,
    a_purge_that_died_goes_on,
    a_repeat_with_the_same_key_asks_once,
}

async fn sent(boss: &Actor) -> Value {
    let bytes = markdown(&[("a.md", "# A")]);
    let import = asked(boss, json!({ "form": "markdown", "author": "boss", "size": bytes.len() })).await;
    send(boss, &import, &bytes).await.expect(200);
    import
}

async fn one_that_is_deleted_takes_its_archive_along(app: TestApp) {
    let boss = app.admin("boss").await;
    let import = sent(&boss).await;
    done(&app, &boss, "applyDataImport", &import).await;
    boss.call("deleteDataImport", id_of(&import)).await.ok();
    for operation in ["dataImport", "undoDataImport", "deleteDataImport"] {
        boss.call(operation, id_of(&import)).await.refused(404, "not_found");
    }
    app.run_jobs().await;
    assert_eq!(pieces(&app).len(), 0);
    for table in ["imports", "import_rows", "import_findings", "media_objects"] {
        assert_eq!(app.db_number_of(table).await, 0, "{table}");
    }
    assert_eq!(app.db_number_of("posts").await, 1, "what it has created stays");
}

async fn one_that_is_deleted_while_it_runs_is_called_off(app: TestApp) {
    let boss = app.admin("boss").await;
    let import = sent(&boss).await;
    let job = boss.call("applyDataImport", id_of(&import)).await.ok();
    boss.call("deleteDataImport", id_of(&import)).await.ok();
    assert_eq!(boss.call("job", id_of(&job)).await.ok()["state"], "cancelled");
    app.run_jobs().await;
    assert_eq!((app.db_number_of("posts").await, pieces(&app).len()), (0, 1));
    boss.call("triggerSchedule", json!({ "name": "purge-imports" })).await.ok();
    app.run_jobs().await;
    assert_eq!((app.db_number_of("imports").await, pieces(&app).len()), (0, 0));
}

async fn an_archive_that_is_over_is_removed(app: TestApp) {
    let boss = app.admin("boss").await;
    let (applied, idle) = (sent(&boss).await, sent(&boss).await);
    done(&app, &boss, "applyDataImport", &applied).await;
    let purge = async |days| {
        app.advance(TimeDelta::days(days));
        let boss = boss.again().await;
        boss.call("triggerSchedule", json!({ "name": "purge-imports" })).await.ok();
        app.run_jobs().await;
        boss
    };
    purge(6).await;
    assert_eq!(pieces(&app).len(), 2, "not before its time");
    let boss = purge(2).await;
    assert_eq!(pieces(&app).len(), 0);
    boss.call("dataImport", id_of(&idle)).await.refused(404, "not_found");
    let over = look(&boss, &applied).await;
    assert_eq!((&over["state"], &over["size"], &over["expiresAt"]), (&json!("applied"), &json!(null), &json!(null)));
    for operation in ["planDataImport", "applyDataImport"] {
        boss.call(operation, id_of(&applied)).await.refused(410, "gone");
    }
    let undone = done(&app, &boss, "undoDataImport", &applied).await;
    assert_eq!((&undone["state"], app.db_number_of("posts").await), (&json!("undone"), 0));
}

async fn a_purge_that_died_goes_on(app: TestApp) {
    let boss = app.admin("boss").await;
    let (applied, _) = (sent(&boss).await, sent(&boss).await);
    done(&app, &boss, "applyDataImport", &applied).await;
    app.db_run("UPDATE imports SET archive_gone_at = created_at", vec![]).await;
    boss.call("applyDataImport", id_of(&applied)).await.refused(410, "gone");
    boss.call("triggerSchedule", json!({ "name": "purge-imports" })).await.ok();
    app.run_jobs().await;
    assert_eq!((pieces(&app).len(), app.db_number_of("imports").await), (0, 1), "what has created something is kept");
    assert_eq!(look(&boss, &applied).await["state"], "applied");
}

async fn a_repeat_with_the_same_key_asks_once(app: TestApp) {
    let boss = app.admin("boss").await;
    let input = json!({ "input": { "form": "site", "size": 9 }, "idempotencyKey": "a-key" });
    let first = boss.call("createDataImport", input.clone()).await.ok();
    let again = boss.call("createDataImport", input).await.ok();
    assert_eq!((&first["id"], app.db_number_of("imports").await), (&again["id"], 1));
}
