//! The texts of posts.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, ID, dataloader::Loader};
use presswork_domain::{
    Error,
    ids::{self, PostId},
    posts::{self, PostInclude},
};

use super::request::{RequestLoader, loader, unshared};
use crate::failure::Failure;

/// The text of which post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct TextKey(PostId);

/// The text of a post.
#[derive(Debug, Clone, Default)]
pub struct Text {
    /// The source, for those who may edit the post.
    pub markdown: Option<String>,
    /// The rendered source.
    pub html: String,
}

impl Loader<TextKey> for RequestLoader {
    type Value = Text;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[TextKey]) -> Result<HashMap<TextKey, Text>, Arc<Error>> {
        let ids: Vec<PostId> = keys.iter().map(|key| key.0).collect();
        let posts = posts::get_many(&self.cx(), &ids, PostInclude::default()).await.map_err(Arc::new)?;
        let text = |post: posts::Post| Text { markdown: post.markdown, html: post.html.unwrap_or_default() };
        Ok(posts.into_iter().map(|post| (TextKey(post.id), text(post))).collect())
    }
}

/// The text of a post that the prefetch has not brought.
pub async fn text_of(ctx: &Context<'_>, post: &ID) -> Result<Text, Failure> {
    let found = loader(ctx)?.load_one(TextKey(ids::parse(post)?)).await.map_err(|error| unshared(&error))?;
    found.ok_or_else(|| Error::not_found("post").into())
}
