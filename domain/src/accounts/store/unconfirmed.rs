//! Accounts that nobody has confirmed.

use chrono::{DateTime, Utc};

use super::changes::row;
use crate::{
    Context, Error, Result,
    ids::UserId,
    platform::{Sql, Tx},
    users::Email,
};

/// How many accounts one transaction removes at most.
pub(in crate::accounts) const UNCONFIRMED_BATCH: u64 = 500;

/// What is true of an account that nobody has confirmed, used or decided about since it was registered. Whoever had one while addresses
/// needed no confirmation may have written something.
const UNUSED: &str = "email_verified_at IS NULL AND version = 1 AND role <> 'admin' \
                      AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = users.id) \
                      AND NOT EXISTS (SELECT 1 FROM posts p WHERE p.author_id = users.id) \
                      AND NOT EXISTS (SELECT 1 FROM comments c WHERE c.author_id = users.id)";

/// Gives an account that is unused another address; tells whether it was. The version stays: nobody has seen it.
pub(in crate::accounts) async fn set_aside(cx: &Context, tx: &Tx, user: UserId, address: &Email) -> Result<bool> {
    let mut sql = Sql::new("UPDATE users SET email = ");
    sql.bind(address.as_str()).push(", updated_at = ").bind(cx.now).push(" WHERE id = ").bind(user.uuid());
    sql.push(&format!(" AND {UNUSED}"));
    Ok(sql.run(&tx.at(&[row(user)])).await? == 1)
}

/// Gives an account that is not confirmed yet the address that it is about to confirm.
pub(in crate::accounts) async fn give_address(cx: &Context, tx: &Tx, user: UserId, email: &str) -> Result<()> {
    let mut sql = Sql::new("UPDATE users SET email = ");
    sql.bind(email).push(", updated_at = ").bind(cx.now);
    sql.push(" WHERE email_verified_at IS NULL AND id = ").bind(user.uuid());
    match sql.run(&tx.at(&[row(user)])).await {
        Ok(_) => Ok(()),
        Err(error) if crate::platform::db::taken(&error).is_some() => Err(Error::unavailable("database", error)),
        Err(error) => Err(error.into()),
    }
}

/// Removes a batch of accounts that are unused and were registered before a time, with their links. Tells how many.
pub(in crate::accounts) async fn remove_unconfirmed(tx: &Tx, before: DateTime<Utc>) -> Result<u64> {
    // Asked for twice: PostgreSQL looks again only at the outer condition where somebody confirms in this moment.
    let mut sql = Sql::new(
        "DELETE FROM users WHERE email_verified_at IS NULL AND id IN (SELECT id FROM users WHERE created_at < ",
    );
    sql.bind(before).push(&format!(" AND {UNUSED} LIMIT {UNCONFIRMED_BATCH})"));
    Ok(sql.run(&**tx).await?)
}
