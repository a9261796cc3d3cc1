//! New accounts that need no confirmation: whoever vouches for them has seen to that.

use super::unconfirmed::{is_claimed, vacate};
use crate::{
    Context, Error, Result,
    accounts::{
        model::{Me, NewAccount, NewAccountInput},
        store,
    },
    events::{self, EventType, Fact},
    fault::Refusal,
    ids::UserId,
    platform::Tx,
    users::{DisplayName, Email, Role, Username},
};

/// A checked account with its hash, computed before any transaction opens.
pub(crate) struct Newcomer {
    pub(super) new: NewAccount,
    pub(super) hash: String,
}

/// Checks an account and hashes its password.
///
/// # Errors
/// All faults of the input together; `busy`.
pub(crate) async fn prepare(cx: &Context, input: &NewAccountInput) -> Result<Newcomer> {
    let input = input.clone();
    let check = move || NewAccount::parse(&input);
    let (new, hash) = cx.deps.passwords.checked(check, NewAccount::password, cx.deps.entropy.bytes()).await?;
    Ok(Newcomer { new, hash })
}

/// Makes the account, which can log in at once.
///
/// # Errors
/// `username_taken`, `email_taken`.
pub(crate) async fn admit(cx: &Context, tx: &Tx, newcomer: Newcomer, role: Role) -> Result<UserId> {
    let Newcomer { new, hash } = newcomer;
    if store::username_taken(tx, new.username.as_str()).await? {
        return Err(store::username_conflict());
    }
    if vacate(cx, tx, new.email.as_str()).await?.is_some() {
        return Err(email_conflict());
    }
    let id = store::insert(cx, tx, new.person(), hash, role).await?.ok_or_else(store::username_conflict)?;
    store::mark_verified(cx, tx, id, new.email.as_str()).await?;
    events::record(cx, tx, Fact::user(EventType::UserRegistered, id)).await?;
    Ok(id)
}

/// Refuses an address that has an account, for those who may know. One that nobody has confirmed keeps it from nobody.
///
/// # Errors
/// `email_taken`.
pub(crate) async fn require_free_address(cx: &Context, tx: &Tx, email: &str) -> Result<()> {
    match store::by_email(tx, email).await?.filter(|account| is_claimed(cx, account)) {
        Some(_) => Err(email_conflict()),
        None => Ok(()),
    }
}

pub(super) fn email_conflict() -> Error {
    Error::conflict("email_taken", "another account has this mail address")
}

/// An account as its owner sees it, in the transaction that made it.
///
/// # Errors
/// The database's.
pub(crate) async fn as_made(tx: &Tx, id: UserId) -> Result<Me> {
    Ok(store::by_id(&**tx, id).await?.ok_or(Error::not_found("user"))?.into())
}

/// How many handles are tried for somebody who comes without one.
const TRIES: u32 = 20;

/// Makes an account for somebody whose mail address another provider has made sure of, and who logs in there. `stem` is what the
/// handle begins with.
///
/// # Errors
/// `identity_not_linked` where the address has an account; faults of the address; `username_taken` when no handle was free.
pub(crate) async fn admit_without_password(
    cx: &Context,
    tx: &Tx,
    email: &str,
    stem: &str,
    shown: Option<&str>,
) -> Result<UserId> {
    let invalid = |refusal: Refusal| Error::invalid("/email", refusal.code, refusal.detail);
    let email = Email::chosen(email).map_err(invalid)?;
    if vacate(cx, tx, email.as_str()).await?.is_some() {
        let detail = "an account has this mail address: log in to it, and link this identity";
        return Err(Error::conflict("identity_not_linked", detail));
    }
    let id = insert_named(cx, tx, &email, stem, shown.and_then(|name| DisplayName::parse(name).ok())).await?;
    store::mark_verified(cx, tx, id, email.as_str()).await?;
    events::record(cx, tx, Fact::user(EventType::UserRegistered, id)).await?;
    Ok(id)
}

/// Makes the account under the first handle that nobody has; who comes second to one in the same moment takes the next.
async fn insert_named(cx: &Context, tx: &Tx, email: &Email, stem: &str, shown: Option<DisplayName>) -> Result<UserId> {
    let role: Role = cx.settings().accounts.default_role.as_str().parse()?;
    for attempt in 0..TRIES {
        let number = u16::from_be_bytes(cx.deps.entropy.bytes());
        let wish = if attempt == 0 { stem.to_owned() } else { format!("{stem}-{number}") };
        let Ok(username) = Username::parse(&wish) else { continue };
        let Some(name) = shown.clone().or_else(|| DisplayName::parse(username.as_str()).ok()) else { continue };
        if let Some(id) = store::insert(cx, tx, (&username, email, &name), String::new(), role).await? {
            return Ok(id);
        }
    }
    Err(store::username_conflict())
}
