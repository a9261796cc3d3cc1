//! Reading people's public faces.

use std::str::FromStr;

use super::{User, store};
use crate::{
    Context, Error, Result,
    ids::{self, UserId},
    page::{Page, PageArgs, PageRequest},
    platform::Tx,
};

/// A way to name a person: `user_...` or `@handle`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserRef {
    /// By id.
    Id(UserId),
    /// By handle, without the `@`.
    Username(String),
}

impl FromStr for UserRef {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text.strip_prefix('@') {
            Some(name) => Ok(Self::Username(name.to_owned())),
            None => ids::parse(text).map(Self::Id),
        }
    }
}

/// A person's public face.
///
/// # Errors
/// `not_found`.
pub async fn get(cx: &Context, who: &UserRef) -> Result<User> {
    find(cx, who).await?.ok_or(Error::not_found("user"))
}

/// A person's public face, when there is such a person.
///
/// # Errors
/// The database's.
pub async fn find(cx: &Context, who: &UserRef) -> Result<Option<User>> {
    match who {
        UserRef::Id(id) => Ok(store::known_by_ids(cx, &[*id]).await?.pop()),
        UserRef::Username(name) => store::known_by_username(cx, name).await,
    }
}

/// Several people whom the actor may meet, in no particular order; the missing are left out.
///
/// # Errors
/// The database's.
pub async fn get_many(cx: &Context, ids: &[UserId]) -> Result<Vec<User>> {
    store::by_ids(cx, ids).await
}

/// Several people whom the actor may look up, which are some more: those that [`find`] finds.
///
/// # Errors
/// The database's.
pub async fn known(cx: &Context, ids: &[UserId]) -> Result<Vec<User>> {
    store::known_by_ids(cx, ids).await
}

/// Somebody as they are shown to the actor, even out of sight: what one is answered who does something about them.
///
/// # Errors
/// The database's.
pub(crate) async fn existing(cx: &Context, ids: &[UserId]) -> Result<Vec<User>> {
    store::existing_by_ids(cx, ids).await
}

/// Lets through who may reach this person.
///
/// # Errors
/// `blocked` when one of the two has blocked the other.
pub(crate) async fn require_together(tx: &Tx, one: UserId, other: UserId) -> Result<()> {
    if one != other && store::apart(&**tx, one, other).await? { Err(blocked()) } else { Ok(()) }
}

/// The same, and tells of the one of them how the actor sees them: who writes something below what the other wrote is shown with it.
///
/// # Errors
/// As [`require_together`].
pub(crate) async fn together(cx: &Context, tx: &Tx, one: UserId, other: UserId) -> Result<Option<User>> {
    let (apart, seen) = store::apart_and_seen(cx, tx, one, other).await?;
    if one != other && apart { Err(blocked()) } else { Ok(seen) }
}

const fn blocked() -> Error {
    Error::Forbidden { code: "blocked", detail: "one of the two of you has blocked the other" }
}

/// Whether one of these two has blocked the other: then nothing that one does is told to the other.
///
/// # Errors
/// The database's.
pub(crate) async fn are_apart(cx: &Context, one: UserId, other: UserId) -> Result<bool> {
    store::apart(cx.deps.db.reader(), one, other).await
}

/// Everyone, the newest first.
///
/// # Errors
/// Faults of the page arguments.
pub async fn list(cx: &Context, args: &PageArgs) -> Result<Page<User>> {
    let request = PageRequest::parse(cx, store::USERS, args)?;
    store::page(cx, &request).await
}
