//! The measurements run, tell what they are to tell, and leave nothing behind. What they measure here says nothing.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails by panicking")]

use std::process::{Command, Stdio};

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
    Some(report)
}

/// How many figures it has of these names.
fn figures(report: &str, names: &[&str]) -> usize {
    names.iter().filter(|name| report.contains(&format!("| {name} |"))).count()
}

#[test]
fn the_embedded_engine_is_measured() {
    let report = measured(&["--services", "false"]).unwrap();
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
