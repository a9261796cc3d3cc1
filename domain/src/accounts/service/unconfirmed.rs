//! Accounts that nobody has confirmed. They keep their name and their address for a while, but the address from nobody who shows that it
//! is theirs: by an invitation, by a provider or by a change of the address.

use chrono::TimeDelta;

use crate::{
    Context, Error, Result,
    accounts::store::{self, Account},
    ids::{self, UserKind},
    jobs::Run,
    platform::Tx,
    users::Email,
};

/// How long an account is kept after its first link is over that nobody has confirmed: as long as links themselves.
const KEPT: TimeDelta = TimeDelta::days(7);

/// Whether the address of an account is its own. Where addresses need no confirmation, every account may be in use.
pub(super) fn is_claimed(cx: &Context, account: &Account) -> bool {
    account.email_verified_at.is_some() || !cx.settings().accounts.require_verified_email
}

/// Whether an account may be found by what was typed at a login: by its address only once that is its own. Who has just registered with
/// somebody's address finds no account of theirs by it, whether or not somebody has had one before.
pub(super) fn is_found_by(cx: &Context, account: &Account, login: &str) -> bool {
    !login.contains('@') || is_claimed(cx, account)
}

/// Frees an address for somebody else: an account that nobody has confirmed or used gets that of a stand-in. Gives the account that
/// has the address and keeps it.
pub(super) async fn vacate(cx: &Context, tx: &Tx, email: &str) -> Result<Option<Account>> {
    let Some(account) = store::by_email(tx, email).await? else { return Ok(None) };
    if is_claimed(cx, &account) || !store::set_aside(cx, tx, &account, &stand_in_address(cx)?).await? {
        return Ok(Some(account));
    }
    Ok(None)
}

/// An address that nobody ever confirms (RFC 2606, section 2).
pub(super) fn stand_in_address(cx: &Context) -> Result<Email> {
    let address = format!("{}@stand-in.invalid", ids::new::<UserKind>(cx));
    Email::parse(&address).map_err(|_| Error::internal("the address of a stand-in is none"))
}

/// Removes accounts that nobody has confirmed or used, a week after their first link was over: their names are free again. Another link,
/// which whoever knows the address may ask for, keeps none: a stand-in gets none. Tells how many. Where addresses need no
/// confirmation, every account may be in use, and stays.
///
/// # Errors
/// The database's; what is removed stays removed.
pub async fn purge_unconfirmed(run: &Run) -> Result<u64> {
    let cx = &run.cx;
    if !cx.settings().accounts.require_verified_email {
        return Ok(0);
    }
    let life = TimeDelta::from_std(cx.settings().auth.email_token_ttl).map_err(Error::internal)?;
    let before = cx.now - life - KEPT;
    let mut removed = 0;
    loop {
        run.check_cancelled()?;
        let tx = cx.begin().await?;
        let batch = store::remove_unconfirmed(&tx, before).await?;
        tx.commit().await?;
        removed += batch;
        if batch < store::UNCONFIRMED_BATCH {
            return Ok(removed);
        }
    }
}
