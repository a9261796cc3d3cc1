//! Reading comments.

use std::collections::{BTreeSet, HashMap};

use crate::{
    Context, Error, Result,
    comments::{
        Comment, CommentInclude, CommentRevision, CommentSort, policy,
        store::{self, Below},
    },
    ids::{CommentId, PostId, UserId},
    page::{Page, PageArgs, PageRequest},
    posts::{self, PostInclude, PostRef},
    reactions::{self, Subject},
    scope::Scope,
    users::{self, User},
};

/// One comment.
///
/// # Errors
/// `not_found`.
pub async fn get(cx: &Context, id: CommentId, include: CommentInclude) -> Result<Comment> {
    find(cx, id, include).await?.ok_or_else(store::gone)
}

/// One comment, when there is one that the actor may see.
///
/// # Errors
/// The database's.
pub async fn find(cx: &Context, id: CommentId, include: CommentInclude) -> Result<Option<Comment>> {
    let Some(mut comment) = store::by_id(cx, cx.deps.db.reader(), id).await? else { return Ok(None) };
    load(cx, &mut [&mut comment], include).await?;
    Ok(Some(comment))
}

/// Several comments at once, in no particular order; what is missing or not to be seen is left out.
///
/// # Errors
/// The database's.
pub async fn get_many(cx: &Context, ids: &[CommentId], include: CommentInclude) -> Result<Vec<Comment>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut comments = store::by_ids(cx, ids).await?;
    load(cx, &mut comments.iter_mut().collect::<Vec<_>>(), include).await?;
    Ok(comments)
}

/// The comments that answer a post itself.
///
/// # Errors
/// `not_found` for the post; faults of the page arguments.
pub async fn list(
    cx: &Context,
    post: &PostRef,
    sort: CommentSort,
    args: &PageArgs,
    include: CommentInclude,
) -> Result<Page<Comment>> {
    let post = posts::get(cx, post, PostInclude::BARE).await?.post;
    page(cx, &Below::Post(post.id), sort, args, include).await
}

/// The replies to a comment.
///
/// # Errors
/// `not_found` for the comment; faults of the page arguments.
pub async fn replies(
    cx: &Context,
    comment: CommentId,
    sort: CommentSort,
    args: &PageArgs,
    include: CommentInclude,
) -> Result<Page<Comment>> {
    let comment = get(cx, comment, CommentInclude::default()).await?;
    page(cx, &Below::Comment(comment.id), sort, args, include).await
}

/// Checks the page arguments of a list of comments.
///
/// # Errors
/// Faults of the page arguments.
pub fn request(cx: &Context, sort: CommentSort, args: &PageArgs) -> Result<PageRequest> {
    PageRequest::parse(cx, sort.list(), args)
}

/// The same page of the comments that answer each of many posts: one statement for all, and one for each relation. Of posts that
/// the actor may not see there are none.
///
/// # Errors
/// The database's.
pub async fn lists(
    cx: &Context,
    posts: &[PostId],
    sort: CommentSort,
    request: &PageRequest,
    include: CommentInclude,
) -> Result<HashMap<PostId, Page<Comment>>> {
    let mut pages = store::pages(cx, posts, sort, request).await?;
    let mut comments: Vec<&mut Comment> = pages.values_mut().flat_map(Page::nodes_mut).collect();
    cx.meter.within(comments.len() * (1 + include.number()));
    fetch(cx, &mut comments, include).await?;
    Ok(pages)
}

async fn page(
    cx: &Context,
    below: &Below,
    sort: CommentSort,
    args: &PageArgs,
    include: CommentInclude,
) -> Result<Page<Comment>> {
    let request = request(cx, sort, args)?;
    let mut page = store::page(cx, below, sort, &request).await?;
    let mut comments: Vec<&mut Comment> = page.nodes_mut().collect();
    load(cx, &mut comments, include).await?;
    Ok(page)
}

/// What a comment said before its changes, the latest first.
///
/// # Errors
/// `authentication_required`, `not_found`, `forbidden`; faults of the page arguments.
pub async fn revisions(cx: &Context, id: CommentId, args: &PageArgs) -> Result<Page<CommentRevision>> {
    cx.actor.acts(Scope::Read)?;
    let comment = get(cx, id, CommentInclude::default()).await?;
    if !policy::can_see_revisions(&cx.actor, &comment) {
        return Err(Error::forbidden("only its author and moderators see what a comment said before"));
    }
    let request = PageRequest::parse(cx, store::REVISIONS, args)?;
    store::revisions(cx, id, &request).await
}

/// Fetches the relations that were asked for: one statement each, for all comments together. Authors and people named
/// come in the same one.
pub(super) async fn load(cx: &Context, comments: &mut [&mut Comment], include: CommentInclude) -> Result<()> {
    (0..include.number()).for_each(|_| cx.meter.things(comments.len()));
    fetch(cx, comments, include).await
}

async fn fetch(cx: &Context, comments: &mut [&mut Comment], include: CommentInclude) -> Result<()> {
    if include.reactions {
        let subjects: Vec<_> = comments.iter().map(|comment| Subject::Comment(comment.id)).collect();
        let mut reactions = reactions::of(cx, &subjects).await?;
        for comment in comments.iter_mut() {
            comment.reactions = Some(reactions.remove(&Subject::Comment(comment.id)).unwrap_or_default());
        }
    }
    let named = if include.mentions { mentioned(cx, comments).await? } else { HashMap::new() };
    let authors = comments.iter().filter_map(|comment| comment.author_id.filter(|_| include.author));
    let people: BTreeSet<UserId> = authors.chain(named.values().flatten().copied()).collect();
    let people: Vec<UserId> = people.into_iter().collect();
    let known: HashMap<UserId, User> =
        users::get_many(cx, &people).await?.into_iter().map(|user| (user.id, user)).collect();
    for comment in comments.iter_mut() {
        comment.author = comment.author_id.filter(|_| include.author).and_then(|id| known.get(&id).cloned());
        if include.mentions {
            let ids = named.get(&comment.id).map(Vec::as_slice).unwrap_or_default();
            comment.mentions = Some(ids.iter().filter_map(|id| known.get(id).cloned()).collect());
        }
    }
    Ok(())
}

async fn mentioned(cx: &Context, comments: &[&mut Comment]) -> Result<HashMap<CommentId, Vec<UserId>>> {
    // Nobody is named by what is out of sight.
    let seen = comments.iter().filter(|comment| comment.author_id.is_some());
    let ids: Vec<CommentId> = seen.map(|comment| comment.id).collect();
    if ids.is_empty() { Ok(HashMap::new()) } else { store::mentioned(cx, &ids).await }
}
