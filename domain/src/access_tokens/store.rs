//! The only file that speaks SQL about access tokens.

use chrono::{DateTime, TimeDelta, Utc};
use presswork_entity::access_tokens;
use sea_orm::{ActiveValue::Set, EntityTrait, FromQueryResult};
use uuid::Uuid;

use super::{AccessToken, model::NewAccessToken, secret::hint};
use crate::{
    Context, Error, Result,
    actor::Blocks,
    ids::{self, AccessTokenId, UserId},
    page::{Key, List, Order, Page, PageRequest, Position},
    platform::{
        Sql, Tx,
        events::{Channel, Signal},
        secret::token_hash,
    },
    scope::Scopes,
    users::{self, Hold, Role},
};

pub(super) const TOKENS: List =
    List { name: "access_tokens", key: "t.created_at", id: "t.id", order: Order::Descending };

/// How often the last use is written down at most.
const USE_NOTED: TimeDelta = TimeDelta::minutes(1);

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    name: String,
    hint: String,
    scopes: String,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    last_used_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for AccessToken {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: AccessTokenId::from_uuid(row.id),
            name: row.name,
            hint: row.hint,
            scopes: Scopes::from_text(&row.scopes)?,
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
        })
    }
}

pub(super) async fn page(cx: &Context, owner: UserId, request: &PageRequest) -> Result<Page<AccessToken>> {
    let mut sql = Sql::new(
        "SELECT t.id, t.name, t.hint, t.scopes, t.created_at, t.expires_at, t.last_used_at FROM access_tokens t \
         WHERE t.revoked_at IS NULL AND t.user_id = ",
    );
    sql.bind(owner.uuid());
    let whole = sql.clone();
    request.apply(TOKENS, &mut sql);
    let rows = sql.all::<Row>(cx.deps.db.reader()).await?;
    let tokens = rows.into_iter().map(AccessToken::try_from).collect::<Result<Vec<_>>>()?;
    Ok(request
        .page(cx, TOKENS, tokens, |token| Position { key: Key::Time(token.created_at), id: token.id.uuid() })
        .of(whole))
}

/// How many tokens of a person still work.
pub(super) async fn living(cx: &Context, tx: &Tx, owner: UserId) -> Result<i64> {
    #[derive(FromQueryResult)]
    struct Count {
        n: i64,
    }
    let mut sql = Sql::new("SELECT COUNT(*) AS n FROM access_tokens WHERE revoked_at IS NULL AND user_id = ");
    sql.bind(owner.uuid()).push(" AND expires_at > ").bind(cx.now);
    Ok(sql.one::<Count>(&**tx).await?.map_or(0, |count| count.n))
}

pub(super) async fn insert(
    cx: &Context,
    tx: &Tx,
    owner: UserId,
    new: NewAccessToken,
    secret: &str,
) -> Result<AccessToken> {
    let id: AccessTokenId = ids::new(cx);
    let row = access_tokens::ActiveModel {
        id: Set(id.uuid()),
        user_id: Set(owner.uuid()),
        name: Set(new.name.clone()),
        hint: Set(hint(secret)),
        token_hash: Set(token_hash(secret)),
        scopes: Set(new.scopes.to_text()),
        created_at: Set(cx.now),
        expires_at: Set(new.expires_at),
        last_used_at: Set(None),
        revoked_at: Set(None),
    };
    access_tokens::Entity::insert(row).exec_without_returning(&**tx).await?;
    let NewAccessToken { name, scopes, expires_at } = new;
    Ok(AccessToken { id, name, hint: hint(secret), scopes, created_at: cx.now, expires_at, last_used_at: None })
}

/// Revokes a token of this person; false when they have no such token.
pub(super) async fn revoke(cx: &Context, tx: &Tx, owner: UserId, id: AccessTokenId) -> Result<bool> {
    let mut sql = Sql::new("UPDATE access_tokens SET revoked_at = ");
    sql.bind(cx.now).push(" WHERE revoked_at IS NULL AND user_id = ").bind(owner.uuid());
    sql.push(" AND id = ").bind(id.uuid());
    tx.tell_after_commit(Signal::Changed(Channel::standing(owner)));
    Ok(sql.run(&**tx).await? == 1)
}

pub(super) async fn revoke_all(cx: &Context, tx: &Tx, owner: UserId) -> Result<u64> {
    let mut sql = Sql::new("UPDATE access_tokens SET revoked_at = ");
    sql.bind(cx.now).push(" WHERE revoked_at IS NULL AND user_id = ").bind(owner.uuid());
    tx.tell_after_commit(Signal::Changed(Channel::standing(owner)));
    Ok(sql.run(&**tx).await?)
}

/// A token that was not revoked, with its owner of this moment: the one statement that every request with one costs.
pub(super) struct Living {
    pub id: AccessTokenId,
    pub owner: UserId,
    pub role: Role,
    pub scopes: Scopes,
    pub suspended: bool,
    pub banned: bool,
    pub expires_at: DateTime<Utc>,
    pub blocks: Blocks,
    last_used_at: Option<DateTime<Utc>>,
}

pub(super) async fn by_secret(cx: &Context, secret: &str) -> Result<Option<Living>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        user_id: Uuid,
        role: String,
        scopes: String,
        suspended_at: Option<DateTime<Utc>>,
        hold: Option<String>,
        expires_at: DateTime<Utc>,
        last_used_at: Option<DateTime<Utc>>,
        has_blocked: bool,
        is_blocked: bool,
    }
    let mut sql =
        Sql::new("SELECT t.id, t.user_id, u.role, t.scopes, u.suspended_at, u.hold, t.expires_at, t.last_used_at, ");
    sql.push(users::BLOCKS);
    sql.push(" FROM access_tokens t JOIN users u ON u.id = t.user_id WHERE t.revoked_at IS NULL AND t.token_hash = ");
    sql.bind(token_hash(secret));
    let row = sql.one::<Row>(cx.deps.db.reader()).await?;
    row.map(|row| {
        Ok(Living {
            id: AccessTokenId::from_uuid(row.id),
            owner: UserId::from_uuid(row.user_id),
            role: row.role.parse()?,
            scopes: Scopes::from_text(&row.scopes)?,
            suspended: row.suspended_at.is_some(),
            banned: Hold::bans(row.hold.as_deref()),
            expires_at: row.expires_at,
            blocks: Blocks { made: row.has_blocked, met: row.is_blocked },
            last_used_at: row.last_used_at,
        })
    })
    .transpose()
}

/// Writes the use down, unless that was done within the last minute.
pub(super) async fn note_use(cx: &Context, token: &Living) -> Result<()> {
    let before = cx.now - USE_NOTED;
    if token.last_used_at.is_some_and(|last| last > before) {
        return Ok(());
    }
    let mut sql = Sql::new("UPDATE access_tokens SET last_used_at = ");
    sql.bind(cx.now).push(" WHERE id = ").bind(token.id.uuid());
    sql.push(" AND (last_used_at IS NULL OR last_used_at <= ").bind(before).push(")");
    let tx = cx.begin().await?;
    sql.run(&*tx).await?;
    tx.commit().await
}

/// Every token that a person has ever made.
pub(super) async fn all(tx: &Tx, owner: UserId) -> Result<Vec<AccessTokenId>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let mut sql = Sql::new("SELECT id FROM access_tokens WHERE user_id = ");
    sql.bind(owner.uuid());
    Ok(sql.all::<Row>(&**tx).await?.into_iter().map(|row| AccessTokenId::from_uuid(row.id)).collect())
}

/// Removes every token of a person.
pub(super) async fn remove_all(tx: &Tx, owner: UserId) -> Result<u64> {
    let mut sql = Sql::new("DELETE FROM access_tokens WHERE user_id = ");
    sql.bind(owner.uuid());
    Ok(sql.run(&**tx).await?)
}
