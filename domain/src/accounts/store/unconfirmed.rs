//! Accounts that nobody has confirmed.

use chrono::{DateTime, Utc};

use super::{Account, changes::row};
use crate::{
    Context, Result,
    platform::{Sql, Tx},
    users::Email,
};

/// How many accounts one transaction removes at most.
pub(in crate::accounts) const UNCONFIRMED_BATCH: u64 = 500;

/// What is true of an account that nobody has confirmed, used or decided about since it was registered. Whoever had one while addresses
/// needed no confirmation may have done anything with it. Who comes from elsewhere has no password yet.
const UNUSED: &str = "email_verified_at IS NULL AND version = 1 AND role <> 'admin' AND password_hash <> ''";
/// Where there is something of whoever has used it, and what names them there.
const TRACES: [(&str, &str); 11] = [
    ("sessions", "user_id"),
    ("access_tokens", "user_id"),
    ("identities", "user_id"),
    ("two_factors", "user_id"),
    ("posts", "author_id"),
    ("comments", "author_id"),
    ("media", "owner_id"),
    ("follows", "follower_id"),
    ("tag_follows", "user_id"),
    ("reactions", "user_id"),
    ("bookmarks", "user_id"),
];

/// That somebody is unused, at the end of a condition.
fn push_unused(sql: &mut Sql) {
    sql.push(&format!(" AND {UNUSED}"));
    for (table, who) in TRACES {
        sql.push(&format!(" AND NOT EXISTS (SELECT 1 FROM {table} x WHERE x.{who} = users.id)"));
    }
}

/// Gives an account that is unused, and has the address that it had, another one; tells whether it was. The version stays: nobody has seen it.
pub(in crate::accounts) async fn set_aside(cx: &Context, tx: &Tx, account: &Account, address: &Email) -> Result<bool> {
    let mut sql = Sql::new("UPDATE users SET email = ");
    sql.bind(address.as_str()).push(", updated_at = ").bind(cx.now).push(" WHERE id = ").bind(account.user.id.uuid());
    sql.push(" AND email = ").bind(account.email.as_str());
    push_unused(&mut sql);
    Ok(sql.run(&tx.at(&[row(account.user.id)])).await? == 1)
}

/// Removes a batch of accounts that are unused and were registered before a time. Tells how many.
pub(in crate::accounts) async fn remove_unconfirmed(tx: &Tx, before: DateTime<Utc>) -> Result<u64> {
    // Asked for twice: PostgreSQL looks again only at the outer condition where somebody confirms in this moment.
    let mut sql = Sql::new(
        "DELETE FROM users WHERE email_verified_at IS NULL AND id IN (SELECT id FROM users WHERE created_at < ",
    );
    sql.bind(before);
    push_unused(&mut sql);
    sql.push(&format!(" LIMIT {UNCONFIRMED_BATCH})"));
    Ok(sql.run(&**tx).await?)
}
