//! Refresh tokens.

use chrono::{DateTime, Utc};
use presswork_entity::refresh_tokens;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    Context, Result,
    ids::{self, SessionId},
    platform::{Sql, Tx, secret::token_hash},
};

pub(in crate::accounts) async fn insert_refresh_token(
    cx: &Context,
    tx: &Tx,
    session: SessionId,
    token: &str,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    let row = refresh_tokens::ActiveModel {
        id: Set(ids::new::<ids::SessionKind>(cx).uuid()),
        session_id: Set(session.uuid()),
        token_hash: Set(token_hash(token)),
        created_at: Set(cx.now),
        expires_at: Set(expires_at),
        used_at: Set(None),
    };
    refresh_tokens::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

pub(in crate::accounts) async fn refresh_token(tx: &Tx, token: &str) -> Result<Option<refresh_tokens::Model>> {
    let of_hash = refresh_tokens::Column::TokenHash.eq(token_hash(token));
    Ok(refresh_tokens::Entity::find().filter(of_hash).one(&**tx).await?)
}

/// Uses a refresh token up; false when it was used before, or somebody was faster.
pub(in crate::accounts) async fn use_refresh_token(cx: &Context, tx: &Tx, id: Uuid) -> Result<bool> {
    let mut sql = Sql::new("UPDATE refresh_tokens SET used_at = ");
    sql.bind(cx.now).push(" WHERE used_at IS NULL AND id = ").bind(id);
    Ok(sql.run(&**tx).await? == 1)
}
