//! Mail addresses on their way to be another.

use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;

use crate::{
    Context, Error, Result,
    ids::UserId,
    platform::{Sql, Tx},
    users,
};

/// A change that waits for its confirmations.
#[derive(FromQueryResult)]
pub(in crate::accounts) struct EmailChange {
    pub email: String,
    pub approved_at: Option<DateTime<Utc>>,
    pub confirmed_at: Option<DateTime<Utc>>,
}

impl EmailChange {
    /// Whether both addresses have agreed.
    pub(in crate::accounts) const fn is_agreed(&self) -> bool {
        self.approved_at.is_some() && self.confirmed_at.is_some()
    }
}

/// Which address agrees.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::accounts) enum Side {
    Present,
    New,
}

/// Begins a change; an earlier one is forgotten.
pub(in crate::accounts) async fn begin_email_change(cx: &Context, tx: &Tx, user: UserId, email: &str) -> Result<()> {
    end_email_change(tx, user).await?;
    let mut sql = Sql::new("INSERT INTO email_changes (user_id, email, created_at) VALUES (");
    sql.bind(user.uuid()).push(", ").bind(email).push(", ").bind(cx.now).push(")");
    sql.run(&**tx).await?;
    Ok(())
}

/// Writes down that one address has agreed; tells how the change stands, if there is one.
pub(in crate::accounts) async fn agree(cx: &Context, tx: &Tx, user: UserId, side: Side) -> Result<Option<EmailChange>> {
    let column = match side {
        Side::Present => "approved_at",
        Side::New => "confirmed_at",
    };
    let mut sql = Sql::new(&format!("UPDATE email_changes SET {column} = "));
    sql.bind(cx.now).push(" WHERE user_id = ").bind(user.uuid());
    sql.push(" RETURNING email, approved_at, confirmed_at");
    Ok(sql.one::<EmailChange>(&**tx).await?)
}

/// Forgets a change.
pub(in crate::accounts) async fn end_email_change(tx: &Tx, user: UserId) -> Result<()> {
    let mut sql = Sql::new("DELETE FROM email_changes WHERE user_id = ");
    sql.bind(user.uuid());
    sql.run(&**tx).await?;
    Ok(())
}

/// Gives an account its new address, which has just been confirmed.
pub(in crate::accounts) async fn set_email(cx: &Context, tx: &Tx, user: UserId, email: &str) -> Result<()> {
    let mut sql = Sql::new("UPDATE users SET version = version + 1, email = ");
    sql.bind(email).push(", email_verified_at = ").bind(cx.now).push(", updated_at = ").bind(cx.now);
    sql.push(" WHERE id = ").bind(user.uuid());
    match sql.run(&**tx).await {
        Ok(_) => users::refresh(cx, tx, &[user.uuid()]).await,
        Err(error) if crate::platform::db::taken(&error).is_some() => Err(Error::unavailable("database", error)),
        Err(error) => Err(error.into()),
    }
}
