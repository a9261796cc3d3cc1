//! What hangs on posts, fetched along with them: by a statement each, where it did not come with them (`store/joined.rs`).

use std::collections::HashMap;

use super::{Post, PostInclude, store::joined};
use crate::{
    Context, Result,
    ids::{MediaId, PostId, UserId},
    media,
    reactions::{self, Subject},
    tags, users,
};

/// Fetches the relations that were asked for, for all posts together.
pub(super) async fn load(cx: &Context, posts: &mut [&mut Post], include: PostInclude) -> Result<()> {
    let relations = [include.tags, include.author, include.reactions];
    relations.into_iter().filter(|included| *included).for_each(|_| cx.meter.things(posts.len()));
    if !joined::is_read(cx) {
        apart(cx, posts, include).await?;
    }
    if include.cover { covers(cx, posts).await } else { Ok(()) }
}

/// What comes with posts elsewhere.
async fn apart(cx: &Context, posts: &mut [&mut Post], include: PostInclude) -> Result<()> {
    if include.tags {
        let ids: Vec<PostId> = posts.iter().map(|post| post.id).collect();
        let mut tags = tags::of_posts(cx, &ids).await?;
        for post in posts.iter_mut() {
            post.tags = Some(tags.remove(&post.id).unwrap_or_default());
        }
    }
    if include.author {
        let mut ids: Vec<UserId> = posts.iter().map(|post| post.author_id).collect();
        ids.sort_unstable();
        ids.dedup();
        let authors: HashMap<UserId, _> =
            users::get_many(cx, &ids).await?.into_iter().map(|user| (user.id, user)).collect();
        for post in posts.iter_mut() {
            post.author = authors.get(&post.author_id).cloned();
        }
    }
    if include.reactions {
        let subjects: Vec<_> = posts.iter().map(|post| Subject::Post(post.id)).collect();
        let mut reactions = reactions::of(cx, &subjects).await?;
        for post in posts.iter_mut() {
            post.reactions = Some(reactions.remove(&Subject::Post(post.id)).unwrap_or_default());
        }
    }
    Ok(())
}

/// Few posts have one, so it comes by itself, where there are any.
async fn covers(cx: &Context, posts: &mut [&mut Post]) -> Result<()> {
    let mut ids: Vec<MediaId> = posts.iter().filter_map(|post| post.cover_id).collect();
    cx.meter.things(ids.len());
    ids.sort_unstable();
    ids.dedup();
    let covers: HashMap<MediaId, _> =
        media::get_many(cx, &ids).await?.into_iter().map(|media| (media.id, media)).collect();
    for post in posts.iter_mut() {
        post.cover = post.cover_id.and_then(|id| covers.get(&id).cloned());
    }
    Ok(())
}
