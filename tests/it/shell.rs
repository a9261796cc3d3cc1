//! What an operator does at a shell: the first admin, a way back in, and many jobs at once.

use std::{
    io::Write,
    process::{Command, Output, Stdio},
    sync::Arc,
    time::Duration,
};

use chrono::{DateTime, Utc};
use presswork_domain::{
    ids::{self, JobId},
    jobs::QueueName,
    platform::events::{Arrival, Channel},
};
use presswork_tests::{Face, PASSWORD, Process, Profile, TestApp, each_profile, id_of, run, until};
use presswork_worker::{Options, Runtime};
use serde_json::json;
use tokio::time::timeout;
use totp_rs::{Builder, Secret};

each_profile! {
    the_first_admin_is_made_at_the_shell_and_can_log_in_at_once,
    an_admin_is_not_made_twice_or_with_a_weak_password,
    somebody_is_promoted_and_operates,
    a_new_password_ends_every_session,
    a_password_is_never_an_argument,
    who_has_lost_a_second_factor_is_let_in_by_an_operator,
    a_rotation_of_keys_is_written_down,
    many_jobs_are_changed_by_a_filter,
    jobs_are_not_changed_without_saying_which,
    a_job_is_shown_with_its_steps_failures_and_children,
    what_can_not_be_done_to_a_job_is_said,
    queues_workers_and_schedules_are_seen_and_steered,
    a_worker_serves_the_queues_that_it_is_told,
    an_archive_is_planned_taken_in_and_taken_back,
}

/// Without Redis there is nobody else to tell.
#[test]
fn what_a_command_changes_is_told_before_it_ends() {
    run(Profile::Services, Face::Rest, &[], told_before_the_end);
}

async fn told_before_the_end(app: TestApp) {
    let ada = app.user("ada").await;
    let standing = Channel::standing(ids::parse(&ada.id).unwrap());
    // Of what was on its way when the process ended most had arrived.
    for n in 0..8 {
        let mut heard = app.deps.events.subscribe(vec![standing.clone()]).await.unwrap();
        said(&presswork(&app, &["admin", "reset-password", "ada"], PASSWORD));
        let arrived = timeout(Duration::from_secs(5), heard.next()).await;
        assert!(matches!(arrived, Ok(Arrival::Changed(_))), "number {n} was told to nobody");
    }
}

fn presswork(app: &TestApp, arguments: &[&str], password: &str) -> Output {
    let mut command = Command::new(presswork_tests::binary());
    command.args(arguments).env_clear().envs(app.environment());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that refuses its arguments is gone before it reads.
    let _ = writeln!(child.stdin.take().unwrap(), "{password}");
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr.clone()).unwrap()
}

const CREATE: [&str; 6] = ["admin", "create", "--username", "ann", "--email", "ann@example.org"];

async fn log_in(app: &TestApp, login: &str, password: &str) -> presswork_tests::Outcome {
    app.anonymous().call("login", json!({ "input": { "login": login, "password": password } })).await
}

async fn the_first_admin_is_made_at_the_shell_and_can_log_in_at_once(app: TestApp) {
    assert!(said(&presswork(&app, &CREATE, PASSWORD)).starts_with("ann is an admin"));
    let tokens = log_in(&app, "ann", PASSWORD).await.ok();
    let ann = app.anonymous().with_tokens(&tokens);
    ann.call("queues", json!({})).await.ok();
    let log = ann.call("auditLog", json!({ "action": "account.admin_created" })).await.ok();
    assert_eq!((&log["data"][0]["actor"], &log["data"][0]["requestId"]), (&json!("system"), &json!("command line")));
}

async fn an_admin_is_not_made_twice_or_with_a_weak_password(app: TestApp) {
    assert!(refused(&presswork(&app, &CREATE, "password123")).contains("/password"));
    said(&presswork(&app, &CREATE, PASSWORD));
    assert!(refused(&presswork(&app, &CREATE, PASSWORD)).contains("username"));
    let same_mail = ["admin", "create", "--username", "bea", "--email", "ann@example.org"];
    assert!(refused(&presswork(&app, &same_mail, PASSWORD)).contains("mail address"));
}

async fn somebody_is_promoted_and_operates(app: TestApp) {
    let ada = app.user("ada").await;
    ada.call("queues", json!({})).await.refused(403, "forbidden");
    said(&presswork(&app, &["admin", "promote", "ada"], ""));
    ada.call("queues", json!({})).await.ok();
    assert!(refused(&presswork(&app, &["admin", "promote", "nobody"], "")).contains("no such user"));
}

async fn a_new_password_ends_every_session(app: TestApp) {
    let ada = app.user("ada").await;
    said(&presswork(&app, &["admin", "reset-password", "ada@example.org"], "quiet marble staircase"));
    ada.call("me", json!({})).await.refused(401, "session_revoked");
    log_in(&app, "ada", PASSWORD).await.refused(401, "invalid_credentials");
    log_in(&app, "ada", "quiet marble staircase").await.ok();
}

async fn a_password_is_never_an_argument(app: TestApp) {
    for last in ["secret", "--password=secret"] {
        let output = presswork(&app, &["admin", "reset-password", "ada", last], "");
        assert_eq!(output.status.code(), Some(2), "wrong usage");
    }
}

async fn who_has_lost_a_second_factor_is_let_in_by_an_operator(app: TestApp) {
    let ada = app.user("ada").await;
    let end = ["admin", "end-second-factor", "ada"];
    let without = presswork(&app, &end, "");
    let words = String::from_utf8_lossy(&without.stderr).into_owned();
    assert!(!without.status.success() && words.contains("there is no second factor"), "{words}");
    let secret = ada.call("startTwoFactor", json!({})).await.ok()["secret"].as_str().unwrap().to_owned();
    let totp = Builder::new().with_secret(Secret::try_from_base32(&secret).unwrap()).build().unwrap();
    let code = totp.generate(app.deps.clock.now().timestamp().unsigned_abs()).to_string();
    ada.call("confirmTwoFactor", json!({ "input": { "code": code } })).await.ok();
    log_in(&app, "ada", PASSWORD).await.refused(401, "two_factor_required");
    let program = ada.program(&["read"]).await;
    said(&presswork(&app, &end, ""));
    ada.call("me", json!({})).await.refused(401, "session_revoked");
    program.call("me", json!({})).await.refused(401, "invalid_token");
    let back = ada.with_tokens(&log_in(&app, "ada", PASSWORD).await.ok());
    assert_eq!(back.call("me", json!({})).await.ok()["twoFactorEnabled"], false);
    assert_eq!(app.db_count("recovery_codes").await, 0);
    app.run_jobs().await;
    assert_eq!(app.last_mail_to(&ada.email).await.subject, "Two-factor login is off");
}

async fn a_rotation_of_keys_is_written_down(app: TestApp) {
    let ann = app.admin("ann").await;
    let told = said(&presswork(&app, &["keys", "rotate"], ""));
    let kid = told.split(' ').next().unwrap();
    assert!(!told.contains("audit"), "{told}");
    let log = ann.call("auditLog", json!({ "action": "keys.rotated" })).await.ok();
    let entry = &log["data"][0];
    assert_eq!((&entry["actor"], &entry["requestId"]), (&json!("system"), &json!("command line")));
    assert!(entry["details"].to_string().contains(kid), "{entry}");
}

async fn many_jobs_are_changed_by_a_filter(app: TestApp) {
    app.user("ada").await;
    app.db_run("UPDATE jobs SET state = 'dead', attempt = 8, last_error = 'It broke'", vec![]).await;
    let retry = ["jobs", "retry", "--kind", "mail.send", "--error", "it broke"];
    let receipt = said(&presswork(&app, &retry, ""));
    app.run_jobs().await;
    let id = receipt.split_whitespace().next().unwrap();
    let shown = said(&presswork(&app, &["jobs", "show", id], ""));
    assert!(shown.contains("jobs.change_many") && shown.contains(r#""changed":1"#), "{shown}");
    let listed = said(&presswork(&app, &["jobs", "list", "--kind", "mail.send", "--state", "dead"], ""));
    assert!(!listed.contains("job_"), "{listed}");
    let first = said(&presswork(&app, &["jobs", "list", "--first", "1"], ""));
    let cursor = first.trim_end().rsplit(' ').next().unwrap();
    let rest = said(&presswork(&app, &["jobs", "list", "--after", cursor], ""));
    assert!(first.contains("jobs.change_many") && !rest.contains("jobs.change_many"), "{first}{rest}");
    assert!(refused(&presswork(&app, &["jobs", "list", "--after", "nowhere"], "")).contains("cursor"));
    let none = said(&presswork(&app, &["jobs", "cancel", "--all"], ""));
    assert!(none.starts_with("job_"), "{none}");
    app.run_jobs().await;
}

async fn jobs_are_not_changed_without_saying_which(app: TestApp) {
    for arguments in [
        &["jobs", "cancel"][..],
        &["jobs", "cancel", "--all", "--kind", "mail.send"],
        &["jobs", "retry", "job_01h455vb4pex5vsknk084sn02q", "--all"],
        &["jobs", "discard", "--since", "yesterday"],
    ] {
        assert_eq!(presswork(&app, arguments, "").status.code(), Some(2), "{arguments:?}");
    }
    let long = "x".repeat(201);
    assert!(refused(&presswork(&app, &["jobs", "retry", "--error", &long], "")).contains("/error"));
    assert!(refused(&presswork(&app, &["jobs", "retry", "--state", "running"], "")).contains("/state"));
}

/// The jobs of two publications, the first one first.
async fn two_jobs(app: &TestApp) -> [String; 2] {
    let ada = app.user("ada").await;
    let mut jobs = Vec::new();
    for title in ["One", "Two"] {
        let draft = ada.draft(title).await;
        jobs.push(ada.call("publishPost", id_of(&draft)).await.ok()["job"]["id"].as_str().unwrap().to_owned());
    }
    jobs.try_into().unwrap()
}

fn key(id: &str) -> JobId {
    ids::parse(id).unwrap()
}

async fn a_job_is_shown_with_its_steps_failures_and_children(app: TestApp) {
    let [parent, child] = two_jobs(&app).await;
    app.run_jobs().await;
    app.db_run(
        "UPDATE jobs SET parent_id = ? WHERE id = ?",
        vec![key(&parent).uuid().into(), key(&child).uuid().into()],
    )
    .await;
    let deadline: DateTime<Utc> = "2999-01-01T00:00:00Z".parse().unwrap();
    let sql = "UPDATE jobs SET children = 1, deadline = ? WHERE id = ?";
    app.db_run(sql, vec![deadline.into(), key(&parent).uuid().into()]).await;
    let sql = "INSERT INTO job_steps (job_id, name, result, finished_at) SELECT id, 'collect', ?, created_at FROM jobs \
               WHERE id = ?";
    app.db_run(sql, vec![json!({ "n": 1 }).into(), key(&parent).uuid().into()]).await;
    let sql = "INSERT INTO job_failures (job_id, attempt, worker, error, failed_at) SELECT id, 1, 'worker_x', 'It broke', \
               created_at FROM jobs WHERE id = ?";
    app.db_run(sql, vec![key(&parent).uuid().into()]).await;
    let shown = said(&presswork(&app, &["jobs", "show", &parent], ""));
    assert!(row(&shown, "worker")[1].starts_with("worker_"), "{shown}");
    assert!(row(&shown, "deadline")[1].starts_with("2999-01-01"), "{shown}");
    assert!(row(&shown, "group")[1].starts_with("posts.fan_out:user_"), "{shown}");
    assert_eq!(row(&shown, "trace")[1].len(), 32, "{shown}");
    assert_eq!(row(&shown, "children")[1], "1: 1 succeeded, 0 dead, 0 cancelled, 0 to come");
    assert!(shown.contains("step collect done at") && shown.contains(r#"{"n":1}"#), "{shown}");
    assert!(shown.contains("attempt 1 failed at") && shown.contains("on worker_x: It broke"), "{shown}");
    assert_eq!(row(&shown, &child)[1], "posts.fan_out");
}

async fn what_can_not_be_done_to_a_job_is_said(app: TestApp) {
    let [first, second] = two_jobs(&app).await;
    app.db_run("UPDATE jobs SET state = 'running' WHERE id = ?", vec![key(&first).uuid().into()]).await;
    app.run_jobs().await;
    let refused = |arguments: &[&str]| refused(&presswork(&app, arguments, ""));
    assert!(refused(&["jobs", "retry", &first]).contains("only a dead, cancelled or parked job, or one that waits"));
    assert!(refused(&["jobs", "discard", &first]).contains("only a dead or parked job can be discarded"));
    assert!(refused(&["jobs", "cancel", &second]).contains("this job has ended already"));
    for action in ["pause", "resume"] {
        let output = presswork(&app, &["queues", action, "express"], "");
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("the queues are interactive, standard and bulk"));
    }
    app.abandon_jobs();
}

/// The cells of the row that begins with this.
fn row(table: &str, first: &str) -> Vec<String> {
    let line = table.lines().find(|line| line.starts_with(first)).unwrap_or_else(|| panic!("no {first} in\n{table}"));
    line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned).collect()
}

async fn queues_workers_and_schedules_are_seen_and_steered(app: TestApp) {
    let run = |arguments: &[&str]| said(&presswork(&app, arguments, ""));
    assert_eq!(row(&run(&["queues", "pause", "bulk"]), "bulk").len(), 10, "it says since when");
    assert_eq!(row(&run(&["queues", "stats"]), "bulk").len(), 10);
    assert_eq!(row(&run(&["queues", "resume", "bulk"]), "bulk").len(), 9);
    assert_eq!(presswork(&app, &["queues", "pause", "express"], "").status.code(), Some(2));
    let runtime = Runtime::start(Arc::clone(&app.deps), Options { queues: vec![QueueName::Bulk], concurrency: 3 });
    let name = runtime.worker().to_owned();
    until("the worker is listed", async || run(&["workers", "list"]).contains(&name).then_some(())).await;
    assert_eq!(row(&run(&["workers", "list"]), &name)[1..4], ["bulk", "3", "0"]);
    assert_eq!(row(&run(&["workers", "drain", &name]), &name).len(), 7, "it says since when");
    assert!(refused(&presswork(&app, &["workers", "drain", "worker_nobody"], "")).contains("no such worker"));
    runtime.stop().await;
    assert_eq!(row(&run(&["schedules", "list"]), "purge-jobs")[1..3], ["0 */10 * * * *", "UTC"]);
    assert!(run(&["schedules", "trigger", "purge-jobs"]).starts_with("job_"));
    let paused = run(&["schedules", "pause", "purge-jobs"]);
    assert_eq!(row(&paused, "purge-jobs").len(), row(&run(&["schedules", "resume", "purge-jobs"]), "purge-jobs").len());
    assert!(refused(&presswork(&app, &["schedules", "trigger", "nothing"], "")).contains("no such schedule"));
    app.run_jobs().await;
}

async fn a_worker_serves_the_queues_that_it_is_told(app: TestApp) {
    let ann = app.admin("ann").await;
    let state = async |kind: &str| ann.call("jobs", json!({ "kind": kind })).await.ok()["data"][0]["state"].clone();
    let account = json!({ "username": "bob", "email": "bob@example.org", "password": PASSWORD });
    app.anonymous().call("register", json!({ "input": account })).await.ok();
    said(&presswork(&app, &["schedules", "trigger", "purge-tokens"], ""));
    let mut bulk = Process::start("worker --queues bulk --concurrency 1", &app.environment());
    until("the bulk job is done", async || (state("housekeeping.purge_tokens").await == "succeeded").then_some(()))
        .await;
    let workers = ann.call("workers", json!({})).await.ok();
    assert_eq!((&workers[0]["queues"], &workers[0]["concurrency"]), (&json!(["bulk"]), &json!(1)));
    assert_eq!(state("mail.send").await, "queued", "which is of another queue");
    assert!(bulk.stop().await.success());
    let _rest = Process::start("worker --queues interactive,standard", &app.environment());
    until("the mail is sent", async || (state("mail.send").await == "succeeded").then_some(())).await;
}

async fn an_archive_is_planned_taken_in_and_taken_back(app: TestApp) {
    app.user("ada").await;
    let path = app.deps.settings.storage.data_dir.join("notes.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    zip.start_file("2020-01-31-rain.md", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(b"It *rains*.").unwrap();
    zip.finish().unwrap();
    let path = path.to_str().unwrap();
    let import =
        |action| said(&presswork(&app, &["import", action, path, "--form", "markdown", "--author", "ada"], ""));
    assert!(import("plan").contains("posts.jsonl: 1 would be created, 0 passed over, 0 conflicts"));
    assert_eq!(app.db_count("posts").await, 0);
    let told = import("apply");
    assert!(told.contains("posts.jsonl: 1 created"), "{told}");
    assert_eq!(app.anonymous().get("/v1/posts/rain").await.expect(200)["title"], "rain");
    let id = told.lines().last().unwrap();
    assert!(said(&presswork(&app, &["import", "undo", id], "")).contains("posts.jsonl: 1 removed"));
    assert_eq!(app.db_count("posts").await, 0);
    assert!(refused(&presswork(&app, &["import", "apply", path], "")).contains("no file of an archive"));
    assert!(refused(&presswork(&app, &["import", "undo", id], "")).contains("no such import"));
}
