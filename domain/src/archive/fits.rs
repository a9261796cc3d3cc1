//! What texts and numbers from an archive have to be: what the features would have taken, so that nothing comes in that could not have
//! been written here.

use url::Url;

use crate::{
    accounts::BIO_MAX,
    media::{ALT_TEXT_MAX, FILENAME_MAX},
    moderation::{ActionKind, NOTE_MAX},
    notifications::{Digest, NotificationKind},
    platform::images::Format,
    posts::{Markdown, PostStatus, Title, details},
    slug,
    suppressions::SuppressionReason,
    tags, text,
    users::{DisplayName, Email, Role, Username},
};

/// Deepest comment that any installation has allowed, and more.
const DEPTH_MAX: i64 = 1000;
/// Longest name of a reaction.
const KIND_MAX: usize = 40;

pub(super) fn is_username(text: &str) -> bool {
    Username::parse(text).is_ok_and(|name| name.as_str() == text)
}

pub(super) fn is_email(text: &str) -> bool {
    Email::parse(text).is_ok_and(|email| email.as_str() == text)
}

pub(super) fn is_role(text: &str) -> bool {
    text.parse::<Role>().is_ok()
}

pub(super) fn is_display_name(text: &str) -> bool {
    DisplayName::parse(text).is_ok()
}

pub(super) fn is_bio(text: &str) -> bool {
    text::block(text, BIO_MAX).is_ok()
}

pub(super) fn is_tag_name(text: &str) -> bool {
    tags::TagName::parse(text).is_ok()
}

pub(super) fn is_tag_description(text: &str) -> bool {
    text::block(text, tags::DESCRIPTION_MAX).is_ok()
}

pub(super) fn is_title(text: &str) -> bool {
    Title::parse(text).is_ok()
}

pub(super) fn is_status(text: &str) -> bool {
    text.parse::<PostStatus>().is_ok()
}

pub(super) fn is_note(text: &str) -> bool {
    text.is_empty() || text::block(text, NOTE_MAX).is_ok()
}

pub(super) fn is_action(text: &str) -> bool {
    text.parse::<ActionKind>().is_ok()
}

pub(super) fn is_suppression(text: &str) -> bool {
    SuppressionReason::named(text).is_ok()
}

pub(super) fn is_source(text: &str) -> bool {
    Markdown::parse(text).is_ok()
}

pub(super) fn is_slug(text: &str) -> bool {
    slug::parse(text).is_ok()
}

/// An address that can stand in a page: of the web, and nothing that runs.
pub(super) fn is_address(text: &str) -> bool {
    text.len() <= details::URL_MAX && Url::parse(text).is_ok_and(|url| ["http", "https"].contains(&url.scheme()))
}

pub(super) fn is_line(text: &str) -> bool {
    text::line(text, FILENAME_MAX.max(ALT_TEXT_MAX)).is_ok()
}

pub(super) fn is_line_or_empty(text: &str) -> bool {
    text.is_empty() || is_line(text)
}

pub(super) fn is_block(text: &str) -> bool {
    text::block(text, ALT_TEXT_MAX).is_ok()
}

/// The kind of a reaction or of a notification, or another name; which there are is up to an installation.
pub(super) fn is_kind(text: &str) -> bool {
    let plain = !text.is_empty() && text.len() <= KIND_MAX && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    plain || text.parse::<NotificationKind>().is_ok()
}

pub(super) fn is_digest(text: &str) -> bool {
    text.parse::<Digest>().is_ok()
}

pub(super) fn is_time_zone(text: &str) -> bool {
    text.parse::<chrono_tz::Tz>().is_ok()
}

pub(super) fn is_hour(text: &str) -> bool {
    within(text, 23)
}

pub(super) fn is_depth(text: &str) -> bool {
    within(text, DEPTH_MAX)
}

pub(super) fn is_count(text: &str) -> bool {
    within(text, i64::MAX)
}

pub(super) fn is_media_type(text: &str) -> bool {
    Format::named(text).is_some()
}

pub(super) fn is_colour(text: &str) -> bool {
    text.len() == 7 && text.strip_prefix('#').is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn within(text: &str, most: i64) -> bool {
    text.parse::<i64>().is_ok_and(|n| (0..=most).contains(&n))
}
