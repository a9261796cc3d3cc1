//! Every operation, once through each face, on equal apps.

use std::mem::replace;

use presswork_tests::{Actor, OPERATIONS, Operation, Profile};
use serde_json::Value;

use super::{
    inputs::{Spoiled, misfits, spoiled},
    twins::{Both, Rows, Twins, through_both},
};
use crate::matrix::table::{Row, rows};

mod embedded {
    #[test]
    fn every_operation_does_the_same_through_both_faces() {
        super::run(super::Profile::Embedded, super::good_input);
    }

    #[test]
    fn every_operation_refuses_the_same_input_in_both_faces() {
        super::run(super::Profile::Embedded, super::bad_input);
    }
}

mod services {
    #[test]
    fn every_operation_does_the_same_through_both_faces() {
        super::run(super::Profile::Services, super::good_input);
    }

    #[test]
    fn every_operation_refuses_the_same_input_in_both_faces() {
        super::run(super::Profile::Services, super::bad_input);
    }
}

/// Runs a suite on twins of this installation.
pub fn run<F: Future<Output = Vec<String>>>(profile: Profile, suite: impl FnOnce(Profile) -> F) {
    if !profile.is_covered() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let wrong = runtime.block_on(suite(profile));
    runtime.shutdown_background();
    assert!(wrong.is_empty(), "the faces differ:\n{}", wrong.join("\n"));
}

/// Each row of the matrix by the first who may, and by the first who may not.
async fn good_input(profile: Profile) -> Vec<String> {
    let (mut twins, mut wrong) = (Twins::assemble(profile).await, Vec::new());
    let mut done: Vec<&str> = Vec::new();
    for row in rows() {
        for role in roles(&row) {
            let (actors, arguments) = twins.case(&row, role).await;
            let both = through_both(row.operation, &arguments, [&actors[0], &actors[1]]).await;
            if both.rest.result.is_ok() {
                done.push(row.operation);
            }
            let rows = twins.rows().await.differing();
            let found = [both.differences(), rows.clone()].concat();
            if !found.is_empty() {
                wrong.push(format!("{} {} by {role}:\n{}", row.operation, row.on, found.join("\n")));
            }
            if !rows.is_empty() {
                twins.dismiss();
                return wrong;
            }
        }
    }
    wrong.extend(never_done(&done));
    twins.dismiss();
    wrong
}

fn roles(row: &Row) -> Vec<&'static str> {
    let who =
        |may: bool| row.cells.iter().rev().find(|(_, expected)| (*expected == "ok") == may).map(|(role, _)| *role);
    [who(true), who(false)].into_iter().flatten().collect()
}

/// Operations that can't succeed with the fixtures there are, and why.
const NEVER_DONE: [(&str, &str); 4] = [
    ("completeProviderLogin", "takes a code of a provider; tests/it/identities.rs has one"),
    ("linkIdentity", "the same"),
    ("createFirstAdmin", "works only while nobody is an admin; tests/it/accounts/setup.rs"),
    ("drainWorker", "no worker runs beside a test; tests/it/operating.rs starts one"),
];

fn never_done(done: &[&str]) -> Vec<String> {
    let names = OPERATIONS.values().filter(|operation| operation.root().is_some()).map(|it| it.name.as_str());
    let missing = names.filter(|name| !done.contains(name) && NEVER_DONE.iter().all(|(other, _)| other != name));
    let how = "succeeded for nobody: add a row to tests/it/matrix/table.rs where somebody may (`ok`), with its fixture in \
               tests/it/matrix/fixtures.rs; parity/ reads both";
    missing.map(|name| format!("{name} {how}")).collect()
}

/// Each operation with spoiled input, by somebody who may do it.
async fn bad_input(profile: Profile) -> Vec<String> {
    let (mut wrong, mut seen) = (Vec::new(), Vec::new());
    for row in rows() {
        if !seen.contains(&row.operation) {
            seen.push(row.operation);
            wrong.extend(Box::pin(spoil(profile, &row)).await);
        }
    }
    wrong
}

const CHANGED: &str = "  the refused request changed something";

/// On apps of its own: some spoiled inputs are fine, and may change even the password of who asks.
async fn spoil(profile: Profile, row: &Row) -> Vec<String> {
    let (mut twins, mut wrong) = (Twins::assemble(profile).await, Vec::new());
    let operation = &OPERATIONS[row.operation];
    let role = roles(row).first().copied().unwrap_or("anonymous");
    let (actors, good) = twins.case(row, role).await;
    let mut rows = twins.rows().await;
    for one in misfits(operation, &good) {
        wrong.extend(misfit_refused(&twins, operation, &one, &actors, &mut rows).await);
    }
    for one in spoiled(operation, &good) {
        wrong.extend(refused_alike(&mut twins, operation, &one, &actors, &mut rows).await);
    }
    twins.dismiss();
    wrong
}

/// What fits its type is judged by the same code, so the answers are the same; some inputs turn out to be fine.
async fn refused_alike(
    twins: &mut Twins,
    operation: &Operation,
    one: &Spoiled,
    actors: &[Actor; 2],
    rows: &mut Rows,
) -> Vec<String> {
    twins.step(chrono::TimeDelta::milliseconds(1));
    let both = through_both(&operation.name, &one.arguments, [&actors[0], &actors[1]]).await;
    let before = replace(rows, twins.rows().await);
    let mut found = [both.differences(), rows.differing()].concat();
    if both.rest.result.is_err() && both.rest.http.status != 401 && !rows.are_as(&before) {
        found.push(CHANGED.to_owned());
    }
    found.extend(server_errors(&both));
    told(operation, one, &found)
}

/// What does not fit its type is refused by each face in its own words, and changes nothing.
async fn misfit_refused(
    twins: &Twins,
    operation: &Operation,
    one: &Spoiled,
    actors: &[Actor; 2],
    rows: &mut Rows,
) -> Vec<String> {
    let both = through_both(&operation.name, &one.arguments, [&actors[0], &actors[1]]).await;
    let code = |result: &Result<Value, Value>| result.as_ref().err().map(|problem| problem["code"].clone());
    let codes = (code(&both.rest.result), code(&both.graphql.result));
    let mut found = server_errors(&both);
    if codes != (Some("validation_failed".into()), Some("graphql_invalid".into())) {
        found.push(format!("  REST answers {:?}, GraphQL {:?}", codes.0, codes.1));
    }
    let before = replace(rows, twins.rows().await);
    if !rows.are_as(&before) {
        found.push(CHANGED.to_owned());
    }
    told(operation, one, &found)
}

fn server_errors(both: &Both) -> Vec<String> {
    let failed = |status: u16| status >= 500;
    let statuses = [both.rest.http.status, both.graphql.http.status];
    statuses.into_iter().filter(|status| failed(*status)).map(|status| format!("  answered {status}")).collect()
}

fn told(operation: &Operation, one: &Spoiled, found: &[String]) -> Vec<String> {
    if found.is_empty() {
        return Vec::new();
    }
    vec![format!("{} with {}:\n{}", operation.name, one.what, found.join("\n"))]
}
