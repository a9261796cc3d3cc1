//! Writing posts.

use crate::{
    Context, Error, Result,
    expected::Expected,
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
    let slug = free_slug(cx, &tx, new.slug.as_ref(), new.title.as_str(), None).await?;
    let id = store::insert(cx, &tx, author, &new.title, &new.markdown, &slug).await?;
    store::set_slug(cx, &tx, id, &slug).await?;
    tags::attach(cx, &tx, id, &new.tags).await?;
    tx.commit().await?;
    reread(cx, id).await
}

/// Changes a post. `expected` says which versions it may meet, when it must not overwrite another change.
///
/// # Errors
/// `not_found`, `forbidden`, `stale_version`; all faults of the input together; `slug_taken`.
pub async fn update(cx: &Context, id: PostId, input: &PostPatchInput, expected: &Expected) -> Result<Post> {
    let tx = cx.begin().await?;
    let post = lock_to_edit(cx, &tx, id, expected).await?;
    let patch = PostPatch::parse(input)?;
    if patch.is_empty() {
        return reread(cx, id).await;
    }
    let title = patch.title.as_ref().map_or(post.title.as_str(), |title| title.as_str());
    let slug = match &patch.slug {
        Patch::Absent => None,
        Patch::Null => Some(free_slug(cx, &tx, None, title, Some(id)).await?),
        Patch::Value(wanted) => Some(free_slug(cx, &tx, Some(wanted), title, Some(id)).await?),
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
pub async fn delete(cx: &Context, id: PostId, expected: &Expected) -> Result<()> {
    let tx = cx.begin().await?;
    lock_to_edit(cx, &tx, id, expected).await?;
    store::mark_deleted(cx, &tx, id).await?;
    tx.commit().await
}

/// Locks a post that the actor may edit.
pub(super) async fn lock_to_edit(cx: &Context, tx: &Tx, id: PostId, expected: &Expected) -> Result<Post> {
    cx.actor.user()?;
    let post = store::lock(cx, tx, id).await?.ok_or(Error::not_found("post"))?;
    if !policy::can_edit(&cx.actor, &post) {
        return Err(Error::forbidden("only its author and editors may change this post"));
    }
    if !expected.admits(post.version) {
        return Err(Error::Stale { what: "post" });
    }
    Ok(post)
}

/// The post as it is now, with everything.
pub(super) async fn reread(cx: &Context, id: PostId) -> Result<Post> {
    super::find(cx, id, PostInclude::ALL).await?.ok_or(Error::not_found("post"))
}

/// The slug that was asked for, or one made of the title that is still free: `title`, `title-2` to `title-9`, and beyond
/// that with a few random letters, so that the thousandth post of the same title costs no more than the second.
async fn free_slug(cx: &Context, tx: &Tx, wanted: Option<&Slug>, title: &str, post: Option<PostId>) -> Result<String> {
    if let Some(slug) = wanted {
        let slug = slug.as_str().to_owned();
        let taken = store::taken_slugs(tx, std::slice::from_ref(&slug), post).await?;
        return if taken.is_empty() { Ok(slug) } else { Err(store::slug_taken()) };
    }
    let stem = match slug::make(title) {
        made if made.is_empty() => "untitled".to_owned(),
        made => made,
    };
    let mut candidates = vec![stem.clone()];
    candidates.extend((2..=9).map(|n| slug::with_suffix(&stem, &n.to_string())));
    let taken = store::taken_slugs(tx, &candidates, post).await?;
    let random = || slug::with_suffix(&stem, &format!("{:08x}", u32::from_be_bytes(cx.deps.entropy.bytes())));
    Ok(candidates.into_iter().find(|slug| !taken.contains(slug)).unwrap_or_else(random))
}
