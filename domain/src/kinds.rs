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

        /// Where each waits, how often it is started at most, and how long an attempt may take.
        #[cfg(test)]
        const TERMS: &[(&str, crate::jobs::QueueName, u32, std::time::Duration)] =
            &[$(($job::KIND, $job::QUEUE, $job::MAX_ATTEMPTS, $job::TIMEOUT)),*];
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

    use super::{KINDS, TERMS, left_to_owners};

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
    fn the_document_has_every_kind_as_it_is() {
        let document = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/JOBS.md")).unwrap();
        let rows: Vec<Vec<&str>> = document.lines().map(|line| line.split(" | ").collect()).collect();
        for (kind, queue, attempts, timeout) in TERMS {
            let name = format!("`{kind}`");
            let row = rows.iter().find(|row| row.len() == 6 && row[0].contains(&name));
            let row = row.unwrap_or_else(|| panic!("{kind} has no row"));
            let minutes = timeout.as_secs() / 60;
            let life = if minutes < 60 { format!("{minutes} min") } else { format!("{} h", minutes / 60) };
            assert_eq!(row[2..5], [format!("`{queue}`"), attempts.to_string(), life], "{kind}");
        }
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
