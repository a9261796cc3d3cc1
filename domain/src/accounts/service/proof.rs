//! Proving once more who one is, before something dangerous.

use crate::{
    Context, Error, Result,
    accounts::{
        model::ReauthenticationInput,
        store::{self, Account},
    },
    audit::{self, Entry},
    two_factors,
};

/// Takes the password once more, or a code where there is a second factor, so that for a while this session may do what
/// is dangerous.
///
/// # Errors
/// `session_required` for a token; `wrong_password` or `invalid_code`; a fault when what is needed is missing.
pub async fn reauthenticate(cx: &Context, input: &ReauthenticationInput) -> Result<()> {
    let person = cx.actor.user()?;
    let account = store::by_id(cx.deps.db.reader(), person.id).await?.ok_or_else(Error::login_required)?;
    if account.two_factor {
        return by_code(cx, &account, input).await;
    }
    let password = input.password.as_deref();
    let password = password.ok_or_else(|| Error::invalid("/password", "required", "send your password"))?;
    super::password::verify(cx, &account, password).await?;
    let tx = cx.begin().await?;
    store::prove(cx, &tx, person.session).await?;
    tx.commit().await
}

/// A stolen password is what the second factor is against, so that it proves nothing here.
async fn by_code(cx: &Context, account: &Account, input: &ReauthenticationInput) -> Result<()> {
    let person = cx.actor.user()?;
    let code = input.code.as_deref();
    let code = code.ok_or_else(|| Error::invalid("/code", "required", "send a code of your second factor"))?;
    let mut tx = cx.begin().await?;
    let right = two_factors::check(cx, &mut tx, account.user.id, code).await?;
    if right {
        store::prove(cx, &tx, person.session).await?;
    } else {
        audit::record(cx, &mut tx, Entry::failed("session.proof").on(account.user.id));
    }
    tx.commit().await?;
    if right { Ok(()) } else { Err(Error::Forbidden { code: "invalid_code", detail: "this is not a code of now" }) }
}
