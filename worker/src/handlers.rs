//! The handlers of this release.

use presswork_domain::{
    accounts::{EraseAccount, SendLink},
    comments::TellOfComment,
    follows::TellOfFollow,
    housekeeping::{
        CollectMedia, PurgeEvents, PurgeJobs, PurgeNotifications, PurgePosts, PurgeTokens, RankPosts, SendDigests,
        SettlePlans, SettleWebhooks,
    },
    jobs::ChangeMany,
    mails::SendMail,
    media::ProcessMedia,
    newsletters::{MailNewsletter, MailSubscriptionLink},
    notifications::{MailDigest, MailNotification},
    posts::{FanOutPost, PublishPost, SendNewsletter, UnpublishPost},
    reactions::TellOfReaction,
    search::ReindexSearch,
    tags::{MergeTag, ReindexTag, ReindexUntagged},
    webhooks::{DeliverWebhook, RecoverWebhook, RetryWebhook},
};

use crate::{
    Registry,
    jobs::{accounts, housekeeping, jobs, mail, media, newsletters, notifications, posts, search, tags, webhooks},
};

/// Every payload of `domain` with its handler.
#[must_use]
pub fn handlers() -> Registry {
    Registry::default()
        .with::<EraseAccount, _>(accounts::erase)
        .with::<SendLink, _>(accounts::send_link)
        .with::<SendMail, _>(mail::send)
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
        .with::<PublishPost, _>(posts::publish)
        .with::<PurgePosts, _>(posts::purge)
        .with::<RankPosts, _>(posts::rank)
        .with::<SettlePlans, _>(posts::settle_plans)
        .with::<UnpublishPost, _>(posts::unpublish)
        .with::<PurgeJobs, _>(housekeeping::purge_jobs)
        .with::<PurgeTokens, _>(housekeeping::purge_tokens)
        .with::<ChangeMany, _>(jobs::change_many)
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
    use presswork_domain::kinds::KINDS;

    use super::handlers;

    #[test]
    fn every_payload_of_the_domain_has_a_handler() {
        let mut registered = handlers().kinds();
        registered.sort_unstable();
        assert_eq!(registered, KINDS);
    }
}
