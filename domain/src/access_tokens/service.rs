//! Making, listing, using and revoking tokens.

use serde_json::json;

use super::{AccessToken, IssuedAccessToken, NewAccessTokenInput, model::NewAccessToken, policy, secret, store};
use crate::{
    Actor, Context, Error, Result,
    actor::TokenActor,
    audit::{self, Entry},
    ids::{AccessTokenId, UserId},
    jobs, limits,
    mails::{Letter, Notice, SendMail},
    page::{Page, PageArgs, PageRequest},
    platform::Tx,
    users,
};

/// How many living tokens a person may have.
const TOKENS_MAX: i64 = 50;

/// Makes a token. Its secret is in this answer and nowhere else.
///
/// # Errors
/// `session_required` for a token; all faults of the input together; `reauthentication_required` for the scopes ops and
/// admin; `too_many_attempts` after many; `too_many_tokens`.
pub async fn create(cx: &Context, input: &NewAccessTokenInput) -> Result<IssuedAccessToken> {
    let person = cx.actor.user()?;
    let new = NewAccessToken::parse(cx, person.role, input)?;
    if policy::needs_proof(&new.scopes) {
        person.require_recent(cx.now, cx.settings().auth.proof_lifetime())?;
    }
    limits::access_token(cx, person.id).await?;
    let secret = secret::mint(&*cx.deps.entropy);
    let mut tx = cx.begin().await?;
    users::lock_present(cx, &tx, person).await?;
    if store::living(cx, &tx, person.id).await? >= TOKENS_MAX {
        return Err(Error::conflict("too_many_tokens", format!("{TOKENS_MAX} tokens are enough; revoke one")));
    }
    let access_token = store::insert(cx, &tx, person.id, new, &secret).await?;
    let entry = Entry::done("access_token.created").on(access_token.id);
    audit::record(cx, &mut tx, entry.with(json!({ "scopes": access_token.scopes.to_text() })));
    let mail = SendMail { to: person.id, letter: Letter::Notice { about: Notice::AccessTokenCreated } };
    jobs::enqueue(cx, &mut tx, &mail).await?;
    tx.commit().await?;
    Ok(IssuedAccessToken { access_token, secret })
}

/// The tokens of the person asking that were not revoked, the newest first.
///
/// # Errors
/// `session_required` for a token; faults of the page arguments.
pub async fn list(cx: &Context, args: &PageArgs) -> Result<Page<AccessToken>> {
    let owner = cx.actor.user()?.id;
    let request = PageRequest::parse(cx, store::TOKENS, args)?;
    store::page(cx, owner, &request).await
}

/// Revokes a token of the person asking, at once and for every process.
///
/// # Errors
/// `session_required` for a token; `not_found`, also for somebody else's.
pub async fn revoke(cx: &Context, id: AccessTokenId) -> Result<()> {
    let owner = cx.actor.user()?.id;
    let mut tx = cx.begin().await?;
    if !store::revoke(cx, &tx, owner, id).await? {
        return Err(Error::not_found("access token"));
    }
    audit::record(cx, &mut tx, Entry::done("access_token.revoked").on(id));
    tx.commit().await
}

/// Revokes every token of a person, in the transaction of what makes that necessary.
///
/// # Errors
/// The database's.
pub async fn revoke_all(cx: &Context, tx: &Tx, owner: UserId) -> Result<u64> {
    store::revoke_all(cx, tx, owner).await
}

/// Finds out whom a token speaks for. It is looked up every time, so that a revocation takes effect at once.
///
/// # Errors
/// `invalid_token`, `token_expired`, `account_suspended` or `account_banned`.
pub async fn authenticate(cx: &Context, secret: &str) -> Result<Actor> {
    let invalid = refused("invalid_token", "the access token is not valid");
    if !secret::is_well_formed(secret) {
        return Err(invalid);
    }
    let found = store::by_secret(cx, secret).await?.ok_or(invalid)?;
    if found.expires_at <= cx.now {
        return Err(refused("token_expired", "the access token has expired; make a new one"));
    }
    if found.suspended {
        let (code, detail) = users::shut_out(found.banned);
        return Err(refused(code, detail));
    }
    store::note_use(cx, &found).await?;
    Ok(Actor::Token(TokenActor {
        owner: found.owner,
        role: found.role,
        token: found.id,
        scopes: found.scopes,
        may_operate_here: cx.may_operate_here(),
        blocks: found.blocks,
    }))
}

const fn refused(code: &'static str, detail: &'static str) -> Error {
    Error::Unauthenticated { code, detail }
}

/// Every token that a person has made, also those that were revoked or are over.
///
/// # Errors
/// The database's.
pub(crate) async fn all(tx: &Tx, owner: UserId) -> Result<Vec<AccessTokenId>> {
    store::all(tx, owner).await
}

/// Removes every token of a person who is erased. Tells how many.
///
/// # Errors
/// The database's.
pub(crate) async fn forget(tx: &Tx, owner: UserId) -> Result<u64> {
    store::remove_all(tx, owner).await
}
