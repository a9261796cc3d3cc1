//! Inviting, taking back, joining.

use super::{
    AcceptInvitationInput, Invitation, InvitationInput, policy,
    store::{self, INVITATIONS},
};
use crate::{
    Actor, Context, Error, Result,
    accounts::{self, Me, NewAccountInput},
    audit::{self, Entry},
    fault::Faults,
    ids::InvitationId,
    jobs, limits,
    mails::{Letter, SendMail},
    page::{Page, PageArgs, PageRequest},
    platform::settings::Registration,
    users::{Email, Role},
};

/// The invitations that wait, the newest first; those that have expired, too.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; faults of the page arguments.
pub async fn list(cx: &Context, args: &PageArgs) -> Result<Page<Invitation>> {
    policy::require_host(&cx.actor)?;
    let request = PageRequest::parse(cx, INVITATIONS, args)?;
    store::page(cx, &request).await
}

/// Invites somebody by mail. An earlier invitation to the same address is void.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; `registration_closed`; a fault of the address;
/// `reauthentication_required` to invite a moderator or an admin; `email_taken`.
pub async fn create(cx: &Context, input: &InvitationInput) -> Result<Invitation> {
    policy::require_host(&cx.actor)?;
    require_open(cx)?;
    let host = cx.actor.account().ok_or_else(Error::login_required)?;
    let mut faults = Faults::default();
    let email = faults.take("/email", Email::chosen(&input.email));
    let email = faults.finish(email)?;
    let usual: Role = cx.settings().accounts.default_role.as_str().parse()?;
    let role = input.role.unwrap_or(usual);
    if let Actor::User(person) = &cx.actor
        && policy::needs_proof(role)
    {
        person.require_recent(cx.now, cx.settings().auth.proof_lifetime())?;
    }
    let mut tx = cx.begin().await?;
    accounts::require_free_address(cx, &tx, email.as_str()).await?;
    store::revoke_all_to(cx, &tx, &email).await?;
    let invitation = store::insert(cx, &tx, host, &email, role).await?;
    let letter = Letter::Invitation { invitation: invitation.id };
    jobs::enqueue(cx, &mut tx, &SendMail { to: host, letter }).await?;
    let entry = Entry::done("invitation.created").on(invitation.id);
    audit::record(cx, &mut tx, entry.with(serde_json::json!({ "role": invitation.role.as_str() })));
    tx.commit().await?;
    Ok(invitation)
}

/// Takes an invitation back.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; `not_found`, also for one that was accepted.
pub async fn revoke(cx: &Context, id: InvitationId) -> Result<()> {
    policy::require_host(&cx.actor)?;
    let mut tx = cx.begin().await?;
    if !store::revoke(cx, &tx, id).await? {
        return Err(Error::not_found("invitation"));
    }
    audit::record(cx, &mut tx, Entry::done("invitation.revoked").on(id));
    tx.commit().await
}

/// Makes an account by the token of an invitation. It can log in at once.
///
/// # Errors
/// `registration_closed`; `too_many_attempts`; `invalid_link` for a token that is not ours, `gone` for an invitation that was
/// accepted, revoked or has expired, or was made to power over others by who has none any more; all faults of the account together;
/// `username_taken`, `email_taken`.
pub async fn accept(cx: &Context, input: &AcceptInvitationInput) -> Result<Me> {
    require_open(cx)?;
    limits::registration(cx).await?;
    let found = store::by_token(cx, &input.token).await?;
    let (invitation, waits) =
        found.ok_or_else(|| Error::malformed("invalid_link", "this invitation is not valid; ask for a new one"))?;
    if !waits {
        return Err(Error::Gone { what: "invitation" });
    }
    let account = NewAccountInput {
        username: input.username.clone(),
        email: invitation.email.clone(),
        password: input.password.clone(),
        display_name: input.display_name.clone(),
    };
    let newcomer = accounts::prepare(cx, &account).await?;
    let mut tx = cx.begin().await?;
    if !store::accept(cx, &tx, invitation.id).await? {
        return Err(Error::Gone { what: "invitation" });
    }
    let id = accounts::admit(cx, &tx, newcomer, invitation.role).await?;
    audit::record(cx, &mut tx, Entry::done("invitation.accepted").by(id, None).on(invitation.id));
    let me = accounts::as_made(&tx, id).await?;
    tx.commit().await?;
    Ok(me)
}

fn require_open(cx: &Context) -> Result<()> {
    if cx.settings().accounts.registration != Registration::Closed {
        return Ok(());
    }
    Err(Error::Forbidden { code: "registration_closed", detail: "registration is not open here" })
}
