//! The binary as a person or a container meets it: what it prints, and how it ends.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on fails by panicking")]

mod documents;

use std::{
    net::TcpListener,
    path::Path,
    process::{Command, Output},
    time::{Duration, Instant},
};

use tempfile::TempDir;

fn presswork(folder: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_presswork"));
    command.env_clear().env("PRESSWORK_ENV", "test").current_dir(folder);
    command.env("PRESSWORK__STORAGE__DATA_DIR", folder.path().join("data"));
    command
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The one line by which a start was refused, soon and with exit code 1.
fn refusal(command: &mut Command) -> String {
    let began = Instant::now();
    let output = command.output().unwrap();
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    let stderr = String::from_utf8(output.stderr).unwrap();
    let errors: Vec<_> = stderr.lines().filter(|line| !line.contains(" WARN ")).collect();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert_eq!(errors.len(), 1, "{stderr}");
    errors[0].strip_prefix("error: ").unwrap_or_else(|| panic!("{stderr}")).to_owned()
}

#[test]
fn check_config_prints_every_setting_and_no_secret() {
    let folder = folder();
    let output = presswork(&folder)
        .arg("check-config")
        .env("DATABASE_URL", "postgres://ann:hunter2@db/press")
        .env("PRESSWORK__AUTH__SECRET_KEY", "hunter2")
        .output()
        .unwrap();
    let table = stdout(&output);
    assert!(output.status.success());
    assert!(!table.contains("hunter2"), "{table}");
    let row =
        |key: &str| table.lines().find(|line| line.starts_with(key)).unwrap().split_whitespace().collect::<Vec<_>>();
    assert_eq!(row("database.url"), ["database.url", "\"postgres://ann:****@db/press\"", "DATABASE_URL"]);
    assert_eq!(row("auth.bcrypt_cost"), ["auth.bcrypt_cost", "4", "config/test.toml"]);
}

#[test]
fn an_unknown_key_is_refused_by_name() {
    let refused = refusal(presswork(&folder()).arg("check-config").env("PRESSWORK__HTTP__PROT", "80"));
    assert!(refused.contains("http.prot"), "{refused}");
}

#[test]
fn every_wrong_setting_has_a_line_of_its_own() {
    let output = presswork(&folder())
        .env("PRESSWORK__HTTP__PORT", "many")
        .env("PRESSWORK__JOBS__CONCURRENCY", "0")
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stderr.lines().filter(|line| line.starts_with("error: ")).count(), 2, "{stderr}");
    assert!(stderr.contains("http.port") && stderr.contains("jobs.concurrency"), "{stderr}");
}

#[test]
fn a_filter_that_can_not_be_read_is_refused() {
    let refused = refusal(presswork(&folder()).env("PRESSWORK__LOG__FILTER", "presswork=loud"));
    assert!(refused.starts_with("log.filter: "), "{refused}");
}

#[test]
fn wrong_usage_ends_with_2() {
    assert_eq!(presswork(&folder()).arg("sevre").output().unwrap().status.code(), Some(2));
    assert_eq!(presswork(&folder()).args(["worker", "--queues", "fast"]).output().unwrap().status.code(), Some(2));
}

#[test]
fn a_port_in_use_is_told() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let refused = refusal(presswork(&folder()).arg("serve").env("PORT", &port));
    assert!(refused.contains(&port) && refused.contains("PORT"), "{refused}");
}

#[test]
fn a_data_folder_that_can_not_be_made_is_told() {
    let folder = folder();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    for command in [&["serve"][..], &["migrate", "up"]] {
        let refused = refusal(presswork(&folder).args(command).env("PRESSWORK__STORAGE__DATA_DIR", file.join("data")));
        assert!(refused.contains("the data folder") && refused.contains("file/data"), "{refused}");
        assert!(refused.ends_with("choose another by PRESSWORK__STORAGE__DATA_DIR"), "{refused}");
    }
}

#[test]
fn a_data_folder_that_can_not_be_written_to_is_told() {
    // Not even root writes there.
    let unwritable = Path::new("/proc/self");
    let refused = refusal(presswork(&folder()).arg("serve").env("PRESSWORK__STORAGE__DATA_DIR", unwritable));
    assert!(refused.contains("/proc/self"), "{refused}");
}

#[test]
fn an_unreachable_database_is_told_without_its_password() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("postgres://ann:hunter2@127.0.0.1:{port}/press");
    let refused = refusal(presswork(&folder()).arg("serve").env("DATABASE_URL", url));
    assert!(refused.contains(&format!("postgres://ann:****@127.0.0.1:{port}/press")), "{refused}");
    assert!(refused.contains("DATABASE_URL") && !refused.contains("hunter2"), "{refused}");
}

#[test]
fn api_and_worker_refuse_a_database_that_is_not_migrated() {
    for command in ["api", "worker"] {
        let refused = refusal(presswork(&folder()).arg(command));
        assert!(refused.ends_with("run: presswork migrate up"), "{refused}");
    }
}

#[test]
fn migrations_go_up_down_and_tell_where_they_stand() {
    let folder = folder();
    let migrate = |args: &[&str]| {
        let output = presswork(&folder).arg("migrate").args(args).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        stdout(&output)
    };
    let count = migrate(&["status"]).lines().filter(|line| line.ends_with("  pending")).count();
    assert!(count > 0);
    assert_eq!(migrate(&["up"]).lines().filter(|line| line.starts_with("applied ")).count(), count);
    assert_eq!(migrate(&["up"]), "nothing to do\n");
    assert_eq!(migrate(&["down", "--steps", "2"]).lines().count(), 2);
    assert_eq!(migrate(&["down", "--all"]).lines().count(), count - 2);
}

#[test]
fn a_key_is_made_before_there_is_a_database_and_says_that_no_log_has_it() {
    let folder = folder();
    let output = presswork(&folder).args(["keys", "rotate"]).output().unwrap();
    let told = stdout(&output);
    assert!(output.status.success() && told.contains("signs from now on"), "{output:?}");
    assert!(told.contains("this is not in the audit log: "), "{told}");
    assert!(!folder.path().join("data/presswork.db").exists(), "no database is made for this");
}

#[test]
fn health_fails_when_nothing_listens() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let refused = refusal(presswork(&folder()).arg("health").env("PORT", port.to_string()));
    assert!(refused.contains(&port.to_string()), "{refused}");
}
