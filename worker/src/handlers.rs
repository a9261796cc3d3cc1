//! The handlers of this release.

use presswork_domain::{
    housekeeping::{PurgeJobs, PurgeTokens},
    mails::SendMail,
    posts::FanOutPost,
};

use crate::{
    Registry,
    jobs::{feed, housekeeping, mail},
};

/// Every payload of `domain` with its handler.
#[must_use]
pub fn handlers() -> Registry {
    Registry::default()
        .with::<SendMail, _>(mail::send)
        .with::<FanOutPost, _>(feed::fan_out)
        .with::<PurgeJobs, _>(housekeeping::purge_jobs)
        .with::<PurgeTokens, _>(housekeeping::purge_tokens)
}

#[cfg(test)]
mod tests {
    use presswork_domain::kinds::KINDS;

    use super::handlers;

    #[test]
    fn every_payload_of_the_domain_has_a_handler() {
        let mut registered = handlers().kinds();
        registered.sort_unstable();
        assert_eq!(registered, KINDS);
    }
}
