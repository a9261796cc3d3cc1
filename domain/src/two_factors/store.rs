//! The only file that speaks SQL about second factors and the challenges of logins.

use chrono::{DateTime, TimeDelta, Utc};
use presswork_entity::{login_challenges, recovery_codes, two_factors};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, QueryFilter};
use uuid::Uuid;

use crate::{
    Context, Result,
    ids::UserId,
    platform::{Sql, Tx, db::Engine, secret::token_hash},
    users,
};

/// How many wrong codes an account bears ...
const FAILURES: i32 = 10;
/// ... in how long.
pub(super) const FAILURES_WITHIN: TimeDelta = TimeDelta::minutes(15);
/// How many attempts a challenge bears.
const ATTEMPTS: u32 = 5;

/// The factor of an account, and whether it counts.
#[derive(FromQueryResult)]
pub(super) struct Factor {
    pub secret: String,
    pub username: String,
    enabled_at: Option<DateTime<Utc>>,
    failures: i32,
    failing_since: Option<DateTime<Utc>>,
}

impl Factor {
    pub(super) const fn counts(&self) -> bool {
        self.enabled_at.is_some()
    }

    /// Until when no code is looked at, because too many were wrong.
    pub(super) fn closed_until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let until = self.failing_since? + FAILURES_WITHIN;
        (self.failures >= FAILURES && until > now).then_some(until)
    }
}

/// Locks an account and then its factor, as far as the engine has row locks; SQLite has one writer anyway.
pub(super) async fn lock(cx: &Context, tx: &Tx, owner: UserId) -> Result<Option<Factor>> {
    users::lock_one(cx, tx, owner).await?;
    let mut sql = Sql::new(
        "SELECT f.secret, u.username, u.two_factor_enabled_at AS enabled_at, f.failures, f.failing_since \
         FROM two_factors f JOIN users u ON u.id = f.user_id WHERE f.user_id = ",
    );
    sql.bind(owner.uuid());
    if cx.deps.db.engine() == Engine::Postgres {
        sql.push(" FOR UPDATE OF f");
    }
    Ok(sql.one::<Factor>(&**tx).await?)
}

pub(super) async fn username(tx: &Tx, owner: UserId) -> Result<Option<String>> {
    #[derive(FromQueryResult)]
    struct Row {
        username: String,
    }
    let mut sql = Sql::new("SELECT username FROM users WHERE id = ");
    sql.bind(owner.uuid());
    Ok(sql.one::<Row>(&**tx).await?.map(|row| row.username))
}

/// Begins a factor, in place of another that was only begun.
pub(super) async fn begin(cx: &Context, tx: &Tx, owner: UserId, secret: String) -> Result<()> {
    two_factors::Entity::delete_by_id(owner.uuid()).exec(&**tx).await?;
    let row = two_factors::ActiveModel {
        user_id: Set(owner.uuid()),
        secret: Set(secret),
        last_step: Set(0),
        failures: Set(0),
        failing_since: Set(None),
        created_at: Set(cx.now),
    };
    two_factors::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Lets the factor of an account count, or no longer.
pub(super) async fn set_enabled(cx: &Context, tx: &Tx, owner: UserId, at: Option<DateTime<Utc>>) -> Result<()> {
    let mut sql = Sql::new("UPDATE users SET two_factor_enabled_at = ");
    sql.bind(at).push(", version = version + 1, updated_at = ").bind(cx.now).push(" WHERE id = ").bind(owner.uuid());
    sql.run(&**tx).await?;
    Ok(())
}

pub(super) async fn remove(tx: &Tx, owner: UserId) -> Result<()> {
    two_factors::Entity::delete_by_id(owner.uuid()).exec(&**tx).await?;
    let of_owner = recovery_codes::Column::UserId.eq(owner.uuid());
    recovery_codes::Entity::delete_many().filter(of_owner).exec(&**tx).await?;
    Ok(())
}

/// Takes a step of the clock; false when it or a later one was taken before.
pub(super) async fn take_step(tx: &Tx, owner: UserId, step: i64) -> Result<bool> {
    let mut sql = Sql::new("UPDATE two_factors SET failures = 0, failing_since = NULL, last_step = ");
    sql.bind(step).push(" WHERE user_id = ").bind(owner.uuid()).push(" AND last_step < ").bind(step);
    Ok(sql.run(&**tx).await? == 1)
}

/// Counts a wrong code.
pub(super) async fn count_failure(cx: &Context, tx: &Tx, owner: UserId) -> Result<()> {
    let since = cx.now - FAILURES_WITHIN;
    let mut sql = Sql::new("UPDATE two_factors SET failures = CASE WHEN failing_since > ");
    sql.bind(since).push(" THEN failures + 1 ELSE 1 END, failing_since = CASE WHEN failing_since > ").bind(since);
    sql.push(" THEN failing_since ELSE ").bind(cx.now).push(" END WHERE user_id = ").bind(owner.uuid());
    sql.run(&**tx).await?;
    Ok(())
}

/// Makes these the recovery codes of an account; the former ones are void.
pub(super) async fn set_recovery_codes(cx: &Context, tx: &Tx, owner: UserId, hashes: Vec<String>) -> Result<()> {
    let of_owner = recovery_codes::Column::UserId.eq(owner.uuid());
    recovery_codes::Entity::delete_many().filter(of_owner).exec(&**tx).await?;
    let rows = hashes.into_iter().map(|hash| recovery_codes::ActiveModel {
        id: Set(uuid::Builder::from_random_bytes(cx.deps.entropy.bytes()).into_uuid()),
        user_id: Set(owner.uuid()),
        code_hash: Set(hash),
        used_at: Set(None),
    });
    recovery_codes::Entity::insert_many(rows).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Uses a recovery code up; false when there is none like it, or it was used before.
pub(super) async fn use_recovery_code(cx: &Context, tx: &Tx, owner: UserId, hash: &str) -> Result<bool> {
    let mut sql = Sql::new("UPDATE recovery_codes SET used_at = ");
    sql.bind(cx.now).push(" WHERE used_at IS NULL AND user_id = ").bind(owner.uuid());
    sql.push(" AND code_hash = ").bind(hash.to_owned());
    Ok(sql.run(&**tx).await? == 1)
}

pub(super) async fn insert_challenge(
    cx: &Context,
    tx: &Tx,
    owner: UserId,
    token: &str,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    let row = login_challenges::ActiveModel {
        id: Set(uuid::Builder::from_random_bytes(cx.deps.entropy.bytes()).into_uuid()),
        user_id: Set(owner.uuid()),
        token_hash: Set(token_hash(token)),
        attempts: Set(0),
        expires_at: Set(expires_at),
        used_at: Set(None),
    };
    login_challenges::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Counts an attempt at a challenge that still bears one, and tells whose it is; their account is held before the challenge is, as
/// by whoever ends it.
pub(super) async fn attempt(cx: &Context, tx: &Tx, token: &str) -> Result<Option<(Uuid, UserId)>> {
    let hash = token_hash(token);
    let of_hash = login_challenges::Column::TokenHash.eq(hash.clone());
    let Some(found) = login_challenges::Entity::find().filter(of_hash).one(&**tx).await? else { return Ok(None) };
    let owner = UserId::from_uuid(found.user_id);
    users::lock_one(cx, tx, owner).await?;
    let mut sql =
        Sql::new("UPDATE login_challenges SET attempts = attempts + 1 WHERE used_at IS NULL AND token_hash = ");
    sql.bind(hash).push(&format!(" AND attempts < {ATTEMPTS} AND expires_at > ")).bind(cx.now);
    Ok((sql.run(&**tx).await? == 1).then_some((found.id, owner)))
}

pub(super) async fn close_challenge(cx: &Context, tx: &Tx, id: Uuid) -> Result<()> {
    let mut sql = Sql::new("UPDATE login_challenges SET used_at = ");
    sql.bind(cx.now).push(" WHERE id = ").bind(id);
    sql.run(&**tx).await?;
    Ok(())
}

/// Closes every challenge of a person that waits.
pub(super) async fn close_challenges(cx: &Context, tx: &Tx, owner: UserId) -> Result<()> {
    let mut sql = Sql::new("UPDATE login_challenges SET used_at = ");
    sql.bind(cx.now).push(" WHERE used_at IS NULL AND user_id = ").bind(owner.uuid());
    sql.run(&**tx).await?;
    Ok(())
}

/// Removes the factor with its codes, and the challenges of logins. Tells how many factors there were.
pub(super) async fn remove_all(tx: &Tx, owner: UserId) -> Result<u64> {
    let mut factors = 0;
    for table in ["login_challenges", "recovery_codes", "two_factors"] {
        let mut sql = Sql::new(&format!("DELETE FROM {table} WHERE user_id = "));
        sql.bind(owner.uuid());
        factors = sql.run(&**tx).await?;
    }
    Ok(factors)
}
