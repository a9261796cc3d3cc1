//! What a process tells of itself while it works: lines, slow statements, spans.

mod away;
mod lines;
mod slow;
mod traces;

use std::collections::HashMap;

use presswork_tests::{Process, Profile, TestApp, until};
use serde_json::Value;

/// What a process has logged as JSON, one value a line.
fn logged(process: &Process) -> Vec<Value> {
    process.log().lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// The environment of an app with more in it.
fn environment(app: &TestApp, more: &[(&str, &str)]) -> HashMap<String, String> {
    let mut all = app.environment();
    all.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    all
}

/// The processes of an installation of this kind: one that serves all, or an API and a worker; the first answers requests.
async fn processes(app: &TestApp, environment: &HashMap<String, String>) -> Vec<Process> {
    let named = |name: &str| {
        let mut all = environment.clone();
        all.insert("OTEL_SERVICE_NAME".to_owned(), name.to_owned());
        all
    };
    match app.profile {
        Profile::Embedded => vec![Process::start_ready("serve", &named("serve")).await],
        Profile::Services => {
            let both =
                vec![Process::start_ready("api", &named("api")).await, Process::start("worker", &named("worker"))];
            until("the worker is listed", async || (app.db_count("workers").await == 1).then_some(())).await;
            both
        }
    }
}
