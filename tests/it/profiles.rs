//! What this run covers.

use std::io::Write;

use presswork_tests::Profile;

/// Printed past the capture of output, so that it stands in every run.
#[test]
fn this_run_covers() {
    let (covered, missing): (Vec<_>, Vec<_>) = Profile::ALL.into_iter().partition(|profile| profile.is_covered());
    let name = |profile: &Profile| format!("{profile:?}").to_lowercase();
    let covered = covered.iter().map(name).collect::<Vec<_>>().join(" and ");
    let missing = missing.iter().filter_map(|profile| Some(format!("; not {}: {}", name(profile), profile.missing()?)));
    let line = format!("profiles covered: {covered}{}", missing.collect::<String>());
    writeln!(std::io::stderr(), "{line}").unwrap();
}
