//! Every kind of job that a rule enqueues, so that the worker's tests can prove that each has a handler.

use crate::{
    housekeeping::{PurgeJobs, PurgeTokens},
    jobs::Job,
    mails::SendMail,
    posts::FanOutPost,
};

/// The kinds, in alphabetical order.
pub const KINDS: &[&str] = &[PurgeJobs::KIND, PurgeTokens::KIND, SendMail::KIND, FanOutPost::KIND];

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::KINDS;

    #[test]
    fn every_payload_in_the_sources_is_listed() {
        let mut found = Vec::new();
        for feature in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap() {
            let Ok(payloads) = fs::read_to_string(feature.unwrap().path().join("jobs.rs")) else { continue };
            let declared =
                payloads.lines().filter_map(|line| line.trim().strip_prefix("const KIND: &'static str = \""));
            found.extend(declared.map(|kind| kind.trim_end_matches("\";").to_owned()));
        }
        found.sort();
        assert_eq!(found, KINDS);
    }
}
