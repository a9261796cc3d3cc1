//! New accounts.

use presswork_entity::users;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::OnConflict};

use super::changes::row;
use crate::{
    Context, Error, Result,
    ids::{self, UserId},
    platform::Tx,
    users::{self as people, DisplayName, Email, Role, Username},
};

pub(in crate::accounts) async fn username_taken(tx: &Tx, username: &str) -> Result<bool> {
    Ok(users::Entity::find().filter(users::Column::Username.eq(username)).one(&**tx).await?.is_some())
}

/// Makes an account; an empty hash is that of no password. None where somebody has the name, also since this very moment; the transaction
/// goes on all the same.
pub(in crate::accounts) async fn insert(
    cx: &Context,
    tx: &Tx,
    (username, email, display_name): (&Username, &Email, &DisplayName),
    hash: String,
    role: Role,
) -> Result<Option<UserId>> {
    let id = ids::new(cx);
    let verified = if cx.settings().accounts.require_verified_email { None } else { Some(cx.now) };
    let user = users::ActiveModel {
        id: Set(UserId::uuid(&id)),
        username: Set(username.as_str().to_owned()),
        email: Set(email.as_str().to_owned()),
        email_verified_at: Set(verified),
        password_hash: Set(hash),
        role: Set(role.as_str().to_owned()),
        display_name: Set(display_name.as_str().to_owned()),
        bio: Set(String::new()),
        suspended_at: Set(None),
        created_at: Set(cx.now),
        updated_at: Set(cx.now),
        version: Set(1),
        two_factor_enabled_at: Set(None),
        erase_at: Set(None),
        erased_at: Set(None),
        follower_count: Set(0),
        following_count: Set(0),
        hold: Set(None),
    };
    let named = OnConflict::column(users::Column::Username).do_nothing().to_owned();
    let marks = [row(id)];
    let insert = users::Entity::insert(user).on_conflict(named);
    if insert.exec_without_returning(&tx.at(&marks)).await.map_err(taken)? == 0 {
        return Ok(None);
    }
    if verified.is_some() {
        people::refresh(cx, tx, &[id.uuid()]).await?;
    }
    Ok(Some(id))
}

/// Two registrations of an address at the same moment: the second finds out here.
fn taken(error: sea_orm::DbErr) -> Error {
    if crate::platform::db::taken(&error).is_some() { Error::unavailable("database", error) } else { error.into() }
}

pub(in crate::accounts) fn username_conflict() -> Error {
    Error::conflict("username_taken", "this username is taken")
}
