//! The only file that speaks SQL about accounts, sessions and their tokens.

use chrono::{DateTime, Utc};
use presswork_entity::{email_tokens, refresh_tokens, sessions, users};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter,
};
use uuid::Uuid;

use super::model::{Device, NewAccount};
use crate::{
    Context, Error, Result,
    ids::{self, EmailTokenId, SessionId, UserId},
    platform::{Sql, Tx, secret::token_hash},
    text,
    users::{Role, User},
};

/// What a link in a mail is for.
pub(super) const VERIFY_EMAIL: &str = "verify_email";

/// An account with everything a login looks at.
pub(super) struct Account {
    pub user: User,
    pub email: String,
    pub email_verified_at: Option<DateTime<Utc>>,
    pub password_hash: String,
    pub suspended: bool,
}

impl TryFrom<users::Model> for Account {
    type Error = Error;

    fn try_from(row: users::Model) -> Result<Self> {
        Ok(Self {
            user: User {
                id: UserId::from_uuid(row.id),
                username: row.username,
                display_name: row.display_name,
                bio: row.bio,
                role: row.role.parse()?,
                created_at: row.created_at,
            },
            email: row.email,
            email_verified_at: row.email_verified_at,
            password_hash: row.password_hash,
            suspended: row.suspended_at.is_some(),
        })
    }
}

pub(super) async fn by_login(cx: &Context, login: &str) -> Result<Option<Account>> {
    let login = login.trim().to_lowercase();
    if !text::is_storable(&login) {
        return Ok(None);
    }
    let column = if login.contains('@') { users::Column::Email } else { users::Column::Username };
    let row = users::Entity::find().filter(column.eq(login)).one(cx.deps.db.reader()).await?;
    row.map(Account::try_from).transpose()
}

pub(super) async fn by_id(db: &impl ConnectionTrait, id: UserId) -> Result<Option<Account>> {
    users::Entity::find_by_id(id.uuid()).one(db).await?.map(Account::try_from).transpose()
}

pub(super) async fn by_email(tx: &Tx, email: &str) -> Result<Option<Account>> {
    let row = users::Entity::find().filter(users::Column::Email.eq(email)).one(&**tx).await?;
    row.map(Account::try_from).transpose()
}

pub(super) async fn username_taken(tx: &Tx, username: &str) -> Result<bool> {
    Ok(users::Entity::find().filter(users::Column::Username.eq(username)).one(&**tx).await?.is_some())
}

pub(super) async fn insert(cx: &Context, tx: &Tx, new: &NewAccount, hash: String, role: Role) -> Result<UserId> {
    let id = ids::new(cx);
    let verified = if cx.settings().accounts.require_verified_email { None } else { Some(cx.now) };
    let row = users::ActiveModel {
        id: Set(UserId::uuid(&id)),
        username: Set(new.username.as_str().to_owned()),
        email: Set(new.email.as_str().to_owned()),
        email_verified_at: Set(verified),
        password_hash: Set(hash),
        role: Set(role.as_str().to_owned()),
        display_name: Set(new.display_name.as_str().to_owned()),
        bio: Set(String::new()),
        suspended_at: Set(None),
        created_at: Set(cx.now),
        updated_at: Set(cx.now),
    };
    users::Entity::insert(row).exec_without_returning(&**tx).await.map_err(taken)?;
    Ok(id)
}

/// Two registrations at the same moment: the second finds out here.
fn taken(error: sea_orm::DbErr) -> Error {
    match crate::platform::db::taken(&error) {
        Some(detail) if detail.contains("username") => username_conflict(),
        Some(_) => Error::unavailable("database", error),
        None => error.into(),
    }
}

pub(super) fn username_conflict() -> Error {
    Error::conflict("username_taken", "this username is taken")
}

pub(super) async fn insert_email_token(cx: &Context, tx: &Tx, user: UserId, email: &str) -> Result<EmailTokenId> {
    let id: EmailTokenId = ids::new(cx);
    let row = email_tokens::ActiveModel {
        id: Set(id.uuid()),
        user_id: Set(user.uuid()),
        purpose: Set(VERIFY_EMAIL.to_owned()),
        token_hash: Set(token_hash(&crate::mails::email_token(cx, id))),
        email: Set(email.to_owned()),
        created_at: Set(cx.now),
        expires_at: Set(cx.now + cx.settings().auth.email_token_ttl),
        used_at: Set(None),
    };
    email_tokens::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(id)
}

pub(super) async fn email_token(tx: &Tx, token: &str) -> Result<Option<email_tokens::Model>> {
    let of_hash = email_tokens::Column::TokenHash.eq(token_hash(token));
    Ok(email_tokens::Entity::find().filter(of_hash).one(&**tx).await?)
}

/// Uses a token up; false when somebody was faster.
pub(super) async fn use_email_token(cx: &Context, tx: &Tx, id: Uuid) -> Result<bool> {
    let mut sql = Sql::new("UPDATE email_tokens SET used_at = ");
    sql.bind(cx.now).push(" WHERE used_at IS NULL AND id = ").bind(id);
    Ok(sql.run(&**tx).await? == 1)
}

pub(super) async fn mark_verified(cx: &Context, tx: &Tx, user: UserId, email: &str) -> Result<bool> {
    let mut sql = Sql::new("UPDATE users SET email_verified_at = ");
    sql.bind(cx.now).push(", updated_at = ").bind(cx.now);
    sql.push(" WHERE email_verified_at IS NULL AND id = ")
        .bind(user.uuid())
        .push(" AND email = ")
        .bind(email.to_owned());
    Ok(sql.run(&**tx).await? == 1)
}

pub(super) async fn insert_session(cx: &Context, tx: &Tx, user: UserId, device: &Device) -> Result<SessionId> {
    let id: SessionId = ids::new(cx);
    let row = sessions::ActiveModel {
        id: Set(id.uuid()),
        user_id: Set(user.uuid()),
        user_agent: Set(device.user_agent.chars().filter(|c| !c.is_control()).take(255).collect()),
        address: Set(device.address.clone()),
        created_at: Set(cx.now),
        last_used_at: Set(cx.now),
        expires_at: Set(cx.now + cx.settings().auth.refresh_token_ttl),
        revoked_at: Set(None),
        revoke_reason: Set(None),
    };
    row.insert(&**tx).await?;
    Ok(id)
}

pub(super) async fn insert_refresh_token(
    cx: &Context,
    tx: &Tx,
    session: SessionId,
    token: &str,
) -> Result<DateTime<Utc>> {
    let expires_at = cx.now + cx.settings().auth.refresh_token_ttl;
    let row = refresh_tokens::ActiveModel {
        id: Set(ids::new::<ids::SessionKind>(cx).uuid()),
        session_id: Set(session.uuid()),
        token_hash: Set(token_hash(token)),
        created_at: Set(cx.now),
        expires_at: Set(expires_at),
        used_at: Set(None),
    };
    refresh_tokens::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(expires_at)
}

pub(super) async fn refresh_token(tx: &Tx, token: &str) -> Result<Option<refresh_tokens::Model>> {
    let of_hash = refresh_tokens::Column::TokenHash.eq(token_hash(token));
    Ok(refresh_tokens::Entity::find().filter(of_hash).one(&**tx).await?)
}

/// Uses a refresh token up; false when it was used before, or somebody was faster.
pub(super) async fn use_refresh_token(cx: &Context, tx: &Tx, id: Uuid) -> Result<bool> {
    let mut sql = Sql::new("UPDATE refresh_tokens SET used_at = ");
    sql.bind(cx.now).push(" WHERE used_at IS NULL AND id = ").bind(id);
    Ok(sql.run(&**tx).await? == 1)
}

/// Moves a live session on; false when it was revoked.
pub(super) async fn touch_session(cx: &Context, tx: &Tx, id: SessionId) -> Result<bool> {
    let mut sql = Sql::new("UPDATE sessions SET last_used_at = ");
    sql.bind(cx.now).push(", expires_at = ").bind(cx.now + cx.settings().auth.refresh_token_ttl);
    sql.push(" WHERE revoked_at IS NULL AND id = ").bind(id.uuid());
    Ok(sql.run(&**tx).await? == 1)
}

pub(super) async fn revoke_session(cx: &Context, tx: &Tx, id: SessionId, reason: &str) -> Result<bool> {
    let mut sql = Sql::new("UPDATE sessions SET revoked_at = ");
    sql.bind(cx.now).push(", revoke_reason = ").bind(reason.to_owned());
    sql.push(" WHERE revoked_at IS NULL AND id = ").bind(id.uuid());
    Ok(sql.run(&**tx).await? == 1)
}

pub(super) async fn session_owner(tx: &Tx, id: SessionId) -> Result<Option<UserId>> {
    let row = sessions::Entity::find_by_id(id.uuid()).one(&**tx).await?;
    Ok(row.map(|row| UserId::from_uuid(row.user_id)))
}

/// A live session's owner, with the role of this moment: the one statement that every request with a token costs.
pub(super) struct LiveSession {
    pub role: Role,
    pub suspended: bool,
}

pub(super) async fn live_session(cx: &Context, user: UserId, session: SessionId) -> Result<Option<LiveSession>> {
    #[derive(FromQueryResult)]
    struct Row {
        role: String,
        suspended_at: Option<DateTime<Utc>>,
    }
    let mut sql =
        Sql::new("SELECT u.role, u.suspended_at FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = ");
    sql.bind(session.uuid()).push(" AND u.id = ").bind(user.uuid());
    sql.push(" AND s.revoked_at IS NULL AND s.expires_at > ").bind(cx.now);
    let row = sql.one::<Row>(cx.deps.db.reader()).await?;
    row.map(|row| Ok(LiveSession { role: row.role.parse()?, suspended: row.suspended_at.is_some() })).transpose()
}
