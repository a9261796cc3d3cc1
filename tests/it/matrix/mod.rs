//! Every operation × every role and every scope × both faces: who may do what.

pub mod fixtures;
pub mod table;

use std::collections::BTreeSet;

use presswork_tests::{OPERATIONS, Outcome, TestApp, each_face, say};

use self::{
    fixtures::Cast,
    table::{Row, TOKENS, rows},
};

each_face! {
    everybody_may_do_what_the_table_says_and_nothing_else,
    a_token_may_do_what_its_scope_says_and_nothing_else,
}

#[test]
fn every_operation_of_the_contract_has_a_row() {
    let rows = rows();
    let named: BTreeSet<_> = rows.iter().map(|row| row.operation).collect();
    let operations = OPERATIONS.values().filter(|operation| operation.root().is_some());
    assert_eq!(named, operations.map(|operation| operation.name.as_str()).collect());
    let cells: usize = rows.iter().map(|row| row.cells.len() + TOKENS.len()).sum();
    say(&format!("matrix: {} operations, {} rows, {cells} cells for each face and engine", named.len(), rows.len()));
}

async fn everybody_may_do_what_the_table_says_and_nothing_else(app: TestApp) {
    let mut cast = Cast::assemble(app).await;
    let mut wrong = Vec::new();
    for row in rows() {
        wrong.extend(faults(&mut cast, &row).await);
    }
    cast.dismiss();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn a_token_may_do_what_its_scope_says_and_nothing_else(app: TestApp) {
    let mut cast = Cast::assemble(app).await;
    let mut wrong = Vec::new();
    for row in rows() {
        wrong.extend(faults_of_tokens(&mut cast, &row).await);
    }
    cast.dismiss();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn faults(cast: &mut Cast, row: &Row) -> Vec<String> {
    let mut wrong = Vec::new();
    for (role, expected) in &row.cells {
        let actor = cast.actor(role).await;
        let arguments = cast.arguments(row, &actor).await;
        let answered = answered(actor.call(row.operation, arguments).await);
        if answered != in_full(expected) {
            wrong.push(format!("{} {} by {role}: {answered} instead of {expected}", row.operation, row.on));
        }
    }
    wrong
}

async fn faults_of_tokens(cast: &mut Cast, row: &Row) -> Vec<String> {
    let mut wrong = Vec::new();
    for (scope, owner, includes) in TOKENS {
        let expected = row.token_cell(owner, includes);
        let actor = cast.actor(owner).await;
        let arguments = cast.arguments(row, &actor).await;
        let answered = answered(cast.program(&actor, scope).await.call(row.operation, arguments).await);
        if answered != in_full(expected) {
            wrong
                .push(format!("{} {} by a token for {scope}: {answered} instead of {expected}", row.operation, row.on));
        }
    }
    wrong
}

fn answered(outcome: Outcome) -> String {
    match outcome.result {
        Ok(_) => "ok".to_owned(),
        Err(problem) => format!("{}:{}", problem["status"], problem["code"].as_str().unwrap_or_default()),
    }
}

/// A cell with the code that its status has by itself.
fn in_full(cell: &str) -> String {
    match cell {
        "401" => "401:authentication_required".to_owned(),
        "403" => "403:forbidden".to_owned(),
        "404" => "404:not_found".to_owned(),
        other => other.to_owned(),
    }
}
