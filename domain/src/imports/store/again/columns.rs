//! Writing the columns of a post.

use sea_orm::Value as Bound;

use crate::{
    Context, Result,
    archive::{Holds, Row, Table},
    ids::PostId,
    index,
    platform::{Sql, Tx},
};

/// What stays of a post whatever its source says: its name, whose it is, and what counts and tells its changes here.
const STAYS: [&str; 5] = ["id", "authorId", "version", "createdAt", "updatedAt"];

/// Writes the columns of a post, and its text.
pub(super) async fn set(
    cx: &Context,
    tx: &Tx,
    (table, post): (&Table, PostId),
    row: &Row,
    text: Vec<(&'static str, Bound)>,
) -> Result<()> {
    let mut sql = Sql::new("UPDATE posts SET version = version + 1, updated_at = ");
    sql.bind(cx.deps.clock.now());
    let columns = table.columns.iter().zip(&row.values).filter(|(column, _)| !STAYS.contains(&column.name));
    for (column, value) in columns {
        sql.push(&format!(", {} = ", column.sql.trim_start_matches("t.")));
        if let Holds::IdOrNothing(form) = column.holds {
            // What it refers to may be gone.
            sql.push(&format!("(SELECT x.id FROM {} x WHERE x.id = ", form.table())).bind(value.clone()).push(")");
        } else {
            sql.bind(value.clone());
        }
    }
    for (column, value) in text {
        sql.push(&format!(", {column} = ")).bind(value);
    }
    sql.push(" WHERE id = ").bind(post.uuid());
    sql.run(&**tx).await?;
    // By which words it is found is written when all has come; what is not to be read any more is not found from now on.
    if row.text("status") != "published" || row.json.get("deletedAt").is_some_and(|at| !at.is_null()) {
        index::remove(cx, tx, &[post.uuid()]).await?;
    }
    Ok(())
}
