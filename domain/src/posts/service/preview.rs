//! Showing what a source will look like.

use super::write::rendered;
use crate::{
    Context, Result,
    platform::article::Heading,
    posts::{Details, model::Markdown},
    scope::Scope,
};

/// What a source looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The HTML that a post of this source would have.
    pub html: String,
    /// The beginning as plain text.
    pub excerpt: String,
    /// What is counted and listed.
    pub details: Details,
}

/// Renders a source as that of a post is rendered, and changes nothing.
///
/// # Errors
/// `authentication_required`; the faults of the source, such as `too_complex`.
pub async fn preview(cx: &Context, source: &str) -> Result<Preview> {
    cx.actor.acts(Scope::Read)?;
    let source = Markdown::parse(source).map_err(|refused| refused.at("/markdown"))?;
    let article = rendered(cx, &source).await?;
    let contents: Vec<Heading> = article.contents;
    let details = Details { words: article.words, contents, ..Details::default() };
    Ok(Preview { html: article.html, excerpt: article.excerpt, details })
}
