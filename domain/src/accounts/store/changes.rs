//! What becomes of an account.

use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::Account;
use crate::{
    Context, Error, Result,
    accounts::model::MePatch,
    ids::UserId,
    platform::{
        Sql, Tx,
        db::Engine,
        events::{Channel, Signal},
        freshness::{Mark, Table},
    },
    users::{self, Hold, Role},
};

/// Writes what a person shows of themselves, unless another change came first.
pub(in crate::accounts) async fn update_profile(
    cx: &Context,
    tx: &Tx,
    account: &Account,
    patch: &MePatch,
) -> Result<()> {
    let mut sql = Sql::new("UPDATE users SET version = version + 1, updated_at = ");
    sql.bind(cx.now);
    if let Some(name) = &patch.display_name {
        sql.push(", display_name = ").bind(name.as_str().to_owned());
    }
    if let Some(bio) = &patch.bio {
        sql.push(", bio = ").bind(bio.clone());
    }
    at_version(sql, tx, account).await?;
    users::refresh(cx, tx, &[account.user.id.uuid()]).await
}

/// Writes what an admin decided, unless another change came first.
pub(in crate::accounts) async fn manage(
    cx: &Context,
    tx: &Tx,
    account: &Account,
    role: Role,
    suspended: bool,
) -> Result<()> {
    let suspended_at = suspended.then(|| account.suspended_at.unwrap_or(cx.now));
    let mut sql = Sql::new("UPDATE users SET version = version + 1, updated_at = ");
    sql.bind(cx.now).push(", role = ").bind(role.as_str()).push(", suspended_at = ").bind(suspended_at);
    tx.tell_after_commit(Signal::Changed(Channel::standing(account.user.id)));
    at_version(sql, tx, account).await
}

pub(super) async fn at_version(mut sql: Sql, tx: &Tx, account: &Account) -> Result<()> {
    sql.push(" WHERE id = ").bind(account.user.id.uuid()).push(" AND version = ").bind(account.version);
    if sql.run(&tx.at(&[row(account.user.id)])).await? == 1 { Ok(()) } else { Err(Error::Stale { what: "account" }) }
}

/// Holds an account out, or lets it in that was held out. Tells whether it changed.
pub(in crate::accounts) async fn set_hold(cx: &Context, tx: &Tx, user: UserId, hold: Option<Hold>) -> Result<bool> {
    let mut sql = Sql::new("UPDATE users SET version = version + 1, updated_at = ");
    sql.bind(cx.now).push(", hold = ").bind(hold.map(Hold::as_str)).push(", suspended_at = ");
    match hold {
        Some(_) => sql.push("COALESCE(suspended_at, ").bind(cx.now).push(") WHERE id = ").bind(user.uuid()),
        None => sql.push("NULL WHERE hold IS NOT NULL AND id = ").bind(user.uuid()),
    };
    tx.tell_after_commit(Signal::Changed(Channel::standing(user)));
    Ok(sql.run(&tx.at(&[row(user)])).await? == 1)
}

/// Those who run the place and can log in, locked as far as the engine has row locks, so that two of them can't leave at once.
pub(in crate::accounts) async fn lock_admins(cx: &Context, tx: &Tx) -> Result<Vec<UserId>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let mut sql = Sql::new(
        "SELECT id FROM users WHERE role = 'admin' AND suspended_at IS NULL AND erase_at IS NULL \
         AND email_verified_at IS NOT NULL ORDER BY id",
    );
    if cx.deps.db.engine() == Engine::Postgres {
        sql.push(" FOR UPDATE");
    }
    Ok(sql.all::<Row>(&**tx).await?.into_iter().map(|row| UserId::from_uuid(row.id)).collect())
}

pub(in crate::accounts) async fn set_password(cx: &Context, tx: &Tx, user: UserId, hash: String) -> Result<()> {
    let mut sql = Sql::new("UPDATE users SET password_hash = ");
    sql.bind(hash).push(", updated_at = ").bind(cx.now).push(" WHERE id = ").bind(user.uuid());
    sql.run(&tx.at(&[row(user)])).await?;
    Ok(())
}

pub(in crate::accounts) async fn set_role(cx: &Context, tx: &Tx, user: UserId, role: Role) -> Result<()> {
    tx.tell_after_commit(Signal::Changed(Channel::standing(user)));
    let mut sql = Sql::new("UPDATE users SET role = ");
    sql.bind(role.as_str()).push(", updated_at = ").bind(cx.now).push(" WHERE id = ").bind(user.uuid());
    sql.run(&tx.at(&[row(user)])).await?;
    Ok(())
}

pub(in crate::accounts) async fn mark_verified(cx: &Context, tx: &Tx, user: UserId, email: &str) -> Result<bool> {
    let mut sql = Sql::new("UPDATE users SET version = version + 1, email_verified_at = ");
    sql.bind(cx.now).push(", updated_at = ").bind(cx.now);
    sql.push(" WHERE email_verified_at IS NULL AND id = ")
        .bind(user.uuid())
        .push(" AND email = ")
        .bind(email.to_owned());
    let verified = sql.run(&tx.at(&[row(user)])).await? == 1;
    if verified {
        users::refresh(cx, tx, &[user.uuid()]).await?;
    }
    Ok(verified)
}

/// Holds the row of an account until the transaction ends.
pub(in crate::accounts) async fn touch(cx: &Context, tx: &Tx, user: UserId) -> Result<()> {
    let mut sql = Sql::new("UPDATE users SET updated_at = ");
    sql.bind(cx.now).push(" WHERE id = ").bind(user.uuid());
    sql.run(&tx.at(&[row(user)])).await?;
    Ok(())
}

/// An account, as whoever reads or writes it marks it.
pub(super) fn row(user: UserId) -> Mark {
    Mark::row(Table::Users, user.uuid())
}
