//! The handlers of this release.

use presswork_domain::{
    accounts::{EraseAccount, SendLink},
    comments::TellOfComment,
    exports::RunExport,
    follows::TellOfFollow,
    housekeeping::{
        CollectMedia, PurgeEvents, PurgeExports, PurgeImports, PurgeJobs, PurgeNotifications, PurgePosts, PurgeTokens,
        RankPosts, RefreshStatistics, SendDigests, SettleModeration, SettlePlans, SettleWebhooks,
    },
    imports::{ApplyImport, FetchMedia, FetchPicture, PlanImport, UndoImport},
    jobs::ChangeMany,
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

use crate::{
    Registry,
    jobs::{
        accounts, exports, housekeeping, imports, jobs, mail, media, moderation, newsletters, notifications, posts,
        rules, search, tags, webhooks,
    },
};

/// Every payload of `domain` with its handler.
#[must_use]
pub fn handlers() -> Registry {
    Registry::default()
        .with::<EraseAccount, _>(accounts::erase)
        .with::<SendLink, _>(accounts::send_link)
        .with::<SendMail, _>(mail::send)
        .with::<RunExport, _>(exports::run)
        .with::<PurgeExports, _>(exports::purge)
        .with::<PlanImport, _>(imports::plan)
        .with::<ApplyImport, _>(imports::apply)
        .with::<UndoImport, _>(imports::undo)
        .with::<FetchMedia, _>(imports::fetch_media)
        .with::<FetchPicture, _>(imports::fetch_picture)
        .with::<PurgeImports, _>(imports::purge)
        .with::<FanOutPost, _>(notifications::fan_out)
        .with::<TellOfComment, _>(notifications::comment)
        .with::<TellOfFollow, _>(notifications::follow)
        .with::<TellOfReaction, _>(notifications::reaction)
        .with::<SendNewsletter, _>(newsletters::fan_out)
        .with::<MailNewsletter, _>(newsletters::mail)
        .with::<MailSubscriptionLink, _>(newsletters::send_link)
        .with::<MailNotification, _>(notifications::mail)
        .with::<MailDigest, _>(notifications::digest)
        .with::<SendDigests, _>(notifications::send_digests)
        .with::<PurgeNotifications, _>(notifications::purge)
        .with::<CollectMedia, _>(media::collect)
        .with::<ProcessMedia, _>(media::process)
        .with::<ExpireAction, _>(moderation::expire)
        .with::<SettleModeration, _>(moderation::settle)
        .with::<PublishPost, _>(posts::publish)
        .with::<PurgePosts, _>(posts::purge)
        .with::<RankPosts, _>(posts::rank)
        .with::<SettlePlans, _>(posts::settle_plans)
        .with::<UnpublishPost, _>(posts::unpublish)
        .with::<PurgeJobs, _>(housekeeping::purge_jobs)
        .with::<PurgeTokens, _>(housekeeping::purge_tokens)
        .with::<RefreshStatistics, _>(housekeeping::refresh_statistics)
        .with::<ChangeMany, _>(jobs::change_many)
        .with::<TryRule, _>(rules::try_past)
        .with::<ReindexSearch, _>(search::reindex)
        .with::<MergeTag, _>(tags::merge)
        .with::<ReindexTag, _>(search::reindex_tag)
        .with::<ReindexUntagged, _>(search::reindex_untagged)
        .with::<DeliverWebhook, _>(webhooks::deliver)
        .with::<PurgeEvents, _>(webhooks::purge)
        .with::<RecoverWebhook, _>(webhooks::recover)
        .with::<RetryWebhook, _>(webhooks::retry)
        .with::<SettleWebhooks, _>(webhooks::settle)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use presswork_domain::kinds::KINDS;
    use serde::Deserialize;

    use super::handlers;

    /// What releases have written into the ledger, a line for each form that a payload has ever had. A field that is new gets a line
    /// with it; lines are only ever added, since jobs wait for as long as they like.
    const WRITTEN: &str = include_str!("../payloads.jsonl");

    #[derive(Deserialize)]
    struct Row {
        kind: String,
        payload: serde_json::Value,
    }

    fn written() -> Vec<Row> {
        WRITTEN.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn every_payload_of_the_domain_has_a_handler() {
        let mut registered = handlers().kinds();
        registered.sort_unstable();
        assert_eq!(registered, KINDS);
    }

    #[test]
    fn every_payload_that_a_release_has_written_is_read() {
        let handlers = handlers();
        let refused: Vec<_> = written().into_iter().filter(|row| !handlers.reads(&row.kind, &row.payload)).collect();
        let refused: Vec<_> = refused.iter().map(|row| format!("{} {}", row.kind, row.payload)).collect();
        assert!(refused.is_empty(), "rows of a release before would be parked: {refused:#?}");
    }

    #[test]
    fn every_kind_has_a_sample_of_its_payload() {
        let rows = written();
        let sampled: BTreeSet<_> = rows.iter().map(|row| row.kind.as_str()).collect();
        assert_eq!(sampled, KINDS.iter().copied().collect(), "worker/payloads.jsonl");
    }

    #[test]
    fn a_payload_that_lacks_what_it_needs_would_be_noticed() {
        assert!(!handlers().reads("comments.tell", &serde_json::json!({})));
    }
}
