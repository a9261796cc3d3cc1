//! Which posts somebody may see: where every query starts.

use super::columns::selected;
use crate::{
    Actor, Context,
    platform::Sql,
    posts::PostInclude,
    scope::Scope,
    users::{self, Role},
};

/// Every query starts here: only what the actor may see, with what is to be read along.
pub(super) fn visible_to(cx: &Context, include: PostInclude) -> Sql {
    visible_from(cx, Sql::new("posts p"), include)
}

/// The same of posts that are reached from somewhere: `from` is what stands behind `FROM`, with `posts p` in it.
pub(super) fn visible_from(cx: &Context, from: Sql, include: PostInclude) -> Sql {
    let mut sql = selected(cx, from, include);
    push_visible(&mut sql, &cx.actor);
    sql
}

/// What is deleted is seen by those who may restore it, and only where it is asked for.
pub(super) fn deleted_to(cx: &Context, include: PostInclude) -> Sql {
    let mut sql = selected(cx, Sql::new("posts p"), include);
    sql.push("p.deleted_at IS NOT NULL");
    if !cx.actor.may(Role::Editor, Scope::Read) {
        sql.push(" AND p.author_id = ").bind(cx.actor.user_id().map(|user| user.uuid()));
    }
    sql
}

/// The condition that a post `p` is one that anybody may see; word by word that of the partial indexes.
pub(crate) const PUBLIC: &str = "p.status = 'published' AND p.deleted_at IS NULL";

/// The condition that a post `p` is one that this actor may see, for every statement that reaches something through it.
pub(crate) fn push_visible(sql: &mut Sql, actor: &Actor) {
    sql.push("p.deleted_at IS NULL");
    match actor {
        Actor::Anonymous => sql.push(" AND p.status = 'published'"),
        _ if actor.may(Role::Editor, Scope::Read) => sql,
        _ => sql
            .push(" AND (p.status = 'published' OR p.author_id = ")
            .bind(actor.user_id().map(|user| user.uuid()))
            .push(")"),
    };
    users::push_in_sight(sql, actor, "p.author_id");
}
