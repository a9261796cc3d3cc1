//! Relations that look-ahead can't see, batched per request and asked for as the request's actor; where results come one after
//! the other, as who that is at each of them.

use std::{
    borrow::Cow,
    collections::HashMap,
    hash::{Hash, Hasher},
    sync::Arc,
};

use async_graphql::{
    Context, ID,
    dataloader::{DataLoader, Loader},
};
use presswork_domain::{
    Context as Cx, Error,
    comments::{self, CommentInclude, CommentSort},
    follows::{self, Side},
    ids::{self, CommentId, MediaId, PostId, UserId},
    media,
    page::{self, Page, PageArgs, PageRequest, Whole},
    platform::{db::carried, task},
    posts::{self, PostInclude},
    reactions::{self, Subject},
    tags, users,
};

use crate::{
    blueprints::{posts::cover::CoverImage, reactions::dto::ReactionCount, tags::dto::Tag, users::dto::User},
    failure::Failure,
    graphql::{follow::Listener, look_ahead::comments_selected},
    page::{CommentConnection, UserConnection},
};

/// Loads as one actor, or as one who listens.
pub struct RequestLoader {
    cx: Cx,
    listener: Option<Listener>,
}

impl RequestLoader {
    /// The context of one batch.
    fn cx(&self) -> Cow<'_, Cx> {
        self.listener.as_ref().map_or(Cow::Borrowed(&self.cx), |listener| Cow::Owned(listener.here(&self.cx)))
    }
}

/// The loader of a request.
pub fn request_loader(cx: Cx) -> DataLoader<RequestLoader> {
    batched(RequestLoader { cx, listener: None })
}

/// The loader of a request that lasts: each batch is asked for as who listens at that moment.
pub fn lasting_loader(cx: Cx, listener: Listener) -> DataLoader<RequestLoader> {
    batched(RequestLoader { cx, listener: Some(listener) })
}

fn batched(loader: RequestLoader) -> DataLoader<RequestLoader> {
    DataLoader::new(loader, |work| task::spawn("graphql loader", carried(work)))
}

impl Loader<UserId> for RequestLoader {
    type Value = users::User;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[UserId]) -> Result<HashMap<UserId, users::User>, Arc<Error>> {
        let users = users::get_many(&self.cx(), ids).await.map_err(Arc::new)?;
        Ok(users.into_iter().map(|user| (user.id, user)).collect())
    }
}

impl Loader<PostId> for RequestLoader {
    type Value = Vec<tags::Tag>;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[PostId]) -> Result<HashMap<PostId, Self::Value>, Arc<Error>> {
        tags::of_posts(&self.cx(), ids).await.map_err(Arc::new)
    }
}

impl Loader<MediaId> for RequestLoader {
    type Value = media::Media;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[MediaId]) -> Result<HashMap<MediaId, media::Media>, Arc<Error>> {
        let media = media::get_many(&self.cx(), ids).await.map_err(Arc::new)?;
        Ok(media.into_iter().map(|media| (media.id, media)).collect())
    }
}

impl Loader<CommentId> for RequestLoader {
    type Value = Vec<users::User>;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[CommentId]) -> Result<HashMap<CommentId, Self::Value>, Arc<Error>> {
        let mentions = CommentInclude { mentions: true, ..CommentInclude::default() };
        let comments = comments::get_many(&self.cx(), ids, mentions).await.map_err(Arc::new)?;
        Ok(comments.into_iter().map(|comment| (comment.id, comment.mentions.unwrap_or_default())).collect())
    }
}

impl Loader<Subject> for RequestLoader {
    type Value = Vec<reactions::ReactionCount>;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Subject]) -> Result<HashMap<Subject, Self::Value>, Arc<Error>> {
        reactions::of(&self.cx(), ids).await.map_err(Arc::new)
    }
}

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

/// Which page of which list of whose followers.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct FollowsKey {
    of: UserId,
    side: Side,
    request: PageRequest,
}

impl Loader<FollowsKey> for RequestLoader {
    type Value = Page<users::User>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[FollowsKey]) -> Result<HashMap<FollowsKey, Self::Value>, Arc<Error>> {
        let cx = self.cx();
        let mut asked: HashMap<(Side, &PageRequest), Vec<UserId>> = HashMap::new();
        for key in keys {
            asked.entry((key.side, &key.request)).or_default().push(key.of);
        }
        let mut found = HashMap::new();
        for ((side, request), people) in asked {
            let pages = follows::lists(&cx, &people, side, request).await.map_err(Arc::new)?;
            found.extend(pages.into_iter().map(|(of, page)| (FollowsKey { of, side, request: request.clone() }, page)));
        }
        Ok(found)
    }
}

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

/// A list whose length is wanted; two of the same statement are the same.
#[derive(Debug, Clone)]
struct TotalKey {
    whole: Whole,
    statement: Arc<str>,
}

impl PartialEq for TotalKey {
    fn eq(&self, other: &Self) -> bool {
        self.statement == other.statement
    }
}

impl Eq for TotalKey {}

impl Hash for TotalKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.statement.hash(state);
    }
}

impl Loader<TotalKey> for RequestLoader {
    type Value = i64;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[TotalKey]) -> Result<HashMap<TotalKey, i64>, Arc<Error>> {
        let lists: Vec<&Whole> = keys.iter().map(|key| &key.whole).collect();
        let counts = page::count(&self.cx(), &lists).await.map_err(Arc::new)?;
        Ok(keys.iter().cloned().zip(counts).collect())
    }
}

/// How long a list is: one statement for all that are asked for at a time.
pub async fn total(ctx: &Context<'_>, whole: &Whole) -> Result<i64, Failure> {
    let key = TotalKey { whole: whole.clone(), statement: format!("{whole:?}").into() };
    let found = loader(ctx)?.load_one(key).await.map_err(|error| unshared(&error))?;
    found.ok_or_else(|| Error::internal("a list that was not counted").into())
}

/// Who follows a person, or whom they follow.
pub async fn follows(ctx: &Context<'_>, id: &ID, side: Side, args: &PageArgs) -> Result<UserConnection, Failure> {
    let request = follows::request(super::cx(ctx)?, side, args)?;
    let key = FollowsKey { of: ids::parse(id)?, side, request };
    let found = loader(ctx)?.load_one(key).await.map_err(|error| unshared(&error))?;
    found.map(UserConnection::from).ok_or_else(|| Error::not_found("user").into())
}

/// The comments that answer a post.
pub async fn comments_on(
    ctx: &Context<'_>,
    post: &ID,
    sort: CommentSort,
    args: &PageArgs,
) -> Result<CommentConnection, Failure> {
    let request = comments::request(super::cx(ctx)?, sort, args)?;
    let key = CommentsKey { post: ids::parse(post)?, sort, request, include: comments_selected(ctx) };
    let found = loader(ctx)?.load_one(key).await.map_err(|error| unshared(&error))?;
    found.map(CommentConnection::from).ok_or_else(|| Error::not_found("post").into())
}

/// A person that the prefetch has not brought.
pub async fn user(ctx: &Context<'_>, id: &ID) -> Result<User, Failure> {
    let id: UserId = ids::parse(id)?;
    let found = loader(ctx)?.load_one(id).await.map_err(|error| unshared(&error))?;
    found.map(User::from).ok_or_else(|| Error::not_found("user").into())
}

/// The text of a post that the prefetch has not brought.
pub async fn text_of(ctx: &Context<'_>, post: &ID) -> Result<Text, Failure> {
    let found = loader(ctx)?.load_one(TextKey(ids::parse(post)?)).await.map_err(|error| unshared(&error))?;
    found.ok_or_else(|| Error::not_found("post").into())
}

/// A cover that the prefetch has not brought.
pub async fn cover(ctx: &Context<'_>, id: &ID) -> Result<Option<CoverImage>, Failure> {
    let id: MediaId = ids::parse(id)?;
    let found = loader(ctx)?.load_one(id).await.map_err(|error| unshared(&error))?;
    Ok(found.and_then(CoverImage::of))
}

/// Tags that the prefetch has not brought.
pub async fn tags_of(ctx: &Context<'_>, post: &ID) -> Result<Vec<Tag>, Failure> {
    let post: PostId = ids::parse(post)?;
    let found = loader(ctx)?.load_one(post).await.map_err(|error| unshared(&error))?;
    Ok(found.unwrap_or_default().into_iter().map(Tag::from).collect())
}

/// Reactions to a post that the prefetch has not brought.
pub async fn reactions_to_post(ctx: &Context<'_>, id: &ID) -> Result<Vec<ReactionCount>, Failure> {
    reactions_to(ctx, Subject::Post(ids::parse(id)?)).await
}

/// Reactions to a comment that the prefetch has not brought.
pub async fn reactions_to_comment(ctx: &Context<'_>, id: &ID) -> Result<Vec<ReactionCount>, Failure> {
    reactions_to(ctx, Subject::Comment(ids::parse(id)?)).await
}

async fn reactions_to(ctx: &Context<'_>, subject: Subject) -> Result<Vec<ReactionCount>, Failure> {
    let found = loader(ctx)?.load_one(subject).await.map_err(|error| unshared(&error))?;
    Ok(found.unwrap_or_default().into_iter().map(ReactionCount::from).collect())
}

/// People named in a comment that the prefetch has not brought.
pub async fn mentioned_in(ctx: &Context<'_>, comment: &ID) -> Result<Vec<User>, Failure> {
    let comment: CommentId = ids::parse(comment)?;
    let found = loader(ctx)?.load_one(comment).await.map_err(|error| unshared(&error))?;
    Ok(found.unwrap_or_default().into_iter().map(User::from).collect())
}

fn loader<'a>(ctx: &Context<'a>) -> Result<&'a DataLoader<RequestLoader>, Error> {
    ctx.data_opt().ok_or_else(|| Error::internal("no loader in this request"))
}

/// A failed batch fails every field that waited for it; the cause is shared and can only be told, not moved.
fn unshared(error: &Arc<Error>) -> Error {
    Error::internal(error.to_string())
}
