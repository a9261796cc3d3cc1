//! Holds every refusal that a test meets to the reference of errors: a code that is not in it, or comes with another status or from
//! another operation than it says, is one that nobody can look up.

use std::{collections::HashMap, sync::LazyLock};

use presswork_api::codes::{By, Code, FAULTS, errors};
use serde_json::Value;

use crate::Operation;

static ERRORS: LazyLock<HashMap<&'static str, Code>> =
    LazyLock::new(|| errors().into_iter().map(|code| (code.name, code)).collect());

/// A problem, be it the body of an answer or the `extensions` of an error.
#[track_caller]
pub fn look_up(problem: &Value) -> Code {
    let name = problem["code"].as_str().unwrap_or_default();
    let code = *ERRORS.get(name).unwrap_or_else(|| panic!("api/src/codes/ has no such code: {problem}"));
    let status = problem["status"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or_default();
    assert!(code.comes_with(status), "api/src/codes/ has this code with another status: {problem}");
    for fault in problem["errors"].as_array().into_iter().flatten() {
        assert!(FAULTS.iter().any(|(name, _)| fault["code"] == *name), "api/src/codes/faults.rs has no {fault}");
    }
    code
}

/// The same of an operation. What has no code is no problem.
#[track_caller]
pub fn look_up_for(operation: &Operation, problem: &Value) {
    if !problem["code"].is_string() {
        return;
    }
    let given = match look_up(problem).by {
        By::Any | By::Rest | By::Graphql => true,
        By::Taking(parameters) => parameters.iter().any(|name| operation.takes(name)),
        By::These(operations) => operations.contains(&operation.name.as_str()),
    };
    assert!(given, "api/src/codes/ does not say that {} gives this: {problem}", operation.name);
}
