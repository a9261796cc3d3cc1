//! Logging in.

use chrono::{DateTime, Utc};

use super::{compared, deletion::keep, unconfirmed::is_found_by};
use crate::{
    Context, Error, Result,
    accounts::{
        model::{AuthTokens, Device, LoginInput, Password},
        store::{self, Account},
    },
    audit::{self, Entry},
    ids::{SessionId, UserId},
    limits,
    platform::{Tx, secret::random_token, token::Bearer},
    two_factors::{self, Answered},
    users::{User, shut_out},
};

/// Opens a session, or the second step of the login where there is a second factor. A wrong password, an unknown account and a wrong address, or one that
/// nobody has confirmed, give the same answer in the same time.
///
/// # Errors
/// `too_many_attempts`; `busy`; `invalid_credentials`; with the right password also `email_not_verified`, `account_suspended`, `account_banned`, or
/// `two_factor_required` with the challenge that a code has to answer.
pub async fn login(cx: &Context, input: &LoginInput, device: &Device) -> Result<AuthTokens> {
    let account = store::by_login(cx, &input.login).await?;
    let account = account.filter(|account| is_found_by(cx, account, &input.login));
    let known = account.as_ref().map(|account| account.user.id);
    let typed = store::as_looked_for(&input.login);
    let attempt = limits::login(cx, limits::Login { typed: &typed, account: known }).await?;
    let password = Password::given(&input.password);
    let hash = account.as_ref().and_then(Account::hash);
    let matches = attempt.judged(cx, password.expose(), hash).await?;
    let Some(compared) = account.filter(|_| matches) else {
        return wrong(cx, known).await;
    };
    attempt.succeeded(cx).await;
    let rehashed = rehash(cx, &compared, &password).await?;
    let Some((mut tx, account)) = compared::hold(cx, &compared, &password).await? else {
        return wrong(cx, known).await;
    };
    account.require_let_in()?;
    if account.email_verified_at.is_none() && cx.settings().accounts.require_verified_email {
        return Err(Error::Forbidden { code: "email_not_verified", detail: "confirm your mail address first" });
    }
    if let Some(hash) = rehashed.filter(|_| account.password_hash == compared.password_hash) {
        store::set_password(cx, &tx, account.user.id, hash).await?;
    }
    if account.two_factor {
        let (challenge, expires_at) = two_factors::challenge(cx, &tx, account.user.id).await?;
        tx.commit().await?;
        return Err(Error::TwoFactorRequired { challenge, expires_at });
    }
    let tokens = enter(cx, &mut tx, account, device).await?;
    tx.commit().await?;
    Ok(tokens)
}

/// Completes a login by a code of the second factor, or a recovery code. Each works once.
///
/// # Errors
/// `invalid_code`; `invalid_challenge` for one that is not ours, answered, over or tried five times; `too_many_attempts`;
/// `account_suspended`, `account_banned`.
pub async fn complete_two_factor_login(
    cx: &Context,
    challenge: &str,
    code: &str,
    device: &Device,
) -> Result<AuthTokens> {
    let mut tx = cx.begin().await?;
    let owner = match two_factors::answer(cx, &mut tx, challenge, code).await? {
        Answered::Right(owner) => owner,
        Answered::Wrong(owner) => {
            // The attempt counts.
            audit::record(cx, &mut tx, failure(Some(owner)));
            tx.commit().await?;
            return Err(Error::Unauthenticated { code: "invalid_code", detail: "this is not a code of now" });
        }
    };
    let account = living(store::held(&tx, owner).await?)?;
    let tokens = enter(cx, &mut tx, account, device).await?;
    tx.commit().await?;
    Ok(tokens)
}

/// Opens a session for somebody who has shown who they are, whose account is held. One that was to be deleted stays.
pub(super) async fn enter(cx: &Context, tx: &mut Tx, account: Account, device: &Device) -> Result<AuthTokens> {
    keep(cx, tx, &account).await?;
    let (session, end) = store::insert_session(cx, tx, account.user.id, device).await?;
    audit::record(cx, tx, Entry::done("session.login").by(account.user.id, Some(session)));
    issue(cx, tx, (session, end), account.user).await
}

async fn wrong<T>(cx: &Context, account: Option<UserId>) -> Result<T> {
    audit::record_alone(cx, failure(account)).await?;
    Err(Error::Unauthenticated { code: "invalid_credentials", detail: "wrong login or password" })
}

/// What is written down of a wrong login. What was typed is not: it may be a password in the wrong field.
fn failure(account: Option<UserId>) -> Entry {
    let entry = Entry::failed("session.login");
    account.into_iter().fold(entry, Entry::on)
}

/// The hash to store instead, when `auth.bcrypt_cost` has risen since the password was set.
async fn rehash(cx: &Context, account: &Account, password: &Password) -> Result<Option<String>> {
    if !cx.deps.passwords.is_outdated(&account.password_hash) {
        return Ok(None);
    }
    match cx.deps.passwords.hash(password.expose(), cx.deps.entropy.bytes()).await {
        // The next login will do.
        Err(Error::Busy { .. }) => Ok(None),
        hashed => hashed.map(Some),
    }
}

/// A fresh pair of tokens for a session that lives until then unless it is refreshed.
pub(super) async fn issue(
    cx: &Context,
    tx: &Tx,
    (session, refresh_token_expires_at): (SessionId, DateTime<Utc>),
    user: User,
) -> Result<AuthTokens> {
    let refresh_token = random_token(&*cx.deps.entropy);
    store::insert_refresh_token(cx, tx, session, &refresh_token, refresh_token_expires_at).await?;
    let (access_token, access_token_expires_at) = cx.deps.tokens.sign(Bearer { user: user.id, session }, cx.now)?;
    Ok(AuthTokens { access_token, access_token_expires_at, refresh_token, refresh_token_expires_at, user })
}

/// An account that is there and may come in.
fn living(account: Option<Account>) -> Result<Account> {
    let (code, detail) = shut_out(false);
    let account = account.filter(|account| !account.erased).ok_or(Error::Forbidden { code, detail })?;
    account.require_let_in()?;
    Ok(account)
}

/// What came of a login by an identity: a second factor is asked for there, too.
pub(crate) enum Entered {
    /// A session.
    In(Box<AuthTokens>),
    /// The second step. The caller's transaction has to commit.
    SecondStep {
        /// What a code has to answer.
        challenge: String,
        /// Until when.
        expires_at: DateTime<Utc>,
    },
}

/// Lets somebody in whom another provider has recognised.
///
/// # Errors
/// `account_suspended`, `account_banned`.
pub(crate) async fn enter_by_identity(cx: &Context, tx: &mut Tx, owner: UserId, device: &Device) -> Result<Entered> {
    let account = living(store::held(tx, owner).await?)?;
    if account.two_factor {
        let (challenge, expires_at) = two_factors::challenge(cx, tx, owner).await?;
        return Ok(Entered::SecondStep { challenge, expires_at });
    }
    Ok(Entered::In(Box::new(enter(cx, tx, account, device).await?)))
}
