//! One-time links in mails.

use chrono::TimeDelta;
use presswork_entity::email_tokens;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter};
use uuid::Uuid;

use crate::{
    Context, Error, Result,
    ids::{self, EmailTokenId, UserId},
    platform::{Sql, Tx, secret::token_hash},
};

/// What a link in a mail is for.
pub(in crate::accounts) const VERIFY_EMAIL: &str = "verify_email";
/// The same, for who forgot their password.
pub(in crate::accounts) const RESET_PASSWORD: &str = "reset_password";
/// Agreeing to another mail address at the present one.
pub(in crate::accounts) const APPROVE_EMAIL: &str = "approve_email";
/// Confirming it at the new one.
pub(in crate::accounts) const CONFIRM_NEW_EMAIL: &str = "confirm_new_email";

pub(in crate::accounts) async fn insert_email_token(
    cx: &Context,
    tx: &Tx,
    user: UserId,
    purpose: &str,
    email: &str,
) -> Result<EmailTokenId> {
    let id: EmailTokenId = ids::new(cx);
    let auth = &cx.settings().auth;
    let life = if purpose == RESET_PASSWORD { auth.password_reset_ttl } else { auth.email_token_ttl };
    let row = email_tokens::ActiveModel {
        id: Set(id.uuid()),
        user_id: Set(user.uuid()),
        purpose: Set(purpose.to_owned()),
        token_hash: Set(token_hash(&crate::mails::email_token(cx, id))),
        email: Set(email.to_owned()),
        created_at: Set(cx.now),
        expires_at: Set(cx.now + life),
        used_at: Set(None),
    };
    email_tokens::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(id)
}

pub(in crate::accounts) async fn email_token(
    db: &impl ConnectionTrait,
    token: &str,
) -> Result<Option<email_tokens::Model>> {
    let of_hash = email_tokens::Column::TokenHash.eq(token_hash(token));
    Ok(email_tokens::Entity::find().filter(of_hash).one(db).await?)
}

/// The refusal of a token that is none of ours, or that is for something else.
pub(in crate::accounts) fn no_link() -> Error {
    Error::malformed("invalid_link", "this link is not valid; ask for a new one")
}

/// Uses a token up; false when somebody was faster.
pub(in crate::accounts) async fn use_email_token(cx: &Context, tx: &Tx, id: Uuid) -> Result<bool> {
    let mut sql = Sql::new("UPDATE email_tokens SET used_at = ");
    sql.bind(cx.now).push(" WHERE used_at IS NULL AND id = ").bind(id);
    Ok(sql.run(&**tx).await? == 1)
}

/// Makes every unused link of a purpose useless.
pub(in crate::accounts) async fn void_email_tokens(cx: &Context, tx: &Tx, user: UserId, purpose: &str) -> Result<()> {
    let mut sql = Sql::new("UPDATE email_tokens SET used_at = ");
    sql.bind(cx.now).push(" WHERE used_at IS NULL AND user_id = ").bind(user.uuid());
    sql.push(" AND purpose = ").bind(purpose.to_owned());
    sql.run(&**tx).await?;
    Ok(())
}

/// How many links of a purpose were made for a person within the last hour.
pub(in crate::accounts) async fn links_within_an_hour(
    cx: &Context,
    tx: &Tx,
    user: UserId,
    purpose: &str,
) -> Result<i64> {
    #[derive(FromQueryResult)]
    struct Count {
        n: i64,
    }
    let mut sql = Sql::new("SELECT COUNT(*) AS n FROM email_tokens WHERE user_id = ");
    sql.bind(user.uuid()).push(" AND purpose = ").bind(purpose.to_owned());
    sql.push(" AND created_at > ").bind(cx.now - TimeDelta::hours(1));
    Ok(sql.one::<Count>(&**tx).await?.map_or(0, |count| count.n))
}
