//! What a post says.

use crate::{
    imports::translation::{Converter, Links, Name, title},
    posts::Markdown,
};

/// What a post says.
pub(in crate::imports) struct Words {
    pub title: String,
    pub slug: String,
    pub markdown: String,
    /// What is to be told of them.
    pub told: Option<String>,
}

impl Words {
    /// Those of the post whose id in its source this is.
    ///
    /// # Errors
    /// A sentence about what is wrong with them.
    pub(in crate::imports) fn of(
        (links, converter): (&Links, &Converter),
        id: &str,
        heading: &str,
        html: &str,
    ) -> Result<Self, String> {
        let slug = links.slug(Name::Id(id)).ok_or("nothing tells it from the others there")?.to_owned();
        let markdown = Markdown::parse(&converter.markdown(html)?).map_err(|why| format!("text: {}", why.detail))?;
        let (title, told) = title(heading)?;
        Ok(Self { title, slug, markdown: markdown.as_str().to_owned(), told })
    }
}
