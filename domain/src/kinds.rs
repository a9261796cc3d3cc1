//! Every kind of job that a rule enqueues, so that the worker's tests can prove that each has a handler.

use crate::{
    accounts::{EraseAccount, SendLink},
    comments::TellOfComment,
    exports::RunExport,
    follows::TellOfFollow,
    housekeeping::{
        CollectMedia, PurgeEvents, PurgeExports, PurgeImports, PurgeJobs, PurgeNotifications, PurgePosts, PurgeTokens,
        RankPosts, SendDigests, SettlePlans, SettleWebhooks,
    },
    imports::{ApplyImport, FetchMedia, FetchPicture, PlanImport, UndoImport},
    jobs::{ChangeMany, Job},
    mails::SendMail,
    media::ProcessMedia,
    moderation::ExpireAction,
    newsletters::{MailNewsletter, MailSubscriptionLink},
    notifications::{MailDigest, MailNotification},
    posts::{FanOutPost, PublishPost, SendNewsletter, UnpublishPost},
    reactions::TellOfReaction,
    rules::TryRule,
    search::ReindexSearch,
    tags::{MergeTag, ReindexTag, ReindexUntagged},
    webhooks::{DeliverWebhook, RecoverWebhook, RetryWebhook},
};

/// The kinds, in alphabetical order.
pub const KINDS: &[&str] = &[
    EraseAccount::KIND,
    SendLink::KIND,
    TellOfComment::KIND,
    RunExport::KIND,
    TellOfFollow::KIND,
    CollectMedia::KIND,
    PurgeEvents::KIND,
    PurgeExports::KIND,
    PurgeImports::KIND,
    PurgeJobs::KIND,
    PurgeNotifications::KIND,
    PurgePosts::KIND,
    PurgeTokens::KIND,
    RankPosts::KIND,
    SendDigests::KIND,
    SettlePlans::KIND,
    SettleWebhooks::KIND,
    ApplyImport::KIND,
    FetchMedia::KIND,
    FetchPicture::KIND,
    PlanImport::KIND,
    UndoImport::KIND,
    ChangeMany::KIND,
    SendMail::KIND,
    ProcessMedia::KIND,
    ExpireAction::KIND,
    MailSubscriptionLink::KIND,
    MailNewsletter::KIND,
    MailDigest::KIND,
    MailNotification::KIND,
    FanOutPost::KIND,
    SendNewsletter::KIND,
    PublishPost::KIND,
    UnpublishPost::KIND,
    TellOfReaction::KIND,
    TryRule::KIND,
    ReindexSearch::KIND,
    MergeTag::KIND,
    ReindexTag::KIND,
    ReindexUntagged::KIND,
    DeliverWebhook::KIND,
    RecoverWebhook::KIND,
    RetryWebhook::KIND,
];

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
