//! What this run covers.

use presswork_tests::{Profile, say_what_is_covered};

/// Printed past the capture of output, so that it stands in every run. Fails where all have to be covered.
#[test]
fn this_run_covers() {
    say_what_is_covered();
    for profile in Profile::ALL {
        let _ = profile.is_covered();
    }
}
