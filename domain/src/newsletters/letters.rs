//! The words of newsletters, as text and as HTML. The post's HTML is made safe when it is rendered; the rest is escaped by the template.

use askama::Template;

use super::link::{Purpose, token};
use crate::{Context, Error, Result, ids::SubscriberId, mails::Message, posts::Post};

#[derive(Template)]
#[template(path = "newsletter.html")]
struct Page<'a> {
    title: &'a str,
    author: &'a str,
    html: &'a str,
    link: &'a str,
    unsubscribe: &'a str,
}

/// Puts a post into a mail.
///
/// # Errors
/// `internal` when the template can't be rendered: a bug.
pub(super) fn newsletter(cx: &Context, to: SubscriberId, post: &Post) -> Result<Message> {
    let site = site(cx);
    let link = format!("{site}/v1/posts/{}", post.slug);
    let unsubscribe = format!("{site}/unsubscribe?token={}", token(cx, to, Purpose::End));
    let page = Page {
        title: &post.title,
        author: post.author.as_ref().map_or("Somebody", |author| author.display_name.as_str()),
        html: post.html.as_deref().unwrap_or_default(),
        link: &link,
        unsubscribe: &unsubscribe,
    };
    let html = page.render().map_err(Error::internal)?;
    let source = post.markdown.as_deref().unwrap_or(&post.excerpt);
    let text = format!(
        "{}\nby {}\n\n{source}\n\n{link}\n\n-- \nYou get newsletters. No more of them:\n{unsubscribe}\n",
        page.title, page.author
    );
    Ok(Message { subject: post.title.clone(), text, html, unsubscribe })
}

/// The subject and the text of the mail that asks whether somebody wants newsletters.
pub(super) fn link(cx: &Context, to: SubscriberId) -> (String, String) {
    let (site, token) = (site(cx), token(cx, to, Purpose::Confirm));
    let life = humantime::format_duration(cx.settings().auth.email_token_ttl);
    let text = format!(
        "Hello,\n\nsomebody, perhaps you, wants newsletters of {site} to come to this address. If you want them, hand this \
         token to your app within {life}:\n\n    {token}\n\nor send it yourself:\n\n    \
         POST {site}/v1/newsletter/subscribers/confirm\n    {{\"token\": \"{token}\"}}\n\nIf not, ignore this mail; nothing \
         will come.\n"
    );
    ("Do you want newsletters?".to_owned(), text)
}

fn site(cx: &Context) -> String {
    cx.settings().public_url(cx.settings().http.port)
}
