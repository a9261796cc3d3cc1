//! The words of mails about notifications, as text and as HTML. What people wrote is escaped by the template.

use askama::Template;

use super::{Notification, NotificationKind, Wish, token};
use crate::{Context, Error, Result, ids::UserId, mails::Message, users::Contact};

/// One thing that a mail tells.
pub(super) struct Item {
    /// A sentence.
    pub line: String,
    /// Where it is.
    pub link: String,
    /// What somebody said.
    pub quote: Option<String>,
}

/// What a mail tells, and how to have no more like it.
pub(super) struct Letter<'a> {
    pub to: UserId,
    pub subject: String,
    pub intro: &'a str,
    pub items: Vec<Item>,
    pub more: bool,
    pub wish: Wish,
}

#[derive(Template)]
#[template(path = "notification.html")]
struct Page<'a> {
    subject: &'a str,
    name: &'a str,
    intro: &'a str,
    items: &'a [Item],
    more: bool,
    why: &'a str,
    unsubscribe: &'a str,
}

/// Puts a letter into words.
///
/// # Errors
/// `internal` when the template can't be rendered: a bug.
pub(super) fn compose(cx: &Context, contact: &Contact, letter: &Letter<'_>) -> Result<Message> {
    let unsubscribe = format!("{}/unsubscribe?token={}", site(cx), token(cx, letter.to, letter.wish));
    let why = format!("You get {}.", letter.wish.sentence());
    let page = Page {
        subject: &letter.subject,
        name: &contact.display_name,
        intro: letter.intro,
        items: &letter.items,
        more: letter.more,
        why: &why,
        unsubscribe: &unsubscribe,
    };
    let html = page.render().map_err(Error::internal)?;
    let text = plain(&page);
    Ok(Message { subject: letter.subject.clone(), text, html, unsubscribe })
}

fn plain(page: &Page<'_>) -> String {
    let mut parts = vec![format!("Hello {},\n", page.name)];
    if !page.intro.is_empty() {
        parts.push(format!("{}\n", page.intro));
    }
    for item in page.items {
        parts.push(format!("{}:\n\n    {}\n", item.line, item.link));
        parts.extend(item.quote.as_ref().map(|quote| format!("> {quote}\n")));
    }
    if page.more {
        parts.push("There is more in your inbox.\n".to_owned());
    }
    parts.push(format!("-- \n{} No more of them:\n{}\n", page.why, page.unsubscribe));
    parts.join("\n")
}

/// What a notification tells, in a sentence.
pub(super) fn line(it: &Notification) -> String {
    let (who, title) = (people(it), it.title.as_deref().unwrap_or_default());
    match it.kind {
        NotificationKind::PostPublished => format!("{who}, whom you follow, published \"{title}\""),
        NotificationKind::Comment => format!("{who} commented on \"{title}\""),
        NotificationKind::Reply => format!("{who} replied to you on \"{title}\""),
        NotificationKind::Mention => format!("{who} mentioned you on \"{title}\""),
        NotificationKind::Reaction if it.comment_id.is_some() => {
            format!("{who} reacted to your comment on \"{title}\"")
        }
        NotificationKind::Reaction => format!("{who} reacted to \"{title}\""),
        NotificationKind::Follow if it.actor_count > 1 => format!("{who} follow you"),
        NotificationKind::Follow => format!("{who} follows you"),
        NotificationKind::Moderation => "Moderators have done something about you or what you wrote".to_owned(),
    }
}

/// The subject of a mail about one notification.
pub(super) fn subject(it: &Notification) -> String {
    match (it.kind, &it.title) {
        (NotificationKind::PostPublished, Some(title)) => format!("{} published: {title}", people(it)),
        _ => line(it),
    }
}

/// Where what a notification tells of is to be found.
pub(super) fn link(cx: &Context, it: &Notification) -> String {
    let site = site(cx);
    if let Some(action) = it.action_id {
        return format!("{site}/v1/moderation/actions/{action}");
    }
    match (&it.comment_id, &it.slug, it.actors.first()) {
        (Some(comment), ..) => format!("{site}/v1/comments/{comment}"),
        (None, Some(slug), _) => format!("{site}/v1/posts/{slug}"),
        (None, None, Some(actor)) => format!("{site}/v1/users/@{}", actor.username),
        (None, None, None) => site,
    }
}

/// Those who did it: the last of them by name, the others by number.
fn people(it: &Notification) -> String {
    let name = it.actors.first().map_or("Somebody", |actor| actor.display_name.as_str());
    match it.actor_count {
        0 | 1 => name.to_owned(),
        2 => format!("{name} and 1 other"),
        n => format!("{name} and {} others", n - 1),
    }
}

fn site(cx: &Context) -> String {
    cx.settings().public_url(cx.settings().http.port)
}
