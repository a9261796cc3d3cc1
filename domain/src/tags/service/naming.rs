//! Naming the tags of a post.

use crate::{
    Context, Result, limits,
    tags::{TagSet, policy, store},
};

/// Counts who names tags that they neither see nor carry on a post of their own, before these are looked for. Such a tag may be new, or
/// one of somebody's draft, which the answer tells by its name and its id: so who finds many of those has to wait before the next is
/// looked for, there or not. Nobody goes through likely words to learn of what others write.
///
/// # Errors
/// `too_many_attempts`; the database's.
pub(crate) async fn named(cx: &Context, set: &TagSet) -> Result<()> {
    if set.names().is_empty() || policy::can_see_all(&cx.actor) {
        return Ok(());
    }
    // Who is nobody writes nothing.
    let Some(me) = cx.actor.account() else { return Ok(()) };
    let there = store::seen_or_carried(cx, me, set).await?;
    let hidden = there.iter().filter(|seen| !**seen).count();
    if hidden == 0 && there.len() == set.names().len() {
        return Ok(());
    }
    let wish = limits::name_of_tag(cx).await?;
    if hidden == 0 {
        wish.granted(cx).await;
    }
    // Each of them is one that was found; the last may bring the wait about.
    for _ in 1..hidden {
        if limits::name_of_tag(cx).await.is_err() {
            break;
        }
    }
    Ok(())
}
