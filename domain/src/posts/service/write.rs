//! Writing posts.

use crate::{
    Context, Error, Result,
    ids::PostId,
    patch::Patch,
    platform::Tx,
    posts::{
        Post, PostInclude, PostInput, PostPatchInput,
        model::{NewPost, PostPatch, Slug},
        policy,
        store::{self, Change},
    },
    slug, tags,
};

/// Begins a post, as a draft.
///
/// # Errors
/// `authentication_required`, `forbidden`; all faults of the input together; `slug_taken` for a slug that was asked for.
pub async fn create(cx: &Context, input: &PostInput) -> Result<Post> {
    let author = cx.actor.user()?.id;
    if !policy::can_create(&cx.actor) {
        return Err(Error::forbidden("only authors may write posts"));
    }
    let new = NewPost::parse(input)?;
    let tx = cx.begin().await?;
    let slug = free_slug(&tx, new.slug.as_ref(), new.title.as_str(), None).await?;
    let id = store::insert(cx, &tx, author, &new.title, &new.markdown, &slug).await?;
    store::set_slug(cx, &tx, id, &slug).await?;
    tags::attach(cx, &tx, id, &new.tags).await?;
    tx.commit().await?;
    reread(cx, id).await
}

/// Changes a post. `expected` is the version that the caller has seen, when the change must not overwrite another.
///
/// # Errors
/// `not_found`, `forbidden`, `stale_version`; all faults of the input together; `slug_taken`.
pub async fn update(cx: &Context, id: PostId, input: &PostPatchInput, expected: Option<i64>) -> Result<Post> {
    let tx = cx.begin().await?;
    let post = lock_to_edit(cx, &tx, id, expected).await?;
    let patch = PostPatch::parse(input)?;
    let title = patch.title.as_ref().map_or(post.title.as_str(), |title| title.as_str());
    let slug = match &patch.slug {
        Patch::Absent => None,
        Patch::Null => Some(free_slug(&tx, None, title, Some(id)).await?),
        Patch::Value(wanted) => Some(free_slug(&tx, Some(wanted), title, Some(id)).await?),
    };
    if let Some(slug) = &slug {
        store::set_slug(cx, &tx, id, slug).await?;
    }
    if let Some(set) = &patch.tags {
        tags::attach(cx, &tx, id, set).await?;
    }
    let change = Change {
        title: patch.title.as_ref(),
        markdown: patch.markdown.as_ref(),
        slug: slug.as_deref(),
        ..Change::NONE
    };
    store::update(cx, &tx, id, change).await?;
    tx.commit().await?;
    reread(cx, id).await
}

/// Deletes a post. Its row and its slugs stay, so that nothing else takes its place.
///
/// # Errors
/// `not_found`, `forbidden`, `stale_version`.
pub async fn delete(cx: &Context, id: PostId, expected: Option<i64>) -> Result<()> {
    let tx = cx.begin().await?;
    lock_to_edit(cx, &tx, id, expected).await?;
    store::mark_deleted(cx, &tx, id).await?;
    tx.commit().await
}

/// Locks a post that the actor may edit.
pub(super) async fn lock_to_edit(cx: &Context, tx: &Tx, id: PostId, expected: Option<i64>) -> Result<Post> {
    cx.actor.user()?;
    let post = store::lock(cx, tx, id).await?.ok_or(Error::not_found("post"))?;
    if !policy::can_edit(&cx.actor, &post) {
        return Err(Error::forbidden("only its author and editors may change this post"));
    }
    match expected {
        Some(version) if version != post.version => Err(Error::Stale { what: "post" }),
        _ => Ok(post),
    }
}

/// The post as it is now, with everything.
pub(super) async fn reread(cx: &Context, id: PostId) -> Result<Post> {
    super::find(cx, id, PostInclude::ALL).await?.ok_or(Error::not_found("post"))
}

/// The slug that was asked for, or one made of the title that is still free: `title`, `title-2`, `title-3`, ...
async fn free_slug(tx: &Tx, wanted: Option<&Slug>, title: &str, post: Option<PostId>) -> Result<String> {
    if let Some(slug) = wanted {
        let taken = store::slugs_like(tx, slug.as_str(), post).await?;
        return if taken.iter().any(|known| known == slug.as_str()) {
            Err(store::slug_taken())
        } else {
            Ok(slug.as_str().to_owned())
        };
    }
    let stem = match slug::make(title) {
        made if made.is_empty() => "untitled".to_owned(),
        made => made,
    };
    let taken = store::slugs_like(tx, &stem, post).await?;
    let numbered = (2..).map(|n: u32| format!("{stem}-{n}"));
    let mut candidates = std::iter::once(stem.clone()).chain(numbered);
    candidates.find(|slug| !taken.contains(slug)).ok_or_else(store::slug_taken)
}
