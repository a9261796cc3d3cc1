//! What was compared while nobody held the account is looked at again while it is held.

use crate::{
    Context, Result,
    accounts::{
        model::Password,
        store::{self, Account},
    },
    platform::Tx,
};

/// Holds an account until the transaction ends that this password opened a moment ago; none when it does no longer.
///
/// A comparison takes a quarter of a second, and may wait for others: meanwhile somebody may have set another password just
/// because this one is known to a stranger.
pub(super) async fn hold(cx: &Context, account: &Account, password: &Password) -> Result<Option<(Tx, Account)>> {
    let Some((tx, now)) = held(cx, account).await? else { return Ok(None) };
    if now.password_hash == account.password_hash {
        return Ok(Some((tx, now)));
    }
    // It may be the same password, hashed anew by another login.
    drop(tx);
    if !cx.deps.passwords.verify(password.expose(), now.hash()).await? {
        return Ok(None);
    }
    let again = held(cx, &now).await?;
    Ok(again.filter(|(_, again)| again.password_hash == now.password_hash))
}

async fn held(cx: &Context, account: &Account) -> Result<Option<(Tx, Account)>> {
    let tx = cx.begin().await?;
    Ok(store::held(&tx, account.user.id).await?.map(|account| (tx, account)))
}
