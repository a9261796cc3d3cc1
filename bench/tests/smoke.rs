//! The measurements run, tell what they are to tell, and leave nothing behind. What they measure here says nothing.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails by panicking")]

use std::{
    fs,
    process::{Command, Stdio},
};

use presswork_tests::{Profile, binary, not_covered, say};

/// What `jobs` prints with these arguments; nothing where a tool is missing.
fn measured(arguments: &[&str]) -> Option<String> {
    let output =
        Command::new(env!("CARGO_BIN_EXE_presswork-bench")).args(["jobs", "--tiny"]).args(arguments).output().unwrap();
    let (report, errors) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8_lossy(&output.stderr));
    if errors.contains("can't be started") {
        not_covered("the ceilings of the job engine", &errors);
        return None;
    }
    assert!(output.status.success(), "{report}{errors}");
    assert!(!report.contains("NaN"), "{report}");
    let facts: Vec<_> = report.lines().filter_map(|line| line.strip_prefix("- ")).collect();
    assert!(facts[0].starts_with("20") && facts[0].ends_with(" UTC"), "it says when: {report}");
    assert!(facts[1].contains(" cores for everything, "), "it says on what: {report}");
    Some(report)
}

/// What a command prints that measures a binary; nothing where there are no services.
fn measured_of_the_binary(arguments: &[&str]) -> Option<String> {
    if !Profile::Services.is_covered() {
        return None;
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_presswork-bench"));
    let output = command.args(arguments).arg("--smoke").env("PRESSWORK_BINARY", binary()).output().unwrap();
    let (report, errors) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{report}{errors}");
    assert!(!report.contains("NaN"), "{report}");
    Some(report)
}

/// Whether a goal is met, of those that do not hang on the machine.
fn is_met(report: &str, name: &str) -> bool {
    let rows: Vec<_> = report.lines().filter(|line| line.starts_with(&format!("| {name} |"))).collect();
    assert!(!rows.is_empty(), "{name} is not told: {report}");
    rows.iter().all(|row| row.ends_with("| yes |"))
}

/// How many figures it has of these names.
fn figures(report: &str, names: &[&str]) -> usize {
    names.iter().filter(|name| report.contains(&format!("| {name} |"))).count()
}

#[test]
fn the_embedded_engine_is_measured() {
    let file = std::env::temp_dir().join(format!("presswork_report_{}.md", std::process::id()));
    let report = measured(&["--services", "false", "--report", file.to_str().unwrap()]).unwrap();
    assert_eq!(fs::read_to_string(&file).unwrap(), report, "the file says what is printed");
    fs::remove_file(file).unwrap();
    let names =
        ["enqueued one by one", "enqueued in bulk", "drained", "pick-up when idle, p50", "pick-up when idle, p99"];
    assert_eq!(figures(&report, &names), names.len(), "{report}");
}

#[test]
fn the_engine_is_measured_against_ceilings_of_the_same_run() {
    if !Profile::Services.is_covered() {
        return;
    }
    let Some(report) = measured(&["--embedded", "false"]) else { return };
    let names = [
        "pgbench, the same statements",
        "Redis, LPUSH one by one",
        "enqueued one by one",
        "pgbench, the same batches claimed and completed",
        "Redis, BLMOVE one by one",
        "Redis, LMPOP by the hundred",
        "one worker process",
        "two worker processes",
        "of a core",
        "pick-up, p50",
        "pick-up, p99",
        "enqueued in bulk",
        "an interactive job is picked up, p99",
        "the worker's memory, later",
    ];
    assert_eq!(figures(&report, &names), names.len(), "{report}");
}

#[test]
fn open_connections_are_measured_and_hear_everything_once() {
    let Some(report) = measured_of_the_binary(&["live"]) else { return };
    let names = [
        "memory of one of server-sent events",
        "memory of one of WebSockets",
        "of a core, both processes",
        "heard through the same process, p99",
        "heard through the other process, p99",
        "memory, closed",
    ];
    assert_eq!(figures(&report, &names), names.len(), "{report}");
    for goal in [
        "heard",
        "not heard",
        "heard twice",
        "WebSockets that are closed by 1013",
        "still open",
        "connections that are left",
        "other descriptors, more than before any",
    ] {
        assert!(is_met(&report, goal), "{goal}: {report}");
    }
}

#[test]
fn appointments_and_pictures_are_measured() {
    let Some(report) = measured_of_the_binary(&["publishing"]) else { return };
    for goal in [
        "posts that are out",
        "posts published once",
        "told to followers once",
        "receipts that say so",
        "told again",
        "ready",
    ] {
        assert!(is_met(&report, goal), "{goal}: {report}");
    }
    let names = ["until the last is out", "the worker's memory, at most"];
    assert_eq!(figures(&report, &names), names.len(), "{report}");
}

#[test]
fn webhooks_are_measured_beside_slow_ones_and_everything_arrives() {
    let Some(report) = measured_of_the_binary(&["webhooks"]) else { return };
    for whom in [
        "nobody",
        "one that answers at once",
        "one that never answers",
        "one that answers a byte at a time",
        "one that answers after 5 s",
        "2 that never answer",
        "2 that answer after 5 s",
    ] {
        assert!(report.contains(&format!("\n## Beside {whom}\n")), "{whom}: {report}");
    }
    for goal in ["arrived", "heard by the others"] {
        assert!(is_met(&report, goal), "{goal}: {report}");
    }
    let names = ["until it arrives, p50", "until it arrives, p99", "p50, as a multiple", "p99, as a multiple"];
    assert_eq!(figures(&report, &names), names.len(), "{report}");
}

/// Whether a program can be started.
fn is_there(program: &str) -> bool {
    let started = Command::new(program).arg("-v").stdout(Stdio::null()).stderr(Stdio::null()).status();
    started.is_ok()
}

#[test]
fn every_work_is_measured_and_every_answer_is_good() {
    if !Profile::Services.is_covered() {
        return;
    }
    if !is_there("wrk") {
        return not_covered("the works of clients", "no wrk");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_presswork-bench"));
    command.args(["http", "--smoke"]).env("PRESSWORK_BINARY", binary());
    let with_proxy = is_there("nginx");
    if with_proxy {
        command.args(["--processes", "2"]);
    } else {
        say("several processes behind nginx: NOT covered, no nginx");
    }
    let output = command.output().unwrap();
    let (report, errors) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{report}{errors}");
    assert!(report.contains("\n- answers of 400 and above: 0; broken off or too late: 0\n"), "{report}");
    assert!(!report.contains("NaN") && !report.contains("inf"), "{report}");
    for title in ["Goals", "Presswork, read cache off", "Presswork, as shipped", "Ceilings", "Start and memory"] {
        assert!(report.contains(&format!("\n## {title}\n")), "{title}: {report}");
    }
    let rows = |begin: &str| report.lines().filter(|line| line.starts_with(begin)).count();
    for work in ["W1", "W2", "W3", "W4", "W5", "W6", "W7", "W8", "W9"] {
        let left_out = report.contains(&format!("- **{work} is left out: the server answers 404"));
        assert_eq!(rows(&format!("| {work} | ")) > 1, !left_out, "{work}: {report}");
    }
    assert_eq!(report.contains("## API processes behind nginx"), with_proxy, "{report}");
}

#[test]
fn a_long_load_is_looked_at_and_judged() {
    if !Profile::Services.is_covered() {
        return;
    }
    if !is_there("wrk") {
        return not_covered("the long load", "no wrk");
    }
    let file = std::env::temp_dir().join(format!("presswork_soak_{}.md", std::process::id()));
    let mut command = Command::new(env!("CARGO_BIN_EXE_presswork-bench"));
    command.args(["soak", "--smoke", "--report", file.to_str().unwrap()]).env("PRESSWORK_BINARY", binary());
    let output = command.output().unwrap();
    let (report, errors) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{report}{errors}");
    assert_eq!(fs::read_to_string(&file).unwrap(), report, "the file says what is printed");
    fs::remove_file(file).unwrap();
    assert!(!report.contains("NaN") && !report.contains("too short"), "{report}");
    for goal in ["requests that failed", "jobs that are dead or parked"] {
        assert!(report.contains(&format!("\n| {goal} |  |  | 0 | 0 | yes |\n")), "{goal}: {report}");
    }
    for what in
        ["memory of the API, MB", "memory of the worker, MB", "connections to PostgreSQL", "keys in Redis that stay"]
    {
        assert!(report.contains(&format!("\n| {what} | ")), "{what}: {report}");
    }
    let (_, looks) = report.split_once("\n## Looks\n").unwrap();
    let looks: Vec<_> = looks.lines().filter(|line| line.ends_with(" | 0 |")).collect();
    assert!(looks.len() > 3, "{report}");
    let zero = |column: usize| looks.iter().filter(|line| line.split('|').nth(column).unwrap().trim() == "0").count();
    assert_eq!((2..=7).map(zero).sum::<usize>(), 0, "everything was seen: {report}");
}
