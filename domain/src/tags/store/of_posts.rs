//! The tags of posts: of many at once, or read with the posts.

use std::collections::HashMap;

use sea_orm::FromQueryResult;
use type_safe_id::TypeSafeId;
use uuid::Uuid;

use super::{Row, Tag, push_columns, row};
use crate::{
    Actor, Context, Result,
    ids::PostId,
    platform::{
        Sql,
        db::Columns,
        freshness::{self, Mark, Table},
    },
};

/// The tags of many posts, in one statement, in each post's order. The caller may see the posts.
///
/// # Errors
/// The database's.
pub async fn of_posts(cx: &Context, posts: &[PostId]) -> Result<HashMap<PostId, Vec<Tag>>> {
    #[derive(FromQueryResult)]
    struct Tagged {
        post_id: Uuid,
        #[sea_orm(nested)]
        tag: Row,
    }
    let mut of: HashMap<PostId, Vec<Tag>> = HashMap::new();
    if posts.is_empty() {
        return Ok(of);
    }
    let mut sql = tags_of(&cx.actor, |sql| {
        sql.any_of(cx.deps.db.engine(), posts.iter().map(TypeSafeId::uuid).collect());
    });
    // Who changes which tags a post has changes the post; who changes a tag marks the tag.
    sql.push(" ORDER BY pt.post_id, pt.position").rows_of(&[Table::PostTags, Table::Tags]);
    freshness::saw(posts.iter().map(|post| Mark::row(Table::Posts, post.uuid())));
    let found = sql.all::<Tagged>(cx.deps.db.reader()).await?;
    freshness::saw(found.iter().map(|it| row(it.tag.id)));
    for Tagged { post_id, tag } in found {
        of.entry(PostId::from_uuid(post_id)).or_default().push(tag.seen_by(&cx.actor));
    }
    Ok(of)
}

/// The tags of posts `which`, and their places in each post's order.
fn tags_of(actor: &Actor, which: impl FnOnce(&mut Sql)) -> Sql {
    let mut sql = Sql::new("SELECT pt.post_id, pt.position, ");
    push_columns(&mut sql, actor);
    sql.push(" FROM post_tags pt JOIN tags t ON t.id = pt.tag_id WHERE pt.post_id");
    which(&mut sql);
    sql
}

const ALIAS: &str = "tags";
const COLUMNS: [&str; 8] =
    ["id", "position", "slug", "name", "description", "post_count", "follower_count", "following"];

/// Reads the tags with posts `p`, on PostgreSQL: the columns, and what is joined.
pub(crate) fn push_tags(columns: &mut Sql, joins: &mut Sql, actor: &Actor) {
    for column in COLUMNS {
        columns.push(&format!(", {ALIAS}.{ALIAS}_{column}"));
    }
    let query = tags_of(actor, |sql| {
        sql.push(" = p.id");
    });
    joins.join_gathered(ALIAS, &COLUMNS, query);
}

/// The tags in a row of such a statement, from the columns that come next.
///
/// # Errors
/// `internal` when the row has no such columns.
pub(crate) fn read_tags(columns: &mut Columns<'_>, actor: &Actor) -> Result<Vec<Tag>> {
    let columns = columns.under("tags_");
    let ids = columns.take::<Vec<Uuid>>("id")?.into_iter();
    let mut places = columns.take::<Vec<i32>>("position")?.into_iter();
    let (mut slugs, mut names) = (texts(columns, "slug")?, texts(columns, "name")?);
    let mut descriptions = texts(columns, "description")?;
    let mut posts = columns.take::<Vec<i32>>("post_count")?.into_iter();
    let mut followers = columns.take::<Vec<i32>>("follower_count")?.into_iter();
    let mut following = columns.take::<Vec<bool>>("following")?.into_iter();
    // All are equally long.
    let tag = |id| {
        let row = Row {
            id,
            slug: slugs.next()?,
            name: names.next()?,
            description: descriptions.next()?,
            post_count: posts.next()?,
            follower_count: followers.next()?,
            following: following.next()?,
        };
        Some((places.next()?, row.seen_by(actor)))
    };
    let mut found: Vec<(i32, Tag)> = ids.filter_map(tag).collect();
    // Sorting a few here costs less than a sort for each row there.
    found.sort_unstable_by_key(|(place, _)| *place);
    let tags: Vec<Tag> = found.into_iter().map(|(_, tag)| tag).collect();
    freshness::saw(tags.iter().map(|tag| row(tag.id.uuid())));
    Ok(tags)
}

fn texts(columns: &mut Columns<'_>, name: &str) -> Result<impl Iterator<Item = String> + use<>> {
    Ok(columns.take::<Vec<String>>(name)?.into_iter())
}
