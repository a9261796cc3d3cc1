//! What people write.

use presswork_domain::{
    comments::CommentText,
    ids::{self, CommentKind, MediaKind, ModerationActionKind},
    moderation::{self, appeals},
    platform::secret::TOKEN_TEXT_MAX,
    posts::{Markdown, Title, details, revisions::Reason},
    reports,
    slug::{SLUG_MAX, SLUG_PATTERN},
    tags::{self, TagName, TagSet},
};

use super::limit::Limit::{self, Items, Pattern, Text};

/// What people write.
pub(super) fn of_writings() -> Vec<(&'static str, Limit)> {
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
