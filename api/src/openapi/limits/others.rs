//! Everything else.

use presswork_domain::{
    events::EventType,
    ids::{self, JobKind},
    jobs::{JobFilter, QueueName},
    media, notifications,
    platform::{outbound, settings},
    rules, trust,
    users::Username,
    webhooks,
};

use super::limit::Limit::{self, Items, Text};

/// Everything else.
pub(super) fn of_the_rest() -> Vec<(&'static str, Limit)> {
    let searched = Text(0, JobFilter::TEXT_MAX);
    vec![
        ("CreateDataImportInput.author", Text(0, Username::MAX)),
        ("CreateDataImportInput.origin", Text(0, outbound::URL_MAX)),
        ("CreateDataImportInput.size", Limit::Number(1, settings::Imports::MAX_BYTES)),
        ("CreateMediaInput.altText", Text(0, media::ALT_TEXT_MAX)),
        ("CreateMediaInput.filename", Text(0, media::FILENAME_MAX)),
        ("CreateMediaInput.mediaType", Text(0, media::MEDIA_TYPE_MAX)),
        ("CreateMediaInput.size", Limit::Number(1, settings::Media::MAX_BYTES)),
        ("CreateWebhookInput.description", Text(0, webhooks::DESCRIPTION_MAX)),
        ("CreateWebhookInput.eventTypes", Items(0, EventType::ALL.len(), EventType::NAME_MAX)),
        ("CreateWebhookInput.url", Text(1, outbound::URL_MAX)),
        ("JobFilterInput.error", searched),
        ("JobFilterInput.kind", searched),
        ("JobFilterInput.parentId", Text(0, ids::length::<JobKind>())),
        ("JobFilterInput.queue", Text(0, QueueName::ALL.iter().map(|name| name.as_str().len()).max().unwrap_or(0))),
        ("ModerationRuleInput.hosts", Items(0, rules::LIST_MAX, rules::HOST_MAX)),
        ("ModerationRuleInput.limit", Limit::Number(0, rules::LIMIT_MAX.unsigned_abs())),
        ("ModerationRuleInput.maxAgeHours", Limit::Number(1, rules::AGE_MAX.unsigned_abs())),
        ("ModerationRuleInput.maxTrust", Limit::Number(0, trust::LEVEL_MAX.into())),
        ("ModerationRuleInput.message", Text(0, rules::MESSAGE_MAX)),
        ("ModerationRuleInput.name", Text(0, rules::NAME_MAX)),
        (
            "ModerationRuleInput.windowSeconds",
            Limit::Number(rules::WINDOW_MIN.unsigned_abs(), rules::WINDOW_MAX.unsigned_abs()),
        ),
        ("ModerationRuleInput.words", Items(0, rules::LIST_MAX, rules::WORD_MAX)),
        ("SetNotificationPreferencesInput.digestHour", Limit::Number(0, notifications::DIGEST_HOUR_MAX.into())),
        ("SetNotificationPreferencesInput.kinds", Items(0, notifications::NotificationKind::CHOSEN.len(), 0)),
        ("SetNotificationPreferencesInput.timeZone", Text(0, notifications::TIME_ZONE_MAX)),
        ("UpdateMediaInput.altText", Text(0, media::ALT_TEXT_MAX)),
        ("UpdateWebhookInput.description", Text(0, webhooks::DESCRIPTION_MAX)),
        ("UpdateWebhookInput.eventTypes", Items(0, EventType::ALL.len(), EventType::NAME_MAX)),
        ("UpdateWebhookInput.url", Text(1, outbound::URL_MAX)),
    ]
}
