//! Statements that take too long are told once, with what they are a part of.

use std::process::Command;

use presswork_tests::{Actor, Face, Process, Profile, TestApp, binary, each_profile, free_port, id_of, until};
use serde_json::{Value, json};

use super::{environment, logged};

each_profile! {
    a_slow_statement_is_told_once_with_its_operation,
    a_slow_statement_of_a_command_is_told_with_the_command,
}

/// Long enough for no other statement to be slow, and shorter than what is made slow.
const SLOW: [(&str, &str); 2] =
    [("PRESSWORK__LOG__FORMAT", "json"), ("PRESSWORK__DATABASE__STATEMENT_LOG_SLOW", "100ms")];

/// From now on, an insert into this table takes a while.
async fn slow_down(app: &TestApp, table: &str) {
    let counting = "WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1500000) SELECT n FROM c";
    let statements = match app.profile {
        // A trigger has no WITH of its own.
        Profile::Embedded => vec![
            format!("CREATE VIEW IF NOT EXISTS counting AS {counting}"),
            format!("CREATE TRIGGER slow_{table} AFTER INSERT ON {table} BEGIN SELECT COUNT(*) FROM counting; END"),
        ],
        Profile::Services => vec![
            format!(
                "CREATE FUNCTION slow_{table}() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN PERFORM pg_sleep(0.3); RETURN NULL; END $$"
            ),
            format!("CREATE TRIGGER slow AFTER INSERT ON {table} EXECUTE FUNCTION slow_{table}()"),
        ],
    };
    for statement in statements {
        app.db_run(&statement, vec![]).await;
    }
}

/// The lines about slow statements that name a table.
fn slow(process: &Process, table: &str) -> Vec<Value> {
    let is = |line: &Value| {
        line["message"] == "slow statement" && line["sql"].as_str().is_some_and(|sql| sql.contains(table))
    };
    logged(process).into_iter().filter(is).collect()
}

async fn a_slow_statement_is_told_once_with_its_operation(app: TestApp) {
    let (ada, ben) = (app.user("ada").await, app.user("ben").await);
    let post = ada.published("Hello").await;
    ben.follows(&ada).await;
    let draft = ada.draft("More").await;
    app.run_jobs().await;
    slow_down(&app, "bookmarks").await;
    slow_down(&app, "notifications").await;
    let metrics = format!("127.0.0.1:{}", free_port());
    let mut settings = environment(&app, &SLOW);
    settings.insert("PRESSWORK__METRICS__LISTEN".to_owned(), metrics.clone());
    let process = Process::start_ready("serve", &settings).await;
    let there = |who: &Actor| Actor::at(process.base()).with_token(who.token.as_deref().unwrap());

    let kept = there(&ben).put(&format!("/v1/me/bookmarks/{}", post["id"].as_str().unwrap()), json!({})).await;
    there(&ada).through(Face::Graphql).call("addBookmark", json!({ "post": post["id"] })).await.ok();
    let told = slow(&process, "bookmarks");
    assert_eq!(told.len(), 2, "{}", process.log());
    for (line, face) in told.iter().zip(["rest", "graphql"]) {
        assert_eq!((&line["face"], &line["operation"]), (&json!(face), &json!("addBookmark")), "{line}");
        assert!(line["millis"].as_u64().unwrap() >= 100, "{line}");
        assert!(!line["sql"].as_str().unwrap().contains(ben.id.as_str()), "{line}");
        assert_eq!(line["level"], "WARN");
    }
    assert_eq!(told[0]["id"], kept.header("x-request-id"));

    there(&ada).call("publishPost", id_of(&draft)).await.ok();
    let line = until("the job has been slow", async || slow(&process, "INSERT INTO notifications").pop()).await;
    assert_eq!((&line["face"], &line["operation"]), (&json!("job"), &json!("posts.fan_out")), "{line}");
    assert!(line["id"].as_str().unwrap().starts_with("job_"), "{line}");

    let scrape = Actor::at(&format!("http://{metrics}")).scrape().await;
    for labels in
        [[("face", "rest"), ("operation", "addBookmark")], [("face", "graphql"), ("operation", "addBookmark")]]
    {
        assert_eq!(scrape.value("presswork_db_slow_statements_total", &labels), Some(1.0), "{labels:?}");
    }
    app.abandon_jobs();
}

async fn a_slow_statement_of_a_command_is_told_with_the_command(app: TestApp) {
    slow_down(&app, "jobs").await;
    let output = Command::new(binary())
        .args(["schedules", "trigger", "purge-jobs"])
        .env_clear()
        .envs(environment(&app, &SLOW))
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{told}");
    let lines: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 1, "{told}");
    assert_eq!((&lines[0]["face"], &lines[0]["operation"]), (&json!("cli"), &json!("schedules trigger")));
    app.abandon_jobs();
}
