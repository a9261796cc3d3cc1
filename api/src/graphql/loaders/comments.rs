//! The comments on posts.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, ID, dataloader::Loader};
use presswork_domain::{
    Error,
    comments::{self, CommentInclude, CommentSort},
    ids::{self, PostId},
    page::{Page, PageArgs, PageRequest},
};

use super::request::{RequestLoader, loader, unshared};
use crate::{
    failure::Failure,
    graphql::{cx, look_ahead::comments_selected},
    page::CommentConnection,
};

/// Which page of the comments on which post, and with what.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct CommentsKey {
    post: PostId,
    sort: CommentSort,
    request: PageRequest,
    include: CommentInclude,
}

impl Loader<CommentsKey> for RequestLoader {
    type Value = Page<comments::Comment>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[CommentsKey]) -> Result<HashMap<CommentsKey, Self::Value>, Arc<Error>> {
        let cx = self.cx();
        let mut asked: HashMap<(CommentSort, &PageRequest, CommentInclude), Vec<PostId>> = HashMap::new();
        for key in keys {
            asked.entry((key.sort, &key.request, key.include)).or_default().push(key.post);
        }
        let mut found = HashMap::new();
        for ((sort, request, include), posts) in asked {
            let pages = comments::lists(&cx, &posts, sort, request, include).await.map_err(Arc::new)?;
            let key = |post| CommentsKey { post, sort, request: request.clone(), include };
            found.extend(pages.into_iter().map(|(post, page)| (key(post), page)));
        }
        Ok(found)
    }
}

/// The comments that answer a post.
pub async fn comments_on(
    ctx: &Context<'_>,
    post: &ID,
    sort: CommentSort,
    args: &PageArgs,
) -> Result<CommentConnection, Failure> {
    let request = comments::request(cx(ctx)?, sort, args)?;
    let key = CommentsKey { post: ids::parse(post)?, sort, request, include: comments_selected(ctx) };
    let found = loader(ctx)?.load_one(key).await.map_err(|error| unshared(&error))?;
    found.map(CommentConnection::from).ok_or_else(|| Error::not_found("post").into())
}
