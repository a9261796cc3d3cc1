//! Showing what a source will look like.

use crate::{
    Context, Error, Result,
    platform::article::{self, Heading},
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
/// `authentication_required`; the faults of the source.
pub async fn preview(cx: &Context, source: &str) -> Result<Preview> {
    cx.actor.acts(Scope::Read)?;
    let source = Markdown::parse(source);
    let source = source.map_err(|refusal| Error::invalid("/markdown", refusal.code, refusal.detail))?;
    let rendered = tokio::task::spawn_blocking(move || article::render(source.as_str())).await;
    let article = rendered.map_err(Error::internal)?;
    let contents: Vec<Heading> = article.contents;
    let details = Details { words: article.words, contents, ..Details::default() };
    Ok(Preview { html: article.html, excerpt: article.excerpt, details })
}
