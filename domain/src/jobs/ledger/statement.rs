//! One statement that changes rows. On PostgreSQL it is a transaction by itself, which saves the two round trips of BEGIN
//! and COMMIT at every claim and completion; SQLite's one writer is waited for in [`Context::begin`].

use sea_orm::FromQueryResult;

use crate::{
    Context, Result,
    platform::{Sql, db::Engine},
};

/// Runs it and reads the rows that it returns.
pub(super) async fn all<T: FromQueryResult>(cx: &Context, sql: Sql) -> Result<Vec<T>> {
    if cx.deps.db.engine() == Engine::Postgres {
        return Ok(sql.all(cx.deps.db.reader()).await?);
    }
    let tx = cx.begin().await?;
    let rows = sql.all(&*tx).await?;
    tx.commit().await?;
    Ok(rows)
}

/// Runs it and tells how many rows it changed.
pub(super) async fn run(cx: &Context, sql: Sql) -> Result<u64> {
    if cx.deps.db.engine() == Engine::Postgres {
        return Ok(sql.run(cx.deps.db.reader()).await?);
    }
    let tx = cx.begin().await?;
    let count = sql.run(&*tx).await?;
    tx.commit().await?;
    Ok(count)
}
