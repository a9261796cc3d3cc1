//! `presswork audit`: whether the log is still what was written.

use presswork_domain::{
    Error,
    audit::{self, Verification},
    platform::Settings,
};

use super::operate::as_system;
use crate::{Failure, args::Audit};

pub(crate) async fn run(settings: Settings, action: Audit) -> Result<(), Failure> {
    let Audit::Verify { anchor } = action;
    as_system(settings, |cx| async move { judged(&audit::verify(&cx, anchor).await?) }).await
}

/// A log with faults ends the command with a failure, so that a timer notices.
fn judged(found: &Verification) -> Result<String, Error> {
    let said = format!("{} entries, head {}", found.entries, found.head);
    if found.faults.is_empty() {
        return Ok(format!("{said}: whole\n"));
    }
    let faults: Vec<_> = found.faults.iter().map(ToString::to_string).collect();
    Err(Error::conflict("audit_log_broken", format!("{said}: not what was written\n  {}", faults.join("\n  "))))
}
