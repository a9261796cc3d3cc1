//! The words of newsletters, as text and as HTML. The post's HTML is made safe when it is rendered; the rest is escaped by the template.

use askama::Template;

use super::link::{Purpose, token};
use crate::{
    Context, Error, Result, ids::SubscriberId, mails::Message, platform::spans::in_words, posts::Post,
    syndication::Site,
};

#[derive(Template)]
#[template(path = "newsletter.html")]
struct Page<'a> {
    title: &'a str,
    author: &'a str,
    cover: Option<Cover<'a>>,
    html: &'a str,
    link: &'a str,
    unsubscribe: &'a str,
}

struct Cover<'a> {
    url: String,
    alt: &'a str,
}

/// How wide a cover is in a mail at most: twice the width of the text, for dense screens.
const COVER_WIDTH: u32 = 1280;

/// Puts a post into a mail. Takes a while for long texts: not for async threads.
///
/// # Errors
/// `internal` when the template can't be rendered: a bug.
pub(super) fn newsletter(cx: &Context, to: SubscriberId, post: &Post) -> Result<Message> {
    let site = Site::of(cx);
    let link = site.page(&post.slug);
    let unsubscribe = format!("{}/unsubscribe?token={}", site.api, token(cx, to, Purpose::End));
    let alt = post.cover.as_ref().and_then(|cover| cover.alt_text.as_deref()).unwrap_or_default();
    let html = site.html(post);
    let page = Page {
        title: &post.title,
        cover: site.cover(post, COVER_WIDTH, u32::MAX).map(|(url, _)| Cover { url, alt }),
        author: post.author.as_ref().map_or("Somebody", |author| author.display_name.as_str()),
        html: &html,
        link: &link,
        unsubscribe: &unsubscribe,
    };
    let whole = page.render().map_err(Error::internal)?;
    let source = site.source(post).unwrap_or_else(|| post.excerpt.clone());
    let text = format!(
        "{}\nby {}\n\n{source}\n\n{link}\n\n-- \nYou get newsletters. No more of them:\n{unsubscribe}\n",
        page.title, page.author
    );
    Ok(Message { subject: post.title.clone(), text, html: whole, unsubscribe })
}

/// The subject and the text of the mail that asks whether somebody wants newsletters.
pub(super) fn link(cx: &Context, to: SubscriberId) -> (String, String) {
    let (Site { api: site, .. }, token) = (Site::of(cx), token(cx, to, Purpose::Confirm));
    let life = in_words(cx.settings().auth.email_token_ttl);
    let text = format!(
        "Hello,\n\nsomebody, perhaps you, wants newsletters of {site} to come to this address. If you want them, hand this \
         token to your app within {life}:\n\n    {token}\n\nor send it yourself:\n\n    \
         POST {site}/v1/newsletter/subscribers/confirm\n    {{\"token\": \"{token}\"}}\n\nIf not, ignore this mail; nothing \
         will come.\n"
    );
    ("Do you want newsletters?".to_owned(), text)
}
