//! How much a value may be, in the document: read from the constants that the rules are made of, in one table, so that no
//! limit has two numbers.

use presswork_domain::{
    access_tokens, accounts,
    comments::CommentText,
    events::EventType,
    identities,
    ids::{self, CommentKind, JobKind, MediaKind, ModerationActionKind},
    jobs::{JobFilter, QueueName},
    media,
    moderation::{self, appeals},
    notifications,
    platform::{outbound, secret::TOKEN_TEXT_MAX, settings},
    posts::{Markdown, Title, details, revisions::Reason},
    reports, rules,
    scope::Scope,
    slug::{SLUG_MAX, SLUG_PATTERN},
    tags::{self, TagName, TagSet},
    trust, two_factors,
    users::{DisplayName, Email, Username},
    webhooks,
};
use utoipa::{
    Number,
    openapi::{
        OpenApi, PathItem, RefOr, Schema,
        path::Operation,
        schema::{ArrayItems, Object, SchemaType, Type},
    },
};

use super::parameters;

/// How much a value may be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Limit {
    /// A text of so many characters.
    Text(usize, usize),
    /// A text of so many characters that looks like this.
    Pattern(usize, &'static str),
    /// A list of so many texts, each of at most so many characters; of names that an enum has, where that is 0.
    Items(usize, usize, usize),
    /// A number.
    Number(u64, u64),
}

use Limit::{Items, Pattern, Text};

/// The members of inputs, as `Type.member`.
fn members() -> Vec<(&'static str, Limit)> {
    [of_accounts(), of_writings(), of_the_rest()].concat()
}

/// Who people are, and how they prove it.
fn of_accounts() -> Vec<(&'static str, Limit)> {
    let email = Text(0, Email::MAX);
    let new_password = Text(accounts::Password::MIN, accounts::Password::MAX);
    let password = Text(0, accounts::Password::MAX);
    let (username, name) = (Text(Username::MIN, Username::MAX), Text(0, DisplayName::MAX));
    let (token, code) = (Text(0, TOKEN_TEXT_MAX), Text(0, two_factors::CODE_MAX));
    vec![
        ("AcceptInvitationInput.displayName", name),
        ("AcceptInvitationInput.password", new_password),
        ("AcceptInvitationInput.token", token),
        ("AcceptInvitationInput.username", username),
        ("ChangeEmailInput.email", email),
        ("ChangePasswordInput.currentPassword", password),
        ("ChangePasswordInput.newPassword", new_password),
        ("CompleteTwoFactorLoginInput.challenge", token),
        ("CompleteTwoFactorLoginInput.code", code),
        ("ConfirmEmailInput.token", token),
        ("ConfirmSubscriptionInput.token", token),
        ("ConfirmTwoFactorInput.code", code),
        ("CreateAccessTokenInput.name", Text(0, access_tokens::NAME_MAX)),
        ("CreateAccessTokenInput.scopes", Items(1, Scope::ALL.len(), 0)),
        ("CreateFirstAdminInput.displayName", name),
        ("CreateFirstAdminInput.email", email),
        ("CreateFirstAdminInput.password", new_password),
        ("CreateFirstAdminInput.token", token),
        ("CreateFirstAdminInput.username", username),
        ("CreateInvitationInput.email", email),
        ("ExchangeCodeInput.code", token),
        ("ExchangeCodeInput.codeVerifier", Text(identities::VERIFIER_MIN, identities::VERIFIER_MAX)),
        ("LoginInput.login", email),
        ("LoginInput.password", password),
        ("ReauthenticateInput.code", code),
        ("ReauthenticateInput.password", password),
        ("RefreshInput.refreshToken", token),
        ("RegisterInput.displayName", name),
        ("RegisterInput.email", email),
        ("RegisterInput.password", new_password),
        ("RegisterInput.username", username),
        ("RequestEmailVerificationInput.email", email),
        ("RequestPasswordResetInput.email", email),
        ("ResetPasswordInput.password", new_password),
        ("ResetPasswordInput.token", token),
        ("SubscribeInput.email", email),
        ("UpdateMeInput.bio", Text(0, accounts::BIO_MAX)),
        ("UpdateMeInput.displayName", name),
    ]
}

/// What people write.
fn of_writings() -> Vec<(&'static str, Limit)> {
    let (title, markdown, slug) = (Text(0, Title::MAX), Text(0, Markdown::MAX), Pattern(SLUG_MAX, SLUG_PATTERN));
    let (tags, comment) = (Items(0, TagSet::MAX, TagName::MAX), Text(1, CommentText::MAX));
    let (url, excerpt, series) =
        (Text(0, details::URL_MAX), Text(0, details::EXCERPT_MAX), Text(0, details::SERIES_MAX));
    let (meta_title, description) = (Text(0, details::META_TITLE_MAX), Text(0, details::META_DESCRIPTION_MAX));
    let position = Limit::Number(1, details::POSITION_MAX.unsigned_abs().into());
    let medium = Text(0, ids::length::<MediaKind>());
    let (tag_name, tag_description) = (Text(0, TagName::MAX), Text(0, tags::DESCRIPTION_MAX));
    vec![
        ("CreateCommentInput.markdown", comment),
        ("CreateCommentInput.parentId", Text(0, ids::length::<CommentKind>())),
        ("CreatePostInput.canonicalUrl", url),
        ("CreatePostInput.coverMediaId", medium),
        ("CreatePostInput.excerpt", excerpt),
        ("CreatePostInput.metaDescription", description),
        ("CreatePostInput.metaTitle", meta_title),
        ("CreatePostInput.series", series),
        ("CreatePostInput.seriesPosition", position),
        ("CreatePostInput.socialDescription", description),
        ("CreatePostInput.socialImage", url),
        ("CreatePostInput.socialTitle", meta_title),
        ("UpdatePostInput.canonicalUrl", url),
        ("UpdatePostInput.coverMediaId", medium),
        ("UpdatePostInput.excerpt", excerpt),
        ("UpdatePostInput.metaDescription", description),
        ("UpdatePostInput.metaTitle", meta_title),
        ("UpdatePostInput.series", series),
        ("UpdatePostInput.seriesPosition", position),
        ("UpdatePostInput.socialDescription", description),
        ("UpdatePostInput.socialImage", url),
        ("UpdatePostInput.socialTitle", meta_title),
        ("CreatePostInput.markdown", markdown),
        ("CreatePostInput.slug", slug),
        ("CreatePostInput.tags", tags),
        ("CreatePostInput.title", title),
        ("CreateAppealInput.actionId", Text(0, ids::length::<ModerationActionKind>())),
        ("CreateAppealInput.text", Text(1, appeals::TEXT_MAX)),
        ("CreateAppealInput.token", Text(0, TOKEN_TEXT_MAX)),
        ("DecideAppealInput.answer", Text(0, appeals::TEXT_MAX)),
        ("CreateModerationActionInput.note", Text(0, moderation::NOTE_MAX)),
        ("CreateModerationActionInput.subjectId", Text(0, ids::length::<CommentKind>())),
        ("ReverseModerationActionInput.note", Text(0, moderation::NOTE_MAX)),
        ("CreateReportInput.note", Text(0, reports::NOTE_MAX)),
        ("CreateReportInput.subjectId", Text(0, ids::length::<CommentKind>())),
        ("ResolveReportInput.note", Text(0, reports::NOTE_MAX)),
        ("CreateTagInput.description", tag_description),
        ("CreateTagInput.name", tag_name),
        ("CreateTagInput.slug", slug),
        ("MergeTagInput.into", Text(0, SLUG_MAX)),
        ("PreviewMarkdownInput.markdown", markdown),
        ("UpdateCommentInput.markdown", comment),
        ("UpdatePostInput.markdown", markdown),
        ("UpdatePostInput.reason", Text(0, Reason::MAX)),
        ("UpdatePostInput.slug", slug),
        ("UpdatePostInput.tags", tags),
        ("UpdatePostInput.title", title),
        ("UpdateTagInput.description", tag_description),
        ("UpdateTagInput.name", tag_name),
        ("UpdateTagInput.slug", slug),
    ]
}

/// Everything else.
fn of_the_rest() -> Vec<(&'static str, Limit)> {
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

/// Writes the limits into a document.
pub fn declare(document: &mut OpenApi) {
    if let Some(components) = document.components.as_mut() {
        for (name, limit) in members() {
            let (of, member) = name.split_once('.').unwrap_or_default();
            if let Some(RefOr::T(Schema::Object(object))) = components.schemas.get_mut(of)
                && let Some(schema) = object.properties.get_mut(member)
            {
                apply(schema, limit);
            }
        }
    }
    document.paths.paths.values_mut().flat_map(operations).for_each(declare_parameters);
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete].into_iter().flatten()
}

fn declare_parameters(operation: &mut Operation) {
    let of = operation.operation_id.clone().unwrap_or_default();
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(parameter) = parameter else { continue };
        let limit = parameters::limit(&of, parameter);
        if let Some(remark) = parameters::remark(parameter) {
            let said = parameter.description.take().unwrap_or_default();
            parameter.description = Some(format!("{said} {remark}").trim().to_owned());
        }
        let Some(schema) = parameter.schema.as_mut() else { continue };
        if let Some(limit) = limit {
            apply(schema, limit);
        }
        if let (Some(default), RefOr::T(Schema::Object(object))) = (parameters::default(&of, &parameter.name), schema) {
            object.default = Some(default.into());
        }
    }
}

fn apply(schema: &mut RefOr<Schema>, limit: Limit) {
    let RefOr::T(schema) = schema else { return };
    match (schema, limit) {
        // A text that is one of a few is limited by that.
        (Schema::Object(object), Text(..)) if object.enum_values.is_some() => {}
        (Schema::Object(object), Text(min, max)) => {
            object.min_length = (min > 0).then_some(min);
            object.max_length = Some(max);
        }
        (Schema::Object(object), Pattern(max, pattern)) => {
            object.max_length = Some(max);
            object.pattern = Some(pattern.to_owned());
        }
        (Schema::Object(object), Limit::Number(min, max)) => {
            object.minimum = number(min);
            object.maximum = number(max);
        }
        (Schema::Array(array), Items(min, max, each)) => {
            array.min_items = (min > 0).then_some(min);
            array.max_items = Some(max);
            if each > 0 {
                let mut item = Object::with_type(SchemaType::Type(Type::String));
                item.max_length = Some(each);
                array.items = ArrayItems::RefOrSchema(Box::new(RefOr::T(Schema::Object(item))));
            }
        }
        _ => {}
    }
}

fn number(n: u64) -> Option<Number> {
    usize::try_from(n).ok().map(Number::UInt)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    /// Every member of an input, as `Type.member`.
    fn declared() -> Vec<(String, Value)> {
        let document = serde_json::to_value(crate::openapi::document()).unwrap();
        let schemas = document["components"]["schemas"].as_object().unwrap().clone();
        let inputs = schemas.into_iter().filter(|(name, _)| name.ends_with("Input"));
        let members = inputs.flat_map(|(name, schema)| {
            let members = schema["properties"].as_object().cloned().unwrap_or_default();
            members.into_iter().map(move |(member, schema)| (format!("{name}.{member}"), schema))
        });
        members.collect()
    }

    fn is(schema: &Value, kind: &str) -> bool {
        schema["type"] == kind || schema["type"].as_array().is_some_and(|all| all.contains(&kind.into()))
    }

    #[test]
    fn every_text_list_and_number_of_an_input_has_its_limit_from_the_table() {
        for (name, schema) in declared() {
            let missing = |member: &str| format!("{name} has no {member}: add it to the table in openapi/limits.rs");
            if is(&schema, "string")
                && schema.get("enum").is_none()
                && schema.get("format") != Some(&"date-time".into())
            {
                assert!(schema["maxLength"].is_u64(), "{}", missing("maxLength"));
            }
            if is(&schema, "array") {
                assert!(schema["maxItems"].is_u64(), "{}", missing("maxItems"));
            }
            if is(&schema, "integer") {
                assert!(schema["minimum"].is_u64() && schema["maximum"].is_u64(), "{}", missing("minimum and maximum"));
            }
        }
    }

    #[test]
    fn every_line_of_the_table_is_about_something() {
        let declared: BTreeSet<String> = declared().into_iter().map(|(name, _)| name).collect();
        for (name, _) in members() {
            assert!(declared.contains(name), "{name}");
        }
    }

    #[test]
    fn no_limit_is_written_beside_a_type() {
        fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
            let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
        }
        let sources = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/blueprints");
        for file in files(&sources) {
            let text = std::fs::read_to_string(&file).unwrap();
            for attribute in ["max_length", "min_length", "max_items", "min_items", "maximum"] {
                assert!(!text.contains(&format!("{attribute} =")), "{attribute} in {}", file.display());
            }
        }
    }

    #[test]
    fn what_people_read_about_a_limit_is_what_it_is() {
        for (name, schema) in declared() {
            let description = schema["description"].as_str().unwrap_or_default().replace(',', "");
            let limits = ["minLength", "maxLength", "maxItems"].map(|member| schema[member].as_u64());
            if limits == [None; 3] {
                continue;
            }
            let words: Vec<&str> = description.split([' ', ';', '.', ':']).collect();
            for (n, word) in words.iter().enumerate() {
                let (before, after) = (words[..n].last(), words.get(n + 1));
                let about_length =
                    [before, after].into_iter().flatten().any(|it| ["most", "to", "characters"].contains(it));
                if let (true, Ok(number)) = (about_length, word.parse::<u64>()) {
                    assert!(number == 1 || limits.contains(&Some(number)), "{name} says {number}: {description}");
                }
            }
        }
    }
}
