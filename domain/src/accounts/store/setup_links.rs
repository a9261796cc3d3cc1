//! The link that makes the first admin. There is one at most.

use sea_orm::FromQueryResult;

use crate::{
    Context, Result,
    platform::{Sql, Tx, secret::token_hash},
};

/// Makes the link; an earlier one is void.
pub(in crate::accounts) async fn offer_setup(cx: &Context, tx: &Tx, token: &str) -> Result<()> {
    withdraw_setup(tx).await?;
    let mut sql = Sql::new("INSERT INTO setup_links (id, token_hash, expires_at) VALUES (1, ");
    sql.bind(token_hash(token)).push(", ").bind(cx.now + cx.settings().accounts.setup_ttl).push(")");
    sql.run(&**tx).await?;
    Ok(())
}

/// Removes the link.
pub(in crate::accounts) async fn withdraw_setup(tx: &Tx) -> Result<()> {
    Sql::new("DELETE FROM setup_links").run(&**tx).await?;
    Ok(())
}

/// Whether this is the token of the link, before anything expensive is done for it.
pub(in crate::accounts) async fn is_setup_token(cx: &Context, token: &str) -> Result<bool> {
    #[derive(FromQueryResult)]
    struct Row {
        #[expect(dead_code, reason = "that there is a row is the answer")]
        id: i32,
    }
    let mut sql = Sql::new("SELECT id FROM setup_links WHERE token_hash = ");
    sql.bind(token_hash(token)).push(" AND expires_at > ").bind(cx.now);
    Ok(sql.one::<Row>(cx.deps.db.reader()).await?.is_some())
}

/// Uses the link up; false when somebody was faster, or it is over.
pub(in crate::accounts) async fn use_setup_token(cx: &Context, tx: &Tx, token: &str) -> Result<bool> {
    let mut sql = Sql::new("DELETE FROM setup_links WHERE token_hash = ");
    sql.bind(token_hash(token)).push(" AND expires_at > ").bind(cx.now);
    Ok(sql.run(&**tx).await? == 1)
}
