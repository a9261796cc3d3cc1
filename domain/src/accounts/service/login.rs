//! Logging in.

use crate::{
    Context, Error, Result,
    accounts::{
        model::{AuthTokens, Device, LoginInput, Password},
        store,
    },
    ids::SessionId,
    platform::{Tx, secret::random_token, token::Bearer},
    users::User,
};

/// Opens a session. A wrong password, an unknown account and a wrong address give the same answer in the same time.
///
/// # Errors
/// `invalid_credentials`; with the right password also `email_not_verified` or `account_suspended`.
pub async fn login(cx: &Context, input: &LoginInput, device: &Device) -> Result<AuthTokens> {
    let account = store::by_login(cx, &input.login).await?;
    let password = Password::given(&input.password);
    let hash = account.as_ref().map(|account| account.password_hash.as_str());
    let matches = cx.deps.passwords.verify(password.expose(), hash).await?;
    let Some(account) = account.filter(|_| matches) else {
        return Err(Error::Unauthenticated { code: "invalid_credentials", detail: "wrong login or password" });
    };
    if account.suspended {
        return Err(Error::Forbidden { code: "account_suspended", detail: "this account is suspended" });
    }
    if account.email_verified_at.is_none() && cx.settings().accounts.require_verified_email {
        return Err(Error::Forbidden { code: "email_not_verified", detail: "confirm your mail address first" });
    }
    let tx = cx.begin().await?;
    let session = store::insert_session(cx, &tx, account.user.id, device).await?;
    let tokens = issue(cx, &tx, session, account.user).await?;
    tx.commit().await?;
    Ok(tokens)
}

/// A fresh pair of tokens for a session.
pub(super) async fn issue(cx: &Context, tx: &Tx, session: SessionId, user: User) -> Result<AuthTokens> {
    let refresh_token = random_token(&*cx.deps.entropy);
    let refresh_token_expires_at = store::insert_refresh_token(cx, tx, session, &refresh_token).await?;
    let (access_token, access_token_expires_at) = cx.deps.tokens.sign(Bearer { user: user.id, session }, cx.now)?;
    Ok(AuthTokens { access_token, access_token_expires_at, refresh_token, refresh_token_expires_at, user })
}
