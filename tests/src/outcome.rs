//! What came of an operation, the same whichever face it went through.

use serde_json::Value;

use crate::Reply;

/// What came of an operation.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What it answered, in the form of the REST face, or its problem.
    pub result: Result<Value, Value>,
    /// The answer over HTTP.
    pub http: Reply,
}

impl Outcome {
    /// The answer of an operation that has to succeed.
    #[track_caller]
    pub fn ok(self) -> Value {
        self.result.unwrap_or_else(|problem| panic!("refused: {problem}"))
    }

    /// The problem of an operation that has to be refused like this.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Value {
        let problem = match self.result {
            Err(problem) => problem,
            Ok(value) => panic!("not refused: {value}"),
        };
        assert_eq!((&problem["status"], &problem["code"]), (&status.into(), &code.into()), "{problem}");
        problem
    }

    /// The faults of an input that has to be refused, as `pointer code`.
    #[track_caller]
    pub fn faults(self) -> Vec<String> {
        let problem = self.refused(422, "validation_failed");
        let text = |fault: &Value, name: &str| fault[name].as_str().unwrap_or_default().to_owned();
        let faults = problem["errors"].as_array().unwrap().iter();
        faults.map(|fault| format!("{} {}", text(fault, "pointer"), text(fault, "code"))).collect()
    }
}
