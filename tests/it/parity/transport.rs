//! What only REST can do, and why.

use presswork_tests::{OPERATIONS, say};

/// Printed past the capture of output, so that nobody adds to the list unseen.
#[test]
fn operations_of_rest_alone_are_listed_with_their_reasons() {
    let bound = OPERATIONS.values().filter(|operation| operation.root().is_none());
    let mut lines = Vec::new();
    for operation in bound {
        let reason = operation.declared["x-transport-bound"].as_str().unwrap_or_default();
        assert!(!reason.is_empty(), "{} is in REST alone and does not say why (x-transport-bound)", operation.name);
        lines.push(format!("  {} {}: {reason}", operation.method, operation.path));
    }
    let all = OPERATIONS.len();
    say(&format!("operations: {} in both faces, {} bound to HTTP", all - lines.len(), lines.len()));
    for line in &lines {
        say(line);
    }
}
