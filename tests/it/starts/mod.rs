//! Starts that go wrong, and what goes wrong under a process that runs: each is told in a line that says what to do, by the start or by
//! `presswork doctor`, and nothing is damaged.

mod ahead;
mod clocks;
mod disk;
mod full_disk;
mod keys;
mod stopping;
mod vacuum;

use std::process::{Command, Output, Stdio};

use presswork_tests::TestApp;

/// Runs a command of the binary on the place of an app, with these variables on top.
fn presswork(app: &TestApp, command: &str, more: &[(&str, &str)]) -> Output {
    let mut child = Command::new(presswork_tests::binary());
    child.args(command.split_whitespace()).env_clear().envs(app.environment()).envs(more.iter().copied());
    child.stdin(Stdio::null()).output().unwrap()
}

/// What the doctor says about a part, each finding in a line, and whether anything can't work.
fn doctor(app: &TestApp, part: &str, more: &[(&str, &str)]) -> (Vec<String>, bool) {
    let output = presswork(app, "doctor", more);
    let told = String::from_utf8(output.stdout).unwrap();
    let of_part = |line: &&str| line.split_whitespace().nth(1) == Some(part);
    (told.lines().filter(of_part).map(str::to_owned).collect(), output.status.success())
}

/// The line by which a start was refused.
fn refusal(output: &Output) -> String {
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{told}");
    let errors: Vec<_> = told.lines().filter_map(|line| line.strip_prefix("error: ")).collect();
    assert_eq!(errors.len(), 1, "{told}");
    errors[0].to_owned()
}
