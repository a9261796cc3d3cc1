//! The slugs and tags of posts.

use std::collections::HashSet;

use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::tables::table_of;
use crate::{
    Context, Error, Result,
    archive::{self, Row, Table, files},
    ids::PostId,
    imports::walk::Candidate,
    platform::{Sql, Tx},
};

/// Which of these posts have no slug.
pub(in crate::imports) async fn bare(cx: &Context, posts: Vec<Uuid>) -> Result<HashSet<Uuid>> {
    #[derive(FromQueryResult)]
    struct Id {
        id: Uuid,
    }
    let mut sql =
        Sql::new("SELECT p.id FROM posts p WHERE NOT EXISTS (SELECT 1 FROM slugs s WHERE s.post_id = p.id) AND p.id");
    sql.any_of(cx.deps.db.engine(), posts);
    Ok(sql.all::<Id>(cx.deps.db.reader()).await?.into_iter().map(|row| row.id).collect())
}

/// Adds slugs or tags of posts that were changed.
pub(in crate::imports) async fn put_along(tx: &Tx, table: &Table, page: &[Candidate]) -> Result<()> {
    for candidate in page {
        put(tx, table, &candidate.row).await?;
    }
    Ok(())
}

/// Makes the slug that a row of posts says the current one. The former ones stay, and lead here.
pub(super) async fn call(tx: &Tx, post: PostId, row: &Row) -> Result<()> {
    let mut sql = Sql::new("UPDATE slugs SET is_current = ");
    sql.bind(false).push(" WHERE post_id = ").bind(post.uuid());
    sql.run(&**tx).await?;
    let slug = serde_json::json!({
        "postId": row.text("id"), "slug": row.text("slug"), "isCurrent": true, "createdAt": row.text("createdAt"),
    });
    let table = table_of(files::POST_SLUGS)?;
    let slug = archive::row(table, &slug.to_string()).map_err(Error::internal)?;
    put(tx, table, &slug).await
}

/// Adds a slug or a tag to a post, or makes it what the row says.
pub(super) async fn put(tx: &Tx, table: &Table, row: &Row) -> Result<()> {
    if table.file == files::POST_TAGS {
        let mut sql = Sql::new("INSERT INTO post_tags (post_id, tag_id, position) SELECT ");
        sql.bind(row.values[0].clone()).push(", x.id, ").bind(row.values[2].clone());
        // It may have ended since.
        sql.push(" FROM tags x WHERE x.id = ").bind(row.values[1].clone());
        sql.push(" ON CONFLICT (post_id, tag_id) DO NOTHING");
        sql.run(&**tx).await?;
        return Ok(());
    }
    let mut sql = Sql::new("INSERT INTO slugs (post_id, slug, is_current, created_at) VALUES (");
    for (at, value) in row.values.iter().enumerate() {
        sql.push(if at == 0 { "" } else { ", " }).bind(value.clone());
    }
    sql.push(
        ") ON CONFLICT (slug) DO UPDATE SET is_current = excluded.is_current, created_at = excluded.created_at \
         WHERE slugs.post_id = excluded.post_id",
    );
    if sql.run(&**tx).await? == 0 {
        return Err(Error::unavailable("a slug", "another post was quicker"));
    }
    Ok(())
}

pub(super) async fn delete(tx: &Tx, name: &str, post: PostId) -> Result<()> {
    let mut sql = Sql::new(&format!("DELETE FROM {name} WHERE post_id = "));
    sql.bind(post.uuid());
    sql.run(&**tx).await?;
    Ok(())
}
