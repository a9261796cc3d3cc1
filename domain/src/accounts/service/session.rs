//! Staying logged in: who a token speaks for, the next pair of tokens, logging out.

use super::login::issue;
use crate::{
    Actor, Context, Error, Result, access_tokens,
    accounts::{
        model::{AuthTokens, Me},
        store,
    },
    actor::UserActor,
    audit::{self, Entry},
    ids::SessionId,
    jobs,
    mails::{Letter, Notice, SendMail},
    platform::Tx,
    scope::Scope,
    users,
};

/// Finds out whom a credential speaks for: the JWT of a session, or a token that a person gave to a program. The session is looked up every time, so that a revocation takes effect at
/// once in every process; its use is written down, to the minute.
///
/// # Errors
/// `invalid_token`, `token_expired`, `session_revoked`, `account_suspended` or `account_banned`.
pub async fn authenticate(cx: &Context, token: &str) -> Result<Actor> {
    if access_tokens::is_ours(token) {
        return access_tokens::authenticate(cx, token).await;
    }
    let bearer = cx.deps.tokens.verify(token, cx.now)?;
    let live = store::live_session(cx, bearer.user, bearer.session).await?.ok_or_else(Error::session_ended)?;
    if live.suspended {
        let (code, detail) = users::shut_out(live.banned);
        return Err(Error::Unauthenticated { code, detail });
    }
    store::note_use(cx, bearer.session, &live).await?;
    Ok(Actor::User(UserActor {
        id: bearer.user,
        role: live.role,
        session: bearer.session,
        authenticated_at: live.authenticated_at,
        may_operate_here: cx.may_operate_here(),
        blocks: live.blocks,
    }))
}

/// Exchanges a refresh token for the next pair. Each is good for one use; a second use ends the session.
///
/// # Errors
/// `invalid_refresh_token`, `refresh_token_expired`, `refresh_token_reused` or `session_revoked`.
pub async fn refresh(cx: &Context, refresh_token: &str) -> Result<AuthTokens> {
    let mut tx = cx.begin().await?;
    let found = store::refresh_token(&tx, refresh_token).await?;
    let found = found.ok_or_else(|| refused("invalid_refresh_token", "this refresh token is not valid"))?;
    let session = SessionId::from_uuid(found.session_id);
    if !store::use_refresh_token(cx, &tx, found.id).await? {
        end_stolen(cx, &mut tx, session).await?;
        tx.commit().await?;
        tracing::warn!(%session, "a refresh token was used twice; its session is revoked");
        return Err(refused("refresh_token_reused", "this refresh token was used before; log in again"));
    }
    if found.expires_at <= cx.now {
        return Err(refused("refresh_token_expired", "this refresh token has expired; log in again"));
    }
    let (owner, end) = store::touch_session(cx, &tx, session).await?.ok_or_else(Error::session_ended)?;
    let account =
        store::by_id(&*tx, owner).await?.filter(|account| !account.suspended).ok_or_else(Error::session_ended)?;
    let tokens = issue(cx, &tx, (session, end), account.user).await?;
    tx.commit().await?;
    Ok(tokens)
}

/// Ends a session whose refresh token came twice, with every token of it, and tells its owner, the first time.
async fn end_stolen(cx: &Context, tx: &mut Tx, session: SessionId) -> Result<()> {
    if store::revoke_session(cx, tx, session, "refresh_token_reused").await?
        && let Some(owner) = store::session_owner(tx, session).await?
    {
        audit::record(cx, tx, Entry::denied("session.refresh").by(owner, Some(session)).on(session));
        let letter = Letter::Notice { about: Notice::SessionStolen };
        jobs::enqueue(cx, tx, &SendMail { to: owner, letter }).await?;
    }
    Ok(())
}

/// Ends the session of this request. Its tokens stop working at once.
///
/// # Errors
/// `authentication_required`.
pub async fn logout(cx: &Context) -> Result<()> {
    let session = cx.actor.user()?.session;
    let mut tx = cx.begin().await?;
    store::revoke_session(cx, &tx, session, "logout").await?;
    audit::record(cx, &mut tx, Entry::done("session.logout").on(session));
    tx.commit().await
}

/// The person asking, as they see themselves.
///
/// # Errors
/// `authentication_required`.
pub async fn me(cx: &Context) -> Result<Me> {
    let id = cx.actor.acts(Scope::Read)?;
    let account = store::by_id(cx.deps.db.reader(), id).await?.ok_or_else(Error::session_ended)?;
    Ok(account.into())
}

const fn refused(code: &'static str, detail: &'static str) -> Error {
    Error::Unauthenticated { code, detail }
}
