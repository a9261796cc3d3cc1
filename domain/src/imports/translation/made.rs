//! Slugs that nobody has named: of posts of which a source knows none, made of their headings. Where one is somebody else's here, the next is
//! taken that is free, as for a post that is written here; one that a source names is told instead.

use super::Links;
use crate::{Context, Result, ids::PostId, imports::store, slug};

/// How many posts are looked at in one statement.
const PAGE: usize = 50;

/// Gives these posts, by their places among links, slugs that nobody else has. What was here by an earlier import keeps its own.
///
/// # Errors
/// The database's.
pub(super) async fn settle(cx: &Context, links: &mut Links, posts: &[(PostId, u32)]) -> Result<()> {
    for some in posts.chunks(PAGE) {
        let wanted: Vec<_> = some
            .iter()
            .filter_map(|(post, place)| Some((*post, *place, candidates(links.slug_at(*place)?, *post))))
            .collect();
        let all: Vec<String> = wanted.iter().flat_map(|(_, _, slugs)| slugs.iter().cloned()).collect();
        let holders = store::slug_holders(cx, all).await?;
        for (post, place, slugs) in &wanted {
            let own = slugs.iter().find(|slug| holders.get(*slug) == Some(&post.uuid()));
            let is_free = |slug: &&String| !holders.contains_key(*slug) && links.is_free(slug, *place);
            if let Some(slug) = own.or_else(|| slugs.iter().find(is_free)) {
                links.rename(*place, slug);
            }
        }
    }
    Ok(())
}

/// The slug, and those that are tried in its place.
fn candidates(stem: &str, post: PostId) -> Vec<String> {
    let numbered = (2..=9).map(|n| slug::with_suffix(stem, &n.to_string()));
    let id = post.uuid().simple().to_string();
    let last = slug::with_suffix(stem, id.get(24..).unwrap_or(&id));
    std::iter::once(stem.to_owned()).chain(numbered).chain([last]).collect()
}
