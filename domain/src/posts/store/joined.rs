//! What hangs on posts, read by the statement that reads them, where the engine can: on PostgreSQL each statement more costs a
//! way to the server and back, which is most of what reading a post costs. SQLite is no way off, and reads them by `relations`.

use sea_orm::QueryResult;

use super::columns::Row;
use crate::{
    Context, Result,
    platform::{
        Sql,
        db::{Columns, Engine},
        freshness::{self, Mark, Table},
    },
    posts::{Post, PostInclude},
    reactions, tags, users,
};

/// The tables of which only rows matter that [`read`] tells of.
pub(super) const ROWS_OF: &[Table] =
    &[Table::Posts, Table::Slugs, Table::PostTags, Table::Users, Table::Tags, Table::ReactionCounts];

/// Whether relations come with the posts.
pub(in crate::posts) fn is_read(cx: &Context) -> bool {
    cx.deps.db.engine() == Engine::Postgres
}

/// Adds the relations of `posts p`: the columns, and what is joined.
pub(super) fn push(cx: &Context, include: PostInclude, columns: &mut Sql, joins: &mut Sql) {
    if !is_read(cx) {
        return;
    }
    if include.author {
        users::push_author(columns, joins, &cx.actor, "p.author_id");
    }
    if include.tags {
        tags::push_tags(columns, joins, &cx.actor);
    }
    if include.reactions {
        reactions::push_reactions(columns, joins, &cx.actor);
    }
}

/// A post with the relations that came with it, in the order of [`push`].
pub(super) fn read(cx: &Context, include: PostInclude, found: &QueryResult) -> Result<Post> {
    let mut columns = Columns::of(found);
    let mut post = Row::read(&mut columns)?.seen_by(&cx.actor)?;
    freshness::saw([Mark::row(Table::Posts, post.id.uuid())]);
    if !is_read(cx) {
        return Ok(post);
    }
    if include.author {
        post.author = users::read_author(&mut columns, &cx.actor)?;
    }
    if include.tags {
        post.tags = Some(tags::read_tags(&mut columns, &cx.actor)?);
    }
    if include.reactions {
        post.reactions = Some(reactions::read_reactions(&mut columns, post.id)?);
    }
    Ok(post)
}
