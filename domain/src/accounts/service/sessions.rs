//! Where a person is logged in, and ending it.

use crate::{
    Context, Error, Result,
    accounts::{model::Session, store},
    audit::{self, Entry},
    ids::SessionId,
    page::{Page, PageArgs, PageRequest},
    users,
};

/// The living sessions of the person asking, the newest first.
///
/// # Errors
/// `session_required` for a token; faults of the page arguments.
pub async fn sessions(cx: &Context, args: &PageArgs) -> Result<Page<Session>> {
    let person = cx.actor.user()?;
    let request = PageRequest::parse(cx, store::SESSIONS, args)?;
    store::sessions(cx, person, &request).await
}

/// Ends a session of the person asking, at once and for every process.
///
/// # Errors
/// `session_required` for a token; `not_found`, also for somebody else's.
pub async fn revoke_session(cx: &Context, id: SessionId) -> Result<()> {
    let owner = cx.actor.user()?.id;
    let mut tx = cx.begin().await?;
    if !store::revoke_session_of(cx, &tx, owner, id).await? {
        return Err(Error::not_found("session"));
    }
    audit::record(cx, &mut tx, Entry::done("session.revoked").on(id));
    tx.commit().await
}

/// Ends every session of the person asking but this one.
///
/// # Errors
/// `session_required` for a token.
pub async fn revoke_other_sessions(cx: &Context) -> Result<()> {
    let person = cx.actor.user()?;
    let mut tx = cx.begin().await?;
    users::lock_one(cx, &tx, person.id).await?;
    store::revoke_sessions(cx, &tx, person.id, Some(person.session), "revoked by another session").await?;
    audit::record(cx, &mut tx, Entry::done("session.revoked"));
    tx.commit().await
}
