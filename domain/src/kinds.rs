//! Every kind of job that a rule enqueues, so that the worker's tests can prove that each has a handler.

use crate::{
    accounts::{EraseAccount, SendLink},
    comments::TellOfComment,
    exports::RunExport,
    follows::TellOfFollow,
    housekeeping::{
        CollectMedia, PurgeEvents, PurgeExports, PurgeImports, PurgeJobs, PurgeNotifications, PurgePosts, PurgeTokens,
        RankPosts, RefreshStatistics, SendDigests, SettleModeration, SettlePlans, SettleWebhooks,
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

/// Lists the kinds, with what is asked about them where only their name is known.
macro_rules! kinds {
    ($($job:ident),* $(,)?) => {
        /// The kinds, in alphabetical order.
        pub const KINDS: &[&str] = &[$($job::KIND),*];

        const OWNER_MAY_CANCEL: &[(&str, bool)] = &[$(($job::KIND, $job::OWNER_MAY_CANCEL)),*];
    };
}

kinds! {
    EraseAccount,
    SendLink,
    TellOfComment,
    RunExport,
    TellOfFollow,
    CollectMedia,
    PurgeEvents,
    PurgeExports,
    PurgeImports,
    PurgeJobs,
    PurgeNotifications,
    PurgePosts,
    PurgeTokens,
    RankPosts,
    RefreshStatistics,
    SendDigests,
    SettleModeration,
    SettlePlans,
    SettleWebhooks,
    ApplyImport,
    FetchMedia,
    FetchPicture,
    PlanImport,
    UndoImport,
    ChangeMany,
    SendMail,
    ProcessMedia,
    ExpireAction,
    MailSubscriptionLink,
    MailNewsletter,
    MailDigest,
    MailNotification,
    FanOutPost,
    SendNewsletter,
    PublishPost,
    UnpublishPost,
    TellOfReaction,
    TryRule,
    ReindexSearch,
    MergeTag,
    ReindexTag,
    ReindexUntagged,
    DeliverWebhook,
    RecoverWebhook,
    RetryWebhook,
}

/// The kinds of which whoever set a job in motion may call it off. All others, also those that only another release knows, are left to
/// operators.
pub(crate) fn left_to_owners() -> impl Iterator<Item = &'static str> {
    OWNER_MAY_CANCEL.iter().filter(|(_, may)| *may).map(|(kind, _)| *kind)
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::{KINDS, left_to_owners};

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

    #[test]
    fn every_kind_is_in_the_table_of_the_document() {
        let document = include_str!("../../docs/JOBS.md");
        let named =
            |kind: &str| document.lines().any(|line| line.starts_with("| `") && line.contains(&format!("`{kind}`")));
        let missing: Vec<_> = KINDS.iter().filter(|kind| !named(kind)).collect();
        assert!(missing.is_empty(), "docs/JOBS.md does not tell of {missing:?}");
    }

    /// What people asked for, and nothing that others rely on.
    #[test]
    fn owners_call_off_what_they_asked_for() {
        let expected = [
            "exports.run",
            "imports.apply",
            "imports.fetch_media",
            "imports.plan",
            "imports.undo",
            "jobs.change_many",
            "media.process",
            "posts.fan_out",
            "posts.newsletter",
            "posts.publish",
            "posts.unpublish",
            "rules.try",
            "search.reindex",
            "tags.merge",
            "webhooks.recover",
        ];
        assert_eq!(left_to_owners().collect::<Vec<_>>(), expected);
    }
}
